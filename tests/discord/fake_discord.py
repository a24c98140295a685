"""Discord on 127.0.0.1: its REST API and its gateway, as far as a bot with slash commands meets them.

What the real client is particular about is as on Discord: the content type is exactly ``application/json``, every 429
has a ``Via``, a history tells no nonce, an interaction has its ``attachment_size_limit``, a session can be resumed.
Every body is held against Discord's own document where that is at hand; what is wrong stands in ``violations``.
"""

import asyncio
import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Final, Self

from aiohttp import WSMsgType, web

from tests.discord.gateway import Session
from tests.discord.schema import errors_of
from tests.fakes import FakeClock
from tests.messages.discord_checks import body_problems

TOKEN: Final = "fake-bot-token-that-opens-nothing"  # noqa: S105 - it opens nothing
APPLICATION: Final = "1000"
ME: Final = "1001"
GUILD: Final = "9"
OWNER: Final = "77"
CHANNEL: Final = "100"
API: Final = "/api/v10"
EPOCH_S: Final = 1_420_070_400

READ_HISTORY: Final = 1 << 16
ALL_THAT_IT_NEEDS: Final = 1 << 10 | 1 << 11 | 1 << 14 | READ_HISTORY

Json = dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """How the next message is not answered; ``stores`` it all the same, ``drops`` the connection then."""

    status: int = 500
    body: Mapping[str, object] | str = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    stores: bool = False
    drops: bool = False


class FakeDiscord:
    """One guild with one channel, and whatever a test makes of it."""

    def __init__(self, clock: FakeClock | None = None) -> None:
        self._clock = clock or FakeClock()
        self.violations: list[str] = []
        self.messages: dict[str, list[Json]] = {CHANNEL: []}
        self.threads: dict[str, Json] = {}
        self.uploads: dict[str, dict[str, bytes]] = {}
        self.refusals: dict[str, tuple[int, int]] = {}
        self.faults: deque[Fault] = deque()
        self.guilds = [GUILD]
        self.permissions = ALL_THAT_IT_NEEDS
        self.commands: list[list[Json]] = []
        self.asked: list[str] = []
        self.sessions: list[Session] = []
        self.closed_to: set[str] = set()
        self.token = TOKEN
        self.is_away = False
        self.expired: set[str] = set()
        self.heard = asyncio.Event()
        self.came: asyncio.Queue[Json] = asyncio.Queue()
        self.answers: dict[str, asyncio.Queue[tuple[str, Json]]] = {}
        self._read: dict[int, tuple[Any, dict[str, bytes]]] = {}
        self._nonces: dict[tuple[str, str], Json] = {}
        self._last_id = 0
        self._runner = web.AppRunner(self._application())
        self._port = 0

    def _application(self) -> web.Application:
        application = web.Application(middlewares=[self._checked])
        add = application.router.add_route
        add("GET", f"{API}/users/@me", self._me)
        add("GET", f"{API}/oauth2/applications/@me", self._application_info)
        add("POST", f"{API}/users/@me/channels", self._open_direct)
        add("PUT", f"{API}/applications/{{application_id}}/commands", self._commands)
        add("POST", f"{API}/channels/{{channel_id}}/messages", self._post)
        add("GET", f"{API}/channels/{{channel_id}}/messages", self._history)
        add("POST", f"{API}/channels/{{channel_id}}/messages/{{message_id}}/threads", self._start_thread)
        add("POST", f"{API}/interactions/{{interaction_id}}/{{interaction_token}}/callback", self._callback)
        add("POST", f"{API}/webhooks/{{webhook_id}}/{{webhook_token}}", self._follow_up)
        add("PATCH", f"{API}/webhooks/{{webhook_id}}/{{webhook_token}}/messages/@original", self._edit)
        add("DELETE", f"{API}/webhooks/{{webhook_id}}/{{webhook_token}}/messages/@original", self._delete)
        add("GET", "/gateway", self._gateway)
        return application

    @property
    def api_base_url(self) -> str:
        return f"http://127.0.0.1:{self._port}{API}"

    @property
    def gateway_url(self) -> str:
        return f"ws://127.0.0.1:{self._port}/gateway"

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in self.sessions:
            await session.close(1000)
        await self._runner.cleanup()

    def new_id(self) -> str:
        """Return an id that tells the moment, and is later than any before."""
        by_time = int((self._clock.now().timestamp() - EPOCH_S) * 1000) << 22
        self._last_id = max(self._last_id + 1, by_time)
        return str(self._last_id)

    def texts(self, channel: str = CHANNEL) -> list[str]:
        """Return the contents of the messages of a channel, oldest first."""
        return [str(message["content"]) for message in self.messages.get(channel, [])]

    async def next_message(self, within_s: float = 10.0) -> Json:
        """Return what is posted next, wherever."""
        async with asyncio.timeout(within_s):
            return await self.came.get()

    def forget_nonces(self) -> None:
        """Age: what was posted before is not known by its nonce any more."""
        self._nonces.clear()

    def delete_message(self, channel: str, message: str) -> None:
        self.messages[channel] = [each for each in self.messages[channel] if each["id"] != message]

    @property
    def session(self) -> Session:
        """Return the session that goes on."""
        return self.sessions[-1]

    async def interact(self, kind: int, data: Json, **about: object) -> "Asked":
        """Send an interaction, and return it; ``about`` is put over what a member of the guild would send."""
        token = f"interaction-token-{self.new_id()}"
        made = _interaction(self.new_id(), kind, token, data) | about
        self.answers[token] = asyncio.Queue()
        asked = Asked(made, self.answers[token])
        await self.session.dispatch("INTERACTION_CREATE", made)
        return asked

    @web.middleware
    async def _checked(self, request: web.Request, handler: Any) -> web.StreamResponse:  # noqa: ANN401 - aiohttp's
        resource = request.match_info.route.resource
        path = (resource.canonical if resource else request.path).removeprefix(API)
        self.asked.append(f"{request.method} {path}")
        if self.is_away:
            return answered(503, "<html>")
        is_secret = path.startswith(("/interactions", "/webhooks", "/gateway"))
        if not is_secret and request.headers.get("Authorization") != f"Bot {self.token}":
            return answered(401, {"message": "401: Unauthorized", "code": 0})
        if request.method not in {"GET", "DELETE"} and resource is not None:
            body, files = await _read(request)
            self._read[id(request)] = body, files
            if wrong := [*errors_of(request.method, path, body), *_message_problems(path, body)]:
                self.violations += [f"{request.method} {path}: {each}" for each in wrong]
                return answered(400, {"message": "Invalid Form Body", "code": 50035, "errors": {}})
        try:
            response: web.StreamResponse = await handler(request)
        finally:
            self._read.pop(id(request), None)
        return response

    def _body(self, request: web.Request) -> Any:  # noqa: ANN401 - whatever was sent
        return self._read[id(request)][0]

    async def _me(self, _request: web.Request) -> web.Response:
        return answered(200, user(ME, "Hot Papers", is_bot=True))

    async def _application_info(self, _request: web.Request) -> web.Response:
        owner = user(OWNER, "Owner")
        about = {"id": APPLICATION, "name": "Hot Papers", "description": "", "icon": None, "owner": owner, "flags": 0}
        return answered(200, {**about, "bot_public": True, "bot_require_code_grant": False, "verify_key": "00"})

    async def _open_direct(self, request: web.Request) -> web.Response:
        person = self._body(request)["recipient_id"]
        if person in self.closed_to:
            return answered(403, {"message": "Cannot send messages to this user", "code": 50278})
        channel = f"5{person}"
        self.messages.setdefault(channel, [])
        return answered(200, {"id": channel, "type": 1, "recipients": [user(str(person), "Somebody")]})

    async def _commands(self, request: web.Request) -> web.Response:
        self.commands.append(self._body(request))
        return answered(200, [])

    async def _post(self, request: web.Request) -> web.StreamResponse:
        channel, body = request.match_info["channel_id"], self._body(request)
        fault = self.faults.popleft() if self.faults else None
        if fault is None or fault.stores:
            stored = self._stored(channel, body, self._read[id(request)][1])
        if fault is None:
            return stored
        if fault.drops:
            assert request.transport is not None
            request.transport.abort()
        return answered(fault.status, fault.body, **fault.headers)

    def _stored(self, channel: str, body: Json, files: dict[str, bytes]) -> web.Response:
        if refusal := self.refusals.get(channel):
            return answered(refusal[0], {"message": "Refused", "code": refusal[1]})
        if channel not in self.messages:
            return answered(404, {"message": "Unknown Channel", "code": 10003})
        known = self._nonces.get((channel, body.get("nonce", ""))) if body.get("enforce_nonce") else None
        if known is None:
            kept = {name: value for name, value in body.items() if name not in {"nonce", "enforce_nonce"}}
            known = message(self.new_id(), channel) | kept
            self.messages[channel].append(known)
            self.came.put_nowait(known)
            self.uploads[known["id"]] = files
            if "nonce" in body:
                self._nonces[channel, body["nonce"]] = known
        return answered(200, known | {"nonce": body.get("nonce")})

    async def _history(self, request: web.Request) -> web.Response:
        channel, after = request.match_info["channel_id"], int(request.query.get("after", 0))
        if refusal := self.refusals.get(channel):
            return answered(refusal[0], {"message": "Refused", "code": refusal[1]})
        if channel not in self.messages:
            return answered(404, {"message": "Unknown Channel", "code": 10003})
        later = [each for each in self.messages[channel] if int(each["id"]) > after]
        shown = later[: int(request.query.get("limit", 50))] if self.permissions & READ_HISTORY else []
        return answered(200, shown[::-1])

    async def _start_thread(self, request: web.Request) -> web.Response:
        channel, head = request.match_info["channel_id"], request.match_info["message_id"]
        if refusal := self.refusals.get(f"threads of {channel}"):
            return answered(refusal[0], {"message": "Refused", "code": refusal[1]})
        if head not in [each["id"] for each in self.messages.get(channel, [])]:
            return answered(404, {"message": "Unknown Message", "code": 10008})
        if head in self.threads:
            return answered(400, {"message": "A thread has already been created for this message", "code": 160004})
        self.threads[head] = self._body(request)
        self.messages[head] = []
        return answered(201, {"id": head, "type": 11, "parent_id": channel, "name": self._body(request)["name"]})

    async def _callback(self, request: web.Request) -> web.Response:
        if "callback" in self.expired:
            return answered(404, {"message": "Unknown interaction", "code": 10062})
        self._answer(request.match_info["interaction_token"], "callback", request)
        if request.query.get("with_response") == "1":
            return answered(200, {"interaction": {"id": request.match_info["interaction_id"], "type": 2}})
        return web.Response(status=204)

    async def _follow_up(self, request: web.Request) -> web.Response:
        self._answer(request.match_info["webhook_token"], "follow-up", request)
        return answered(200, message(self.new_id(), CHANNEL))

    async def _edit(self, request: web.Request) -> web.Response:
        self._answer(request.match_info["webhook_token"], "edit", request)
        return answered(200, message(self.new_id(), CHANNEL))

    async def _delete(self, request: web.Request) -> web.Response:
        self._answer(request.match_info["webhook_token"], "delete", request)
        return web.Response(status=204)

    def _answer(self, token: str, kind: str, request: web.Request) -> None:
        self.answers[token].put_nowait((kind, self._read.get(id(request), ({}, {}))[0]))

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 41250}, "s": None, "t": None})
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                await self._hear(socket, json.loads(frame.data))
        return socket

    async def _hear(self, socket: web.WebSocketResponse, frame: Json) -> None:
        match frame["op"]:
            case 1:
                await socket.send_json({"op": 11, "d": None, "s": None, "t": None})
            case 2 if frame["d"]["token"] != self.token:
                await socket.close(code=4004)
            case 2:
                self.sessions.append(Session(socket, f"session-{len(self.sessions)}", frame["d"]["intents"]))
                await self._welcome(self.session)
                self.heard.set()
            case 6:
                [session] = [each for each in self.sessions if each.name == frame["d"]["session_id"]]
                await session.resume(socket, frame["d"]["seq"])

    async def _welcome(self, session: Session) -> None:
        ready = {
            "v": 10,
            "user": user(ME, "Hot Papers", is_bot=True),
            "guilds": [{"id": guild, "unavailable": True} for guild in self.guilds],
            "session_id": session.name,
            "resume_gateway_url": self.gateway_url,
            "application": {"id": APPLICATION, "flags": 0},
        }
        await session.dispatch("READY", ready)
        for guild in self.guilds:
            await session.dispatch("GUILD_CREATE", self.guild(guild))

    def guild(self, number: str, *, joined: bool = False) -> Json:
        """Return a guild as GUILD_CREATE has it; only one that just ``joined`` does not say that it is available."""
        everyone = {"id": number, "name": "@everyone", "permissions": str(self.permissions), "position": 0}
        channel = {"id": CHANNEL, "type": 0, "name": "papers", "position": 0, "permission_overwrites": []}
        me = {"user": user(ME, "Hot Papers", is_bot=True), "roles": [], "joined_at": MOMENT, "flags": 0}
        return {
            "id": number,
            "name": "Lab",
            "owner_id": OWNER,
            "roles": [everyone | {"color": 0, "hoist": False, "managed": False, "mentionable": False, "flags": 0}],
            "channels": [channel] if number == GUILD else [],
            "members": [me],
            "member_count": 2,
            **({} if joined else {"unavailable": False}),
            **{name: [] for name in ("emojis", "stickers", "features", "threads", "presences", "voice_states")},
        }


@dataclass(frozen=True)
class Asked:
    """An interaction that was sent, and what came back so far."""

    sent: Json
    came: "asyncio.Queue[tuple[str, Json]]"

    async def next(self, within_s: float = 10.0) -> tuple[str, Json]:
        """Return what comes back next, as its kind and its body."""
        async with asyncio.timeout(within_s):
            return await self.came.get()

    async def reply(self) -> Json:
        """Return the message that answers at once."""
        kind, body = await self.next()
        assert (kind, body["type"]) == ("callback", 4)
        data: Json = body["data"]
        return data


MOMENT: Final = "2026-11-20T08:00:00.000000+00:00"


def user(number: str, name: str, *, is_bot: bool = False) -> Json:
    return {"id": number, "username": name, "discriminator": "0", "avatar": None, "global_name": name, "bot": is_bot}


def message(number: str, channel: str) -> Json:
    empty: Json = {name: [] for name in ("mentions", "mention_roles", "attachments", "embeds", "components")}
    return empty | {
        "id": number,
        "channel_id": channel,
        "type": 0,
        "content": "",
        "author": user(ME, "Hot Papers", is_bot=True),
        "timestamp": MOMENT,
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "pinned": False,
        "flags": 0,
    }


def _interaction(number: str, kind: int, token: str, data: Json) -> Json:
    return {
        "id": number,
        "application_id": APPLICATION,
        "type": kind,
        "token": token,
        "version": 1,
        "data": data,
        "guild_id": GUILD,
        "channel_id": CHANNEL,
        "channel": {"id": CHANNEL, "type": 0, "name": "papers"},
        "member": member("1", "Ada"),
        "app_permissions": str(ALL_THAT_IT_NEEDS),
        "locale": "en-US",
        "guild_locale": "en-US",
        "entitlements": [],
        "authorizing_integration_owners": {"0": GUILD},
        "context": 0,
        "attachment_size_limit": 10_485_760,
    }


def member(number: str, name: str, permissions: int = 1 << 4) -> Json:
    """Return a member, who may manage the channel unless ``permissions`` say otherwise."""
    about = {"roles": [], "joined_at": MOMENT, "deaf": False, "mute": False, "flags": 0}
    return about | {"user": user(number, name), "permissions": str(permissions)}


def answered(status: int, body: object, **headers: str) -> web.Response:
    """Return an answer with the headers that every one of Discord's has."""
    limits = {"X-RateLimit-Limit": "5", "X-RateLimit-Remaining": "4", "X-RateLimit-Reset-After": "0.01"}
    via = {"Via": "1.1 fake"} if status == 429 else {}
    text = body if isinstance(body, str) else json.dumps(body)
    content_type = "text/html" if isinstance(body, str) else "application/json"
    all_headers = {**limits, **via, "X-RateLimit-Bucket": "made-up", "Content-Type": content_type, **headers}
    return web.Response(status=status, body=text.encode(), headers=all_headers)


def _message_problems(path: str, body: Any) -> list[str]:  # noqa: ANN401 - whatever was sent
    if path == "/channels/{channel_id}/messages":
        return body_problems({name: body[name] for name in body.keys() - {"nonce", "enforce_nonce"}})
    if path.startswith("/webhooks"):
        return body_problems(body)
    return body_problems(body["data"]) if path.endswith("/callback") and body["type"] in {4, 7} else []


async def _read(request: web.Request) -> tuple[Any, dict[str, bytes]]:
    if not request.content_type.startswith("multipart/"):
        return await request.json(), {}
    payload, files = None, {}
    async for part in await request.multipart():
        content = bytes(await part.read())
        if part.name == "payload_json":
            payload = json.loads(content)
        else:
            files[str(part.filename)] = content
    return payload, files
