"""One SQLite file in use: one thread writes, a few read, and none of it happens on the event loop."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from bot.store.file import check_usable, connect_reader, connect_writer, fold_log
from bot.store.lane import Job, Lane

T = TypeVar("T")

_READERS: Final = 4


class SqliteFile:
    """The threads that use one file.

    A read sees one moment of the file whole, and waits neither for a save nor for other reads. What only
    reads never opens the file for writing, so that one that may only be read will do.
    """

    def __init__(self, path: Path, *, create: bool, busy_timeout_s: float) -> None:
        self.path = path
        self._create = create
        write = partial(connect_writer, path, create=create, busy_timeout_s=busy_timeout_s)
        read = partial(connect_reader, path, busy_timeout_s=busy_timeout_s)
        self._writer = Lane(path, write, begin="BEGIN IMMEDIATE")
        self._readers = [Lane(path, read, begin="BEGIN") for _ in range(_READERS)]
        self._idle = list(self._readers)
        # Who waits longest is next; a queue would let one that never stops asking go first.
        self._turns = asyncio.Semaphore(_READERS)

    async def open(self) -> None:
        """Open the file. Raises as ``open_store`` does."""
        if self._create:
            await self._writer.open()
        else:
            await self._read(partial(check_usable, path=self.path))

    async def close(self) -> None:
        """Finish what is being done and let go of the file; may be called twice."""
        for reader in self._readers:
            await reader.close()
        await self._writer.close()
        # The last one to let go folds the write-ahead log into the file, which a reader cannot do.
        await asyncio.to_thread(fold_log, self.path)

    async def _write(self, job: Job[T]) -> T:
        return await self._writer.run(job)

    async def _read(self, job: Job[T]) -> T:
        async with self._turns:
            reader = self._idle.pop()
            try:
                return await reader.run(job)
            finally:
                self._idle.append(reader)
