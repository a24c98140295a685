"""Makers are told what became of their subscriptions: each thing once, by direct message."""

import logging
from typing import Final

from bot.clock import Clock
from bot.delivery.plan import frozen, keyed
from bot.delivery.writing import Composers
from bot.errors import NotFound
from bot.messages.reply import Reply, Said
from bot.messages.wording import shortened
from bot.store.outbox_contract import Notice, OutboxStore
from bot.subscriptions.model import Pause, Place, Subscription

_log = logging.getLogger(__name__)

_TITLE_CHARS: Final = 100


class Teller:
    """Puts messages to makers into the outbox; one who cannot be reached, or asked to be forgotten, is not told."""

    def __init__(self, store: OutboxStore, composers: Composers, clock: Clock) -> None:
        self._store = store
        self._composers = composers
        self._clock = clock

    async def pause(self, place: Place, reason: str) -> None:
        """Pause what goes to a place that is gone or forbidden, and tell the makers."""
        pause = Pause(reason, self._clock.now())
        for subscription in await self._store.pause_place(place, pause):
            _log.warning("subscription paused number=%d: %s", subscription.number, reason)
            await self.tell(subscription, f"its place takes nothing any more ({reason})")

    async def tell(self, subscription: Subscription, because: str) -> None:
        """Tell who made ``subscription`` why it is paused; again for the same turn of it: nothing more."""
        if subscription.made_by is None:
            return
        place = Place(subscription.made_by.user)
        key = f"paused {subscription.number} {subscription.next_fire_at.isoformat()}"
        try:
            messages = self._composers(place).reply(_told(subscription, because))
        except NotFound:
            return
        for part in keyed([frozen(message) for message in messages[:1]], place, key):
            await self._store.notify(Notice(key, place, subscription.place, part, self._clock.now()))


def _told(subscription: Subscription, because: str) -> Reply:
    number, title = subscription.number, shortened(subscription.topic.title, _TITLE_CHARS)
    return Reply(
        (
            Said(f"Your subscription {number} (“{title}”) is paused: {because.rstrip('.')}."),
            Said(f"There, settings {number} shows and changes it, resume {number} starts it again."),
        )
    )
