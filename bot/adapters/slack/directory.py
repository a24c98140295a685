"""What Slack knows of people and channels, remembered for a minute."""

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Final, Generic, TypeVar

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.asked import Conversation, Profile
from bot.adapters.slack.calling import CallFailed, called, object_of
from bot.clock import Clock

_log = logging.getLogger(__name__)

T = TypeVar("T")

FRESH_S: Final = 60.0
"""How long a right that was taken away may still be used."""

_KEPT: Final = 2_000


class Directory:
    """Looks people and channels up; of what Slack does not tell, the least is assumed."""

    def __init__(self, client: AsyncWebClient, clock: Clock) -> None:
        self._client = client
        self._profiles: _Kept[Profile] = _Kept(clock)
        self._conversations: _Kept[Conversation] = _Kept(clock)

    async def profile(self, user: str) -> Profile:
        """Return what is known of a person."""
        try:
            return await self._profiles.get(user, self._read_profile)
        except CallFailed as failure:
            _log.warning("profile not read: %s", failure)
            return Profile()

    async def conversation(self, channel: str) -> Conversation:
        """Return what is known of a channel; nothing of one that the bot may not see."""
        try:
            return await self._conversations.get(channel, self._read_conversation)
        except CallFailed as failure:
            _log.info("channel not read: %s", failure)
            return Conversation()

    async def join(self, channel: str) -> bool:
        """Go into a public channel; False where that is not to be."""
        try:
            self._conversations.drop(channel)
            if not (await self.conversation(channel)).is_member:
                await called(self._client.conversations_join(channel=channel))
                self._conversations.drop(channel)
        except CallFailed as failure:
            _log.info("channel not joined: %s", failure)
            return False
        return True

    async def _read_profile(self, user: str) -> Profile:
        facts = object_of((await called(self._client.users_info(user=user))).get("user"))
        zone = facts.get("tz")
        is_admin = any(facts.get(name) is True for name in ("is_admin", "is_owner", "is_primary_owner"))
        return Profile(zone if isinstance(zone, str) else None, is_admin)

    async def _read_conversation(self, channel: str) -> Conversation:
        facts = object_of((await called(self._client.conversations_info(channel=channel))).get("channel"))
        is_member = facts.get("is_member") is True or facts.get("is_im") is True
        return Conversation(str(facts.get("creator", "")), is_member)


class _Kept(Generic[T]):
    """What was read in the last minute, by its id."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: OrderedDict[str, tuple[float, T]] = OrderedDict()

    async def get(self, name: str, read: Callable[[str], Awaitable[T]]) -> T:
        now_s = self._clock.monotonic_s()
        if name in self._known and now_s - self._known[name][0] < FRESH_S:
            return self._known[name][1]
        value = await read(name)
        self._known[name] = (now_s, value)
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return value

    def drop(self, name: str) -> None:
        self._known.pop(name, None)
