"""The Store over one SQLite file: one thread writes, a few read, and none of it happens on the event loop."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from bot.papers.model import ArxivId, Engagement, ImportedPaper, Mention, StoredPaper
from bot.papers.posts import Post
from bot.store import digests, engagement, heat, mentions, papers, posts, runs, saving
from bot.store.contract import Gathered, Saved, SourceHistory, Totals
from bot.store.file import connect_reader, connect_writer
from bot.store.lane import Job, Lane
from bot.subscriptions.model import Digest, Place, Shown

T = TypeVar("T")

_READERS: Final = 4
_BUSY_TIMEOUT_S: Final = 30.0
"""Another process may be importing: a batch of 20,000 papers holds the file for some seconds."""


async def open_store(path: Path, *, create: bool, busy_timeout_s: float = _BUSY_TIMEOUT_S) -> "SqliteStore":
    """Return the store in the file at ``path``, which is made first if ``create``.

    ``busy_timeout_s`` is how long to wait for another process that writes. Raises NotFound where there is
    no database, UnusableFile where the file is not ours, newer or not yet migrated, StoreError.
    """
    store = SqliteStore(path, create=create, busy_timeout_s=busy_timeout_s)
    try:
        await store.open()
    except BaseException:
        await store.close()
        raise
    return store


class SqliteStore:
    """The Store in one SQLite file; ``open_store`` makes one.

    A read sees one moment of the file whole, and waits neither for a save nor for other reads.
    """

    def __init__(self, path: Path, *, create: bool, busy_timeout_s: float) -> None:
        self.path = path
        write = partial(connect_writer, path, create=create, busy_timeout_s=busy_timeout_s)
        read = partial(connect_reader, path, busy_timeout_s=busy_timeout_s)
        self._writer = Lane(path, write, begin="BEGIN IMMEDIATE")
        self._readers = [Lane(path, read, begin="BEGIN") for _ in range(_READERS)]
        self._idle = asyncio.LifoQueue[Lane]()
        for reader in self._readers:
            self._idle.put_nowait(reader)

    async def open(self) -> None:
        """Open the file. Raises as ``open_store`` does."""
        await self._writer.open()

    async def save_gathered(self, gathered: Gathered) -> Saved:
        """Store one run of one source, whole or not at all."""
        return await self._write(partial(saving.save_gathered, gathered=gathered))

    async def save_imported(self, papers: Sequence[ImportedPaper], *, seen_at: datetime) -> Saved:
        """Enter or refresh papers from a file."""
        return await self._write(partial(saving.save_imported, papers=papers, seen_at=seen_at))

    async def save_post(self, post: Post, *, seen_at: datetime) -> bool:
        """Enter a post; False if it was there already. Raises UserError if another of its day is stored."""
        return await self._write(partial(saving.save_post, post=post, seen_at=seen_at))

    async def post(self, day: date) -> Post | None:
        """Return the imported post of a day, exactly as it was."""
        return await self._read(partial(posts.load_post, day=day))

    async def days(self, since: date | None = None, until: date | None = None) -> Sequence[date]:
        """Return, ascending, every day with a post or an announced paper, both ends included."""
        return await self._read(partial(papers.days, since=since, until=until))

    async def papers(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, StoredPaper]:
        """Return the stored ones among ``ids``."""
        return await self._read(partial(papers.papers, ids=ids))

    async def announced(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, date | None]:
        """Return the announcement of the stored ones among ``ids``; None where it is not known."""
        return await self._read(partial(papers.announced, ids=ids))

    async def announced_between(self, since: date, until: date) -> Sequence[StoredPaper]:
        """Return papers announced in [since, until], withdrawn ones left out, hottest first, ties by id."""
        return await self._read(partial(papers.announced_between, since=since, until=until))

    async def mentions(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, Sequence[Mention]]:
        """Return the mentions of each of ``ids``: highest score first, then in the order in which they came."""
        return await self._read(partial(mentions.mentions, ids=ids))

    async def series(self, paper_id: ArxivId) -> Sequence[Engagement]:
        """Return every measurement of a paper, oldest first."""
        return await self._read(partial(engagement.series, paper_id=paper_id))

    async def set_weights(self, weights: Mapping[str, float]) -> None:
        """Make ``weights`` the ones heat is made with, and refresh all heat."""
        await self._write(partial(heat.set_weights, weights=weights))

    async def etag(self, url: str) -> str | None:
        """Return the ETag remembered for an address."""
        return await self._read(partial(runs.etag, url=url))

    async def source_histories(self) -> Mapping[str, SourceHistory]:
        """Return, by source name, how its last readings ended."""
        return await self._read(runs.source_histories)

    async def listing_was_read(self, day: date) -> bool:
        """Tell whether the announcement of ``day`` was read whole."""
        return await self._read(partial(runs.listing_was_read, day=day))

    async def save_digest(self, digest: Digest) -> None:
        """Remember what a place was shown; a digest of the same place and period is replaced."""
        await self._write(partial(digests.save_digest, digest=digest))

    async def shown(self, place: Place) -> Sequence[Shown]:
        """Return what a place was ever shown, newest first."""
        return await self._read(partial(digests.shown, place=place))

    async def totals(self) -> Totals:
        """Return how much is in the store."""
        return await self._read(papers.totals)

    async def close(self) -> None:
        """Finish what is being done and let go of the file; may be called twice."""
        for reader in self._readers:
            await reader.close()
        # The last one to let go folds the write-ahead log into the file, which a reader cannot do.
        await self._writer.close()

    async def _write(self, job: Job[T]) -> T:
        return await self._writer.run(job)

    async def _read(self, job: Job[T]) -> T:
        reader = await self._idle.get()
        try:
            return await reader.run(job)
        finally:
            self._idle.put_nowait(reader)
