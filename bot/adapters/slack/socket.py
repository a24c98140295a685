"""Socket Mode: a connection that the bot opens itself, and opens anew whenever it breaks or falls silent.

The SDK's own way of reconnecting is off: it has been seen to get stuck for ever.
Source: https://docs.slack.dev/apis/events-api/using-socket-mode, read 2026-11.
"""

import asyncio
import logging
from contextlib import suppress
from typing import Final

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.adapters.slack.asked import ENVELOPE
from bot.adapters.slack.calling import CallFailed, called
from bot.clock import Clock

_log = logging.getLogger(__name__)

PING_EVERY_S: Final = 5.0
SILENCE_S: Final = 20.0
"""A session that answered no ping for so long is replaced."""

WATCH_EVERY_S: Final = 1.0
CONNECT_WITHIN_S: Final = 15.0
CLOSE_WITHIN_S: Final = 1.0
FIRST_WAIT_S: Final = 1.0
LONGEST_WAIT_S: Final = 60.0


class _Handler(AsyncSocketModeHandler):
    """Hands envelopes to Bolt together with their ids, which Bolt itself has no use for."""

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        """Handle one envelope."""
        req.payload = {**req.payload, ENVELOPE: req.envelope_id}
        await super().handle(client, req)


class SocketMode:
    """Keeps one session open; ``ping_every_s`` and ``silence_s`` decide when a silent one is replaced."""

    def __init__(
        self,
        app: AsyncApp,
        app_token: str,
        clock: Clock,
        *,
        ping_every_s: float = PING_EVERY_S,
        silence_s: float = SILENCE_S,
    ) -> None:
        self._app = app
        self._app_token = app_token
        self._clock = clock
        self._ping_every_s = ping_every_s
        self._silence_s = silence_s

    async def check(self) -> None:
        """Ask for a session without using it. Raises CallFailed."""
        await self._address()

    async def run(self) -> None:
        """Keep a session open until cancelled."""
        wait_s = FIRST_WAIT_S
        while True:
            try:
                await self._session()
                wait_s = FIRST_WAIT_S
            except CallFailed as failure:
                _log.warning("Slack gives no connection: %s", failure)
                wait_s = min(2 * wait_s, LONGEST_WAIT_S)
            except Exception as error:  # noqa: BLE001 - whatever the SDK raises, there is another try
                _log.warning("the connection to Slack failed: %s", type(error).__name__)
                wait_s = min(2 * wait_s, LONGEST_WAIT_S)
            await self._clock.sleep(wait_s)

    async def _address(self) -> str:
        body = await called(self._app.client.apps_connections_open(app_token=self._app_token))
        return str(body.get("url", ""))

    async def _session(self) -> None:
        """Open a session and return when it is of no use any more."""
        address = await self._address()
        client = self._client()
        try:
            client.wss_uri = address
            async with asyncio.timeout(CONNECT_WITHIN_S):
                await client.connect()  # type: ignore[no-untyped-call]
            _log.info("connected to Slack")
            _log.info("the session with Slack is replaced: %s", await self._until_useless(client))
        finally:
            with suppress(Exception):
                async with asyncio.timeout(CLOSE_WITHIN_S):
                    await client.close()  # type: ignore[no-untyped-call]

    def _client(self) -> SocketModeClient:
        handler = _Handler(self._app, self._app_token, ping_interval=self._ping_every_s)
        handler.client.default_auto_reconnect_enabled = False
        handler.client.auto_reconnect_enabled = False
        return handler.client

    async def _until_useless(self, client: SocketModeClient) -> str:
        """Return what is wrong with a session once something is."""
        heard, heard_at_s = client.last_ping_pong_time, self._clock.monotonic_s()
        while True:
            await self._clock.sleep(min(WATCH_EVERY_S, self._silence_s / 2))
            now_s = self._clock.monotonic_s()
            if client.last_ping_pong_time != heard:
                heard, heard_at_s = client.last_ping_pong_time, now_s
            if now_s - heard_at_s > self._silence_s:
                return "its pings stopped"
            if client.current_session is None or client.current_session.closed:
                return "it was closed"
