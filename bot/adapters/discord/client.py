"""discord.py's client as we want it: slash commands and nothing else, and nobody ever pinged."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import discord

from bot.adapters.discord.answering import Answering
from bot.adapters.discord.asking import tracing
from bot.adapters.discord.chat import Chat
from bot.adapters.discord.registering import register

_LONGEST_REST_S: Final = 30.0
"""The lowest that discord.py takes: a route that rests for longer says so."""

_REMEMBERED: Final = 10_000
"""Interactions: a session that is resumed may tell of some of the last ones once more."""

FINISH_WITHIN_S: Final = 3.0
"""How long an end of the connection waits for answers that are being given."""


@dataclass(frozen=True, slots=True)
class Tempo:
    """How long to wait for what: for an answer before saying that it takes longer, for one more server at the start."""

    answer_within_s: float = 1.5
    ready_s: float = 2.0


class Client(discord.Client):
    """One login. Whatever is to survive the connection is in the store: events may come twice, or not at all."""

    def __init__(self, chat: Chat, tempo: Tempo) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            http_trace=tracing(),
            max_messages=None,
            max_ratelimit_timeout=_LONGEST_REST_S,
            guild_ready_timeout=tempo.ready_s,
        )
        self._chat = chat
        self._answering = Answering(self.http, chat, tempo.answer_within_s)
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._in_hand: set[asyncio.Task[None]] = set()
        self._is_ending = False

    @asynccontextmanager
    async def _hand(self) -> AsyncIterator[None]:
        """Hold ``close`` up while an event is worked on: discord.py would leave its task alone in an ended loop."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - discord.py makes one for each event
        self._in_hand.add(task)
        try:
            yield
        finally:
            self._in_hand.discard(task)

    async def close(self) -> None:
        """End the connection, once what is in hand is done or was given its time."""
        self._is_ending = True
        await asyncio.sleep(0)  # what was told of in this moment takes itself in hand
        if self._in_hand:
            await asyncio.wait(self._in_hand, timeout=FINISH_WITHIN_S)
        for task in list(self._in_hand):
            task.cancel()
        await super().close()

    def dispatch(self, event: str, /, *args: object, **kwargs: object) -> None:
        """Tell of an event, unless the end has begun: discord.py goes on for a while."""
        if not self._is_ending:
            super().dispatch(event, *args, **kwargs)

    async def setup_hook(self) -> None:
        """Tell Discord of the commands, before anything is heard of it."""
        if self.application_id is not None:
            await register(self.http, self.application_id, self._chat.settings)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer what somebody asked, pressed, picked or is typing, once."""
        if interaction.id in self._seen:
            return
        self._seen[interaction.id] = None
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        async with self._hand():
            match interaction.type:
                case discord.InteractionType.autocomplete:
                    await self._answering.suggest(interaction)
                case discord.InteractionType.application_command | discord.InteractionType.component:
                    await self._answering.answer(interaction)

    async def on_ready(self) -> None:
        """Take up the servers there are; after a session that could not be resumed that is so once more."""
        async with self._hand():
            await self._chat.servers.present([_server(guild) for guild in self.guilds])

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Take up a server that installed the bot."""
        async with self._hand():
            await self._chat.servers.joined(_server(guild), f"discord:@{guild.owner_id}")

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Let a server go that removed the bot; one that Discord has trouble with is not told of here."""
        async with self._hand():
            await self._chat.servers.left(_server(guild))


def _server(guild: discord.Guild) -> str:
    return f"discord:{guild.id}"
