"""Places that come back: what was paused because this bot could not send there goes on."""

import logging
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfoNotFoundError

from bot.delivery.scheduler import BOT, NO_SUCH_PLACE
from bot.delivery.writing import Composers, Memory
from bot.errors import NotFound
from bot.subscriptions.model import Subscription
from bot.subscriptions.turns import next_turn

_log = logging.getLogger(__name__)

NO_SUCH_WEBHOOK: Final = "no_such_webhook"
_REASONS: Final = frozenset({NO_SUCH_PLACE, NO_SUCH_WEBHOOK})

_AT_MOST: Final = 100_000


async def resume_returned(store: Memory, composers: Composers, now: datetime) -> None:
    """Resume what was paused because its place was not set up, and now is."""
    for each in await store.paused(limit=_AT_MOST):
        if each.paused and each.paused.reason in _REASONS and _is_served(composers, each):
            try:
                next_at = next_turn(each.rules.schedule, now, each.last_fired_day)
            except ZoneInfoNotFoundError:
                continue
            await store.resume_subscription(each.number, next_at, by=BOT, at=now)
            _log.info("subscription resumed number=%d: its place is set up again", each.number)


def _is_served(composers: Composers, subscription: Subscription) -> bool:
    try:
        composers(subscription.place)
    except NotFound:
        return False
    return True
