"""A real web server on 127.0.0.1 that answers as it is told and remembers what it was asked."""

import asyncio
import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Reply:
    """One scripted answer."""

    body: bytes | str = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "text/plain"
    gzipped: bool = False
    truncated: bool = False
    """Promise more bytes than are sent, then hang up."""
    drops: bool = False
    """Hang up without a word."""
    hangs: bool = False
    """Never answer, until the site closes."""

    @property
    def payload(self) -> bytes:
        body = self.body.encode() if isinstance(self.body, str) else self.body
        return gzip.compress(body) if self.gzipped else body


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came in."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]


Route = Callable[[Asked], Reply]


def in_turn(*replies: Reply) -> Route:
    """Answer with each reply once; the last one again and again."""
    left = list(replies)

    def reply(_asked: Asked) -> Reply:
        return left.pop(0) if len(left) > 1 else left[0]

    return reply


class FakeSite:
    """``async with FakeSite() as site: site.on("/path", Reply("…"))``; unknown paths answer 404."""

    def __init__(self) -> None:
        self.requests: list[Asked] = []
        self.open_at_once = 0
        self._open = 0
        self._routes: dict[str, Route] = {}
        self._closing = asyncio.Event()
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(application)
        self._port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def paths(self) -> list[str]:
        return [asked.path for asked in self.requests]

    def on(self, path: str, *replies: Reply) -> None:
        """Answer ``path`` with each reply in turn, the last one again and again."""
        self._routes[path] = in_turn(*replies)

    def decide(self, path: str, route: Route) -> None:
        """Let ``route`` look at each request for ``path`` and decide."""
        self._routes[path] = route

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        listener = web.TCPSite(self._runner, "127.0.0.1", 0)
        await listener.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._closing.set()
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self._open += 1
        self.open_at_once = max(self.open_at_once, self._open)
        try:
            return await self._play(request)
        finally:
            self._open -= 1

    async def _play(self, request: web.Request) -> web.StreamResponse:
        asked = Asked(request.path, dict(request.query), dict(request.headers))
        self.requests.append(asked)
        route = self._routes.get(asked.path)
        reply = route(asked) if route else Reply(f"nothing at {asked.path}", status=404)
        if reply.hangs:
            await self._closing.wait()
        if reply.drops or reply.hangs:
            _hang_up(request)
            return web.Response()
        if reply.truncated:
            return await _send_half(request, reply)
        return web.Response(status=reply.status, body=reply.payload, headers=_headers(reply))


def _headers(reply: Reply) -> dict[str, str]:
    headers = {"Content-Type": reply.content_type, **reply.headers}
    return {**headers, "Content-Encoding": "gzip"} if reply.gzipped else headers


async def _send_half(request: web.Request, reply: Reply) -> web.StreamResponse:
    response = web.StreamResponse(status=reply.status, headers=_headers(reply))
    response.content_length = len(reply.payload) + 1000
    await response.prepare(request)
    await response.write(reply.payload)
    _hang_up(request)
    return response


def _hang_up(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.close()
