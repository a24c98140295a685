"""What is due is planned: one digest for each place, committed before anything is sent."""

import logging
from collections import defaultdict
from collections.abc import Collection, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfoNotFoundError

from bot.clock import Clock
from bot.delivery.lateness import Turn, skipped, skipped_note, turn_of
from bot.delivery.telling import KeeperOf, Teller, nobody
from bot.delivery.writing import Composers, DigestWriter, Memory
from bot.digest.hot import HotRules
from bot.errors import NotFound, StoreError
from bot.store.outbox_contract import Plan
from bot.subscriptions.model import Pause, Person, Place, Subscription

_log = logging.getLogger(__name__)

TICK_S: Final = 1.0
"""How often to look: one quick question while nothing is due."""
AT_A_TIME: Final = 2_000
"""Subscriptions that are taken up together: enough to make an index of the days worth it."""
COMMITTED_TOGETHER: Final = 50
"""Digests that wait for the disk together; the first of them waits until the last is written."""
LATE_AFTER: Final = timedelta(minutes=1)
"""Behind this, turns of several moments may wait in one place, and go out as one digest."""

HOLDS: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15))
"""How long to leave a place alone whose digest could not be made, each time; then as long as the last time."""
STORE_FAULTS: Final = 3
"""So many places in a row for which the store failed are not the places' fault: the rest waits for the next tick."""

BOT: Final = Person("bot", "Hot Papers")
"""Who pauses what cannot go on, in the audit."""

NO_SUCH_PLACE: Final = "no such place"
NO_SUCH_ZONE: Final = "no such time zone"
UNREADABLE: Final = "its query can no longer be read"

_NOT_RUNNING: Final = "the bot was not running"
_FAILED: Final = "it could not be put together"


@dataclass(frozen=True, slots=True)
class _Hold:
    until: datetime
    times: int


@dataclass(frozen=True, slots=True)
class _Ready:
    """A digest that only needs to be committed, and the subscriptions that are due with it."""

    place: Place
    subscriptions: Sequence[Subscription]
    plan: Plan


class Scheduler:
    """Plans what is due. All that counts is in the store; here is only how long to leave alone what fails."""

    def __init__(
        self, store: Memory, composers: Composers, clock: Clock, rules: HotRules, keeper_of: KeeperOf = nobody
    ) -> None:
        self._store = store
        self._composers = composers
        self._clock = clock
        self._rules = rules
        self._teller = Teller(store, composers, clock, keeper_of)
        self._holds: dict[Place, _Hold] = {}
        self.looked_at: datetime | None = None
        """When it last looked at all that was due."""

    async def run(self) -> None:
        """Look for what is due, again and again, until cancelled; whatever fails is tried again."""
        while True:
            try:
                await self.tick(self._clock.now())
            except Exception as error:  # noqa: BLE001 - who else runs beside it goes on, and all of it is still due
                _log.error("nothing planned: %s", error, exc_info=error)
            await self._clock.sleep(TICK_S)

    async def tick(self, now: datetime) -> int:
        """Plan every digest whose moment has come by ``now``; return how many.

        Each place gets at most one: turns of several moments that were missed there stand in it together, none of
        them lost. A place that fails is left for a later tick, longer each time; the others get theirs. Raises
        StoreError where the store cannot even tell what is due.
        """
        planned = await _Tick(self._store, self._composers, self._teller, self._rules, self._holds, now).run()
        self.looked_at = now
        return planned


class _Tick:
    """One look at what is due."""

    def __init__(
        self,
        store: Memory,
        composers: Composers,
        teller: Teller,
        rules: HotRules,
        holds: dict[Place, _Hold],
        now: datetime,
    ) -> None:
        self._store = store
        self._composers = composers
        self._teller = teller
        self._holds = holds
        self._now = now
        self._writer = DigestWriter(store, composers, rules, now)
        self._seen: set[int] = set()
        self._ready: list[_Ready] = []
        self._planned = 0
        self._left = 0
        self._store_faults = 0

    async def run(self) -> int:
        """Return how many digests were planned."""
        while (due := await self._due()) and not self._is_store_down:
            await self._learn(due)
            for place, subscriptions in _by_place(due).items():
                await self._guarded(place, subscriptions, self._prepare(place, subscriptions))
                if len(self._ready) >= COMMITTED_TOGETHER:
                    await self._commit()
                if self._is_store_down:
                    break
            await self._commit()
        return self._planned

    async def _learn(self, due: Sequence[Subscription]) -> None:
        try:
            await self._writer.learn(due)
        except Exception as error:  # noqa: BLE001 - it only saves time; what is wrong shows up with whom it concerns
            _log.error("topics not learned count=%d", len(due), exc_info=error)

    @property
    def _is_store_down(self) -> bool:
        return self._store_faults >= STORE_FAULTS

    async def _due(self) -> Sequence[Subscription]:
        """Return what is due and was not looked at yet."""
        due = await self._store.due(self._now, limit=AT_A_TIME + self._left)
        new = [each for each in due if each.number not in self._seen]
        self._seen.update(each.number for each in new)
        return new

    async def _guarded(
        self, place: Place, subscriptions: Sequence[Subscription], work: Coroutine[None, None, None]
    ) -> None:
        """Do ``work`` for one place; whatever goes wrong with it stays with it."""
        try:
            await work
        except StoreError as error:
            self._store_faults += 1
            self._hold(place, subscriptions, error)
        except Exception as error:  # noqa: BLE001 - one place never stops the others, whatever is wrong with it
            self._hold(place, subscriptions, error)
        else:
            self._store_faults = 0

    def _hold(self, place: Place, subscriptions: Sequence[Subscription], error: Exception) -> None:
        before = self._holds.get(place)
        times = before.times + 1 if before else 1
        self._holds[place] = _Hold(self._now + HOLDS[min(times, len(HOLDS)) - 1], times)
        self._left += len(subscriptions)
        numbers = ",".join(str(each.number) for each in subscriptions)
        _log.error("digest not planned subscriptions=%s times=%d", numbers, times, exc_info=error)

    async def _prepare(self, place: Place, subscriptions: Sequence[Subscription]) -> None:
        """Get the digest of a place ready to be committed, if there is to be one now."""
        hold = self._holds.get(place)
        if hold and self._now < hold.until <= self._now + HOLDS[-1]:
            self._left += len(subscriptions)
        elif await self._is_served(place, subscriptions):
            turns = await self._turns(await self._whole(place, subscriptions))
            await self._skip(place, [turn for turn in turns if turn.skipped])
            written = await self._writer.write(place, [turn for turn in turns if turn.at is not None])
            for subscription, error in written.unreadable:
                await self._pause(subscription, UNREADABLE, f"its query can no longer be read: {error.message}")
            if written.plan:
                self._ready.append(_Ready(place, subscriptions, written.plan))
            else:
                self._holds.pop(place, None)

    async def _commit(self) -> None:
        """Commit what is ready, together; where that fails, one by one, to see which of it fails."""
        ready, self._ready = self._ready, []
        try:
            done = await self._store.plan_all([each.plan for each in ready]) if ready else ()
        except Exception:  # noqa: BLE001 - what fails is found, and logged, with the one that it is about
            for each in ready:
                if not self._is_store_down:
                    await self._guarded(each.place, each.subscriptions, self._commit_one(each))
        else:
            self._count(ready, done)

    async def _commit_one(self, ready: _Ready) -> None:
        self._count([ready], [await self._store.plan(ready.plan)])

    def _count(self, ready: Sequence[_Ready], done: Sequence[bool]) -> None:
        self._planned += sum(done)
        for each in ready:
            self._holds.pop(each.place, None)

    async def _is_served(self, place: Place, subscriptions: Sequence[Subscription]) -> bool:
        try:
            self._composers(place)
        except NotFound:
            for each in subscriptions:
                await self._pause(each, NO_SUCH_PLACE, "this bot cannot send to its place")
            return False
        return True

    async def _whole(self, place: Place, subscriptions: Sequence[Subscription]) -> Sequence[Subscription]:
        """Return all that is due in a place, in the order in which it was made; late ones may be of several moments."""
        if all(self._now - each.next_fire_at < LATE_AFTER for each in subscriptions):
            return sorted(subscriptions, key=lambda each: each.number)
        live = await self._store.subscriptions(place)
        due = [each for each in live if each.paused is None and each.next_fire_at <= self._now]
        self._seen.update(each.number for each in due)
        return due

    async def _turns(self, subscriptions: Sequence[Subscription]) -> Sequence[Turn]:
        turns = []
        for each in subscriptions:
            try:
                turns.append(turn_of(each, self._now))
            except ZoneInfoNotFoundError:
                zone = each.rules.schedule.zone
                await self._pause(each, NO_SUCH_ZONE, f"there is no time zone {zone} any more")
        return turns

    async def _skip(self, place: Place, turns: Sequence[Turn]) -> None:
        """Move what was missed on, and let the next digest of the place tell it."""
        if turns:
            note = skipped_note(turns, _FAILED if place in self._holds else _NOT_RUNNING)
            await self._store.pass_over(place, [skipped(turn, self._now) for turn in turns], note, at=self._now)

    async def _pause(self, subscription: Subscription, reason: str, because: str) -> None:
        """Pause a subscription and tell its maker, who is told first: that is done once however often it is tried."""
        await self._teller.tell(subscription, because)
        await self._store.pause_subscription(subscription.number, Pause(reason, self._now), by=BOT)
        _log.warning("subscription paused number=%d: %s", subscription.number, reason)


def _by_place(subscriptions: Collection[Subscription]) -> Mapping[Place, Sequence[Subscription]]:
    places = defaultdict[Place, list[Subscription]](list)
    for each in subscriptions:
        places[each.place].append(each)
    return places
