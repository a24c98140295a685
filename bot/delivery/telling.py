"""Makers are told what became of their subscriptions: each thing once, by direct message."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final, TypeAlias

from bot.clock import Clock
from bot.delivery.plan import frozen, keyed
from bot.delivery.writing import Composers, Memory
from bot.errors import NotFound
from bot.messages.reply import Reply, Said
from bot.messages.wording import shortened
from bot.store.outbox_contract import Notice
from bot.subscriptions.delivery import Delivery, Part
from bot.subscriptions.model import Pause, Place, Subscription

_log = logging.getLogger(__name__)

KeeperOf: TypeAlias = Callable[[Place], Awaitable[Place | None]]
"""Tells who looks after a place, as ``KnowsKeepers`` does."""

_TITLE_CHARS: Final = 100
_KEEPER_WITHIN_S: Final = 20.0
_FOR_KEEPER: Final = " for the keeper"


async def nobody(place: Place) -> Place | None:  # noqa: ARG001 - as every KeeperOf
    """Say that nobody knows who looks after ``place``."""
    return None


_IN_WORDS: Final = {
    "not_in_channel": "I am not in its channel any more; type /invite and my name there",
    "channel_not_found": "its channel is gone, or private and without me; where it is there, type /invite and my name",
    "is_archived": "its channel is archived",
    "restricted_action": "its channel does not let me post",
    "account_inactive": "the app was removed from the workspace",
    "token_revoked": "the app was removed from the workspace",
}
"""What a place's reason means for whoever can do something about it."""


class Teller:
    """Puts messages into the outbox for makers or, where one cannot be told, for who looks after the place."""

    def __init__(self, store: Memory, composers: Composers, clock: Clock, keeper_of: KeeperOf = nobody) -> None:
        self._store = store
        self._composers = composers
        self._clock = clock
        self._keeper_of = keeper_of

    async def pause(self, place: Place, reason: str) -> None:
        """Pause what goes to a place that is gone or forbidden, and tell the makers.

        They are told first: whoever dies in between does so again, and tells nobody twice.
        """
        because = _IN_WORDS.get(reason, f"its place takes nothing any more ({reason})")
        for subscription in await self._store.subscriptions(place):
            if subscription.paused is None:
                await self.tell(subscription, because)
        for subscription in await self._store.pause_place(place, Pause(reason, self._clock.now())):
            _log.warning("subscription paused number=%d: %s", subscription.number, reason)

    async def tell(self, subscription: Subscription, because: str) -> None:
        """Tell who made ``subscription`` why it is paused; again for the same turn of it: nothing more.

        Where nobody can be found who made it, who looks after its place is told.
        """
        key = f"paused {subscription.number} {subscription.next_fire_at.isoformat()}"
        maker = Place(subscription.made_by.user) if subscription.made_by else None
        parts = self._composed(maker, subscription, because)
        if maker is None or not parts:
            key, maker = f"{key}{_FOR_KEEPER}", await self._found_keeper(subscription.place)
            parts = self._composed(maker, subscription, because)
        for part in parts:
            await self._notify(key, maker, subscription.place, part)

    async def pass_on(self, delivery: Delivery) -> None:
        """Tell who looks after the place what a notice says that could not be sent; of any other delivery nothing."""
        if delivery.about is None or delivery.period.endswith(_FOR_KEEPER):
            return
        keeper = await self._found_keeper(delivery.about)
        if keeper != delivery.place:
            part = Part(delivery.payload, "", files=delivery.files)
            await self._notify(f"{delivery.period}{_FOR_KEEPER}", keeper, delivery.about, part)

    async def _notify(self, key: str, place: Place | None, about: Place, part: Part) -> None:
        if place is not None:
            [addressed] = keyed([part], place, key)
            await self._store.notify(Notice(key, place, about, addressed, self._clock.now()))

    def _composed(self, place: Place | None, subscription: Subscription, because: str) -> tuple[Part, ...]:
        """Return what ``place`` is told; nothing where nobody can send there, such as to a person at the terminal."""
        if place is None:
            return ()
        try:
            messages = self._composers(place).reply(_told(subscription, because))
        except NotFound:
            return ()
        return tuple(replace(frozen(message), in_thread=False) for message in messages[:1])

    async def _found_keeper(self, place: Place) -> Place | None:
        try:
            async with asyncio.timeout(_KEEPER_WITHIN_S):
                return await self._keeper_of(place)
        except Exception as error:  # noqa: BLE001 - whatever an adapter raises: then nobody is told
            _log.warning("nobody found to tell: %s", type(error).__name__, exc_info=error)
            return None


def _told(subscription: Subscription, because: str) -> Reply:
    number, title = subscription.number, shortened(subscription.topic.title, _TITLE_CHARS)
    return Reply(
        (
            Said(f"Subscription {number} (“{title}”) is paused: {because.rstrip('.')}."),
            Said(f"There, settings {number} shows and changes it, resume {number} starts it again."),
        )
    )
