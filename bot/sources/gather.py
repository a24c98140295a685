"""One gathering: arXiv first, then all talk at once, each source stored as it ends."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.clock import Clock
from bot.errors import SourceError, StoreError
from bot.papers.model import ArxivId, Paper
from bot.sources.contract import PaperSource, Source, Wish
from bot.store.contract import Gathered, RunState, Saved, SourceRun, Store

MAX_LOOKED_UP: Final = 200
"""How many papers that others talk about are looked up at arXiv for one source: two requests."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Report:
    """How the reading of one source ended, and what of it was stored."""

    run: SourceRun
    saved: Saved

    @property
    def failed(self) -> bool:
        """Tell whether nothing usable came."""
        return self.run.state is RunState.FAILED


@dataclass(frozen=True, slots=True)
class Progress:
    """A source began (``report`` is None), or ended."""

    source: str
    report: Report | None = None


async def gather(
    papers: PaperSource | None,
    talk: Sequence[Source],
    store: Store,
    clock: Clock,
    wish: Wish,
    *,
    on_progress: Callable[[Progress], None],
) -> tuple[Report, ...]:
    """Read every source once and store what each gave; one that fails stops no other.

    Papers that are talked about and not stored are looked up at ``papers``, if it is given and could be
    read itself. Returns the reports in the order of the sources, ``papers`` first. Raises StoreError.
    """
    gathering = _Gathering(store, clock, wish, on_progress)
    first = [await gathering.read(papers)] if papers else []
    usable = papers if not any(report.failed for report in first) else None
    library = _Library(usable, store)
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(gathering.read(source, library)) for source in talk]
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from failures
    return (*first, *(task.result() for task in tasks))


class _Gathering:
    """One wish on its way through the sources."""

    def __init__(self, store: Store, clock: Clock, wish: Wish, on_progress: Callable[[Progress], None]) -> None:
        self._store = store
        self._clock = clock
        self._wish = wish
        self._on_progress = on_progress

    async def read(self, source: Source, library: "_Library | None" = None) -> Report:
        """Read one source, store what it gave with the papers that it needs, and report."""
        self._on_progress(Progress(source.name))
        started_at = self._clock.now()
        gathered = await self._ask(source, library)
        run = replace(gathered.run, started_at=started_at, finished_at=self._clock.now())
        report = Report(run, await self._store.save_gathered(replace(gathered, run=run)))
        log.info(
            "gathered source=%s state=%s new=%d mentions=%d", run.source, run.state, report.saved.new, run.mentions
        )
        self._on_progress(Progress(source.name, report))
        return report

    async def _ask(self, source: Source, library: "_Library | None") -> Gathered:
        try:
            gathered = await source.gather(self._wish)
            return await library.complete(gathered) if library else gathered
        except SourceError as exc:
            log.warning("source failed source=%s why=%s", source.name, exc)
            return self._failed(source, str(exc))
        except StoreError:
            raise
        except Exception as exc:
            log.exception("source broke source=%s day=%s", source.name, self._wish.day)
            return self._failed(source, f"an error of our own ({type(exc).__name__}): the log has the rest")

    def _failed(self, source: Source, detail: str) -> Gathered:
        now = self._clock.now()
        return Gathered(SourceRun(source.name, now, now, RunState.FAILED, detail))


class _Library:
    """Gets papers that are talked about and not stored; asks for each only once, whoever talks about it."""

    def __init__(self, papers: PaperSource | None, store: Store) -> None:
        self._papers = papers
        self._store = store
        self._one_at_a_time = asyncio.Lock()
        self._answered: dict[ArxivId, Paper | None] = {}

    async def complete(self, gathered: Gathered) -> Gathered:
        """Add the papers that are talked about and not stored; drop the talk about those that cannot be had."""
        ids = list(dict.fromkeys(mention.paper_id for mention in gathered.mentions))
        stored = await self._store.announced(ids) if ids else {}
        wanted = [paper_id for paper_id in ids if paper_id not in stored]
        if not wanted:
            return gathered
        found, remarks = await self._get(wanted)
        missing = set(wanted) - {paper.id for paper in found}
        kept = [mention for mention in gathered.mentions if mention.paper_id not in missing]
        detail = "; ".join(filter(None, (gathered.run.detail, *remarks)))
        run = replace(gathered.run, detail=detail, papers=len(found), mentions=len(kept))
        return replace(gathered, run=run, papers=(*gathered.papers, *found), mentions=kept)

    async def _get(self, wanted: Sequence[ArxivId]) -> tuple[Sequence[Paper], Sequence[str]]:
        """Return the papers among ``wanted`` that can be had, and what a reader should know of the others."""
        if self._papers is None:
            return (), [f"left out talk about {_papers(len(wanted))} not stored: arXiv could not be asked"]
        asked = sorted(wanted, key=_when_submitted, reverse=True)[:MAX_LOOKED_UP]
        try:
            found = await self._look_up(self._papers, asked)
        except SourceError as exc:
            return (), [f"left out talk about {_papers(len(wanted))} not stored: {exc}"]
        strangers, later = len(asked) - len(found), len(wanted) - len(asked)
        remarks = [f"left out talk about {_papers(strangers)} outside the gathered categories"] if strangers else []
        return found, remarks + ([f"left {_papers(later)} to be looked up another time"] if later else [])

    async def _look_up(self, papers: PaperSource, asked: Sequence[ArxivId]) -> Sequence[Paper]:
        async with self._one_at_a_time:
            if unanswered := [paper_id for paper_id in asked if paper_id not in self._answered]:
                found = {paper.id: paper for paper in await papers.look_up(unanswered)}
                self._answered |= {paper_id: found.get(paper_id) for paper_id in unanswered}
            return [paper for paper_id in asked if (paper := self._answered[paper_id]) is not None]


def _when_submitted(paper_id: ArxivId) -> tuple[int, str]:
    """Return what orders ids of both styles by age: ``2506.00173`` → (2025, "06.00173")."""
    digits = paper_id.rpartition("/")[2]
    year = int(digits[:2])
    return year + (1900 if "/" in paper_id and year > 90 else 2000), digits[2:]


def _papers(count: int) -> str:
    return "1 paper" if count == 1 else f"{count} papers"
