"""``import``: Hot Papers posts and JSON Lines go into the store, file by file."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bot.archive.bounds import wrong_day, wrong_moment
from bot.archive.files import POST_KINDS, cannot_be_read, find_files
from bot.archive.json_lines import Batch, read_batches
from bot.archive.post_files import read_post
from bot.archive.reports import ImportProblem, OnProblem, OnProgress, Progress, counted
from bot.clock import Clock
from bot.errors import MalformedInput, StoreError, UserError
from bot.messages.escaping import printable
from bot.papers.posts import Post
from bot.store.contract import Saved, Store


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import did.

    ``posted`` counts the papers of the new posts. Of JSON Lines, ``lines`` counts those that were taken: each
    is a ``new`` paper, or one that ``changed`` a known paper, or neither. ``measurements`` is how many counts
    they added to the series. ``repaired`` are the posts whose letters had to be put right, new ones and
    unchanged ones.
    """

    posts_new: int = 0
    posts_unchanged: int = 0
    posted: int = 0
    lines: int = 0
    new: int = 0
    changed: int = 0
    measurements: int = 0
    repaired: tuple[Path, ...] = ()
    problems: tuple[ImportProblem, ...] = ()

    @property
    def papers(self) -> int:
        """Return how many papers were read and taken."""
        return self.posted + self.lines

    @property
    def took_anything(self) -> bool:
        """Tell whether anything was taken; what was there already counts as taken."""
        return self.posts_new + self.posts_unchanged + self.papers > 0

    @property
    def summary(self) -> str:
        """Return what happened in a line, and a further one for each repaired post."""
        said = [*self._taken()] or ["nothing"]
        if self.problems:
            said.append(counted(len(self.problems), "problem"))
        names = (printable(str(path)) for path in self.repaired)
        repaired = [f"Repaired {name}: its letters had been read in a wrong encoding." for name in names]
        return "\n".join([f"Imported {'; '.join(said)}.", *repaired])

    def _taken(self) -> Iterator[str]:
        if self.posts_new or self.posts_unchanged:
            posts = f"{counted(self.posts_new, 'new post')} with {counted(self.posted, 'paper')}"
            yield f"{posts}, {self.posts_unchanged} unchanged"
        if self.lines:
            counts = f", {counted(self.measurements, 'new count')}" if self.measurements else ""
            known = self.lines - self.new - self.changed
            yield (
                f"{counted(self.lines, 'line')}: {counted(self.new, 'new paper')}, {self.changed:,} changed, "
                f"{known:,} as known{counts}"
            )


async def import_paths(
    paths: Sequence[Path],
    store: Store,
    clock: Clock,
    *,
    on_progress: OnProgress,
    on_problem: OnProblem = lambda _: None,
) -> ImportOutcome:
    """Take in every post and every paper that the paths hold, and report what could not be taken.

    A post goes in whole or not at all; JSON Lines go in batch by batch, without their wrong lines. Files
    are read one after the other, never all into memory. ``on_problem`` hears of each problem as it is
    found. Raises StoreError, which says what went in before.
    """
    files, problems = await asyncio.to_thread(find_files, paths)
    parts = [ImportOutcome(problems=tuple(problems))]
    papers = 0
    for problem in problems:
        on_problem(problem)
    try:
        async for part, progress in _parts(files, store, clock):
            for problem in part.problems:
                on_problem(problem)
            parts.append(part)
            papers += part.papers
            on_progress(replace(progress, papers=papers))
    except StoreError as exc:
        raise StoreError(f"{exc}\nBefore that: {_sum(parts).summary}") from exc
    return _sum(parts)


async def _parts(files: Sequence[Path], store: Store, clock: Clock) -> AsyncIterator[tuple[ImportOutcome, Progress]]:
    """Yield what was done, part by part, and how far it is then; the papers are left to be counted."""
    for done, file in enumerate(files):
        progress = Progress(done, len(files), file.name, 0)
        yield ImportOutcome(), progress
        async for part in _import_file(file, store, clock):
            yield part, progress
    yield ImportOutcome(), Progress(len(files), len(files), "", 0)


def _sum(parts: Sequence[ImportOutcome]) -> ImportOutcome:
    return ImportOutcome(
        posts_new=sum(part.posts_new for part in parts),
        posts_unchanged=sum(part.posts_unchanged for part in parts),
        posted=sum(part.posted for part in parts),
        lines=sum(part.lines for part in parts),
        new=sum(part.new for part in parts),
        changed=sum(part.changed for part in parts),
        measurements=sum(part.measurements for part in parts),
        repaired=tuple(path for part in parts for path in part.repaired),
        problems=tuple(problem for part in parts for problem in part.problems),
    )


async def _import_file(file: Path, store: Store, clock: Clock) -> AsyncIterator[ImportOutcome]:
    if file.suffix.lower() in POST_KINDS:
        yield await _import_post(file, store, clock)
    else:
        async for part in _import_json_lines(file, store, clock):
            yield part


async def _import_post(file: Path, store: Store, clock: Clock) -> ImportOutcome:
    try:
        read = await asyncio.to_thread(read_post, file)
        now = clock.now()
        if problem := _impossible(read.post, now):
            return _refused(file, None, f"The post cannot be: {problem}.")
        is_new = await store.save_post(read.post, seen_at=now)
    except MalformedInput as error:
        return _refused(file, error.line, str(error))
    except UserError as error:
        return _refused(file, None, str(error))
    except OSError as error:
        return _refused(file, None, cannot_be_read(error))
    return ImportOutcome(
        posts_new=int(is_new),
        posts_unchanged=int(not is_new),
        posted=len(read.post.papers) if is_new else 0,
        repaired=(file,) if read.was_repaired else (),
    )


async def _import_json_lines(file: Path, store: Store, clock: Clock) -> AsyncIterator[ImportOutcome]:
    was_empty = True
    try:
        seen_at = clock.now()
        async for batch in _in_thread(read_batches(file, seen_at=seen_at)):
            was_empty = was_empty and not batch.papers and not batch.problems
            yield await _save(batch, store, seen_at)
    except OSError as error:
        yield _refused(file, None, cannot_be_read(error))
    else:
        if was_empty:
            yield _refused(file, None, "The file is empty.")


async def _in_thread(batches: Iterator[Batch]) -> AsyncIterator[Batch]:
    while (batch := await asyncio.to_thread(next, batches, None)) is not None:
        yield batch


async def _save(batch: Batch, store: Store, seen_at: datetime) -> ImportOutcome:
    saved = await store.save_imported(batch.papers, seen_at=seen_at) if batch.papers else Saved()
    return ImportOutcome(
        lines=len(batch.papers),
        new=saved.new,
        changed=saved.changed,
        measurements=saved.measurements,
        problems=tuple(batch.problems),
    )


def _impossible(post: Post, now: datetime) -> str | None:
    """Return what a post tells that cannot have been yet."""
    moments = (one.measured_at for paper in post.papers for one in paper.engagement)
    return wrong_day(post.day, now) or next(filter(None, (wrong_moment(at, now) for at in moments)), None)


def _refused(file: Path, line: int | None, message: str) -> ImportOutcome:
    return ImportOutcome(problems=(ImportProblem(file, line, message),))
