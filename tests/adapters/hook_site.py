"""A web server on 127.0.0.1 that takes posts as a webhook does, and answers as it is told."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web

TOKEN = "fake-token-that-nobody-may-read"  # noqa: S105 - it opens nothing


@dataclass(frozen=True)
class Reply:
    """One scripted answer; ``drops`` hangs up once the post was read, ``hangs`` says nothing until the site closes."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    drops: bool = False
    hangs: bool = False


def in_json(status: int, **body: object) -> Reply:
    return Reply(status, json.dumps(body).encode(), {"Content-Type": "application/json"})


@dataclass(frozen=True)
class Posted:
    """One post as it came in; ``files`` are the contents by the names of their fields."""

    query: Mapping[str, str]
    payload: Any
    files: Mapping[str, tuple[str, bytes]]


class HookSite:
    """Answers with each reply in turn, the last one again and again; ``taken`` are the posts with a 2xx."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.posted: list[Posted] = []
        self.taken: list[Posted] = []
        self._closing = asyncio.Event()
        application = web.Application()
        application.router.add_post("/hooks/{token}", self._answer)
        application.router.add_route("*", "/elsewhere", self._elsewhere)
        self._runner = web.AppRunner(application)
        self.port = 0
        self.went_elsewhere = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks/{TOKEN}"

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        posted = await _posted(request)
        self.posted.append(posted)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if 200 <= reply.status < 300:
            self.taken.append(posted)
        if reply.drops:
            assert request.transport is not None
            request.transport.abort()
        if reply.hangs:
            await self._closing.wait()
        return web.Response(status=reply.status, body=reply.body, headers=reply.headers)

    async def _elsewhere(self, _request: web.Request) -> web.Response:
        self.went_elsewhere += 1
        return web.Response()


async def _posted(request: web.Request) -> Posted:
    if not request.content_type.startswith("multipart/"):
        return Posted(dict(request.query), await request.json(), {})
    payload, files = None, {}
    async for part in await request.multipart():
        content = await part.read()
        if part.name == "payload_json":
            payload = json.loads(content)
        else:
            files[part.name] = (part.filename, bytes(content))
    return Posted(dict(request.query), payload, files)
