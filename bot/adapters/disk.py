"""Files as places: kept apart from other writers, on the disk before anything is said, and what their errors mean."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bot.delivery.place import Busy, Refused

_PASSING: Final = frozenset(
    {
        *(errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EINTR, errno.EAGAIN),
        *(errno.ENFILE, errno.EMFILE, errno.ENOMEM, errno.EBUSY, errno.ESTALE, errno.ETIMEDOUT),
    }
)
"""A full disk or one that fails for a moment; anything else (no rights, no folder) is for the operator to mend."""


class HeldByAnother(Exception):
    """Somebody else is writing there."""


@contextmanager
def only_writer(descriptor: int) -> Iterator[None]:
    """Be the only one to write to an open file or folder. Raises HeldByAnother while somebody else does.

    The lock is the operating system's, gone with its process.
    """
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise HeldByAnother from None
    try:
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


@contextmanager
def opened_folder(folder: Path) -> Iterator[int]:
    """Give a descriptor of a folder, to lock it or to have its entries on the disk. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def problem_of_post(folder: Path) -> str | None:
    """Say why posts cannot be written into ``folder`` as things stand; None where they can."""
    return _problem_of_folder(folder if folder.exists() else folder.parent)


def problem_of_file(file: Path) -> str | None:
    """Say why nothing can be appended to ``file`` as things stand; None where it can be."""
    if file.exists() and not file.is_file():
        return f"{file} is no ordinary file"
    if file.exists():
        return None if os.access(file, os.W_OK) else f"{file} may not be written by this user"
    return _problem_of_folder(file.parent)


def _problem_of_folder(folder: Path) -> str | None:
    if not folder.is_dir():
        return f"there is no folder {folder}"
    return None if os.access(folder, os.W_OK | os.X_OK) else f"{folder} may not be written by this user"


def verdict(error: OSError | HeldByAnother) -> Busy | Refused:
    """Say whether to try again later, or that the place takes nothing as it is."""
    if isinstance(error, HeldByAnother):
        return Busy("another program is writing there")
    why = error.strerror or type(error).__name__
    if error.errno in _PASSING:
        return Busy(why)
    return Refused("cannot_write", why, is_gone=True)


def unread(error: OSError | HeldByAnother) -> Busy:
    """Say that a place could not be looked into."""
    return Busy(
        "another program is writing there" if isinstance(error, HeldByAnother) else error.strerror or "no reason"
    )
