"""One gathering: arXiv and all talk at once, everything stored as it comes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from bot.clock import Clock
from bot.errors import SourceError, StoreError
from bot.papers.model import ArxivId
from bot.sources.contract import PaperSource, Shelf, Source, Wish
from bot.sources.library import Library
from bot.store.contract import Gathered, RunState, Saved, SourceRun, Store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sources:
    """What is read: ``papers`` and ``talk``. ``shelf`` is where papers are looked up that talk is about.

    ``papers`` is None where only talk is wanted, ``shelf`` where arXiv is switched off.
    """

    papers: PaperSource | None
    talk: Sequence[Source]
    shelf: Shelf | None


@dataclass(frozen=True, slots=True)
class Report:
    """How the reading of one source ended, and what of it was stored."""

    run: SourceRun
    saved: Saved

    @property
    def failed(self) -> bool:
        """Tell whether nothing usable came, or not all that is due."""
        return self.run.state is RunState.FAILED


@dataclass(frozen=True, slots=True)
class Progress:
    """A source began (``report`` is None), or ended."""

    source: str
    report: Report | None = None


async def gather(
    sources: Sources, store: Store, clock: Clock, wish: Wish, *, on_progress: Callable[[Progress], None]
) -> tuple[Report, ...]:
    """Read every source once and store what each gives as it comes; one that fails stops no other.

    Talk about papers that are not stored waits until arXiv's listing is, or cannot be had; what is then
    still missing is looked up. Returns the reports in the order of the sources, papers first. Raises
    StoreError.
    """
    gathering = _Gathering(sources, store, clock, wish, on_progress)
    try:
        async with asyncio.TaskGroup() as group:
            first = [group.create_task(gathering.read_papers(sources.papers))] if sources.papers else []
            tasks = [*first, *(group.create_task(gathering.read_talk(source)) for source in sources.talk)]
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from failures
    return tuple(task.result() for task in tasks)


@dataclass(slots=True)
class _Reading:
    """One source being read: what of it is stored so far."""

    name: str
    wish: Wish
    store: Store
    clock: Clock
    run: SourceRun = field(init=False)
    ids: set[ArxivId] = field(default_factory=set)
    saved: Saved = field(default_factory=Saved)

    def __post_init__(self) -> None:
        now = self.clock.now()
        self.run = SourceRun(self.name, now, now, RunState.OK, day=self.wish.day)

    async def save(self, gathered: Gathered) -> None:
        """Store a part, timed by our clock."""
        run = replace(
            gathered.run,
            started_at=self.run.started_at,
            finished_at=self.clock.now(),
            day=gathered.run.day or self.wish.day,
        )
        saved = await self.store.save_gathered(replace(gathered, run=run))
        self.ids |= {paper.id for paper in (*gathered.papers, *gathered.revisions)}
        new = self.saved.new + saved.new
        # A paper may come in several parts: it is counted once.
        self.saved = Saved(
            new, max(len(self.ids) - new, 0), self.saved.mentions + saved.mentions, saved.mentions_left_out
        )
        self.run = run

    async def fail(self, detail: str) -> None:
        """Store that it came to nothing, or to no more than is stored already."""
        run = replace(self.run, state=RunState.FAILED, detail=detail, listing_day=None, day=self.wish.day)
        await self.save(Gathered(run))


class _Gathering:
    """One wish on its way through the sources."""

    def __init__(
        self, sources: Sources, store: Store, clock: Clock, wish: Wish, on_progress: Callable[[Progress], None]
    ) -> None:
        self._store = store
        self._clock = clock
        self._wish = wish
        self._on_progress = on_progress
        self._library = Library(sources.shelf, store, clock, "arXiv is switched off")
        self._is_listed = asyncio.Event()
        if sources.papers is None:
            self._is_listed.set()

    async def read_papers(self, papers: PaperSource) -> Report:
        """Read the source of papers, each part stored as it comes."""
        try:
            return await self._read(papers.name, lambda reading: self._take_papers(papers, reading))
        finally:
            if not self._is_listed.is_set():
                self._library.close("arXiv could not be asked")
            self._is_listed.set()

    async def read_talk(self, source: Source) -> Report:
        """Read a source of talk, with the papers that it needs."""
        return await self._read(source.name, lambda reading: self._take_talk(source, reading))

    async def _read(self, name: str, take: Callable[[_Reading], Awaitable[None]]) -> Report:
        self._on_progress(Progress(name))
        reading = _Reading(name, self._wish, self._store, self._clock)
        try:
            await take(reading)
        except SourceError as exc:
            log.warning("source failed source=%s why=%s", name, exc)
            await reading.fail(str(exc))
        except StoreError:
            raise
        except Exception as exc:
            log.exception("source broke source=%s day=%s", name, self._wish.day)
            await reading.fail(f"an error of our own ({type(exc).__name__}): the log has the rest")
        return self._report(reading)

    def _report(self, reading: _Reading) -> Report:
        report = Report(reading.run, reading.saved)
        run, saved = report.run, report.saved
        log.info("gathered source=%s state=%s new=%d mentions=%d", run.source, run.state, saved.new, saved.mentions)
        self._on_progress(Progress(run.source, report))
        return report

    async def _take_papers(self, papers: PaperSource, reading: _Reading) -> None:
        async with aclosing(papers.gather(self._wish)) as parts:
            async for part in parts:
                await reading.save(part)
                self._is_listed.set()

    async def _take_talk(self, source: Source, reading: _Reading) -> None:
        gathered = await source.gather(self._wish)
        if missing := await self._missing(gathered):
            await reading.save(_talk_about(gathered, lambda paper_id: paper_id not in missing, goes_on=True))
            await self._is_listed.wait()
            gathered = await self._completed(_talk_about(gathered, lambda paper_id: paper_id in missing), reading)
        await reading.save(gathered)

    async def _completed(self, gathered: Gathered, reading: _Reading) -> Gathered:
        """Add the papers that are talked about and not stored; drop the talk about those that cannot be had."""
        missing = await self._missing(gathered)
        borrowed = await self._library.borrow([each for each in _cited(gathered) if each in missing])
        out = missing - {paper.id for paper in borrowed.papers}
        kept = _talk_about(gathered, lambda paper_id: paper_id not in out)
        detail = "; ".join(filter(None, (gathered.run.detail, *borrowed.remarks)))
        mentions = reading.saved.mentions + len(kept.mentions)
        run = replace(gathered.run, detail=detail, papers=len(borrowed.papers), mentions=mentions)
        return replace(kept, run=run, papers=borrowed.papers, strangers=borrowed.strangers)

    async def _missing(self, gathered: Gathered) -> set[ArxivId]:
        cited = _cited(gathered)
        return set(cited) - (await self._store.announced(cited)).keys()


def _cited(gathered: Gathered) -> list[ArxivId]:
    return list(dict.fromkeys(mention.paper_id for mention in gathered.mentions))


def _talk_about(gathered: Gathered, wanted: Callable[[ArxivId], bool], *, goes_on: bool = False) -> Gathered:
    mentions = tuple(mention for mention in gathered.mentions if wanted(mention.paper_id))
    return replace(gathered, mentions=mentions, goes_on=goes_on)
