"""A lane: one thread that owns one connection and does one transaction after the other on it."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from bot.store.failure import plain_errors

T = TypeVar("T")
Job = Callable[[sqlite3.Connection], T]


class Lane:
    """One thread, one connection to ``path`` (opened at the first job), one transaction a job.

    ``begin`` is the statement that starts each transaction. A job whose caller is cancelled is either
    never begun or goes on to its end: nothing is ever half done.
    """

    def __init__(self, path: Path, connect: Callable[[], sqlite3.Connection], *, begin: str) -> None:
        self._path = path
        self._connect = connect
        self._begin = begin
        self._connection: sqlite3.Connection | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._closing: Future[None] | None = None

    async def open(self) -> None:
        """Open the connection now. Raises what the given ``connect`` raises, SQLite's errors as StoreError."""
        await asyncio.wrap_future(self._thread.submit(self._opened))

    async def run(self, job: Job[T]) -> T:
        """Return what ``job`` returns, its transaction committed; if it raises, all of it is undone.

        Raises StoreError where SQLite fails.
        """
        return await asyncio.wrap_future(self._thread.submit(self._do, job))

    async def close(self) -> None:
        """Finish the jobs given so far and let go of the file; may be called again."""
        if self._closing is None:
            self._closing = self._thread.submit(self._disconnect)
            self._thread.shutdown(wait=False)
        await asyncio.shield(asyncio.wrap_future(self._closing))

    def _do(self, job: Job[T]) -> T:
        db = self._opened()
        with plain_errors(self._path), transaction(db, self._begin):
            return job(db)

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            with plain_errors(self._path):
                self._connection = self._connect()
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()


@contextmanager
def transaction(db: sqlite3.Connection, begin: str) -> Iterator[None]:
    """Commit what is done within as a whole, or none of it."""
    db.execute(begin)
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        # A full disk ends the transaction by itself: https://sqlite.org/lang_transaction.html
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
