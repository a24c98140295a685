"""``export``: one Hot Papers post a day, written into a folder."""

import asyncio
import os
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from bot.archive.gathered import post_of_day
from bot.archive.printing import print_post
from bot.archive.reports import OnProgress, Progress, counted
from bot.digest.select import HotList
from bot.errors import BotError, UserError
from bot.messages.escaping import printable
from bot.messages.render import Renderer
from bot.store.contract import Store

FILE_NAME: Final = "{day}---Hot-Papers.md"
"""The ancestor's name of a post's file; its blog made the page's address of it."""


@dataclass(frozen=True, slots=True)
class ExportOutcome:
    """What an export did: how many files it wrote, and how many were there just so already."""

    folder: Path
    written: int = 0
    unchanged: int = 0

    @property
    def summary(self) -> str:
        """Return what happened in a line."""
        if not self.written + self.unchanged:
            return "Nothing to export: there is no day with papers in that time."
        return f"Exported {counted(self.written, 'post')} to {printable(str(self.folder))}; {self.unchanged} unchanged."


async def export_days(  # noqa: PLR0913 - where from, where to, which days, and how it is shown
    store: Store,
    hot_day: Callable[[date], Awaitable[HotList]],
    folder: Path,
    *,
    since: date | None = None,
    until: date | None = None,
    renderer: Renderer,
    on_progress: OnProgress,
) -> ExportOutcome:
    """Write the post of every stored day in [since, until] into ``folder``, which is made where it is missing.

    An imported day comes out byte for byte as it went in, any other one as ``hot_day`` gives it. A file
    that is the same already is left alone, and none is ever half written. Raises UserError where
    ``folder`` is no folder, BotError where it cannot be written, StoreError and TemplateError.
    """
    await asyncio.to_thread(_make_folder, folder)
    days = await store.days(since, until)
    written = papers = 0
    for done, day in enumerate(days):
        on_progress(Progress(done, len(days), day.isoformat(), papers))
        post = await store.post(day) or post_of_day(await hot_day(day), renderer)
        written += await asyncio.to_thread(_write, folder / FILE_NAME.format(day=day), print_post(post, renderer))
        papers += len(post.papers)
    on_progress(Progress(len(days), len(days), "", papers))
    return ExportOutcome(folder, written, len(days) - written)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as exc:
        raise UserError(f"{exc.filename} is not a folder: name one to write the posts into.") from exc
    except OSError as exc:
        raise BotError(f"The folder {folder} could not be made: {exc.strerror}.") from exc


def _write(path: Path, text: str) -> bool:
    """Make ``path`` hold ``text``, whole or as it was; False if it held it already. Raises BotError."""
    data = text.encode()
    try:
        if _holds(path, data):
            return False
        _replace(path, data)
    except OSError as exc:
        raise BotError(
            f"{path} could not be written: {exc.strerror}.\n"
            "The posts before it are there; export again when there is room and permission for the others."
        ) from exc
    return True


def _holds(path: Path, data: bytes) -> bool:
    return path.exists() and path.stat().st_size == len(data) and path.read_bytes() == data


def _replace(path: Path, data: bytes) -> None:
    """Write beside ``path`` and put it in its place at once, so that no reader ever sees half of it."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
