"""An older file brought to today's tables, a backup kept beside it."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from shutil import copymode

from bot.errors import StoreError
from bot.store.failure import plain_errors
from bot.store.file import apply_missing, connect_reader, missing_steps, opened_as_is
from bot.store.lane import transaction

_BUSY_TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class Migrated:
    """The steps that were taken, in order, and the backup made before them; None where nothing was missing."""

    applied: tuple[str, ...]
    backup: Path | None


def migrate(path: Path, *, busy_timeout_s: float = _BUSY_TIMEOUT_S) -> Migrated:
    """Take the steps that the file misses: all of them or, if one fails, none.

    Before the first, the file as it is goes to ``NAME.before-mNNN`` beside it and is verified; nobody can
    write in between. Raises NotFound, UnusableFile for a file that is not ours or newer, StoreError.
    """
    with opened_as_is(path, busy_timeout_s=busy_timeout_s) as db, transaction(db, "BEGIN IMMEDIATE"):
        missing = missing_steps(db)
        if not missing:
            return Migrated((), None)
        backup = _back_up(path, f"{path.name}.before-{missing[0].split('_')[0]}", busy_timeout_s=busy_timeout_s)
        apply_missing(db)
        return Migrated(missing, backup)


def _back_up(path: Path, name: str, *, busy_timeout_s: float) -> Path:
    backup = path.with_name(name)
    unverified = path.with_name(f"{name}.part")
    with plain_errors(unverified):
        try:
            _copy(path, unverified, busy_timeout_s=busy_timeout_s)
            copymode(path, unverified)
            unverified.replace(backup)
        finally:
            unverified.unlink(missing_ok=True)
    return backup


def _copy(path: Path, target: Path, *, busy_timeout_s: float) -> None:
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(target)) as copy:
        with closing(connect_reader(path, busy_timeout_s=busy_timeout_s)) as original:
            original.backup(copy)
        if not _is_whole(copy):
            raise StoreError(f"{path} is damaged: put a backup in its place. Nothing was changed.")


def _is_whole(db: sqlite3.Connection) -> bool:
    try:
        found: str = db.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError:
        return False
    return found == "ok"
