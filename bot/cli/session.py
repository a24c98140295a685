"""The bot, open, for verbs that wait for a person between two questions."""

import asyncio
import os
import re
from contextlib import AbstractContextManager, AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from bot.cli.settings import Settings
from bot.commands.words import Request, Right
from bot.errors import BadArgument
from bot.messages.reply import Reply
from bot.subscriptions.model import Person, Place
from bot.subscriptions.zones import all_zones

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from types import TracebackType
    from typing import TypeVar

    from bot.app import App
    from bot.commands.dispatch import Dispatcher

    T = TypeVar("T")

ME: Final = Person("terminal:@me", "me")

_PLACE: Final = re.compile(r"terminal|(?:discord|slack|webhook|post|jsonl):\S.*")


class Session(AbstractContextManager["Session"]):
    """Asks the dispatcher from code that may block: no event loop runs between two questions."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._runner = asyncio.Runner()
        self._open = AsyncExitStack()

    def __enter__(self) -> Self:
        """Open everything. Raises whatever ``open_app`` raises."""
        try:
            self.app: App = self.run(self._open.enter_async_context(self._settings.app()))
        except BaseException:
            self._runner.close()
            raise
        self.dispatcher: Dispatcher = self.app.dispatcher()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: "TracebackType | None"
    ) -> None:
        """Close everything."""
        try:
            self.run(self._open.aclose())
        finally:
            self._runner.close()

    def run(self, work: "Awaitable[T]") -> "T":
        """Return what ``work`` comes to."""

        async def waited() -> "T":
            return await work

        return self._runner.run(waited())

    def answer(self, request: Request) -> Reply:
        """Return the answer to the operator. Raises UserError, StoreError."""
        return self.run(self.dispatcher.answer(request))


def sender(place: str) -> Request:
    """Return what every request from the terminal has in common: the operator asks, for any place.

    Raises BadArgument for a place that is none.
    """
    if not _PLACE.fullmatch(place):
        raise BadArgument(f"“{place}” is not a place. Give one like terminal, discord:CHANNEL or slack:TEAM/CHANNEL.")
    return Request("", {}, Place(place), ME, rights=frozenset(Right), zone=_local_zone())


def _local_zone() -> str | None:
    """Return the time zone of this machine, None where it does not tell."""
    linked = str(Path("/etc/localtime").resolve()).partition("zoneinfo/")[2]
    return next((zone for zone in (os.environ.get("TZ", "").lstrip(":"), linked) if zone in all_zones()), None)
