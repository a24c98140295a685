"""How fast each kind of place may be sent to, over all and one by one."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from bot.clock import Clock
from bot.delivery.place import kind_of
from bot.subscriptions.model import Place


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``count`` within any ``per_s`` seconds."""

    count: int
    per_s: float


@dataclass(frozen=True, slots=True)
class Budget:
    """What one kind of place allows: over all places of one token, and in one place. None is no bound."""

    bot: Rate | None = None
    place: Rate | None = None


BUDGETS: Final[Mapping[str, Budget]] = {
    "discord": Budget(bot=Rate(50, 1.0), place=Rate(5, 5.0)),
    "slack": Budget(place=Rate(1, 1.0)),
    "webhook": Budget(bot=Rate(50, 1.0), place=Rate(1, 1.0)),
}
"""Discord's 50 requests a second for each token, and the 5 messages in 5 seconds a channel that its rate limit headers
give; Slack's one message a second a channel.

Source: https://docs.discord.com/developers/topics/rate-limits and
https://docs.slack.dev/apis/web-api/rate-limits, read 2026-11.
"""

_MARGIN: Final = 1.02
"""Two messages may arrive a little closer together than they went."""

_PLACES_KEPT: Final = 10_000


class _Window:
    """The moments of the last sends, so that none comes too early: strict over any window, not on average."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._sent_s: deque[float] = deque(maxlen=rate.count)

    def free_at_s(self) -> float:
        is_full = len(self._sent_s) == self._rate.count
        return self._sent_s[0] + self._rate.per_s * _MARGIN if is_full else 0.0

    def note(self, at_s: float) -> None:
        self._sent_s.append(at_s)


class Budgets:
    """Lets each send wait until it may go; the caller sees to it that one place has one send at a time."""

    def __init__(self, clock: Clock, budgets: Mapping[str, Budget] = BUDGETS) -> None:
        self._clock = clock
        self._budgets = budgets
        self._bots: dict[str, _Window] = {}
        self._places: OrderedDict[Place, _Window] = OrderedDict()
        self._turns: dict[str, asyncio.Lock] = {}
        self._rest_until_s: dict[str, float] = {}

    async def take(self, place: Place) -> None:
        """Return once a message may go to ``place``."""
        budget = self._budgets.get(kind_of(place), Budget())
        window = self._window(place, budget.place)
        if window:
            await self._wait_until(window.free_at_s)
        await self._take_turn(kind_of(place), budget.bot)
        if window:
            window.note(self._clock.monotonic_s())

    def rest(self, kind: str, seconds: float) -> None:
        """Let no place of ``kind`` be sent to for so long: its platform asked for it."""
        until_s = self._clock.monotonic_s() + seconds
        self._rest_until_s[kind] = max(until_s, self._rest_until_s.get(kind, until_s))

    @property
    def resting(self) -> frozenset[str]:
        """Return the kinds that are to be left alone now."""
        now_s = self._clock.monotonic_s()
        return frozenset(kind for kind, until_s in self._rest_until_s.items() if until_s > now_s)

    async def _take_turn(self, kind: str, rate: Rate | None) -> None:
        window = self._bots.setdefault(kind, _Window(rate)) if rate else None
        # Who came first goes first; and only one at a time waits for the turn, so that what is noted is when it went.
        async with self._turns.setdefault(kind, asyncio.Lock()):
            await self._wait_until(lambda: self._free_at_s(kind, window))
            if window:
                window.note(self._clock.monotonic_s())

    def _free_at_s(self, kind: str, window: _Window | None) -> float:
        return max(self._rest_until_s.get(kind, 0.0), window.free_at_s() if window else 0.0)

    def _window(self, place: Place, rate: Rate | None) -> _Window | None:
        if rate is None:
            return None
        window = self._places.setdefault(place, _Window(rate))
        self._places.move_to_end(place)
        if len(self._places) > _PLACES_KEPT:
            self._places.popitem(last=False)
        return window

    async def _wait_until(self, free_at_s: Callable[[], float]) -> None:
        # Asked anew after each wait: a timer may fire a trifle early, and a rest may have begun meanwhile.
        while (left_s := free_at_s() - self._clock.monotonic_s()) > 0:
            await self._clock.sleep(left_s)
