"""What SQLite's errors mean to the person who runs the bot."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bot.errors import StoreError, UnusableFile

# Primary result codes: https://sqlite.org/rescode.html (read 2026-11).
_SAID: Final[Mapping[int, str]] = {
    sqlite3.SQLITE_BUSY: "{path} is locked: another program is writing to it. Try again when that is done.",
    sqlite3.SQLITE_LOCKED: "{path} is locked: another program is writing to it. Try again when that is done.",
    sqlite3.SQLITE_FULL: "The disk is full: nothing more fits into {path}. Make room and try again.",
    sqlite3.SQLITE_READONLY: "{path} cannot be written: the file, its folder or its disk is read-only.",
    sqlite3.SQLITE_CANTOPEN: "{path} cannot be opened: see that its folder exists and may be written by this user.",
    sqlite3.SQLITE_PERM: "{path} cannot be opened: see that its folder exists and may be written by this user.",
    sqlite3.SQLITE_IOERR: "The disk failed while {path} was read or written.",
    sqlite3.SQLITE_CORRUPT: "{path} is damaged: put a backup in its place.",
}


@contextmanager
def plain_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system raise within into a StoreError whose line names the file.

    Misuse of the library (``sqlite3.ProgrammingError``) is a bug of ours and passes through.
    """
    try:
        yield
    except sqlite3.ProgrammingError:
        raise
    except sqlite3.Error as exc:
        raise _store_error(path, exc) from exc
    except OSError as exc:
        raise StoreError(f"{path} cannot be opened: {exc.strerror}.") from exc
    except (UnicodeEncodeError, OverflowError) as exc:
        raise StoreError(f"A value does not fit into {path}: {exc}.") from exc


def _store_error(path: Path, exc: sqlite3.Error) -> StoreError:
    code = getattr(exc, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_NOTADB:
        return UnusableFile(f"{path} is not a database: name another file.")
    if code in _SAID:
        return StoreError(_SAID[code].format(path=path))
    return StoreError(f"{path} could not be read or written: {exc}.")
