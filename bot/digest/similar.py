"""Papers like a paper, and the lists of them that a day's papers get ahead of the question."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.errors import NotFound
from bot.papers.model import ArxivId, StoredPaper
from bot.store.contract import Neighbor, Store


@dataclass(frozen=True, slots=True)
class Similar:
    """A paper and the papers most like it, best first; none where nothing is like it."""

    paper: StoredPaper
    neighbors: Sequence[Neighbor]


async def similar_to(store: Store, paper_id: ArxivId, *, top: int) -> Similar:
    """Return the ``top`` papers most like one. Raises NotFound where it is not stored."""
    paper = (await store.papers([paper_id])).get(paper_id)
    if paper is None:
        raise NotFound(f"{paper_id} is not stored here, so nothing can be compared with it.")
    return Similar(paper, await store.similar(paper_id, top=top))


async def refresh_similar(store: Store, days: Iterable[date]) -> int:
    """Work out anew what the papers announced on ``days`` are like; return how many they are."""
    return sum([await store.refresh_similar(day) for day in sorted(set(days))])
