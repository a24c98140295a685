"""One gathering at a time: a lock of the operating system beside the database, gone with its process."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import StoreError


@contextmanager
def only_gathering(database: Path) -> Iterator[None]:
    """Be the only one to gather into ``database``. Raises StoreError while another process does.

    The lock is on a file of its own: one on the database would meddle with SQLite's. The file stays, because
    to remove it could leave two processes with a lock each.
    """
    file = database.with_name(f"{database.name}-gather")
    try:
        lock = file.open("ab")
    except OSError as exc:
        raise StoreError(f"{file} cannot be written: {exc.strerror}. It keeps two gathers apart.") from exc
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            raise StoreError("Another gather is running on this database: wait until it is done.") from exc
        yield
