"""What people ask on Slack comes in, is acknowledged at once, and is answered: once, however often it is delivered."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Collection, Coroutine, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Protocol

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.adapters.slack.answers import Answers
from bot.adapters.slack.asked import Asked, chosen, sender_of, typed
from bot.adapters.slack.calling import CallFailed
from bot.adapters.slack.directory import Directory
from bot.adapters.slack.workspace import Workspace
from bot.clock import Clock
from bot.commands.table import COMMANDS
from bot.commands.words import Request, Right
from bot.errors import BadArgument, StoreError
from bot.messages.buttons import unpack
from bot.messages.reply import Reply, Said

_log = logging.getLogger(__name__)

ACTIONS: Final = re.compile(r"pick|button-\d+")
"""The ``action_id`` of everything in our messages that can be chosen."""

FINISH_WITHIN_S: Final = 5.0
"""How long a stop waits for answers that are under way."""


class Answering(Protocol):
    """What answers requests, whoever it is."""

    async def handle(self, request: Request) -> Reply | None:
        """Return the answer; None is silence."""
        ...

    async def handle_line(self, line: str, sender: Request) -> Reply | None:
        """Return the answer to a typed line; None is silence."""
        ...


class Hearing(Protocol):
    """What remembers which requests were heard."""

    async def first_heard(self, keys: Collection[str], *, at: datetime) -> bool:
        """Remember a request by all its ids; False if it was heard already."""
        ...


@dataclass(frozen=True, slots=True)
class Desk:
    """What a listener works with."""

    answering: Answering
    hearing: Hearing
    clock: Clock
    workspace: Workspace
    directory: Directory
    answers: Answers


class Listener:
    """Answers in tasks of its own, so that Slack never waits for an answer, only for its acknowledgment."""

    def __init__(self, desk: Desk, tasks: asyncio.TaskGroup) -> None:
        self._desk = desk
        self._group = tasks
        self._tasks: set[asyncio.Task[None]] = set()

    def register(self, app: AsyncApp, command: str) -> None:
        """Listen to ``command``, and to what is chosen in our messages."""

        async def on_command(ack: AsyncAck, body: Mapping[str, Any]) -> None:
            await ack()
            self._take(lambda: self._answer(typed(body), self._line))

        async def on_choice(ack: AsyncAck, body: Mapping[str, Any]) -> None:
            await ack()
            self._take(lambda: self._answer(chosen(body), self._choice))

        app.command(command)(on_command)
        app.action(ACTIONS)(on_choice)

    async def finish(self) -> None:
        """Wait a while for the answers that are under way."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=FINISH_WITHIN_S)
        for task in list(self._tasks):
            task.cancel()

    def _take(self, work: Callable[[], Coroutine[None, None, None]]) -> None:
        task = self._group.create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, work: Callable[[], Coroutine[None, None, None]]) -> None:
        try:
            await work()
        except Exception:  # noqa: BLE001 - around one request: whatever it is, the bot goes on
            _log.exception("request not answered")

    async def _answer(self, asked: Asked, ask: Callable[[Asked, Request], Awaitable[Reply | None]]) -> None:
        if not await self._is_new(asked):
            return
        profile, conversation = await asyncio.gather(
            self._desk.directory.profile(asked.user), self._desk.directory.conversation(asked.channel)
        )
        reply = await ask(asked, sender_of(asked, profile, conversation))
        if reply is not None:
            # A conversation of two that the bot is not in is one of two people.
            is_overheard = asked.is_direct and not conversation.is_member
            await self._desk.answers.say(asked.response_url, replace(reply, private=True) if is_overheard else reply)

    async def _is_new(self, asked: Asked) -> bool:
        try:
            return await self._desk.hearing.first_heard(asked.keys, at=self._desk.clock.now())
        except StoreError as error:
            _log.warning("not known whether a request was heard before: %s", error, exc_info=error)
            return True

    async def _line(self, asked: Asked, sender: Request) -> Reply | None:
        return await self._desk.answering.handle_line(asked.words, sender)

    async def _choice(self, asked: Asked, sender: Request) -> Reply | None:
        try:
            verb, arguments = unpack(asked.words)
        except BadArgument as error:
            return Reply((Said(str(error)),))
        reply = await self._desk.answering.handle(replace(sender, verb=verb, arguments=arguments))
        if reply is None:
            return None
        if verb == "confirm" and not reply.private and not asked.is_direct:
            return await self._with_a_seat(asked, reply)
        return replace(reply, private=True) if _is_a_look(verb) else reply

    async def _with_a_seat(self, asked: Asked, reply: Reply) -> Reply:
        """Go into the channel that something was subscribed for; where that is not to be, say who can help."""
        if await self._desk.directory.join(asked.channel):
            return reply
        try:
            name = (await self._desk.workspace.identity()).name
        except CallFailed:
            name = "hotpapers"
        hint = f"I am not in this channel, so nothing can be posted here yet. Please type: /invite @{name}"
        return replace(reply, parts=(*reply.parts, Said(hint)))


def _is_a_look(verb: str) -> bool:
    """Tell whether ``verb`` changes nothing for others: who picks a paper from a digest looks at it alone."""
    return verb in COMMANDS and COMMANDS[verb].right is Right.ANYONE
