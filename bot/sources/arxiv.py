"""arXiv: the day's announcement from its feeds; details, past and missed days from its query API."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bot.errors import SourceError
from bot.papers.calendar import latest_listing_day, listing_day_of, listing_days
from bot.papers.categories import in_scope
from bot.papers.model import ArxivId, Paper
from bot.sources import arxiv_day
from bot.sources.arxiv_day import Known, Sorted
from bot.sources.arxiv_feed import SOURCE
from bot.sources.arxiv_listing import Batch, DailyListing, active_names
from bot.sources.arxiv_past import PastDays, StandIn, counted, is_settled
from bot.sources.arxiv_query import IDS_PER_REQUEST, QueryApi
from bot.sources.contract import Client, LookedUp, Wish
from bot.store.contract import Gathered, RunState, SourceRun

RSS_URL: Final = "https://rss.arxiv.org/rss"
API_URL: Final = "https://export.arxiv.org/api/query"


@dataclass(frozen=True, slots=True)
class _Details:
    """What the query API knows of the papers of a listing; ``is_final`` if it will not know more."""

    of: Mapping[ArxivId, Paper]
    is_final: bool
    lack: str
    problem: SourceError | None


class Arxiv:
    """The PaperSource, and the Shelf.

    ``categories`` may name whole archives. ``known`` tells which papers are stored, and when they were
    announced; ``etag_of`` the remembered ETag of an address; ``was_read`` whether a listing day was read
    whole.
    """

    def __init__(  # noqa: PLR0913 - two addresses, the scope, and three narrow views of the store
        self,
        client: Client,
        *,
        categories: Collection[str],
        known: Callable[[Sequence[ArxivId]], Awaitable[Known]],
        etag_of: Callable[[str], Awaitable[str | None]],
        was_read: Callable[[date], Awaitable[bool]],
        holidays: Collection[date] = (),
        rss_url: str = RSS_URL,
        api_url: str = API_URL,
    ) -> None:
        self._listing = DailyListing(client, rss_url, etag_of)
        self._query = QueryApi(client, api_url)
        self._holidays = frozenset(holidays)
        self._past = PastDays(self._query, known, self._holidays)
        self._categories = tuple(categories)
        self._known = known
        self._was_read = was_read

    @property
    def name(self) -> str:
        """Return ``arxiv``."""
        return SOURCE

    async def gather(self, wish: Wish) -> AsyncGenerator[Gathered, None]:
        """Give the day wished for; or the latest listing, its details, and then the days that were missed.

        Raises SourceError.
        """
        if wish.day is not None:
            yield await self._past_day(wish, wish.day)
            return
        due = latest_listing_day(wish.now, self._holidays)
        batches, known = await self._feeds()
        found = arxiv_day.sort_out(batches, known)
        if found.all:
            # Stored at once: the query API may let us wait for its details, for long.
            papers = await asyncio.to_thread(arxiv_day.with_code, (*found.new, *found.crossed))
            yield replace(_gathered(wish, papers=papers), revisions=found.revised, goes_on=True)
        stand_in = await self._past.stand_in(batches, due, wish.now, was_read=await self._was_read(due))
        _raise_if_nothing_came(batches, stand_in)
        details = await self._details(found, is_settled=is_settled(due, wish.now))
        listing = await self._filled(wish, due, batches, found, stand_in, details)
        yield listing
        if missed := await self._missed_days(wish, due):
            may_ask = not (stand_in.has_failed or details.problem)
            async for part in self._catch_up(wish, missed if may_ask else (), listing.run, len(missed)):
                yield part

    async def look_up(self, ids: Sequence[ArxivId]) -> LookedUp:
        """Return the existing ones among ``ids`` that are in the gathered categories.

        Their announcement is estimated from the time of submission.
        """
        answer = await self._by_ids(ids)
        inside = [paper for paper in answer.papers if in_scope(paper.categories, self._categories)]
        return replace(answer, papers=arxiv_day.with_code(self._estimated(paper) for paper in inside))

    def _estimated(self, paper: Paper) -> Paper:
        if paper.submitted_at is None:
            return paper
        day = listing_day_of(paper.submitted_at, self._holidays)
        return replace(paper, announced=day, announced_is_estimate=True)

    async def _feeds(self) -> tuple[Sequence[Batch], Known]:
        """Return the feeds, each under its true day, and what is known of their papers."""
        read = await self._listing.read(self._categories)
        known = await self._known(arxiv_day.ids_in(read))
        return arxiv_day.with_true_days(read, known, self._holidays), known

    async def _filled(
        self, wish: Wish, due: date, batches: Sequence[Batch], found: Sorted, stand_in: StandIn, details: _Details
    ) -> Gathered:
        """Return the listing with its details and what stood in for feeds."""
        entering = await asyncio.to_thread(arxiv_day.filled, (*found.new, *found.crossed), details.of)
        entered = {paper.id for paper in entering}
        gathered = _gathered(
            wish,
            (arxiv_day.summary(batches, found, self._holidays), *stand_in.remarks, details.lack),
            listing_day=due if stand_in.is_whole else None,
            state=RunState.FAILED if stand_in.has_failed else RunState.OK,
            papers=(*entering, *(paper for paper in stand_in.papers if paper.id not in entered)),
        )
        return replace(
            gathered,
            revisions=await asyncio.to_thread(arxiv_day.filled, found.revised, details.of),
            # An ETag says "we have all of this": it is not remembered while anything is missing.
            etags=_etags(batches) if stand_in.is_whole and details.is_final else {},
        )

    async def _missed_days(self, wish: Wish, due: date) -> Sequence[date]:
        """Return the listing days before ``due`` that were not read whole, the newest first."""
        days = listing_days(wish.missed_since or due, due, self._holidays)
        return [day for day in reversed(days) if not await self._was_read(day)]

    async def _catch_up(
        self, wish: Wish, days: Sequence[date], listing: SourceRun, missed_count: int
    ) -> AsyncGenerator[Gathered, None]:
        """Give each of the missed ``days`` as a run of its own, and then the run of the present with a word on them.

        The newest comes first: its papers are wanted soonest, and a day that was read is not asked for again.
        The first failure ends it, until the next gathering.
        """
        papers, whole, problem = listing.papers, 0, " (the query API has no papers of that time)"
        for day in days:
            try:
                past = await self._past_day(wish, day)
            except SourceError as exc:
                problem = f" ({exc})"
                break
            yield past
            papers, whole = papers + past.run.papers, whole + (past.run.listing_day is not None)
        if not days:
            problem = " (not asked for while the query API fails)"
        said = (
            listing.detail,
            f"{_days(whole)} missed before, read now" if whole else "",
            f"{_days(missed_count - whole)} still missed{problem}" if missed_count > whole else "",
        )
        yield Gathered(replace(listing, papers=papers, detail=_line(said)))

    async def _past_day(self, wish: Wish, day: date) -> Gathered:
        names = [name for entry in self._categories for name in active_names(entry)]
        found = await self._past.listed_on(day, names, wish.now)
        gathered = _gathered(
            wish,
            (f"{counted(len(found.papers))} by time of submission", found.owed),
            listing_day=day if found.is_whole else None,
            papers=found.papers,
        )
        return replace(gathered, run=replace(gathered.run, day=day))

    async def _details(self, found: Sorted, *, is_settled: bool) -> _Details:
        """Return what the query API knows of papers, and a line about those of which it does not."""
        ids = [paper.id for paper in found.all]
        answer = await self._by_ids(ids)
        details = {paper.id: paper for paper in answer.papers}
        lacking = len(ids) - len(details)
        reason = f" ({answer.problem})" if answer.problem else ""
        lack = f"comment and time of submission are missing for {counted(lacking)}{reason}" if lacking else ""
        is_final = not lacking or (is_settled and answer.answered.issuperset(ids))
        return _Details(details, is_final, lack, answer.problem)

    async def _by_ids(self, ids: Sequence[ArxivId]) -> LookedUp:
        papers: list[Paper] = []
        answered: set[ArxivId] = set()
        for start in range(0, len(ids), IDS_PER_REQUEST):
            wanted = dict.fromkeys(ids[start : start + IDS_PER_REQUEST])
            try:
                found = await self._query.by_ids(tuple(wanted))
            except SourceError as exc:
                return LookedUp(papers, frozenset(answered), exc)
            given = [paper for paper in found.papers if paper.id in wanted]
            papers += given
            # A page that is short of what it promised says nothing of the ids that are not on it.
            answered |= {paper.id for paper in given} if found.missing_count else wanted.keys()
        return LookedUp(papers, frozenset(answered))


def _gathered(
    wish: Wish,
    said: Iterable[str] = (),
    *,
    listing_day: date | None = None,
    state: RunState = RunState.OK,
    papers: Sequence[Paper] = (),
) -> Gathered:
    run = SourceRun(SOURCE, wish.now, wish.now, state, _line(said), listing_day, papers=len(papers))
    return Gathered(run, papers=papers)


def _raise_if_nothing_came(batches: Sequence[Batch], stand_in: StandIn) -> None:
    if not stand_in.papers and all(batch.problem for batch in batches):
        raise SourceError(SOURCE, "; ".join(arxiv_day.problems(batches))) from batches[0].problem


def _etags(batches: Sequence[Batch]) -> dict[str, str]:
    return {batch.url: batch.etag for batch in batches if batch.etag is not None}


def _line(said: Iterable[str]) -> str:
    return "; ".join(filter(None, said))


def _days(count: int) -> str:
    return "1 listing day" if count == 1 else f"{count} listing days"
