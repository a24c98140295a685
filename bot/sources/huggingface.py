"""Hugging Face: which papers its readers submitted to the daily page, and how many upvoted them.

Source: https://huggingface.co/docs/hub/api and huggingface_hub's ``list_daily_papers``, read 2026-11-21.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from bot.clock import Clock
from bot.errors import BadAnswer, BadArgument, SourceError
from bot.papers.code_links import find_code_url
from bot.papers.ids import parse_arxiv_id
from bot.papers.model import ArxivId, Mention
from bot.sources.contract import Client, Wish
from bot.sources.json_answer import Fields, Malformed, read_json
from bot.store.contract import Gathered, RunState, SourceRun

NAME: Final = "huggingface"
PAGE_SIZE: Final = 100
"""The most that one page may hold; 101 is answered with HTTP 400."""

MAX_PAGES: Final = 10
"""A day has had at most 92 papers; a site that has ever more is not believed."""

MAX_FAILURES: Final = 2
"""After so many days that could not be read no further ones are asked for."""

DAYS_OF_TALK: Final = 3
"""A past listing day is asked for as the day itself and the two after it."""


@dataclass(frozen=True, slots=True)
class DayPage:
    """What one page of one day holds; ``entries`` counts everything on it, ``unreadable`` what was no paper."""

    mentions: tuple[Mention, ...]
    code_urls: dict[ArxivId, str]
    entries: int
    unreadable: int


class HuggingFace:
    """Hugging Face's daily papers as a Source; upvotes are likes, comments are replies."""

    def __init__(self, client: Client, clock: Clock, *, base_url: str = "https://huggingface.co") -> None:
        self._client = client
        self._clock = clock
        self._url = f"{base_url.rstrip('/')}/api/daily_papers"

    @property
    def name(self) -> str:
        """Return the source's name."""
        return NAME

    async def gather(self, wish: Wish) -> Gathered:
        """Return the papers of each wanted day, the newest day first; one on two days counts on the later.

        The run is ok if the newest day was read, and its detail names the older ones that were not. If
        only older days were read they are given too, but the run has failed.
        Raises SourceError when no day could be read.
        """
        days = wanted_days(wish)
        read: dict[date, Sequence[DayPage]] = {}
        failures: list[SourceError] = []
        for day in days:
            try:
                read[day] = await self._read_day(day)
            except SourceError as exc:
                failures.append(exc)
                if len(failures) == MAX_FAILURES:
                    break
        if failures and not read:
            raise failures[0]
        newest_failure = failures[0] if days and days[0] not in read else None
        return self._gathered(wish, days, read, newest_failure)

    def _gathered(
        self, wish: Wish, days: Sequence[date], read: Mapping[date, Sequence[DayPage]], failure: SourceError | None
    ) -> Gathered:
        pages = [page for of_day in read.values() for page in of_day]
        # Older pages come later: turned round, the newest has the last word.
        mentions = {mention.paper_id: mention for page in reversed(pages) for mention in page.mentions}
        code_urls = {paper_id: url for page in reversed(pages) for paper_id, url in page.code_urls.items()}
        detail = _detail(days, read)
        run = SourceRun(
            source=NAME,
            started_at=wish.now,
            finished_at=self._clock.now(),
            state=RunState.FAILED if failure else RunState.OK,
            detail=f"{failure} {detail}" if failure else detail,
            mentions=len(mentions),
        )
        return Gathered(run, mentions=tuple(mentions.values()), code_urls=code_urls)

    async def _read_day(self, day: date) -> list[DayPage]:
        pages: list[DayPage] = []
        while len(pages) < MAX_PAGES:
            page = await self._read_page(day, len(pages))
            pages.append(page)
            if page.entries < PAGE_SIZE:
                return pages
        raise BadAnswer(NAME, f"Hugging Face lists more than {MAX_PAGES * PAGE_SIZE} papers for {day}: not believed.")

    async def _read_page(self, day: date, number: int) -> DayPage:
        params = {"date": day.isoformat(), "p": str(number), "limit": str(PAGE_SIZE)}
        answer = await self._client.get(
            self._url, params=params, accept="application/json", handles=frozenset({200, 400, 404})
        )
        if answer.status != 200:
            raise BadAnswer(NAME, f"Hugging Face would not list the papers of {day} (HTTP {answer.status}).")
        return parse_page(read_json(answer, NAME))


def wanted_days(wish: Wish) -> list[date]:
    """Return the dates (UTC) to ask for, newest first; none is later than today, which is answered with 400."""
    today = wish.now.astimezone(UTC).date()
    first = wish.day or wish.since
    is_past = wish.day is not None and (today - first).days >= DAYS_OF_TALK
    last = first + timedelta(days=DAYS_OF_TALK - 1) if is_past else today
    return [last - timedelta(days=n) for n in range((last - first).days + 1)]


def parse_page(listed: object) -> DayPage:
    """Return what one page of the daily papers holds; an entry that is no arXiv paper is left out.

    Raises BadAnswer if it is not a list, or none of its entries can be read.
    """
    if not isinstance(listed, list):
        raise BadAnswer(NAME, "Hugging Face sent something other than a list of papers.")
    mentions: list[Mention] = []
    code_urls: dict[ArxivId, str] = {}
    unreadable = 0
    for entry in listed:
        try:
            mention, code_url = _read_entry(Fields.of(entry))
        except Malformed:
            unreadable += 1
        except BadArgument:
            continue
        else:
            mentions.append(mention)
            if code_url:
                code_urls[mention.paper_id] = code_url
    if listed and unreadable == len(listed):
        raise BadAnswer(NAME, "Hugging Face lists papers in a shape that it does not document.")
    return DayPage(tuple(mentions), code_urls, len(listed), unreadable)


def _read_entry(entry: Fields) -> tuple[Mention, str | None]:
    """Return one paper and its repository. Raises Malformed, or BadArgument if it is not on arXiv."""
    paper = entry.fields("paper")
    listed_id = paper.text("id")
    if listed_id is None:
        raise Malformed("a paper without id")
    submitter = entry.fields("submittedBy")
    paper_id = parse_arxiv_id(listed_id)
    mention = Mention(
        source=NAME,
        key=paper_id,
        paper_id=paper_id,
        url=f"https://huggingface.co/papers/{paper_id}",
        author=submitter.text("fullname"),
        handle=submitter.text("name"),
        posted_at=_moment(paper.text("submittedOnDailyAt")),
        likes=paper.count("upvotes"),
        replies=entry.count("numComments"),
    )
    return mention, _code_url(paper.text("githubRepo"), paper.text("projectPage"))


def _code_url(*addresses: str | None) -> str | None:
    return next((found for each in addresses if each and (found := find_code_url(each))), None)


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as exc:
        raise Malformed("not a moment") from exc


def _detail(days: Sequence[date], read: Mapping[date, Sequence[DayPage]]) -> str:
    if not days:
        return "no day to read yet"
    said = [f"papers featured from {days[-1]} to {days[0]}"]
    if missing := sorted(set(days) - read.keys()):
        said.append(f"not read: {', '.join(map(str, missing))}")
    if unreadable := sum(page.unreadable for pages in read.values() for page in pages):
        said.append(f"left out as unreadable: {unreadable}")
    return "; ".join(said)
