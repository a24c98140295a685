"""``jsonl:FILE``: a file that grows by a line a section, for other programs to read."""

import errno
import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from typing import Final, Literal

from bot.adapters.aside import Aside
from bot.adapters.disk import HeldByAnother, only_writer, opened_folder, unread, verdict
from bot.adapters.payload import UNUSABLE, payload_of
from bot.delivery.place import Accepted, Found, Lost, NotThere, Outcome
from bot.messages.message import JsonObject
from bot.subscriptions.delivery import Delivery

_BLOCK: Final = 1 << 16


class JsonLines:
    """Appends the payload, an object as ``hot --format json`` prints, with ``key``, ``period`` and ``part`` before it.

    A line is on the disk before anything is said. What a crash left of a line is cut off before the next one is
    written. The file is made, its folder is not. Relative paths start at ``home``.
    """

    kind = "jsonl"

    def __init__(self, home: Path) -> None:
        self._home = home
        self._aside = Aside(self.kind)

    async def send(self, delivery: Delivery) -> Outcome:
        """Append one line; where it was tried before, unless one of that key is there."""
        payload = payload_of(delivery.payload)
        if payload is None:
            return UNUSABLE
        return await self._aside.run(_append, self._file(delivery), delivery, _line(delivery, payload))

    async def find_sent(self, delivery: Delivery) -> Found:
        """Look for a line of that key, from the end."""
        return await self._aside.run(_find, self._file(delivery), delivery.key)

    def _file(self, delivery: Delivery) -> Path:
        return self._home / Path(delivery.place.partition(":")[2]).expanduser()


def _line(delivery: Delivery, payload: JsonObject) -> bytes:
    head = {"key": delivery.key, "period": delivery.period, "part": delivery.part}
    # Half of a surrogate pair has no bytes of its own.
    return json.dumps({**head, **payload, **head}, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _append(path: Path, delivery: Delivery, line: bytes) -> Outcome:
    try:
        with _opened(path, "a+b") as file:
            _mend(file)
            is_there = delivery.attempts > 1 and _has(file, delivery.key)
            return Accepted() if is_there else _put(file, line)
    except (OSError, HeldByAnother) as error:
        return verdict(error)


def _find(path: Path, key: str) -> Found:
    try:
        with _opened(path, "r+b") as file:
            _mend(file)
            is_there = _has(file, key)
            # Who died between the writing and this may have left it in memory alone.
            os.fsync(file.fileno())
    except FileNotFoundError:
        return NotThere()
    except (OSError, HeldByAnother) as error:
        return unread(error)
    return Accepted() if is_there else NotThere()


@contextmanager
def _opened(path: Path, mode: Literal["a+b", "r+b"]) -> Iterator[FileIO]:
    """Open a file for nobody else to write to; that it is there is on the disk, too."""
    is_new = not path.exists()
    with path.open(mode, buffering=0) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "this is no ordinary file")
        with only_writer(file.fileno()):
            if is_new:
                with opened_folder(path.parent) as folder:
                    os.fsync(folder)
            yield file


def _put(file: FileIO, line: bytes) -> Outcome:
    """Write a line to the end, all of it or, where that fails, nothing."""
    end = file.seek(0, os.SEEK_END)
    try:
        left = memoryview(line)
        while left:
            left = left[file.write(left) :]
        os.fsync(file.fileno())
    except OSError as error:
        return _taken_back(file, end, error)
    return Accepted()


def _taken_back(file: FileIO, end: int, error: OSError) -> Outcome:
    try:
        file.truncate(end)
        os.fsync(file.fileno())
    except OSError:
        return Lost(error.strerror or type(error).__name__)
    return verdict(error)


def _mend(file: FileIO) -> None:
    """Let the file end with a whole line: one that lacks nothing but its end gets it, a torn one is cut off."""
    size = file.seek(0, os.SEEK_END)
    tail = next(_lines_backward(file), b"")
    if not tail or _last_byte(file, size) == b"\n":
        return
    if isinstance(_object(tail), dict):
        file.seek(0, os.SEEK_END)
        file.write(b"\n")
    else:
        file.truncate(size - len(tail))


def _last_byte(file: FileIO, size: int) -> bytes:
    file.seek(size - 1)
    return file.read(1)


def _has(file: FileIO, key: str) -> bool:
    needle = key.encode()
    for line in _lines_backward(file):
        if needle in line:
            found = _object(line)
            if isinstance(found, dict) and found.get("key") == key:
                return True
    return False


def _object(line: bytes) -> object:
    try:
        return json.loads(line)
    except ValueError:
        return None


def _lines_backward(file: FileIO) -> Iterator[bytes]:
    """Yield the lines that hold something, the last one first, without their ends."""
    place = file.seek(0, os.SEEK_END)
    pieces: list[bytes] = []
    while place > 0:
        start = max(place - _BLOCK, 0)
        file.seek(start)
        first, *others = file.read(place - start).split(b"\n")
        if others:
            yield from filter(None, (others.pop() + b"".join(reversed(pieces)), *reversed(others)))
            pieces = []
        pieces.append(first)
        place = start
    yield from filter(None, [b"".join(reversed(pieces))])
