"""Guilds and workspaces that install the bot, remove it, and come back."""

import logging
from collections.abc import Collection
from typing import Final

from bot.clock import Clock
from bot.delivery.plan import frozen, keyed
from bot.delivery.scheduler import BOT
from bot.delivery.writing import Composers, Memory
from bot.errors import NotFound, StoreError
from bot.messages.reply import Listed, Reply, Said
from bot.store.outbox_contract import Notice
from bot.subscriptions.model import Pause, Place
from bot.subscriptions.turns import next_turn

_log = logging.getLogger(__name__)

REMOVED: Final = "the bot was removed from the server"

WELCOME: Final = Reply(
    (
        Said("Thank you for installing Hot Papers. In a channel of your server, try:"),
        Listed(
            (
                ("/papers hot", "the papers people talk about this week"),
                ("/papers search", 'any question, such as query: #cs.CL "tool use" -survey'),
                ("/papers subscribe", "a topic, posted there every day; it shows last week's before it saves"),
            )
        ),
        Said("Whoever may manage a channel decides what is posted there; everybody may read, search and save."),
    )
)


class Servers:
    """Pauses what goes to servers that removed the bot, and lets it go on where they come back; all of it repeatable.

    ``kind`` is the platform. A store that fails is logged: ``present`` puts right what was missed.
    """

    def __init__(self, kind: str, store: Memory, composers: Composers, clock: Clock) -> None:
        self._kind = kind
        self._store = store
        self._composers = composers
        self._clock = clock

    async def joined(self, server: str, owner: str) -> None:
        """Take up a server, and write to its owner the first time that it is one."""
        try:
            await self._resume(server)
            await self._welcome(server, Place(owner))
        except (StoreError, NotFound) as error:
            _log.warning("server not taken up: %s", error, exc_info=error)

    async def left(self, server: str) -> None:
        """Let what goes to ``server`` rest, and give up what waits for it."""
        try:
            await self._pause(server)
        except StoreError as error:
            _log.warning("server not let go: %s", error, exc_info=error)

    async def present(self, servers: Collection[str]) -> None:
        """Take up all of ``servers``, and let the others rest that have subscriptions."""
        try:
            for server in await self._store.servers(self._kind):
                await (self._resume(server) if server in servers else self._pause(server))
        except StoreError as error:
            _log.warning("servers not taken up: %s", error, exc_info=error)

    async def _pause(self, server: str) -> None:
        places = {each.place for each in await self._store.subscriptions_of(server) if each.paused is None}
        for place in places:
            paused = await self._store.pause_place(place, Pause(REMOVED, self._clock.now()))
            _log.info("subscriptions paused kind=%s count=%d: %s", self._kind, len(paused), REMOVED)

    async def _resume(self, server: str) -> None:
        now = self._clock.now()
        for each in await self._store.subscriptions_of(server):
            if each.paused and each.paused.reason == REMOVED:
                next_at = max(each.next_fire_at, next_turn(each.rules.schedule, now, each.last_fired_day))
                await self._store.resume_subscription(each.number, next_at, by=BOT, at=now)

    async def _welcome(self, server: str, owner: Place) -> None:
        key = f"welcome {server}"
        messages = self._composers(owner).reply(WELCOME)
        for part in keyed([frozen(message) for message in messages[:1]], owner, key):
            await self._store.notify(Notice(key, owner, owner, part, self._clock.now()))
