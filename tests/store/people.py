"""Made-up people, what they ask for, and the store that they ask."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import time
from typing import Protocol

from bot.store.contract import Store
from bot.store.sqlite import SqliteStore
from bot.store.subscriptions_contract import Caps, NewSubscription, SubscriptionStore
from bot.subscriptions.model import DigestRules, Person, Place, Topic
from bot.subscriptions.schedule import WEEKDAYS, Schedule
from tests.store.samples import HOUR, NOON

ADA, BEN = Person("discord:@1", "Ada"), Person("discord:@2", "Ben")
CHANNEL, OTHER_CHANNEL = Place("discord:100"), Place("discord:200")
GUILD, OTHER_GUILD = "discord:7", "discord:8"
ROOMY = Caps(per_place=20, per_server=200, per_user=10)


class PeopleStore(Store, SubscriptionStore, Protocol):
    """A store for papers and for people."""


def wish(key: str = "1", topic: str = "#cs.CL", **fields: object) -> NewSubscription:
    """Return a wish for a topic of its own in CHANNEL, unless told otherwise."""
    return replace(_WISH, key=key, topic=Topic(topic), **{"topic_key": topic, **fields})


async def audit_of(store: SqliteStore) -> Sequence[tuple[object, ...]]:
    """Return who did what to which subscription, where, and its detail, in order."""
    return await store._readers[0].run(
        lambda db: [
            tuple(row)
            for row in db.execute("SELECT who, who_name, what, subscription, place, detail FROM audit ORDER BY number")
        ]
    )


_WISH = NewSubscription(
    key="1",
    place=CHANNEL,
    server=GUILD,
    topic=Topic("#cs.CL"),
    topic_key="#cs.CL",
    rules=DigestRules(Schedule(time(9), "Europe/Berlin", WEEKDAYS)),
    made_by=ADA,
    made_at=NOON,
    next_fire_at=NOON + 20 * HOUR,
)
