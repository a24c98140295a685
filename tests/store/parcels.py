"""Made-up digests on their way, and the store that has them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Protocol
from zlib import crc32

from bot.store.contract import Store
from bot.store.outbox_contract import Fired, OutboxStore, Plan
from bot.store.subscriptions_contract import SubscriptionStore
from bot.subscriptions.delivery import Delivery, DeliveryState, Part
from bot.subscriptions.model import Digest, DigestItem, Place
from tests.store.people import CHANNEL
from tests.store.samples import LYNX, NOON

MINUTE = timedelta(minutes=1)
LEASE = timedelta(minutes=5)
DAY = date(2026, 11, 20)


class ParcelStore(Store, SubscriptionStore, OutboxStore, Protocol):
    """A store for papers, people and deliveries."""


def parts(place: Place, period: str, count: int, *, in_thread: bool = False) -> tuple[Part, ...]:
    """Return a head and what follows it, under it if ``in_thread``."""
    about = f"{place} {period}"
    return tuple(
        Part(f'{{"text": "{about} {n}"}}', f"{crc32(about.encode()):x}.{n}", in_thread=in_thread and n > 0)
        for n in range(count)
    )


def digest_plan(
    place: Place = CHANNEL,
    period: str = "2026-11-20T13:00",
    count: int = 1,
    *,
    due_at: datetime = NOON,
    in_thread: bool = False,
    **fields: object,
) -> Plan:
    """Return a digest of LYNX in ``count`` parts, planned as it is due, that serves nobody unless told otherwise."""
    digest = Digest(place, period, due_at, (DigestItem(1, LYNX, 5),))
    whole = Plan(digest, due_at, parts(place, period, count, in_thread=in_thread), ())
    return replace(whole, **fields)


def fired(number: int, day: date = DAY, next_fire_at: datetime = NOON + timedelta(days=1)) -> Fired:
    return Fired(number, day, next_fire_at)


async def planned(store: OutboxStore, plan: Plan) -> Sequence[Delivery]:
    """Plan a digest; return its deliveries in their order."""
    assert await store.plan(plan) is True
    of_all = await store.deliveries(limit=1000)
    its = [one for one in of_all if (one.place, one.period) == (plan.digest.place, plan.digest.period)]
    return sorted(its, key=lambda one: one.part)


async def state_of(store: OutboxStore, delivery: Delivery) -> DeliveryState:
    found = await store.delivery(delivery.number)
    assert found is not None
    return found.state


async def claimed(
    store: OutboxStore, now: datetime = NOON, *, limit: int = 100, kind: str = "discord"
) -> Sequence[Delivery]:
    return await store.claim(now, now + LEASE, kind=kind, limit=limit)
