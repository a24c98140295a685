"""A listing day by the time of submission: what the query API gives where there is no feed of it."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from bot.errors import SourceError
from bot.papers.calendar import announced_at, submission_window
from bot.papers.model import ArxivId, Paper
from bot.sources import arxiv_day
from bot.sources.arxiv_day import Known
from bot.sources.arxiv_listing import Batch
from bot.sources.arxiv_query import QueryApi

SETTLED_AFTER: Final = timedelta(hours=6)
"""How long after an announcement the query API is believed to have all of it.

It lacked a batch 44 minutes after the announcement, and the advice is to ask from two hours on: three times
that (https://info.arxiv.org/help/availability.html and published probes of 2026-10, read 2026-11-21).
"""


@dataclass(frozen=True, slots=True)
class PastDay:
    """What the query API gave for one listing day; ``missing_count`` more it had promised.

    ``is_settled`` tells that it was asked long enough after the announcement.
    """

    papers: tuple[Paper, ...]
    missing_count: int
    is_settled: bool

    @property
    def is_whole(self) -> bool:
        """Tell whether the day was given whole; an empty answer to an estimate by date never proves that."""
        return bool(self.papers) and self.is_complete

    @property
    def is_complete(self) -> bool:
        """Tell whether all was given that there is, be it nothing."""
        return self.is_settled and not self.missing_count

    @property
    def owed(self) -> str:
        """Say what is owed still."""
        if self.missing_count:
            return f"it kept back {counted(self.missing_count)} that it had promised"
        return "" if self.is_settled else "it may not have all of them yet and will be asked again"


@dataclass(frozen=True, slots=True)
class StandIn:
    """What the query API gave in place of feeds; ``is_whole`` if nothing of the day is owed any more.

    ``has_failed`` marks feeds that failed and for which nothing stood in.
    """

    papers: tuple[Paper, ...] = ()
    is_whole: bool = True
    has_failed: bool = False
    remarks: tuple[str, ...] = ()


class PastDays:
    """Reads listing days by the time of submission."""

    def __init__(
        self, query: QueryApi, known: Callable[[Sequence[ArxivId]], Awaitable[Known]], holidays: Collection[date]
    ) -> None:
        self._query = query
        self._known = known
        self._holidays = holidays

    async def listed_on(self, day: date, categories: Iterable[str], now: datetime) -> PastDay:
        """Return the papers whose time of submission puts them on a listing day. Raises SourceError.

        Their announcement is an estimate.
        """
        start, end = submission_window(day, self._holidays)
        found = await self._query.submitted_between(tuple(dict.fromkeys(categories)), start, end)
        known = await self._known([paper.id for paper in found.papers])
        dated = [_dated(paper, known, day) for paper in found.papers]
        papers = await asyncio.to_thread(arxiv_day.with_code, dated)
        return PastDay(papers, found.missing_count, is_settled(day, now))

    async def stand_in(self, batches: Sequence[Batch], due: date, now: datetime, *, was_read: bool) -> StandIn:
        """Return what the feeds owe of the announcement that is due; what fails is in the answer."""
        behind = [batch for batch in batches if arxiv_day.is_behind(batch, due, was_read=was_read)]
        others = tuple(arxiv_day.problems(batch for batch in batches if batch not in behind))
        if not behind:
            return StandIn(remarks=others)
        why = ", ".join(dict.fromkeys(map(arxiv_day.why_behind, behind)))
        try:
            found = await self.listed_on(due, [name for batch in behind for name in batch.categories], now)
        except SourceError as exc:
            remark = f"the query API could not stand in: {exc}"
            return StandIn(is_whole=False, has_failed=True, remarks=(*others, why, remark))
        return _stood_in(found, behind, due, others, why)


def _stood_in(found: PastDay, behind: Sequence[Batch], due: date, others: tuple[str, ...], why: str) -> StandIn:
    if found.is_complete and not found.papers and all(arxiv_day.is_empty_on(batch, due) for batch in behind):
        return StandIn(remarks=others)
    has_failed = not found.papers and any(batch.problem for batch in behind)
    remark = f"{why}: the query API stood in for {due} with {counted(len(found.papers))}, dated by submission"
    return StandIn(found.papers, found.is_whole, has_failed, tuple(filter(None, (*others, remark, found.owed))))


def is_settled(day: date, now: datetime) -> bool:
    """Tell whether the query API is believed to have all that was announced for ``day``."""
    return now >= announced_at(day) + SETTLED_AFTER


def _dated(paper: Paper, known: Known, day: date) -> Paper:
    stored = known.get(paper.id)
    return replace(paper, announced=stored.day if stored and stored.day else day, announced_is_estimate=True)


def counted(count: int) -> str:
    """Return ``1 paper``, ``2 papers``."""
    return "1 paper" if count == 1 else f"{count} papers"
