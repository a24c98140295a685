"""Hacker News: stories and comments that cite papers, found by Algolia's search.

Source: https://hn.algolia.com/api, read 2026-11-21.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from html import unescape
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from bot.clock import Clock
from bot.errors import BadAnswer
from bot.papers.ids import find_arxiv_ids
from bot.papers.model import Mention
from bot.sources.contract import Client, Wish
from bot.sources.json_answer import Fields, Malformed, read_json
from bot.store.contract import Gathered, RunState, SourceRun

NAME: Final = "hackernews"

_BY_ADDRESS: Final = {"tags": "story", "restrictSearchableAttributes": "url"}
_BY_TEXT: Final = {"tags": "(story,comment)", "restrictSearchableAttributes": "title,story_text,comment_text"}

SEARCHES: Final[tuple[Mapping[str, str], ...]] = (
    *(_BY_ADDRESS | {"query": site} for site in ("arxiv.org", "alphaxiv.org", "huggingface.co/papers", "10.48550")),
    *(_BY_TEXT | {"query": words} for words in ("arxiv", "alphaxiv.org", "huggingface.co/papers")),
)
"""What is asked. In text, ``arxiv`` finds the word in arxiv.org, arXiv:ID and arXiv's DOIs alike."""

MAX_HITS: Final = 1000
"""The most hits of one search that can be read; for more it sends none at all, with HTTP 200."""

MIN_WINDOW_S: Final = 3600
"""A search is not split further: arXiv is not named 1000 times an hour."""

DAYS_OF_TALK: Final = 7
"""How long after a past listing day talk about it is looked for: the default window of a digest."""


_UNDOCUMENTED: Final = "Hacker News search answered in a shape that it does not document."


@dataclass(frozen=True, slots=True)
class Found:
    """What one search found: a mention for each paper that a hit cites.

    ``unreadable`` hits are left out; ``unsent`` ones were counted by the site but not sent.
    """

    mentions: tuple[Mention, ...]
    unreadable: int = 0
    unsent: int = 0


class HackerNews:
    """Hacker News as a Source; points are likes, comments are replies."""

    def __init__(self, client: Client, clock: Clock, *, base_url: str = "https://hn.algolia.com") -> None:
        self._client = client
        self._clock = clock
        self._url = f"{base_url.rstrip('/')}/api/v1/search_by_date"

    @property
    def name(self) -> str:
        """Return the source's name."""
        return NAME

    async def gather(self, wish: Wish) -> Gathered:
        """Return every story and comment of the wanted time that cites a paper, once for each paper.

        Raises SourceError if any search fails: half of the talk would look like little talk.
        """
        since, until = wanted_time(wish)
        found: list[Found] = []
        for search in SEARCHES if since < until else ():
            found += await self._search(search, int(since.timestamp()), int(until.timestamp()))
        mentions = {(each.key, each.paper_id): each for one in found for each in one.mentions}
        run = SourceRun(
            source=NAME,
            started_at=wish.now,
            finished_at=self._clock.now(),
            state=RunState.OK,
            detail=_detail(since, found),
            mentions=len(mentions),
        )
        return Gathered(run, mentions=tuple(mentions.values()))

    async def _search(self, search: Mapping[str, str], start: int, end: int) -> list[Found]:
        """Read all hits of the Unix times [start, end), in as many pieces as that takes."""
        params = {
            **search,
            # Without it "arxiv.org" finds five times as much, most of it something else.
            "typoTolerance": "false",
            "numericFilters": f"created_at_i>={start},created_at_i<{end}",
            "hitsPerPage": str(MAX_HITS),
            "attributesToHighlight": "none",
        }
        answer = await self._client.get(self._url, params=params, accept="application/json")
        found = parse_answer(read_json(answer, NAME))
        if found is not None:
            return [found]
        if end - start <= MIN_WINDOW_S:
            raise BadAnswer(NAME, f"Hacker News does not give out what it finds for “{search['query']}”.")
        middle = (start + end) // 2
        return [*await self._search(search, start, middle), *await self._search(search, middle, end)]


def wanted_time(wish: Wish) -> tuple[datetime, datetime]:
    """Return [since, until) in UTC: from the first wanted day until now, or until talk of a past day is over."""
    since = datetime.combine(wish.day or wish.since, time(), UTC)
    until = wish.now.astimezone(UTC).replace(microsecond=0) + timedelta(seconds=1)
    is_past = wish.day is not None and (until - since).days >= DAYS_OF_TALK
    return since, since + timedelta(days=DAYS_OF_TALK) if is_past else until


def parse_answer(envelope: object) -> Found | None:
    """Return what an answer found, None if there are more hits than the site gives out at once.

    Raises BadAnswer if the answer, or all of its hits, are not of the documented shape.
    """
    try:
        fields = Fields.of(envelope)
        total = fields.count("nbHits")
    except Malformed as exc:
        raise BadAnswer(NAME, _UNDOCUMENTED) from exc
    hits = fields.values.get("hits")
    if not isinstance(hits, list) or total is None:
        raise BadAnswer(NAME, _UNDOCUMENTED)
    if fields.has("message") or total > MAX_HITS:
        return None
    return _read_hits(hits, unsent=max(total - len(hits), 0))


def _read_hits(hits: Sequence[object], *, unsent: int) -> Found:
    mentions: list[Mention] = []
    unreadable = 0
    for hit in hits:
        try:
            mentions += _read_hit(Fields.of(hit))
        except Malformed:
            unreadable += 1
    if hits and unreadable == len(hits):
        raise BadAnswer(NAME, _UNDOCUMENTED)
    return Found(tuple(mentions), unreadable, unsent)


def _read_hit(hit: Fields) -> list[Mention]:
    """Return a mention for each paper that a story or comment cites. Raises Malformed."""
    key, author = hit.text("objectID"), hit.text("author")
    if key is None or not (key.isascii() and key.isdecimal()):
        raise Malformed("no id")
    title, story, comment = hit.text("title"), hit.text("story_text"), hit.text("comment_text")
    if not (title or comment):
        raise Malformed("neither a story nor a comment")
    marked_up = comment or story or ""
    mention = partial(
        Mention,
        source=NAME,
        key=key,
        url=f"https://news.ycombinator.com/item?id={key}",
        author=author,
        handle=author,
        text="\n\n".join(part for part in (title, plain(marked_up)) if part),
        posted_at=_moment(hit.count("created_at_i")),
        likes=hit.count("points"),
        replies=hit.count("num_comments"),
    )
    # The marked-up text is searched, not the plain one: a reader sees no more than the beginning of a long link.
    cited = find_arxiv_ids("\n".join((hit.text("url") or "", title or "", unescape(marked_up))))
    return [mention(paper_id=paper_id) for paper_id in cited]


def _moment(unix_time_s: int | None) -> datetime:
    if unix_time_s is None:
        raise Malformed("no moment")
    return datetime.fromtimestamp(unix_time_s, UTC)


def plain(marked_up: str) -> str:
    """Return the text of Hacker News markup: paragraphs apart, entities read, shortened links whole again."""
    tree = LexborHTMLParser(marked_up.replace("<p>", "\n\n<p>"))
    for link in tree.css("a[href]"):
        if link.text().endswith("..."):
            link.replace_with(link.attributes["href"] or "")
    return tree.text().strip()


def _detail(since: datetime, found: Sequence[Found]) -> str:
    said = [f"stories and comments since {since:%Y-%m-%d}"]
    if unreadable := sum(each.unreadable for each in found):
        said.append(f"left out as unreadable: {unreadable}")
    if unsent := sum(each.unsent for each in found):
        said.append(f"found but not sent: {unsent}")
    return "; ".join(said)
