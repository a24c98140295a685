"""What every command works with, whoever puts it together."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.clock import Clock
from bot.digest.explain import Why
from bot.digest.select import HotList
from bot.digest.status import Status
from bot.query.tree import Query
from bot.store.contract import Store
from bot.store.subscriptions_contract import Caps, SubscriptionStore


class Memory(Store, SubscriptionStore, Protocol):
    """A store that remembers both papers and people."""


class Reading(Protocol):
    """What is known, as the operator's configuration has it worked out."""

    async def hot(
        self,
        *,
        query: Query | None = None,
        day: date | None = None,
        window_days: int | None = None,
        top: int | None = None,
        min_heat: float | None = None,
    ) -> HotList:
        """Return the digest as it stands, of one day or of the days up to now."""
        ...

    async def why(self, paper: str) -> Why:
        """Return all that is known of one paper. Raises NotFound for one that is not stored."""
        ...

    async def status(self) -> Status:
        """Return how the sources and the database stand."""
        ...


@dataclass(frozen=True, slots=True)
class Desk:
    """What a handler works with.

    ``categories`` are the gathered ones, archives as they are configured. ``new_token`` gives a short word
    that nobody can guess.
    """

    reading: Reading
    memory: Memory
    clock: Clock
    categories: Sequence[str]
    holidays: Collection[date]
    caps: Caps
    new_token: Callable[[], str]
