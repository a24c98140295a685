"""The database file: may it be used, how it is made, how connections to it are set up."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

from bot.errors import BotError, NotFound, UnusableFile
from bot.store.failure import plain_errors
from bot.store.lane import transaction
from bot.store.schema import APPLICATION_ID, MIGRATION_SET, STEP_NAMES, STEPS

_NO_ROOM_FOR_A_LOG: Final = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN})
"""What SQLite answers where it may not make the files of a write-ahead log (primary result codes)."""


def connect_writer(path: Path, *, create: bool, busy_timeout_s: float) -> sqlite3.Connection:
    """Return a connection that may write, to a file that is ours and of today; make it if ``create``.

    Raises NotFound where there is none and UnusableFile where it may not be used.
    """
    db = _connect(path, f"mode={'rwc' if create else 'rw'}", busy_timeout_s=busy_timeout_s)
    with _closed_on_error(db):
        if create and _is_blank(db):
            _make(db)
        check_usable(db, path)
        _tune(db)
    return db


def connect_reader(path: Path, *, busy_timeout_s: float) -> sqlite3.Connection:
    """Return a connection that cannot write, to a file that may be older than today's.

    On a disk or in a folder that may only be read there is no room for the write-ahead log that other
    writers would be seen through. The file is then read as one that nobody writes to, unless a log is
    there: somebody does.
    """
    try:
        return _reader(path, "mode=ro", busy_timeout_s=busy_timeout_s)
    except sqlite3.OperationalError as exc:
        if exc.sqlite_errorcode & 0xFF not in _NO_ROOM_FOR_A_LOG or _log_of(path).exists():
            raise
    return _reader(path, "mode=ro&immutable=1", busy_timeout_s=busy_timeout_s)


def fold_log(path: Path) -> None:
    """Fold the write-ahead log that readers leave behind into the file, unless somebody else is at it."""
    with suppress(sqlite3.Error, OSError, BotError):
        if _log_of(path).exists():
            with closing(_connect(path, "mode=rw", busy_timeout_s=0)) as db:
                _is_blank(db)


@contextmanager
def opened_as_is(path: Path, *, busy_timeout_s: float) -> Iterator[sqlite3.Connection]:
    """Give a connection that may write to a file that may be older than today's; raises as ``connect_writer``."""
    with plain_errors(path):
        db = _connect(path, "mode=rw", busy_timeout_s=busy_timeout_s)
        try:
            check_ours(db, path)
            yield db
        finally:
            db.close()


def apply_missing(db: sqlite3.Connection) -> None:
    """Take the steps that the file has not taken; call it within a transaction."""
    # 0.3 s that opening a file of today need not pay
    from sqlite_utils import Database, Migrations  # noqa: PLC0415

    migrations = Migrations(MIGRATION_SET)
    for step in STEPS:
        migrations()(step)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    migrations.apply(Database(db, execute_plugins=False))


def check_usable(db: sqlite3.Connection, path: Path) -> None:
    """Raise NotFound or UnusableFile unless the file is ours and of today."""
    check_ours(db, path)
    if missing_steps(db):
        raise UnusableFile(f"{path} was made by an older Hot Papers: run `hotpapers migrate` (it keeps a backup).")


def check_ours(db: sqlite3.Connection, path: Path) -> None:
    """Raise NotFound or UnusableFile unless the file is ours and not newer than we are."""
    if _is_blank(db):
        raise _no_database(path)
    if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise UnusableFile(f"{path} is a database of another program: name another file.")
    if not _has_steps(db):
        raise UnusableFile(
            f"{path} is not whole: it is marked as a database of Hot Papers and has none of its tables.\n"
            "Put a backup in its place, or name another file."
        )
    if unknown := [name for name in taken_steps(db) if name not in STEP_NAMES]:
        raise UnusableFile(f"{path} was made by a newer Hot Papers (it has {unknown[0]}): update Hot Papers.")


def missing_steps(db: sqlite3.Connection) -> tuple[str, ...]:
    """Return the names of the steps that the file has not taken, in order."""
    taken = taken_steps(db)
    return tuple(name for name in STEP_NAMES if name not in taken)


def taken_steps(db: sqlite3.Connection) -> tuple[str, ...]:
    """Return the names of the steps that the file has taken, in order."""
    rows = db.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = ? ORDER BY id", (MIGRATION_SET,))
    return tuple(row[0] for row in rows)


def _make(db: sqlite3.Connection) -> None:
    """Make an empty file ours, as a whole, unless another process was faster."""
    with transaction(db, "BEGIN IMMEDIATE"):
        if _is_blank(db):
            apply_missing(db)


def _is_blank(db: sqlite3.Connection) -> bool:
    return db.execute("SELECT 1 FROM sqlite_master").fetchone() is None


def _has_steps(db: sqlite3.Connection) -> bool:
    return db.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'").fetchone() is not None


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _reader(path: Path, how: str, *, busy_timeout_s: float) -> sqlite3.Connection:
    db = _connect(path, how, busy_timeout_s=busy_timeout_s)
    with _closed_on_error(db):
        db.execute("PRAGMA cache_size = -16384")
        # The file itself is only opened by what reads it.
        _is_blank(db)
    return db


def _connect(path: Path, how: str, *, busy_timeout_s: float) -> sqlite3.Connection:
    """Open the file; ``how`` is the query of an SQLite URI (https://sqlite.org/uri.html)."""
    _check_place(path, create=how == "mode=rwc")
    address = f"{path.absolute().as_uri()}?{how}"
    db = sqlite3.connect(address, uri=True, isolation_level=None, timeout=busy_timeout_s)
    db.row_factory = sqlite3.Row
    return db


def _check_place(path: Path, *, create: bool) -> None:
    if path.is_dir():
        raise UnusableFile(f"{path} is a folder: name a file in it.")
    if create and not path.parent.is_dir():
        raise UnusableFile(f"There is no folder {path.parent} to keep {path.name} in: make it, or name another.")
    if not create and not path.exists():
        raise _no_database(path)


def _no_database(path: Path) -> NotFound:
    return NotFound(f"No database at {path} yet: run `hotpapers gather` (or `hotpapers import`) first.")


def _tune(db: sqlite3.Connection) -> None:
    """Set what SQLite does not keep in the file.

    ``synchronous`` is FULL because a delivery must be on the disk before it is sent; in batches it costs
    nothing that can be measured.
    """
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA cache_size = -65536")
    db.execute("PRAGMA journal_size_limit = 67108864")


@contextmanager
def _closed_on_error(db: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        db.close()
        raise
