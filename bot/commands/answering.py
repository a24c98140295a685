"""One request, answered: the verb found, the right checked, the arguments read, the handler called."""

import asyncio
import importlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final, TypeAlias

from bot.commands.desk import Desk
from bot.commands.table import find_command
from bot.commands.typed import unknown_verb
from bot.commands.values import Given, read_arguments
from bot.commands.words import Command, Request, Right
from bot.errors import StoreError, UserError
from bot.messages.buttons import fits, pack
from bot.messages.reply import Button, Reply
from bot.store.subscriptions_contract import Draft

_log = logging.getLogger(__name__)

_KEPT_WITHIN_S: Final = 0.5
"""How long an answer waits for the long words of all its buttons to be kept, while others write."""

Handler: TypeAlias = Callable[[Desk, Request, Given], Awaitable[Reply]]


class NotAllowed(UserError):
    """Whoever asked may not; the message says who may, and what they can do instead."""


async def answer(desk: Desk, request: Request) -> Reply:
    """Return the answer to ``request``. Raises UserError, StoreError."""
    command = find_command(request.verb)
    if command is None:
        raise unknown_verb(request.verb, line=request.verb)
    if not command.or_maker:
        check_right(request, command.right)
    given = read_arguments(command, request.arguments)
    return await _handler(command)(desk, request, given)


async def with_short_buttons(desk: Desk, request: Request, reply: Reply) -> Reply:
    """Return ``reply`` with buttons that any platform can hold; the words of longer ones are kept for a day.

    A button whose words cannot be kept at once is left out: the answer does not wait for it.
    """
    until_s = asyncio.get_running_loop().time() + _KEPT_WITHIN_S
    buttons = []
    for button in reply.buttons:
        try:
            async with asyncio.timeout_at(until_s):
                buttons.append(button if fits(button) else await _short(desk, request, button))
        except (TimeoutError, StoreError) as error:
            _log.info("button left out verb=%s: its words could not be kept", button.verb, exc_info=error)
    return replace(reply, buttons=tuple(buttons))


def has_right(request: Request, right: Right) -> bool:
    """Tell whether whoever asks may do what needs ``right``; a direct message is its reader's own place."""
    is_own_place = request.is_direct and right is not Right.OPERATOR
    return right is Right.ANYONE or is_own_place or right in request.rights


def check_right(request: Request, right: Right, *, or_maker: bool = False) -> None:
    """Raise NotAllowed unless whoever asks may do what needs ``right``."""
    if not has_right(request, right):
        maker = ", or who made the subscription" if or_maker else ""
        raise NotAllowed(
            f"That is for those who may {right.value}{maker}. "
            "Reading, searching and saving is for everybody, and in a direct message you can subscribe yourself."
        )


def _handler(command: Command) -> Handler:
    module, _, function = command.handler.partition(":")
    handler: Handler = getattr(importlib.import_module(module), function)
    return handler


async def _short(desk: Desk, request: Request, button: Button) -> Button:
    """Keep the words of ``button``, and return one that stands for it."""
    token = desk.new_token()
    kept = {"button": pack(button)}
    await desk.memory.keep_draft(Draft(token, request.place, request.caller, "again", kept, desk.clock.now()))
    return replace(button, verb="again", arguments={"token": token})
