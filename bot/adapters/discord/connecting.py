"""The connection: logged in, at the gateway, and back again whatever breaks it."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import HTTPClient, Route

from bot.adapters.discord.chat import Chat
from bot.adapters.discord.client import Client, Tempo
from bot.adapters.discord.inviting import NOT_KNOWN
from bot.clock import Clock
from bot.errors import ConfigError

_log = logging.getLogger(__name__)

# Of every event and address discord.py would tell in full, tokens of interactions included.
logging.getLogger("discord").setLevel(logging.INFO)
discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # nobody wants to speak

_BROKEN: Final = (discord.DiscordException, aiohttp.ClientError, OSError)
"""What keeps us from Discord; discord.py lets aiohttp's errors through."""

_FIRST_WAIT_S: Final = 5.0
_LONGEST_WAIT_S: Final = 900.0


@dataclass(frozen=True, slots=True)
class Access:
    """How Discord is reached."""

    token: str = field(repr=False)
    api_base_url: str
    gateway_url: str


@asynccontextmanager
async def open_discord(
    access: Access, chat: Chat, clock: Clock, tempo: Tempo | None = None
) -> AsyncIterator["Connection"]:
    """Give a connection, which is there while its ``run`` does. Raises ConfigError for a token that is none.

    Where Discord cannot be reached for now, ``run`` tries again.
    """
    connection = Connection(access, chat, clock, tempo or Tempo())
    try:
        await connection.log_in()
    except discord.LoginFailure as error:
        raise ConfigError([NOT_KNOWN]) from error
    except _BROKEN as error:
        _log.warning("Discord cannot be reached yet, and will be tried again: %s", type(error).__name__, exc_info=error)
    try:
        yield connection
    finally:
        await connection.close()


class Connection:
    """The bot on Discord; ``open_discord`` makes one."""

    def __init__(self, access: Access, chat: Chat, clock: Clock, tempo: Tempo) -> None:
        self._access = access
        self._chat = chat
        self._clock = clock
        self._tempo = tempo
        self._client: Client | None = None

    @property
    def http(self) -> HTTPClient | None:
        """Return what asks Discord, None while nobody is logged in."""
        return self._client.http if self._client else None

    @property
    def me(self) -> str:
        """Return the bot's own id."""
        return str(self._client.user.id) if self._client and self._client.user else ""

    def may_read_back(self, channel: str) -> bool | None:
        """Tell whether the history of a channel is shown to the bot; None while its server was not heard of."""
        if self._client is None or not self._client.is_ready():
            return None
        known = self._client.get_channel(int(channel))
        if not isinstance(known, discord.abc.GuildChannel | discord.Thread):
            return True
        return known.permissions_for(known.guild.me).read_message_history

    async def log_in(self) -> None:
        """Log in. Raises LoginFailure for a wrong token, and what keeps us from Discord."""
        # discord.py knows no address of its own for each client.
        Route.BASE = self._access.api_base_url
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(self._access.gateway_url)
        client = Client(self._chat, self._tempo)
        try:
            await client.login(self._access.token)
        except BaseException:
            await client.http.close()
            raise
        self._client = client

    async def run(self) -> None:
        """Listen until cancelled; whatever breaks the connection, it is made again."""
        wait_s = _FIRST_WAIT_S
        while True:
            began_s = self._clock.monotonic_s()
            is_token = await self._listen()
            await self.close()
            if self._clock.monotonic_s() - began_s > _LONGEST_WAIT_S:
                wait_s = _FIRST_WAIT_S
            await self._clock.sleep(_LONGEST_WAIT_S if is_token else wait_s)
            wait_s = min(wait_s * 2, _LONGEST_WAIT_S)

    async def _listen(self) -> bool:
        """Listen until the connection ends, log why, and return whether it was because of the token."""
        try:
            if self._client is None:
                await self.log_in()
            if self._client is not None:
                await self._client.connect()
        except Exception as error:  # noqa: BLE001 - discord.py ends by whatever one event makes it raise
            if _is_about_token(error):
                _log.error(NOT_KNOWN)
                return True
            _log.warning("the connection to Discord ended: %s", type(error).__name__, exc_info=error)
        return False

    async def close(self) -> None:
        """End the connection, if there is one."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()


def _is_about_token(error: Exception) -> bool:
    is_closed_for_it = isinstance(error, discord.ConnectionClosed) and error.code == 4004
    return is_closed_for_it or isinstance(error, discord.LoginFailure)
