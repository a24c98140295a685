"""discord.py's client as we want it: slash commands and nothing else, and nobody ever pinged."""

from dataclasses import dataclass
from typing import Final

import discord

from bot.adapters.discord.asking import tracing
from bot.adapters.discord.chat import Chat

_LONGEST_REST_S: Final = 30.0
"""The lowest that discord.py takes: a route that rests for longer says so."""


@dataclass(frozen=True, slots=True)
class Tempo:
    """How long to wait for what: ``ready_s`` for one more server after connecting."""

    ready_s: float = 2.0


class Client(discord.Client):
    """One login."""

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
