"""arXiv: the day's announcement from its feeds, details and past days from its query API."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bot.errors import SourceError
from bot.papers.calendar import latest_listing_day, listing_day_of, submission_window, why_not
from bot.papers.categories import in_scope
from bot.papers.model import ArxivId, Paper
from bot.sources import arxiv_day
from bot.sources.arxiv_day import Known, Sorted
from bot.sources.arxiv_feed import SOURCE
from bot.sources.arxiv_listing import Batch, DailyListing, active_names
from bot.sources.arxiv_query import IDS_PER_REQUEST, Found, QueryApi
from bot.sources.contract import Client, Wish
from bot.store.contract import Gathered, RunState, SourceRun

RSS_URL: Final = "https://rss.arxiv.org/rss"
API_URL: Final = "https://export.arxiv.org/api/query"


@dataclass(frozen=True, slots=True)
class _CaughtUp:
    """What the query API gave for a day in place of feeds; ``is_whole`` if nothing of the day is owed any more."""

    papers: tuple[Paper, ...] = ()
    is_whole: bool = True
    remarks: tuple[str, ...] = ()


class Arxiv:
    """The PaperSource.

    ``categories`` may name whole archives. ``known`` tells which papers are stored, with their dates;
    ``etag_of`` the remembered ETag of an address; ``was_read`` whether a listing day was read whole.
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
        self._categories = tuple(categories)
        self._holidays = frozenset(holidays)
        self._known = known
        self._was_read = was_read

    @property
    def name(self) -> str:
        """Return ``arxiv``."""
        return SOURCE

    async def gather(self, wish: Wish) -> Gathered:
        """Return the announcement of the day wished for, or the latest that is due. Raises SourceError."""
        due = latest_listing_day(wish.now, self._holidays)
        day = wish.day or due
        if day == due:
            return await self._gather_listing(wish, due)
        if reason := why_not(day, self._holidays):
            return _gathered(wish, f"arXiv lists nothing on {day}, a {reason}", day)
        if day > due:
            return _gathered(wish, f"the listing of {day} is not out yet", None)
        return await self._gather_past(wish, day)

    async def look_up(self, ids: Sequence[ArxivId]) -> Sequence[Paper]:
        """Return the existing ones among ``ids`` that are in the gathered categories. Raises SourceError.

        Their announcement is estimated from the time of submission.
        """
        found = [paper async for paper in self._by_ids(ids)]
        inside = [paper for paper in found if in_scope(paper.categories, self._categories)]
        return arxiv_day.with_code(self._estimated(paper) for paper in inside)

    def _estimated(self, paper: Paper) -> Paper:
        if paper.submitted_at is None:
            return paper
        day = listing_day_of(paper.submitted_at, self._holidays)
        return replace(paper, announced=day, announced_is_estimate=True)

    async def _gather_listing(self, wish: Wish, due: date) -> Gathered:
        read = await self._listing.read(self._categories)
        known = await self._known(arxiv_day.ids_in(read))
        batches = arxiv_day.with_true_days(read, known)
        caught_up = await self._catch_up(batches, due)
        _raise_if_nothing_came(batches, caught_up)
        found = arxiv_day.sort_out(batches, known)
        details, lack = await self._details(found)
        entering = await asyncio.to_thread(arxiv_day.filled, (*found.new, *found.crossed), details)
        entered = {paper.id for paper in entering}
        return _gathered(
            wish,
            "; ".join(filter(None, (arxiv_day.summary(batches, found, self._holidays), *caught_up.remarks, lack))),
            due if caught_up.is_whole else None,
            papers=(*entering, *(paper for paper in caught_up.papers if paper.id not in entered)),
            revisions=await asyncio.to_thread(arxiv_day.filled, found.revised, details),
            # An ETag says "we have all of this": it is not remembered while anything is missing.
            etags=_etags(batches) if caught_up.is_whole and not lack else {},
        )

    async def _gather_past(self, wish: Wish, day: date) -> Gathered:
        found = await self._listed_on(day, self._categories)
        detail = "; ".join(filter(None, (f"{_papers(len(found.papers))} by time of submission", _owed(found))))
        return _gathered(wish, detail, day if _is_whole(found) else None, papers=found.papers)

    async def _catch_up(self, batches: Sequence[Batch], due: date) -> _CaughtUp:
        """Ask the query API for what the feeds owe of the announcement that is due."""
        was_read = await self._was_read(due)
        behind = [batch for batch in batches if arxiv_day.is_behind(batch, due, was_read=was_read)]
        others = tuple(arxiv_day.problems(batch for batch in batches if batch not in behind))
        if not behind:
            return _CaughtUp(remarks=others)
        why = ", ".join(dict.fromkeys(map(arxiv_day.why_behind, behind)))
        try:
            found = await self._listed_on(due, [name for batch in behind for name in batch.names])
        except SourceError as exc:
            return _CaughtUp((), False, (*others, why, f"the query API could not stand in: {exc}"))
        stand_in = f"{why}: the query API stood in for {due} with {_papers(len(found.papers))}, dated by submission"
        return _CaughtUp(found.papers, _is_whole(found), tuple(filter(None, (*others, stand_in, _owed(found)))))

    async def _listed_on(self, day: date, categories: Collection[str]) -> Found:
        """Return the papers whose time of submission puts them on a listing day."""
        names = dict.fromkeys(name for entry in categories for name in active_names(entry))
        start, end = submission_window(day, self._holidays)
        found = await self._query.submitted_between(tuple(names), start, end)
        known = await self._known([paper.id for paper in found.papers])
        dated = [
            replace(paper, announced=known.get(paper.id) or day, announced_is_estimate=True) for paper in found.papers
        ]
        return replace(found, papers=await asyncio.to_thread(arxiv_day.with_code, dated))

    async def _details(self, found: Sorted) -> tuple[Mapping[ArxivId, Paper], str]:
        """Return what the query API knows of papers, and a line about those of which it does not."""
        details: dict[ArxivId, Paper] = {}
        reason = ""
        try:
            async for paper in self._by_ids([paper.id for paper in found.all]):
                details[paper.id] = paper
        except SourceError as exc:
            reason = f" ({exc})"
        lacking = len(found.all) - len(details)
        return details, f"comment and time of submission are missing for {_papers(lacking)}{reason}" if lacking else ""

    async def _by_ids(self, ids: Sequence[ArxivId]) -> AsyncIterator[Paper]:
        for start in range(0, len(ids), IDS_PER_REQUEST):
            wanted = dict.fromkeys(ids[start : start + IDS_PER_REQUEST])
            found = await self._query.by_ids(tuple(wanted))
            for paper in found.papers:
                if paper.id in wanted:
                    yield paper


def _gathered(
    wish: Wish,
    detail: str,
    listing_day: date | None,
    *,
    papers: Sequence[Paper] = (),
    revisions: Sequence[Paper] = (),
    etags: Mapping[str, str] | None = None,
) -> Gathered:
    run = SourceRun(SOURCE, wish.now, wish.now, RunState.OK, detail, listing_day, papers=len(papers))
    return Gathered(run, papers=papers, revisions=revisions, etags=etags or {})


def _raise_if_nothing_came(batches: Sequence[Batch], caught_up: _CaughtUp) -> None:
    if not caught_up.papers and all(batch.problem for batch in batches):
        raise SourceError(SOURCE, "; ".join(arxiv_day.problems(batches))) from batches[0].problem


def _etags(batches: Sequence[Batch]) -> dict[str, str]:
    return {batch.url: batch.etag for batch in batches if batch.etag is not None}


def _is_whole(found: Found) -> bool:
    """Tell whether a day was given whole; an empty answer to an estimate by date never proves that."""
    return bool(found.papers) and not found.missing_count


def _owed(found: Found) -> str:
    return f"it kept back {_papers(found.missing_count)} that it had promised" if found.missing_count else ""


def _papers(count: int) -> str:
    return "1 paper" if count == 1 else f"{count} papers"
