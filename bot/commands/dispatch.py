"""The door of the commands: who may come in, how often, and what they are told when something goes wrong."""

import logging
import re
import secrets
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import replace
from typing import Final

from bot.commands.answering import answer, with_short_buttons
from bot.commands.completion import complete
from bot.commands.desk import Desk
from bot.commands.pacing import Pace
from bot.commands.typed import UnknownVerb, parse_line
from bot.commands.words import Completion, Request
from bot.errors import BotError, UserError
from bot.messages.buttons import fits
from bot.messages.reply import Button, Reply, Said, Snippet
from bot.query.error import QueryError
from bot.store.subscriptions_contract import AlreadySubscribed

_log = logging.getLogger(__name__)

_ERROR_ID_BYTES: Final = 3

_UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
"""Control characters that are no white space, and halves of characters, which no encoding can write."""


class Dispatcher:
    """Answers requests, wherever they come from; ``blocked`` are users and servers that get silence."""

    def __init__(self, desk: Desk, *, commands_per_minute: int, blocked: Collection[str] = ()) -> None:
        self._desk = desk
        self._pace = Pace(desk.clock, commands_per_minute)
        self._blocked = frozenset(blocked)

    async def handle(self, request: Request) -> Reply | None:
        """Return the answer, or what is wrong with the request as a private one; None is silence."""
        return await self._guarded(request, lambda: self.answer(request))

    async def handle_line(self, line: str, sender: Request) -> Reply | None:
        """Return the answer to a typed line; ``sender`` is the request but for its verb and arguments."""
        return await self._guarded(sender, lambda: self.answer_line(line, sender))

    async def answer(self, request: Request) -> Reply:
        """Return the answer to one who needs no guard: the operator, whose buttons may be of any length.

        Raises UserError, StoreError.
        """
        return await answer(self._desk, _readable(request))

    async def answer_line(self, line: str, sender: Request) -> Reply:
        """Return the operator's answer to a typed line. Raises UserError, StoreError."""
        typed = parse_line(_UNWRITABLE.sub("", line))
        return await self.answer(replace(sender, verb=typed.verb, arguments=typed.arguments))

    async def complete(self, request: Request, name: str) -> Sequence[Completion]:
        """Return suggestions for the parameter ``name``, of which ``request`` holds what is typed so far."""
        if self._is_blocked(request):
            return ()
        try:
            return await complete(self._desk, _readable(request), name)
        except Exception as error:  # noqa: BLE001 - nobody is helped by an error while they type
            _report(request, error)
            return ()

    async def _guarded(self, sender: Request, ask: Callable[[], Awaitable[Reply]]) -> Reply | None:
        if self._is_blocked(sender):
            return None
        try:
            self._pace.check(sender.caller.user)
            reply = await with_short_buttons(self._desk, _readable(sender), await ask())
        except UserError as error:
            reply = refusal(error)
        except Exception as error:  # noqa: BLE001 - around one command: whatever it is, the bot goes on
            reply = Reply((Said(_apology(_report(sender, error))),))
        return reply if sender.is_installed else replace(reply, private=True)

    def _is_blocked(self, request: Request) -> bool:
        return request.caller.user in self._blocked or request.server in self._blocked


def _readable(request: Request) -> Request:
    """Return ``request`` without characters that could neither be stored nor sent back."""
    arguments = {_UNWRITABLE.sub("", name): _UNWRITABLE.sub("", text) for name, text in request.arguments.items()}
    caller = replace(request.caller, name=_UNWRITABLE.sub("", request.caller.name))
    return replace(request, verb=_UNWRITABLE.sub("", request.verb), arguments=arguments, caller=caller)


def refusal(error: BotError) -> Reply:
    """Return what whoever asked is told of ``error``, and what they can do instead."""
    match error:
        case QueryError():
            return Reply((Said(f"In the query: {error}."), Snippet(error.pointed(), "query.txt")))
        case AlreadySubscribed(number=number):
            show = Button(f"Show or change {number}", "settings", {"number": str(number)})
            return Reply((Said(str(error)),), (show,))
        case UnknownVerb(line=line, nearest=None):
            search = Button("Search for it", "search", {"query": line})
            return Reply((Said(str(error)),), (search,) if fits(search) else ())
        case _:
            return Reply((Said(str(error)),))


def _apology(error_id: str) -> str:
    return f"Something went wrong here, and nothing was answered (error {error_id}). Please try again in a minute."


def _report(request: Request, error: Exception) -> str:
    """Log ``error`` under a short id, without a word of what was asked, and return the id."""
    error_id = secrets.token_hex(_ERROR_ID_BYTES)
    _log.error("command failed error=%s verb=%s", error_id, request.verb, exc_info=error)
    return error_id
