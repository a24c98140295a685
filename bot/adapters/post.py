"""``post:DIR``: a folder of Markdown posts, a file a day."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path, PurePath
from typing import Final

from bot.adapters.aside import Aside
from bot.adapters.disk import HeldByAnother, only_writer, opened_folder, unread, verdict
from bot.adapters.payload import UNUSABLE, payload_of, text_of
from bot.delivery.place import Accepted, CannotTell, Found, NotThere, Outcome
from bot.subscriptions.delivery import Delivery

_UNFINISHED: Final = ".hotpapers-post.tmp"
"""One name for all: the folder is locked while it is there, and what a crash leaves is overwritten by the next post."""

_LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class _Post:
    folder: Path
    name: str
    content: bytes


class Posts:
    """Writes the payload ``{"file": "2026-11-20---Hot-Papers.md", "text": …}`` into the folder of its place.

    A post is there whole or not at all, and no post is ever overwritten: where another one has the name, such as
    that of an earlier digest of the same day, the new one is called ``2026-11-20---Hot-Papers-2.md``. A post with
    the same bytes is there already, and nothing is done. The folder is made; what it stands in is not, because
    that may be a disk that is not there at the moment. Relative folders start at ``home``.
    """

    kind = "post"

    def __init__(self, home: Path) -> None:
        self._home = home
        self._aside = Aside(self.kind)

    async def send(self, delivery: Delivery) -> Outcome:
        """Write one post, unless it is there."""
        post = self._post(delivery)
        return UNUSABLE if post is None else await self._aside.run(_write, post)

    async def find_sent(self, delivery: Delivery) -> Found:
        """Look for a post of these bytes under any of its names."""
        post = self._post(delivery)
        return CannotTell() if post is None else await self._aside.run(_find, post)

    def _post(self, delivery: Delivery) -> _Post | None:
        payload = payload_of(delivery.payload)
        name, text = text_of(payload, "file"), text_of(payload, "text")
        if name is None or text is None or not _is_plain(name):
            return None
        folder = Path(delivery.place.partition(":")[2]).expanduser()
        return _Post(self._home / folder, name, text.encode("utf-8", "replace"))


def _is_plain(name: str) -> bool:
    """Tell whether ``name`` is a file's and leads nowhere else."""
    is_one_part = bool(name) and PurePath(name).name == name and "\\" not in name
    return is_one_part and name.isprintable() and not name.startswith(".") and len(name.encode()) <= _LONGEST_NAME


def _write(post: _Post) -> Outcome:
    try:
        post.folder.mkdir(exist_ok=True)
        with opened_folder(post.folder) as folder, only_writer(folder):
            name = _name_taken_by(post) or _put(post)
            os.fsync(folder)
    except (OSError, HeldByAnother) as error:
        return verdict(error)
    return Accepted(name)


def _find(post: _Post) -> Found:
    try:
        with opened_folder(post.folder) as folder, only_writer(folder):
            name = _name_taken_by(post)
            # Who died between the renaming and this may have left it in memory alone.
            os.fsync(folder)
    except FileNotFoundError:
        return NotThere()
    except (OSError, HeldByAnother) as error:
        return unread(error)
    return NotThere() if name is None else Accepted(name)


def _put(post: _Post) -> str:
    """Write a post under the first name that is free; return that."""
    unfinished = post.folder / _UNFINISHED
    with unfinished.open("wb") as file:
        file.write(post.content)
        file.flush()
        os.fsync(file.fileno())
    name = next(name for name in _names(post) if not os.path.lexists(post.folder / name))
    unfinished.replace(post.folder / name)
    return name


def _name_taken_by(post: _Post) -> str | None:
    for name in _names(post):
        file = post.folder / name
        if not os.path.lexists(file):
            return None
        if file.is_file() and file.read_bytes() == post.content:
            return name
    return None


def _names(post: _Post) -> Iterator[str]:
    yield post.name
    stem, dot, ending = post.name.rpartition(".")
    for number in count(2):
        yield f"{stem}-{number}{dot}{ending}" if dot else f"{post.name}-{number}"
