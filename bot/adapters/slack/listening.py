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
from bot.adapters.slack.asked import (
    Asked,
    Conversation,
    Profile,
    chosen,
    looked_up,
    opened_home,
    posted_links,
    sender_of,
    typed,
)
from bot.adapters.slack.calling import CallFailed
from bot.adapters.slack.directory import Directory
from bot.adapters.slack.home import Home
from bot.adapters.slack.manifest import LOOK_UP
from bot.adapters.slack.unfurling import Unfurler, shared
from bot.adapters.slack.workspace import Workspace
from bot.clock import Clock
from bot.commands.table import COMMANDS
from bot.commands.words import Request, Right
from bot.errors import BadArgument, StoreError
from bot.messages.buttons import unpack
from bot.messages.reply import Reply, Said
from bot.papers.ids import find_arxiv_ids

_log = logging.getLogger(__name__)

ACTIONS: Final = re.compile(r"pick|button-\d+")
"""The ``action_id`` of everything in our messages that can be chosen."""

LOOKED_UP: Final = 5
"""How many papers of one message are shown."""

FINISH_WITHIN_S: Final = 2.0
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
    home: Home
    unfurler: Unfurler


class Listener:
    """Answers in tasks of its own, so that Slack never waits for an answer, only for its acknowledgment."""

    def __init__(self, desk: Desk, tasks: asyncio.TaskGroup) -> None:
        self._desk = desk
        self._group = tasks
        self._tasks: set[asyncio.Task[None]] = set()

    def register(self, app: AsyncApp, command: str) -> None:
        """Listen to ``command``, to what is chosen in our messages, and to the rest of the manifest."""

        async def on_command(ack: AsyncAck, body: Mapping[str, Any]) -> None:
            await ack()
            self._take(lambda: self._answer(typed(body), self._line))

        async def on_choice(ack: AsyncAck, body: Mapping[str, Any]) -> None:
            await ack()
            self._take(lambda: self._answer(chosen(body), self._choice))

        async def on_look_up(ack: AsyncAck, body: Mapping[str, Any]) -> None:
            await ack()
            self._take(lambda: self._answer(looked_up(body), self._look_up))

        async def on_home(body: Mapping[str, Any]) -> None:
            if body["event"].get("tab") == "home":
                self._take(lambda: self._answer(opened_home(body), self._no_news))

        async def on_links(body: Mapping[str, Any]) -> None:
            self._take(lambda: self._show_cards(body))

        app.command(command)(on_command)
        app.action(ACTIONS)(on_choice)
        app.message_shortcut(LOOK_UP)(on_look_up)
        app.event("app_home_opened")(on_home)
        app.event("link_shared")(on_links)

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
        directory = self._desk.directory
        profile, conversation = await asyncio.gather(directory.profile(asked.user), self._conversation(asked))
        sender = sender_of(asked, profile, conversation)
        reply = await ask(asked, sender)
        if asked.is_home:
            await self._desk.home.show(asked.user, sender, reply)
        elif reply is not None:
            # A conversation of two that the bot is not in is one of two people.
            is_overheard = asked.is_direct and not conversation.is_member
            await self._desk.answers.say(asked.response_url, replace(reply, private=True) if is_overheard else reply)

    async def _conversation(self, asked: Asked) -> Conversation:
        return Conversation() if asked.is_home else await self._desk.directory.conversation(asked.channel)

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

    async def _no_news(self, _asked: Asked, _sender: Request) -> None:
        """Answer nothing: the page is shown as it is."""

    async def _look_up(self, asked: Asked, sender: Request) -> Reply | None:
        """Show the papers that a message names, to whoever asked alone."""
        papers = find_arxiv_ids(asked.words)
        if not papers:
            return Reply((Said("This message names no paper: I look for addresses and ids of arXiv in it."),))
        handle = self._desk.answering.handle
        shown = [await handle(replace(sender, verb="show", arguments={"paper": paper})) for paper in papers[:LOOKED_UP]]
        answered = [reply for reply in shown if reply is not None]
        if len(answered) <= 1:
            return replace(answered[0], private=True) if answered else None
        rest = len(papers) - len(shown)
        more = (Said(f"There are {rest} more in it; show 2102.01672 shows one by its id."),) if rest else ()
        return Reply((*(part for reply in answered for part in reply.parts), *more))

    async def _show_cards(self, body: Mapping[str, Any]) -> None:
        links, asked = shared(body), posted_links(body)
        if links.papers and await self._is_new(asked):
            await self._desk.unfurler.show(links, sender_of(asked, Profile(), Conversation()))

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
