"""Hot Papers posts: the Markdown file of one day, read and taken apart without losing a byte.

A post is front matter between two lines ``---`` and then, for each paper::

    (empty)
    # NUMBER. TITLE
    (empty)
    AUTHOR, AUTHOR
    (empty)
    - retweets: N, favorites: N (MM/DD/YYYY HH:MM:SS)
    - SOURCE: likes N, reposts N, replies N (MM/DD/YYYY HH:MM:SS)      ours only: one for each other source
    (empty)
    - links: [abs](ADDRESS) | [pdf](ADDRESS)
    - [CATEGORY](ADDRESS) | [CATEGORY](ADDRESS)
    - discussed: [LABEL](ADDRESS) | [LABEL](ADDRESS)                   ours only
    (empty)
    ABSTRACT
    (empty)
    <blockquote class="twitter-tweet">…</blockquote>                   these three for each tweet
    <script …></script>
    (empty)
    (empty)
    (empty)

A paper that was never measured has no line of counts, nor the empty line behind them. Two lines of the
front matter are ours: ``zone: "IANA/NAME"``, the zone of the printed moments, and ``escaped: true``,
which says that titles, authors and abstracts are escaped for Markdown.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from bot.errors import BadArgument, MalformedInput
from bot.papers.calendar import FIRST_DAY
from bot.papers.ids import parse_arxiv_id
from bot.papers.lines import Lines
from bot.papers.mention_links import mention_key, source_at
from bot.papers.model import ENGAGEMENT_SOURCES, SOURCE_LABELS, ArxivId, Engagement, ImportedPaper, Mention, Paper
from bot.papers.tweets import is_tweet, tweet_of

_ESCAPED_LINE: Final = "escaped: true"

WIDGETS_LINE: Final = '<script async src="https://platform.twitter.com/widgets.js" charset="utf-8"></script>'
"""What stands under each embedded tweet."""

LARGEST_COUNT: Final = 10**15 - 1
"""The largest count that a post can say; any file that we read is held to it, so that what goes in comes out."""

_ANCESTOR_ZONE: Final = "Asia/Tokyo"
"""The zone of printed moments where the front matter names none: that of the ancestor's author."""


@dataclass(frozen=True, slots=True)
class PostPaper:
    """One paper of a post, as printed.

    ``authors`` is the printed line. ``engagement`` has one entry for each printed line of counts, its
    moment in UTC. ``quotes`` are the embedded tweets' HTML, without the script line behind each.
    ``discussed`` are (label, address) pairs of talk elsewhere, which only our own posts have.
    """

    number: int
    title: str
    authors: str
    engagement: tuple[Engagement, ...]
    abs_url: str
    pdf_url: str
    categories: tuple[str, ...]
    abstract: str
    quotes: tuple[str, ...] = ()
    discussed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """The post of one day; ``front_matter`` is the text between the two ``---`` lines, kept verbatim.

    ``zone`` is the IANA zone that its printed moments are in.
    """

    day: date
    front_matter: str
    zone: str
    papers: tuple[PostPaper, ...]

    @property
    def is_escaped(self) -> bool:
        """Tell whether its text is escaped for Markdown: that of our own posts is, the ancestor's never."""
        return _ESCAPED_LINE in self.front_matter.split("\n")


def repair(text: str) -> tuple[str, bool]:
    """Return ``text`` with letters put right that come from bytes read in a wrong encoding, and if there were any.

    One of our own posts is left alone: what looks like damage in it stands in the paper.
    """
    if _ESCAPED_LINE in text.partition("\n---\n")[0].split("\n"):
        return text, False
    import ftfy  # noqa: PLC0415 - costs 70 ms, and only an import needs it

    fixed = ftfy.fix_encoding(text)
    return fixed, fixed != text


def parse_post(text: str) -> Post:
    """Return the post that ``text`` is, so exactly that printing it gives ``text`` back.

    Raises MalformedInput with the line, and what was expected there.
    """
    _check_characters(text)
    lines = Lines(text)
    day, zone, front_matter = _front_matter(lines)
    papers: dict[str, PostPaper] = {}
    while not lines.at_end:
        first_line = lines.number + 1
        paper = _paper(lines, len(papers) + 1, ZoneInfo(zone))
        if paper.abs_url in papers:
            raise MalformedInput(f"The paper {paper.abs_url} stands in this post twice.", line=first_line)
        papers[paper.abs_url] = paper
    return Post(day, front_matter, zone, tuple(papers.values()))


def papers_of(post: Post) -> tuple[ImportedPaper, ...]:
    """Return the post's papers in its order, each with the engagement and the mentions printed under it.

    Text is as arXiv gave it. A paper's tweets come before talk elsewhere, both in printed order.
    """
    return tuple(_imported(post, paper) for paper in post.papers)


def counts_line(engagement: Engagement, zone: ZoneInfo) -> str:
    """Return the line that says ``engagement`` in a post; numbers that are not known are left out.

    X has the ancestor's form where likes and reposts are known; that has no room for replies.
    """
    at = engagement.measured_at.astimezone(zone).strftime(_MOMENT_FORMAT)
    if engagement.source == "x" and engagement.likes is not None and engagement.reposts is not None:
        return f"- retweets: {engagement.reposts}, favorites: {engagement.likes} ({at})"
    numbers = {"likes": engagement.likes, "reposts": engagement.reposts, "replies": engagement.replies}
    said = ", ".join(f"{name} {number}" for name, number in numbers.items() if number is not None)
    return f"- {engagement.source}: {said} ({at})"


def _check_characters(text: str) -> None:
    """Refuse what no post holds and no editor shows. Raises MalformedInput."""
    if not text:
        raise MalformedInput("The file is empty.", line=1)
    if text.startswith("\ufeff"):
        raise MalformedInput("The file begins with a byte order mark: save it without one.", line=1)
    if (at := text.find("\r\n")) >= 0:
        raise MalformedInput("The line ends with CR LF, as on Windows: save the file with LF.", line=_line_at(text, at))
    if (at := text.find("\0")) >= 0:
        raise MalformedInput("The line has a NUL character: the file is damaged.", line=_line_at(text, at))


def _line_at(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


_TITLE: Final = re.compile(r"title: Hot Papers ([0-9]{4}-[0-9]{2}-[0-9]{2})")
_ZONE: Final = re.compile(r'zone: "([^"]+)"')


def _front_matter(lines: Lines) -> tuple[date, str, str]:
    """Return the day, the zone and the text of the front matter."""
    day, zone, front = None, _ANCESTOR_ZONE, []
    lines.skip("---", "'---', which begins a post")
    while (line := lines.peek()) != "---":
        if lines.next_begins("title:"):
            day = lines.read(_day, "'title: Hot Papers YYYY-MM-DD'")
        elif lines.next_begins("zone:"):
            zone = lines.read(_zone, "'zone: \"NAME\"' with an IANA time zone")
        else:
            lines.take("'---', which ends the front matter")
        front.append(f"{line}\n")
    if day is None:
        raise lines.wrong("'title: Hot Papers YYYY-MM-DD' before the end of the front matter")
    lines.skip("---")
    return day, zone, "".join(front)


def _day(line: str) -> date | None:
    match = _TITLE.fullmatch(line)
    try:
        day = date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None
    return day if day and day >= FIRST_DAY else None


def _zone(line: str) -> str | None:
    match = _ZONE.fullmatch(line)
    try:
        return ZoneInfo(match[1]).key if match else None
    except (KeyError, OSError, ValueError):
        return None


_LINKS: Final = re.compile(
    r"- links: \[abs\]\((?P<abs>https://arxiv\.org/abs/(?P<id>[^\s()]+))\) \| \[pdf\]\((?P<pdf>https://[^\s()]+)\)"
)


def _paper(lines: Lines, number: int, zone: ZoneInfo) -> PostPaper:
    lines.skip()
    title = lines.read(partial(_after, f"# {number}. "), f"'# {number}. TITLE'")
    lines.skip()
    authors = lines.take("a line of authors")
    lines.skip()
    engagement = _engagements(lines, zone)
    links = lines.read(_links, "'- links: [abs](https://arxiv.org/abs/ID) | [pdf](https://arxiv.org/pdf/ID)'")
    categories = _categories(lines)
    discussed = _discussed(lines)
    lines.skip()
    abstract = lines.take("the abstract")
    lines.skip()
    quotes = tuple(_quotes(lines))
    lines.skip()
    lines.skip()
    return PostPaper(
        number, title, authors, engagement, links["abs"], links["pdf"], categories, abstract, quotes, discussed
    )


def _after(prefix: str, line: str) -> str | None:
    return line[len(prefix) :] if line.startswith(prefix) else None


def _links(line: str) -> re.Match[str] | None:
    match = _LINKS.fullmatch(line)
    try:
        return match if match and parse_arxiv_id(match["id"]) == match["id"] else None
    except BadArgument:
        return None


_MOMENT_FORMAT: Final = "%m/%d/%Y %H:%M:%S"
_MOMENT: Final = r"\((?P<at>[0-9]{2}/[0-9]{2}/[0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2})\)"
_X_COUNTS: Final = re.compile(rf"- retweets: (?P<reposts>[0-9]{{1,15}}), favorites: (?P<likes>[0-9]{{1,15}}) {_MOMENT}")
_COUNTS: Final = re.compile(rf"- (?P<source>[a-z]+): (?P<said>[a-z0-9, -]+) {_MOMENT}")
_NUMBER: Final = re.compile(r"(likes|reposts|replies) ([0-9]{1,15})")


def _engagements(lines: Lines, zone: ZoneInfo) -> tuple[Engagement, ...]:
    """Return what the lines of counts say, and take the empty line behind them if there are any."""
    found: dict[str, Engagement] = {}
    while lines.next_begins("- ") and not lines.next_begins("- links:"):
        counts = lines.read(partial(_counts, zone), "'- retweets: N, favorites: N (MM/DD/YYYY HH:MM:SS)'")
        if counts.source in found:
            raise MalformedInput(f"The counts of {counts.source} stand here twice.", line=lines.number - 1)
        found[counts.source] = counts
    if found:
        lines.skip()
    return tuple(found.values())


def _counts(zone: ZoneInfo, line: str) -> Engagement | None:
    """Return what a line says, if it is just how we would say it."""
    match = _X_COUNTS.fullmatch(line)
    if match:
        return _as_said(line, zone, "x", {"likes": match["likes"], "reposts": match["reposts"]}, match["at"])
    match = _COUNTS.fullmatch(line)
    if match and match["source"] in ENGAGEMENT_SOURCES:
        return _as_said(line, zone, match["source"], dict(_NUMBER.findall(match["said"])), match["at"])
    return None


def _as_said(line: str, zone: ZoneInfo, source: str, said: Mapping[str, str], at: str) -> Engagement | None:
    try:
        measured_at = datetime.strptime(at, _MOMENT_FORMAT).replace(tzinfo=zone).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    numbers = {name: int(said[name]) if name in said else None for name in ("likes", "reposts", "replies")}
    engagement = Engagement(source, **numbers, measured_at=measured_at)
    return engagement if counts_line(engagement, zone) == line else None


_CATEGORY: Final = re.compile(r"\[([A-Za-z0-9.-]+)\]\(https://arxiv\.org/list/\1/recent\)")


def _categories(lines: Lines) -> tuple[str, ...]:
    if not lines.next_begins("- ["):
        return ()
    links = lines.read(partial(_pieces, "- ", _CATEGORY), "'- [CATEGORY](https://arxiv.org/list/CATEGORY/recent)'")
    return tuple(link[1] for link in links)


_TALK: Final = re.compile(r"\[([^\[\]|]+)\]\((https?://[^\s()<>|]+)\)")


def _discussed(lines: Lines) -> tuple[tuple[str, str], ...]:
    if not lines.next_begins("- discussed:"):
        return ()
    links = lines.read(_talk, "'- discussed: [NAME](ADDRESS)' with places of talk that we know")
    return tuple((link[1], link[2]) for link in links)


def _talk(line: str) -> list[re.Match[str]] | None:
    links = _pieces("- discussed: ", _TALK, line)
    return links if links and all(_talk_source(link[1], link[2]) for link in links) else None


def _pieces(prefix: str, pattern: re.Pattern[str], line: str) -> list[re.Match[str]] | None:
    """Return the matches that a line is made of behind its prefix, parted by bars."""
    rest = _after(prefix, line)
    matches = [match for piece in (rest or "").split(" | ") if (match := pattern.fullmatch(piece))]
    return matches if rest is not None and len(matches) == rest.count(" | ") + 1 else None


def _quotes(lines: Lines) -> Iterator[str]:
    while lines.next_begins("<blockquote"):
        yield lines.read(_quote, "an embedded tweet on one line")
        lines.skip(WIDGETS_LINE, "the script line of an embedded tweet")
        lines.skip()


def _quote(line: str) -> str | None:
    return line if is_tweet(line) else None


_LABELLED: Final = {label: source for source, label in SOURCE_LABELS.items()}


def _talk_source(label: str, url: str) -> str | None:
    """Return the source that a link to talk belongs to: by its address, or else by its name."""
    source = source_at(url) or _LABELLED.get(label)
    return source if source in ENGAGEMENT_SOURCES else None


def _imported(post: Post, printed: PostPaper) -> ImportedPaper:
    paper = _paper_of(post, printed)
    tweets = [tweet_of(html, paper.id) for html in printed.quotes]
    return ImportedPaper(paper, printed.engagement, (*tweets, *_mentions_of(paper.id, printed.discussed)))


def _paper_of(post: Post, printed: PostPaper) -> Paper:
    plain = unescape_text if post.is_escaped else str
    return Paper(
        id=parse_arxiv_id(printed.abs_url),
        title=plain(printed.title),
        abstract=plain(printed.abstract),
        authors=tuple(plain(name) for name in printed.authors.split(", ") if name),
        categories=printed.categories,
        announced=post.day,
    )


def _mentions_of(paper_id: ArxivId, discussed: Sequence[tuple[str, str]]) -> Iterator[Mention]:
    for label, url in discussed:
        if source := _talk_source(label, url):
            yield Mention(source, mention_key(source, url), paper_id, url)


_ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])|&(amp|lt|#44);")
_ENTITIES: Final = {"amp": "&", "lt": "<", "#44": ","}


def unescape_text(text: str) -> str:
    """Return what Markdown shows for a text in one of our own posts.

    Knows all that its writing escapes: punctuation behind a backslash, ``&``, ``<``, and the comma inside
    an author's name, which would part it from itself.
    """
    return _ESCAPED.sub(lambda match: match[1] or _ENTITIES[match[2]], text)
