"""One of a kind at a time: locks of the operating system beside the database, gone with their process."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.errors import StoreError


@contextmanager
def only_gathering(database: Path) -> Iterator[None]:
    """Be the only one to gather into ``database``. Raises StoreError while another process does."""
    busy = "Another gather is running on this database: wait until it is done."
    with _held(database, "gather", busy):
        yield


@contextmanager
def only_running(database: Path) -> Iterator[None]:
    """Be the only bot that runs on ``database``. Raises StoreError while another process does."""
    busy = f"A bot is running on {database} already: two would send everything twice. Stop that one first."
    with _held(database, "run", busy):
        yield


def note_tick(database: Path) -> None:
    """Note that the bot that runs on ``database`` looked for what is due: its lock's file is as old as that.

    In the database itself it would be a write that nobody needs back, again and again. Raises StoreError where the
    database or the file is no more: SQLite would go on with a file that nobody can open again.
    """
    if not database.exists():
        raise StoreError(
            f"{database} is gone: what the bot knows is lost when it stops. Stop it, and restore a backup."
        )
    try:
        os.utime(_file(database, "run"))
    except OSError as exc:
        raise StoreError(f"{_file(database, 'run')} cannot be written: {exc.strerror}.") from exc


def last_tick_at(database: Path) -> datetime | None:
    """Return when a bot last looked for what is due on ``database``, about; None if none ever ran."""
    try:
        return datetime.fromtimestamp(_file(database, "run").stat().st_mtime, UTC)
    except OSError:
        return None


def _file(database: Path, what: str) -> Path:
    return database.with_name(f"{database.name}-{what}")


@contextmanager
def _held(database: Path, what: str, busy: str) -> Iterator[None]:
    """Hold the lock called ``what``.

    It is on a file of its own: one on the database would meddle with SQLite's. The file stays, because to
    remove it could leave two processes with a lock each.
    """
    file = _file(database, what)
    try:
        lock = file.open("ab")
    except OSError as exc:
        raise StoreError(f"{file} cannot be written: {exc.strerror}. It keeps two processes apart.") from exc
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            raise StoreError(busy) from exc
        yield
