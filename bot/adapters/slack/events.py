"""Requests over HTTP, for who would rather have a public address than Socket Mode: a server of the bot's own.

Bolt verifies each signature, and that it is at most five minutes old.
Source: https://docs.slack.dev/authentication/verifying-requests-from-slack, read 2026-11.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp

from bot.adapters.slack.manifest import EVENTS_PATH

MAX_BYTES: Final = 1 << 20
"""What Slack sends is far smaller."""

FINISH_WITHIN_S: Final = 1.0


@asynccontextmanager
async def open_events(app: AsyncApp, host: str, port: int) -> AsyncIterator[int]:
    """Take requests at EVENTS_PATH, and give the port; 0 asks for any. Raises OSError where it is taken."""

    async def on_request(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    application = web.Application(client_max_size=MAX_BYTES)
    application.router.add_post(EVENTS_PATH, on_request)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=FINISH_WITHIN_S)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
