"""``import``: Hot Papers posts and JSON Lines go into the store, file by file."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.archive.files import POST_KINDS, cannot_be_read, find_files
from bot.archive.json_lines import Batch, read_batches
from bot.archive.post_files import read_post
from bot.archive.reports import ImportProblem, OnProgress, Progress, counted
from bot.clock import Clock
from bot.errors import MalformedInput, UserError
from bot.store.contract import Saved, Store


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import did.

    ``posted`` counts the papers of the new posts; ``new`` and ``refreshed`` those of JSON Lines.
    ``repaired`` are the posts whose letters had to be put right, new ones and unchanged ones.
    """

    posts_new: int = 0
    posts_unchanged: int = 0
    posted: int = 0
    new: int = 0
    refreshed: int = 0
    repaired: tuple[Path, ...] = ()
    problems: tuple[ImportProblem, ...] = ()

    @property
    def papers(self) -> int:
        """Return how many papers were read and taken."""
        return self.posted + self.new + self.refreshed

    @property
    def took_anything(self) -> bool:
        """Tell whether anything was taken; what was there already counts as taken."""
        return self.posts_new + self.posts_unchanged + self.papers > 0

    @property
    def summary(self) -> str:
        """Return what happened in a line, and a further one for each repaired post."""
        said = []
        if self.posts_new or self.posts_unchanged:
            posts = f"{counted(self.posts_new, 'new post')} with {counted(self.posted, 'paper')}"
            said.append(f"{posts}, {self.posts_unchanged} unchanged")
        if self.new or self.refreshed:
            said.append(f"{counted(self.new, 'new paper')}, {self.refreshed} refreshed")
        said = said or ["nothing"]
        if self.problems:
            said.append(counted(len(self.problems), "problem"))
        repaired = [f"Repaired {path}: its letters had been read in a wrong encoding." for path in self.repaired]
        return "\n".join([f"Imported {'; '.join(said)}.", *repaired])


async def import_paths(paths: Sequence[Path], store: Store, clock: Clock, *, on_progress: OnProgress) -> ImportOutcome:
    """Take in every post and every paper that the paths hold, and report what could not be taken.

    A post goes in whole or not at all; JSON Lines go in batch by batch, without their wrong lines. Files
    are read one after the other, never all into memory. Raises StoreError.
    """
    files, problems = await asyncio.to_thread(find_files, paths)
    parts = [ImportOutcome(problems=tuple(problems))]
    papers = 0
    for done, file in enumerate(files):
        on_progress(Progress(done, len(files), file.name, papers))
        async for part in _import_file(file, store, clock):
            parts.append(part)
            papers += part.papers
            on_progress(Progress(done, len(files), file.name, papers))
    on_progress(Progress(len(files), len(files), "", papers))
    return _sum(parts)


def _sum(parts: Sequence[ImportOutcome]) -> ImportOutcome:
    return ImportOutcome(
        posts_new=sum(part.posts_new for part in parts),
        posts_unchanged=sum(part.posts_unchanged for part in parts),
        posted=sum(part.posted for part in parts),
        new=sum(part.new for part in parts),
        refreshed=sum(part.refreshed for part in parts),
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
        is_new = await store.save_post(read.post, seen_at=clock.now())
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
        async for batch in _in_thread(read_batches(file, seen_at=clock.now())):
            was_empty = was_empty and not batch.papers and not batch.problems
            yield await _save(batch, store, clock)
    except OSError as error:
        yield _refused(file, None, cannot_be_read(error))
    else:
        if was_empty:
            yield _refused(file, None, "The file is empty.")


async def _in_thread(batches: Iterator[Batch]) -> AsyncIterator[Batch]:
    while (batch := await asyncio.to_thread(next, batches, None)) is not None:
        yield batch


async def _save(batch: Batch, store: Store, clock: Clock) -> ImportOutcome:
    saved = await store.save_imported(batch.papers, seen_at=clock.now()) if batch.papers else Saved()
    return ImportOutcome(new=saved.new, refreshed=saved.refreshed, problems=tuple(batch.problems))


def _refused(file: Path, line: int | None, message: str) -> ImportOutcome:
    return ImportOutcome(problems=(ImportProblem(file, line, message),))
