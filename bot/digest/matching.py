"""Many topics held against the same days: each is asked for once, however many places want it."""

import asyncio
from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.digest.for_place import RISING_DAYS
from bot.papers.model import StoredPaper
from bot.query.bind import BoundQuery
from bot.query.day import DayIndex
from bot.query.error import QueryError
from bot.query.match import PaperTokens
from bot.query.tree import Heat, Query, all_of
from bot.store.contract import Store

MANY: Final = 300
"""From so many topics on an index of the days is quicker than asking the database for each: making one of 8,000
papers takes as long as 1,000 questions, and the database has other work to do."""
DAYS_WHOLE: Final = 8
"""How many days the index has whole: the default window and a settled one. Of earlier ones it has the talked about."""
DAYS_IN_ALL: Final = RISING_DAYS + 4
"""So that RISING_DAYS up to a day that settled some days ago are in it."""

_AT_A_TIME: Final = 200
_DAY: Final = timedelta(days=1)
_TALKED_ABOUT: Final = Heat(0, above=True)


@dataclass(frozen=True, slots=True)
class _Indexed:
    """The papers of some days, hottest first; ``whole_since`` is the first day that is not only talked about."""

    since: date
    whole_since: date
    until: date
    papers: Sequence[StoredPaper]
    index: DayIndex


class Matcher:
    """What topics match of the days up to ``today``; a topic is known by its text.

    The store is asked topic by topic, until they are MANY: then they are held against an index of the days, as they
    were when it was made. What takes long is done in other threads.
    """

    def __init__(self, store: Store, today: date) -> None:
        self._store = store
        self._today = today
        self._topics: dict[str, Query] = {}
        self._indexed: _Indexed | None = None
        self._positions: dict[str, array[int]] = {}

    async def learn(self, topics: Collection[Query]) -> None:
        """Make ready for ``topics``; one that cannot be bound is left for ``matching`` to complain of."""
        new = {topic.text: topic for topic in topics if topic.text not in self._topics}
        self._topics |= new
        if self._indexed is None and len(self._topics) >= MANY:
            self._indexed, new = await self._index(), self._topics
        if self._indexed is not None:
            for some in _some_at_a_time([*new.values()]):
                found = await asyncio.to_thread(_positions, self._indexed.index, await self._bound(some))
                self._positions.update(found)

    async def matching(self, topic: Query, since: date, until: date) -> Sequence[StoredPaper]:
        """Return the papers announced in [since, until] that ``topic`` matches, hottest first. Raises QueryError."""
        indexed, found = self._indexed, self._positions.get(topic.text)
        if indexed and found is not None and indexed.whole_since <= since and until <= indexed.until:
            return _between(indexed, found, since, until)
        return await self._store.announced_matching(topic, since, until)

    async def talked_about(self, topic: Query, since: date, until: date) -> Sequence[StoredPaper]:
        """Return those of ``matching`` that have any heat. Raises QueryError."""
        indexed, found = self._indexed, self._positions.get(topic.text)
        if indexed and found is not None and indexed.since <= since and until <= indexed.until:
            return [paper for paper in _between(indexed, found, since, until) if paper.heat > 0]
        hot = all_of(topic.root, _TALKED_ABOUT) if topic.root else _TALKED_ABOUT
        return await self._store.announced_matching(Query(hot, topic.text), since, until)

    async def _index(self) -> _Indexed:
        until = self._today
        since, whole_since = (until - (days - 1) * _DAY for days in (DAYS_IN_ALL, DAYS_WHOLE))
        before = whole_since - _DAY
        stored = [
            *await self._store.announced_between(whole_since, until),
            *await self._store.announced_between(since, before, talked_about=True),
        ]
        tokens = [
            *await self._store.paper_tokens(whole_since, until),
            *await self._store.paper_tokens(since, before, talked_about=True),
        ]
        papers, index = await asyncio.to_thread(_indexed, stored, tokens)
        return _Indexed(since, whole_since, until, papers, index)

    async def _bound(self, topics: Sequence[Query]) -> Mapping[str, BoundQuery]:
        try:
            return {topic.text: bound for topic, bound in zip(topics, await self._store.bound(topics), strict=True)}
        except QueryError:
            halves = (topics[: len(topics) // 2], topics[len(topics) // 2 :])
            return {} if len(topics) == 1 else {**await self._bound(halves[0]), **await self._bound(halves[1])}


def _indexed(stored: Sequence[StoredPaper], tokens: Sequence[PaperTokens]) -> tuple[Sequence[StoredPaper], DayIndex]:
    """Return the papers that were still there when their tokens were read, hottest first, and an index of them."""
    known = {paper.id: paper for paper in stored}
    kept = sorted((each for each in tokens if each.id in known), key=lambda each: (-known[each.id].heat, each.id))
    return [known[each.id] for each in kept], DayIndex(kept)


def _between(indexed: _Indexed, positions: "array[int]", since: date, until: date) -> Sequence[StoredPaper]:
    found = (indexed.papers[position] for position in positions)
    return [paper for paper in found if paper.paper.announced and since <= paper.paper.announced <= until]


def _positions(index: DayIndex, bound: Mapping[str, BoundQuery]) -> Mapping[str, "array[int]"]:
    return {text: array("I", index.matching(query)) for text, query in bound.items()}


def _some_at_a_time(topics: Sequence[Query]) -> Iterator[Sequence[Query]]:
    return (topics[first : first + _AT_A_TIME] for first in range(0, len(topics), _AT_A_TIME))
