"""A small Slack on 127.0.0.1: the Web API methods in use, Socket Mode, response_url; it refuses what Slack would.

It keeps what was posted, checks every block, and fails as it is told: ``faults`` are used up one a call.
"""

import asyncio
import itertools
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import WSMsgType, web

from bot.adapters.slack.manifest import manifest
from tests.fakes import FakeClock
from tests.messages.slack_checks import ARGUMENTS, violations

TEAM = "T01"
BOT = "U0BOT"
BOT_TOKEN = "xoxb-fake-that-opens-nothing"  # noqa: S105 - it opens nothing
APP_TOKEN = "xapp-fake-that-opens-nothing"  # noqa: S105 - nor does this
SIGNING_SECRET = "fake-signing-secret"  # noqa: S105 - nor does this

Json = Mapping[str, Any]

SCOPES = {
    "chat.postMessage": "chat:write",
    "chat.unfurl": "links:write",
    "conversations.history": "{kind}:history",
    "conversations.info": "{kind}:read",
    "conversations.join": "channels:join",
    "conversations.open": "im:write",
    "conversations.replies": "{kind}:history",
    "users.info": "users:read",
}
"""What each method asks for. Source: the page of each method on https://docs.slack.dev, read 2026-11."""


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one call; ``works`` says that it is done all the same before."""

    error: str = ""
    status: int = 200
    body: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    drops: bool = False
    hangs: bool = False
    works: bool = False


@dataclass
class Channel:
    """A conversation; ``with_user`` makes it a direct one."""

    id: str
    creator: str = "U0CREATOR"
    is_private: bool = False
    is_archived: bool = False
    is_member: bool = True
    with_user: str | None = None
    messages: list[dict[str, Any]] = field(default_factory=list)


class Refuse(Exception):
    """The name of an error, as Slack answers it."""


class FakeSlack:
    """One workspace. ``said`` are the answers through response_urls, ``problems`` what Slack would have refused."""

    def __init__(self) -> None:
        self.channels = {each.id: each for each in (Channel("C1"), Channel("C2", is_member=False))}
        self.users: dict[str, dict[str, Any]] = {
            "U1": {"tz": "Europe/Berlin", "is_admin": True},
            "U2": {"tz": "Asia/Tokyo"},
            "U0CREATOR": {"tz": "America/New_York"},
        }
        self.faults: dict[str, list[Fault]] = defaultdict(list)
        self.calls: list[tuple[str, Json]] = []
        self.said: list[Json] = []
        self.views: list[tuple[str, Json]] = []
        self.unfurled: list[Json] = []
        self.problems: list[str] = []
        self.scopes = set(manifest("/papers")["oauth_config"]["scopes"]["bot"])
        self.scopes_used = {"commands", "links:read"}
        self.acks: list[Json] = []
        self.sockets: list[web.WebSocketResponse] = []
        self.opened_sockets = 0
        self.answers_pings = True
        self.page = 100
        self._numbers = itertools.count(1)
        self._closing = asyncio.Event()
        self._changed = asyncio.Condition()
        application = web.Application()
        application.router.add_route("*", "/api/{method}", self._api)
        application.router.add_post("/respond/{number}", self._respond)
        application.router.add_get("/socket", self._socket)
        self._runner = web.AppRunner(application, shutdown_timeout=0.2)
        self.port = 0

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    def response_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/respond/{next(self._numbers)}"

    def called(self, method: str) -> list[Json]:
        return [args for name, args in self.calls if name == method]

    def texts(self, channel: str) -> list[str]:
        return [message["text"] for message in self.channels[channel].messages]

    async def until(self, count: int, kept: str = "said") -> None:
        """Return once so many things were kept; fail where that takes more than ten seconds."""
        async with asyncio.timeout(10), self._changed:
            await self._changed.wait_for(lambda: len(getattr(self, kept)) >= count)

    async def until_posted(self, channel: str, count: int) -> None:
        """Return once so many messages stand in a channel."""
        async with asyncio.timeout(10), self._changed:
            await self._changed.wait_for(lambda: len(self.channels[channel].messages) >= count)

    async def until_socket(self, number: int = 1) -> None:
        """Return once the bot has opened so many sockets."""
        async with asyncio.timeout(10), self._changed:
            await self._changed.wait_for(lambda: self.opened_sockets >= number)

    async def send(self, envelope: Json) -> None:
        """Deliver an envelope, or any other frame, over the newest socket."""
        await self.sockets[-1].send_str(json.dumps(envelope))

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
        for socket in self.sockets:
            await socket.close()
        await self._runner.cleanup()

    async def _note(self, kept: list[Any], what: object) -> None:
        async with self._changed:
            kept.append(what)
            self._changed.notify_all()

    async def _api(self, request: web.Request) -> web.Response:
        method, args = request.match_info["method"], await _arguments(request)
        self.calls.append((method, args))
        fault = self.faults[method].pop(0) if self.faults[method] else Fault()
        if fault == Fault() or fault.works:
            answer = self._answered(method, args, request)
        else:
            answer = {"ok": False, "error": fault.error}
        async with self._changed:
            self._changed.notify_all()
        if fault.drops:
            assert request.transport is not None
            request.transport.abort()
        if fault.hangs:
            await self._closing.wait()
        if fault.body is not None:
            kind = "application/json" if fault.body.startswith("{") else "text/plain"
            return web.Response(status=fault.status, text=fault.body, headers=fault.headers, content_type=kind)
        granted = {"x-oauth-scopes": ",".join(sorted(self.scopes))}
        return web.json_response(answer, status=fault.status, headers={**granted, **fault.headers})

    def _answered(self, method: str, args: Json, request: web.Request) -> Json:
        wanted = APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN
        try:
            if request.headers.get("Authorization") != f"Bearer {wanted}":
                raise Refuse("invalid_auth")  # noqa: TRY301 - one way out for all of them
            if missing := self._scopes_of(method, args) - self.scopes:
                return {"ok": False, "error": "missing_scope", "needed": ",".join(sorted(missing))}
            self.scopes_used |= self._scopes_of(method, args)
            return {"ok": True, **getattr(self, "_" + method.replace(".", "_"))(args)}
        except Refuse as refused:
            return {"ok": False, "error": str(refused)}

    def _scopes_of(self, method: str, args: Json) -> set[str]:
        """Return what a method asks for, in the kind of conversation that it is about."""
        channel = self.channels.get(args.get("channel", ""))
        kind = "channels"
        if channel and (channel.with_user or channel.is_private):
            kind = "im" if channel.with_user else "groups"
        scope = SCOPES.get(method)
        return {scope.format(kind=kind)} if scope else set()

    def _auth_test(self, _args: Json) -> Json:
        return {"team_id": TEAM, "user_id": BOT, "user": "hotpapers", "bot_id": "B0BOT", "team": "Lab", "url": "x"}

    def _apps_connections_open(self, _args: Json) -> Json:
        return {"url": f"ws://127.0.0.1:{self.port}/socket"}

    def _chat_postMessage(self, args: Json) -> Json:  # noqa: N802 - as Slack has it
        channel = self._channel(args)
        if channel.is_archived:
            raise Refuse("is_archived")
        if not channel.is_member:
            raise Refuse("not_in_channel")
        if args.get("reply_broadcast"):
            self.problems.append("also sent to the channel")
        self._check(args)
        if "thread_ts" in args and all(each["ts"] != args["thread_ts"] for each in channel.messages):
            raise Refuse("thread_not_found")
        ts = f"{FakeClock().now().timestamp() + next(self._numbers):.6f}"
        channel.messages.append({**args, "ts": ts})
        return {"channel": channel.id, "ts": ts}

    def _conversations_history(self, args: Json) -> Json:
        return self._read(args, [each for each in self._channel(args).messages if "thread_ts" not in each])

    def _conversations_replies(self, args: Json) -> Json:
        messages, head = self._channel(args).messages, args["ts"]
        if all(each["ts"] != head for each in messages):
            raise Refuse("thread_not_found")
        return self._read(args, [each for each in messages if head in {each["ts"], each.get("thread_ts")}])

    def _read(self, args: Json, messages: list[dict[str, Any]]) -> Json:
        """Return a page, the newest first; metadata only where it is asked for."""
        if not self._channel(args).is_member:
            raise Refuse("not_in_channel")
        newest = [each for each in reversed(messages) if float(each["ts"]) > float(args.get("oldest", 0))]
        start = int(args.get("cursor") or 0)
        end = start + min(int(args["limit"]), self.page)
        page = newest[start:end]
        if args.get("include_all_metadata") not in {"1", "true", "True", True}:
            page = [{name: value for name, value in each.items() if name != "metadata"} for each in page]
        return {"messages": page, "response_metadata": {"next_cursor": str(end) if end < len(newest) else ""}}

    def _conversations_open(self, args: Json) -> Json:
        user = args["users"]
        if user not in self.users:
            raise Refuse("user_not_found")
        channel = self.channels.setdefault(f"D{user}", Channel(f"D{user}", with_user=user))
        return {"channel": {"id": channel.id}}

    def _conversations_info(self, args: Json) -> Json:
        channel = self._channel(args)
        if channel.is_private and not channel.is_member:
            raise Refuse("channel_not_found")
        facts = {"id": channel.id, "creator": channel.creator, "is_private": channel.is_private}
        return {"channel": {**facts, "is_member": channel.is_member, "is_archived": channel.is_archived}}

    def _conversations_join(self, args: Json) -> Json:
        channel = self._channel(args)
        if channel.is_private:
            raise Refuse("method_not_supported_for_channel_type")
        if channel.is_archived:
            raise Refuse("is_archived")
        channel.is_member = True
        return {"channel": {"id": channel.id}}

    def _chat_unfurl(self, args: Json) -> Json:
        self._channel(args)
        for card in args["unfurls"].values():
            self._check({"text": "a card", "blocks": card["blocks"], "unfurl_links": False, "unfurl_media": False})
        self.unfurled.append(args["unfurls"])
        return {}

    def _views_publish(self, args: Json) -> Json:
        view = args["view"]
        if view["type"] != "home" or len(view["blocks"]) > 100:
            raise Refuse("invalid_arguments")
        self._check({"text": "a page", "blocks": view["blocks"], "unfurl_links": False, "unfurl_media": False})
        self.views.append((args["user_id"], view))
        return {"view": {"id": "V1"}}

    def _users_info(self, args: Json) -> Json:
        if args["user"] not in self.users:
            raise Refuse("user_not_found")
        return {"user": {"id": args["user"], "name": args["user"].lower(), **self.users[args["user"]]}}

    def _channel(self, args: Json) -> Channel:
        if args.get("channel") not in self.channels:
            raise Refuse("channel_not_found")
        return self.channels[args["channel"]]

    def _check(self, payload: Json) -> None:
        self.problems += violations({name: value for name, value in payload.items() if name in ARGUMENTS})

    async def _respond(self, request: web.Request) -> web.Response:
        payload = await request.json()
        self._check(payload)
        await self._note(self.said, payload)
        return web.Response(text="ok")

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        await socket.send_str(json.dumps({"type": "hello", "num_connections": 1}))
        self.sockets.append(socket)
        async with self._changed:
            self.opened_sockets += 1
            self._changed.notify_all()
        async for message in socket:
            if message.type is WSMsgType.PING and self.answers_pings:
                await socket.pong(message.data)
            elif message.type is WSMsgType.TEXT:
                await self._note(self.acks, json.loads(message.data))
        return socket


async def _arguments(request: web.Request) -> Json:
    if request.content_type == "application/json":
        return dict(await request.json())
    return {**request.query, **(await request.post())}
