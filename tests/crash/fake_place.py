"""A place that is a process of its own: it keeps what it takes on its own disk, and is as bad as places are.

``POST /send`` takes a message: it is written and synced before anything is answered. ``GET /find`` tells whether it
has one. Which way each request goes is drawn from a seed.
"""

import asyncio
import hashlib
import json
import os
import random
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from aiohttp import web

HOST: Final = "127.0.0.1"
MODES: Final = {
    "accept": 64,
    "accept late": 6,
    "accept, then hang up": 8,
    "hang up": 3,
    "429": 6,
    "500": 5,
    "403": 5,
    "vanish": 3,
}
"""How often each happens, in a hundred."""

LATE_S: Final = 0.012
GONE_S: Final = 0.15
RETRY_AFTER_S: Final = 20


class FakePlace:
    """Its log has a line for each message that it took: place, key, hash of the text, and the head it stands under."""

    def __init__(self, log: Path, seed: int) -> None:
        self._log = log.open("a", encoding="utf-8")
        self._chance = random.Random(seed)  # noqa: S311 - reproducible, not secret
        self._has: dict[tuple[str, str], str] = {}
        application = web.Application()
        application.add_routes([web.post("/send", self._send), web.get("/find", self._find)])
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        self._port = 0
        self._returning: asyncio.Task[None] | None = None
        self._site: web.TCPSite | None = None

    async def open(self) -> int:
        """Listen; return the port."""
        await self._runner.setup()
        await self._listen()
        return self._port

    async def _listen(self) -> None:
        self._site = web.TCPSite(self._runner, HOST, self._port, reuse_address=True)
        await self._site.start()
        self._port = self._port or self._runner.addresses[0][1]

    async def _send(self, request: web.Request) -> web.Response:
        message = await request.json()
        mode = self._chance.choices([*MODES], [*MODES.values()])[0]
        if mode == "accept late":
            await asyncio.sleep(self._chance.random() * LATE_S)
        if mode.startswith("accept"):
            taken = web.json_response({"id": self._take(message)})
            if mode.endswith("hang up"):
                _hang_up(request)
            return taken
        if mode == "vanish":
            self._vanish()
        if mode in {"vanish", "hang up"}:
            _hang_up(request)
        if mode == "429":
            return web.Response(status=429, headers={"Retry-After": str(RETRY_AFTER_S)})
        return web.Response(status=403 if mode == "403" else 500)

    async def _find(self, request: web.Request) -> web.Response:
        if self._chance.random() < 0.1:
            return web.Response(status=500)
        message_id = self._has.get((request.query["place"], request.query["key"]))
        return web.json_response({"id": message_id})

    def _take(self, message: dict[str, str]) -> str:
        message_id = f"m{len(self._has)}"
        text = hashlib.sha256(message["payload"].encode()).hexdigest()
        line = {
            "id": message_id,
            "place": message["place"],
            "key": message["key"],
            "head": message["head"],
            "sha": text,
        }
        self._log.write(json.dumps(line) + "\n")
        self._log.flush()
        os.fsync(self._log.fileno())
        # Its own mistake would be to be asked for the first of two.
        self._has.setdefault((message["place"], message["key"]), message_id)
        return message_id

    def _vanish(self) -> None:
        if self._returning is None or self._returning.done():
            self._returning = asyncio.create_task(self._be_gone())

    async def _be_gone(self) -> None:
        assert self._site is not None
        await self._site.stop()
        await asyncio.sleep(GONE_S)
        await self._listen()


def _hang_up(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


def serve(log: Path, seed: int, port: Connection) -> None:
    """Run as a process, until killed; tell the port through ``port``."""
    asyncio.run(_serve(log, seed, port))


async def _serve(log: Path, seed: int, port: Connection) -> None:
    port.send(await FakePlace(log, seed).open())
    await asyncio.Event().wait()
