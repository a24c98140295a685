"""Papers that are talked about and not stored, looked up: each once, whoever talks about it."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.clock import Clock
from bot.papers.model import ArxivId, Paper
from bot.sources.contract import LookedUp, Shelf
from bot.store.contract import Store

MAX_LOOKED_UP: Final = 200
"""How many papers that others talk about are looked up at arXiv for one source: two requests."""

STRANGER_FOR: Final = timedelta(days=3)
"""How long a paper that was looked up in vain is not asked for again: others get their turn."""


@dataclass(frozen=True, slots=True)
class Borrowed:
    """Papers to be stored with the talk about them; ``strangers`` are newly known to be none of ours.

    ``remarks`` say what a reader should know of those that could not be had.
    """

    papers: Sequence[Paper] = ()
    strangers: Collection[ArxivId] = ()
    remarks: Sequence[str] = ()


class Library:
    """Looks papers up on a shelf; without one, ``closed_because`` says why."""

    def __init__(self, shelf: Shelf | None, store: Store, clock: Clock, closed_because: str) -> None:
        self._shelf = shelf
        self._store = store
        self._clock = clock
        self._closed_because = closed_because
        self._one_at_a_time = asyncio.Lock()
        self._answered: dict[ArxivId, Paper | None] = {}

    def close(self, because: str) -> None:
        """Look nothing up any more."""
        self._shelf, self._closed_because = None, because

    async def borrow(self, wanted: Sequence[ArxivId]) -> Borrowed:
        """Return the papers among ``wanted`` that can be had; at most MAX_LOOKED_UP are asked for, the newest."""
        if not wanted:
            return Borrowed()
        async with self._one_at_a_time:
            if self._shelf is None:
                return Borrowed(remarks=(_left_out(len(wanted), f"not stored: {self._closed_because}"),))
            known = await self._strangers(wanted)
            open_ = sorted((each for each in wanted if each not in known), key=_when_submitted, reverse=True)
            asked = open_[:MAX_LOOKED_UP]
            looked_up = await self._look_up(self._shelf, asked)
        found = {paper.id for paper in looked_up.papers}
        strangers = looked_up.answered - found
        remarks = _remarks(len(known) + len(strangers), looked_up, asked=len(asked), later=len(open_) - len(asked))
        return Borrowed(looked_up.papers, strangers, remarks)

    async def _strangers(self, ids: Sequence[ArxivId]) -> Collection[ArxivId]:
        return await self._store.strangers(ids, asked_since=self._clock.now() - STRANGER_FOR)

    async def _look_up(self, shelf: Shelf, asked: Sequence[ArxivId]) -> LookedUp:
        """Ask for what no other source asked for before in this gathering."""
        unanswered = [paper_id for paper_id in asked if paper_id not in self._answered]
        answer = await shelf.look_up(unanswered) if unanswered else LookedUp((), frozenset())
        found = {paper.id: paper for paper in answer.papers}
        self._answered |= {paper_id: found.get(paper_id) for paper_id in answer.answered}
        answered = [paper_id for paper_id in asked if paper_id in self._answered]
        papers = [paper for paper_id in answered if (paper := self._answered[paper_id]) is not None]
        return LookedUp(papers, frozenset(answered), answer.problem)


def _remarks(strangers: int, looked_up: LookedUp, *, asked: int, later: int) -> Sequence[str]:
    remarks = [_left_out(strangers, "outside the gathered categories")] if strangers else []
    unanswered = asked - len(looked_up.answered)
    if looked_up.problem is not None:
        return [*remarks, _left_out(unanswered + later, f"not stored: {looked_up.problem}")]
    later += unanswered
    return [*remarks, f"left {_papers(later)} to be looked up another time"] if later else remarks


def _left_out(count: int, why: str) -> str:
    return f"left out talk about {_papers(count)} {why}"


def _papers(count: int) -> str:
    return "1 paper" if count == 1 else f"{count} papers"


def _when_submitted(paper_id: ArxivId) -> tuple[int, str]:
    """Return what orders ids of both styles by age: ``2506.00173`` → (2025, "06.00173")."""
    digits = paper_id.rpartition("/")[2]
    year = int(digits[:2])
    return year + (1900 if "/" in paper_id and year > 90 else 2000), digits[2:]
