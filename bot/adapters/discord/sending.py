"""``discord:CHANNEL`` and ``discord:@USER``: one part handed over, or asked for."""

from collections.abc import Mapping
from typing import Any, Final, Protocol

from discord.http import HTTPClient, Route
from discord.utils import time_snowflake

from bot.adapters.discord.asking import ask_once
from bot.adapters.discord.outcomes import HAS_THREAD, UNKNOWN_CHANNEL, code_of, leaves_thread, outcome
from bot.adapters.discord.reading_back import is_it, messages_in
from bot.adapters.payload import UNUSABLE, payload_of
from bot.adapters.webhook_answer import Answer
from bot.delivery.place import Accepted, Busy, CannotTell, Found, Lost, NotThere, Outcome, Scope
from bot.messages.message import JsonObject
from bot.subscriptions.delivery import Delivery

_SUPPRESS_NOTIFICATIONS: Final = 1 << 12
_PAGE: Final = 100
_PAGES: Final = 20
"""So many messages are read back at most: what would be deeper cannot be told."""

_CLOCKS_DIFFER_MS: Final = 600_000
_DIRECT_KEPT: Final = 10_000
_OFF: Final = Busy("not connected to Discord", None, Scope.PLACE)


class Line(Protocol):
    """A connection, as far as sending needs it."""

    @property
    def http(self) -> HTTPClient | None:
        """Return what asks Discord, None while nobody is logged in."""
        ...

    @property
    def me(self) -> str:
        """Return the bot's own id."""
        ...

    def may_read_back(self, channel: str) -> bool | None:
        """Tell whether the history of a channel is shown to the bot; None while its server was not heard of."""
        ...


class Discord:
    """Sends to channels, threads and people; what got no answer is looked for in the channel's history."""

    kind = "discord"

    def __init__(self, line: Line) -> None:
        self._line = line
        self._direct: dict[str, str] = {}

    async def send(self, delivery: Delivery) -> Outcome:
        """Post one part: into the thread under its head where it belongs there and that can be had."""
        payload, http = payload_of(delivery.payload), self._line.http
        if payload is None:
            return UNUSABLE
        if http is None:
            return _OFF
        channel = await self._channel(http, delivery)
        if not isinstance(channel, str):
            return channel
        sender = _Sender(http, delivery, _body(payload, delivery))
        answer = await sender.post_in_thread(channel) if delivery.in_thread else await sender.post(channel)
        became = outcome(answer) if isinstance(answer, Answer) else answer
        return _headed(became, delivery) if isinstance(became, Accepted) else became

    async def find_sent(self, delivery: Delivery) -> Found:
        """Look for one part in the thread where it belongs, and in the channel."""
        payload, http = payload_of(delivery.payload), self._line.http
        if payload is None:
            return NotThere()
        if http is None:
            return _OFF
        channel = await self._channel(http, delivery)
        if not isinstance(channel, str):
            # One that cannot be written to is not there: sending it once more says why.
            return channel if isinstance(channel, Busy) else NotThere()
        threads = [delivery.head_id] if delivery.in_thread and delivery.head_id else []
        for each in (*threads, channel):
            found = await self._find_in(http, each, delivery, payload)
            if not isinstance(found, NotThere):
                return found
        return NotThere()

    async def _channel(self, http: HTTPClient, delivery: Delivery) -> str | Outcome:
        """Return the channel of a place; with a person it is opened first."""
        name = delivery.place.partition(":")[2]
        if not name.startswith("@"):
            return name
        if name in self._direct:
            return self._direct[name]
        answer = await ask_once(http, Route("POST", "/users/@me/channels"), payload={"recipient_id": name[1:]})
        if not isinstance(answer, Answer):
            return Busy(answer.reason)
        opened = outcome(answer)
        if not isinstance(opened, Accepted) or opened.message_id is None:
            return Busy("no channel was opened") if isinstance(opened, Accepted | Lost) else opened
        if len(self._direct) >= _DIRECT_KEPT:
            self._direct.clear()
        self._direct[name] = opened.message_id
        return opened.message_id

    async def _find_in(self, http: HTTPClient, channel: str, delivery: Delivery, payload: JsonObject) -> Found:
        after = time_snowflake(delivery.planned_at) - (_CLOCKS_DIFFER_MS << 22)
        for _ in range(_PAGES):
            page = await _history(http, channel, after)
            if not isinstance(page, list):
                return page
            for message in page:
                if is_it(message, delivery, payload, self._line.me):
                    return _headed(Accepted(str(message["id"])), delivery)
            if len(page) < _PAGE:
                return NotThere() if page else self._nothing_in(channel)
            after = max(int(message["id"]) for message in page)
        return CannotTell()

    def _nothing_in(self, channel: str) -> Found:
        """Return what it means that a history is empty: it is so, too, where it is not shown."""
        match self._line.may_read_back(channel):
            case None:
                return Busy("its server was not heard of yet")
            case True:
                return NotThere()
            case False:
                return CannotTell()


class _Sender:
    """Posts one part here or there."""

    def __init__(self, http: HTTPClient, delivery: Delivery, body: JsonObject) -> None:
        self._http = http
        self._delivery = delivery
        self._body = body

    async def post(self, channel: str) -> Answer | Busy | Lost:
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=channel)
        return await ask_once(self._http, route, payload=self._body, files=self._delivery.files)

    async def post_in_thread(self, channel: str) -> Answer | Busy | Lost:
        """Post under the head, whose thread is made with the first; in the channel where that cannot be."""
        head = self._delivery.head_id
        if head is None:
            return await self.post(channel)
        answer = await self.post(head)
        if isinstance(answer, Answer) and code_of(answer) == UNKNOWN_CHANNEL:
            made = await self._make_thread(channel, head)
            if isinstance(made, Busy):
                return made
            answer = await self.post(head) if made else answer
        if isinstance(answer, Answer) and leaves_thread(answer):
            answer = await self.post(channel)
        return answer

    async def _make_thread(self, channel: str, head: str) -> bool | Busy:
        """Start the thread of a message; False where there can be none, such as when the message was deleted."""
        path = "/channels/{channel_id}/messages/{message_id}/threads"
        route = Route("POST", path, channel_id=channel, message_id=head)
        name = f"Hot Papers {self._delivery.period[:10]}"
        answer = await ask_once(self._http, route, payload={"name": name})
        if not isinstance(answer, Answer):
            # A thread that may have been made is found when it is made once more.
            return Busy(answer.reason, answer.retry_after_s if isinstance(answer, Busy) else None)
        if answer.is_taken or code_of(answer) == HAS_THREAD:
            return True
        became = outcome(answer)
        return became if isinstance(became, Busy) else False


async def _history(http: HTTPClient, channel: str, after: int) -> list[Mapping[str, Any]] | NotThere | Busy:
    """Return the messages of a channel that came next after an id, NotThere where there is no such channel."""
    route = Route("GET", "/channels/{channel_id}/messages", channel_id=channel)
    answer = await ask_once(http, route, params={"after": str(max(after, 0)), "limit": _PAGE})
    if not isinstance(answer, Answer):
        return Busy(answer.reason)
    if answer.status == 404:
        return NotThere()
    if not answer.is_taken:
        became = outcome(answer)
        return became if isinstance(became, Busy) else Busy(f"HTTP {answer.status}")
    page = messages_in(answer.body)
    return Busy("the history cannot be read") if page is None else page


def _body(payload: JsonObject, delivery: Delivery) -> JsonObject:
    """Return the body of "create message": nobody is pinged, and the same key again gives the same message."""
    body: JsonObject = {**payload, "allowed_mentions": {"parse": []}, "nonce": delivery.key, "enforce_nonce": True}
    if delivery.is_quiet:
        flags = body.get("flags")
        body["flags"] = (flags if isinstance(flags, int) else 0) | _SUPPRESS_NOTIFICATIONS
    if delivery.files:
        named = [
            {"id": str(at), "filename": file.name, "description": file.alt} for at, file in enumerate(delivery.files)
        ]
        body.setdefault("attachments", named)
    return body


def _headed(accepted: Accepted, delivery: Delivery) -> Accepted:
    """Return the same with what parts of a thread go under: the first part."""
    return Accepted(accepted.message_id, accepted.message_id) if delivery.part == 0 else accepted
