"""``slack:TEAM/CHANNEL`` and ``slack:TEAM/@USER``: messages to channels and to people.

Each message carries the key of its delivery as metadata, by which it is found again in the channel's history.
Source: https://docs.slack.dev/messaging/message-metadata, read 2026-11.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.payload import UNUSABLE, payload_of
from bot.adapters.slack.calling import CallFailed, Declined, called, object_of
from bot.adapters.slack.outcomes import THREAD_GONE, before_sending, found_of, outcome_of
from bot.adapters.slack.workspace import Workspace
from bot.delivery.place import Accepted, Busy, CannotTell, Found, NotThere, Outcome, Refused
from bot.messages.message import JsonObject
from bot.subscriptions.delivery import Delivery

EVENT_TYPE: Final = "hotpapers_delivery"

CLOCKS_APART: Final = timedelta(hours=1)
"""How far our clock may be ahead of Slack's."""

_PAGE: Final = 200
_NO_MORE: Final = ""


class SlackPlaces:
    """Posts to the channels and people of one workspace; what may have arrived is looked for first."""

    kind = "slack"

    def __init__(self, client: AsyncWebClient, workspace: Workspace) -> None:
        self._client = client
        self._workspace = workspace
        self._direct: dict[str, str] = {}

    async def send(self, delivery: Delivery) -> Outcome:
        """Post one part; where it was tried before, unless it is there."""
        payload = payload_of(delivery.payload)
        if payload is None:
            return UNUSABLE
        try:
            channel = await self._channel(delivery)
        except CallFailed as failure:
            return before_sending(failure)
        if channel is None:
            return Refused("another_workspace", "the token is of another workspace", is_gone=True)
        found = await self._found(channel, delivery) if delivery.attempts > 1 else NotThere()
        if isinstance(found, Accepted | Busy):
            return found
        return await self._posted(delivery, {**payload, **_ours(delivery, channel)})

    async def find_sent(self, delivery: Delivery) -> Found:
        """Look for the part's key in the history of its channel, or in its thread."""
        try:
            channel = await self._channel(delivery)
        except CallFailed as failure:
            return found_of(failure)
        return CannotTell() if channel is None else await self._found(channel, delivery)

    async def _channel(self, delivery: Delivery) -> str | None:
        """Return the conversation to post to; None where it is in another workspace. Raises CallFailed."""
        team, _, channel = delivery.place.partition(":")[2].partition("/")
        if team != (await self._workspace.identity()).team:
            return None
        return await self._direct_with(channel[1:]) if channel.startswith("@") else channel

    async def _direct_with(self, user: str) -> str:
        if user not in self._direct:
            body = await called(self._client.conversations_open(users=user))
            self._direct[user] = str(object_of(body.get("channel")).get("id", ""))
        return self._direct[user]

    async def _posted(self, delivery: Delivery, message: JsonObject) -> Outcome:
        try:
            ts = (await called(self._client.api_call("chat.postMessage", json=message))).get("ts")
        except CallFailed as failure:
            if isinstance(failure, Declined) and failure.error in THREAD_GONE and "thread_ts" in message:
                return await self._posted(delivery, {name: message[name] for name in message if name != "thread_ts"})
            return outcome_of(failure)
        return _accepted(delivery, ts)

    async def _found(self, channel: str, delivery: Delivery) -> Found:
        """Look where a part belongs, then, for one of a thread whose head may be gone, in the channel."""
        oldest = f"{(delivery.planned_at - CLOCKS_APART).timestamp():.6f}"
        threads = [delivery.head_id] if delivery.in_thread and delivery.head_id else []
        try:
            for thread in (*threads, None):
                async for message in self._messages(channel, thread, oldest):
                    if _key(message) == delivery.key:
                        return _accepted(delivery, message.get("ts"))
        except CallFailed as failure:
            return found_of(failure)
        return NotThere()

    async def _messages(self, channel: str, thread: str | None, oldest: str) -> AsyncIterator[JsonObject]:
        """Yield what stands in a channel, or in one of its threads; a thread that is gone has nothing."""
        method = "conversations.history" if thread is None else "conversations.replies"
        wanted: JsonObject = {"channel": channel, "oldest": oldest, "limit": _PAGE, "include_all_metadata": True}
        wanted |= {} if thread is None else {"ts": thread}
        while wanted.get("cursor") != _NO_MORE:
            try:
                body = await called(self._client.api_call(method, http_verb="GET", params=wanted))
            except Declined as failure:
                if thread is not None and failure.error in THREAD_GONE:
                    return
                raise
            for message in _objects(body.get("messages")):
                yield message
            wanted["cursor"] = str(object_of(body.get("response_metadata")).get("next_cursor") or _NO_MORE)


def _ours(delivery: Delivery, channel: str) -> JsonObject:
    """Return what only the sender knows of a message."""
    metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": delivery.key}}
    thread = {"thread_ts": delivery.head_id} if delivery.in_thread and delivery.head_id else {}
    return {"channel": channel, "metadata": metadata, **thread}


def _accepted(delivery: Delivery, ts: object) -> Accepted:
    """Return that Slack has it; the thread of a digest stands under its first part alone."""
    return Accepted(str(ts), None if delivery.part else str(ts))


def _key(message: JsonObject) -> object:
    return object_of(object_of(message.get("metadata")).get("event_payload")).get("key")


def _objects(values: object) -> Sequence[JsonObject]:
    return [each for each in values if isinstance(each, dict)] if isinstance(values, list) else []
