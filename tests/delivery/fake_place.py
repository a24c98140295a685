"""A place inside the test: it keeps what it takes, and answers as it is told."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bot.clock import Clock
from bot.delivery.place import Accepted, Found, Lost, NotThere, Outcome
from bot.subscriptions.delivery import Delivery
from bot.subscriptions.model import Place  # noqa: TC001 - the tests' types are looked at when they run


@dataclass(frozen=True)
class Handed:
    """That a part was handed over, or asked for, at ``at_s`` of the clock."""

    at_s: float
    delivery: Delivery


@dataclass(frozen=True)
class Hung:
    """A place that never answers."""


class FakePlace:
    """Takes everything unless ``script`` has something else for a place, in turn; a Lost one has it all the same.

    ``has`` are the keys that it has, each place's in the order of arrival. ``find`` overrides what it says when
    asked. ``held`` makes every send wait until it is set.
    """

    kind = "fake"

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.sent: list[Handed] = []
        self.asked: list[Handed] = []
        self.has: dict[Place, list[str]] = defaultdict(list)
        self.script: dict[Place, list[Outcome | Exception | Hung]] = defaultdict(list)
        self.find: Found | Exception | None = None
        self.held: asyncio.Event | None = None

    async def send(self, delivery: Delivery) -> Outcome:
        self.sent.append(Handed(self._clock.monotonic_s(), delivery))
        if self.held is not None:
            await self.held.wait()
        outcome = self.script[delivery.place].pop(0) if self.script[delivery.place] else self._take(delivery)
        if isinstance(outcome, Hung):
            await asyncio.Event().wait()
        if isinstance(outcome, Exception):
            raise outcome
        assert not isinstance(outcome, Hung)
        if isinstance(outcome, Lost):
            self._take(delivery)
        return outcome

    async def find_sent(self, delivery: Delivery) -> Found:
        self.asked.append(Handed(self._clock.monotonic_s(), delivery))
        if isinstance(self.find, Exception):
            raise self.find
        if self.find is not None:
            return self.find
        return self._id(delivery) if delivery.key in self.has[delivery.place] else NotThere()

    def numbers(self) -> Sequence[int]:
        """Return the numbers of what was handed over, in order."""
        return [handed.delivery.number for handed in self.sent]

    def _take(self, delivery: Delivery) -> Accepted:
        self.has[delivery.place].append(delivery.key)
        return self._id(delivery)

    def _id(self, delivery: Delivery) -> Accepted:
        message_id = f"m{delivery.key}"
        return Accepted(message_id, None if delivery.in_thread else message_id)
