"""What waits in the outbox for one kind of place goes out, and what became of it is written down."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.clock import Clock
from bot.delivery.budget import Budgets
from bot.delivery.outbox import asked_for, found, is_gone_for_good, is_too_late, settled
from bot.delivery.place import Accepted, Adapter, Busy, Found, Lost, Outcome, Refused, Scope
from bot.delivery.recorder import Recorder
from bot.store.outbox_contract import Again, Failed, OutboxStore, Settlement
from bot.subscriptions.delivery import Delivery
from bot.subscriptions.model import Place

_log = logging.getLogger(__name__)

SEND_TIMEOUT_S: Final = 30.0
AT_ONCE: Final = 200
"""Parts that are on their way together, each to another place: one that hangs must not hold up the others."""

LEASE: Final = timedelta(minutes=30)
"""Longer than any part waits for its turn."""

FINISH_WITHIN_S: Final = 8.0
"""How long a stop waits for what is in hand: all of it is over within 10 seconds, writing down included."""

_REAP_EVERY_S: Final = 60.0
_IDLE_S: Final = 0.5
_BUSY_S: Final = 0.02

OnGone = Callable[[Place, str], Awaitable[None]]
OnUntold = Callable[[Delivery], Awaitable[None]]


async def _leave_untold(delivery: Delivery) -> None:
    """Do nothing about a notice that nobody got."""


@dataclass(frozen=True, slots=True)
class Line:
    """What senders work with.

    ``on_gone`` is told a place that turned out to be gone, and why; ``on_untold`` a notice that nobody got.
    ``jitter`` gives numbers from 0 to 1. ``timeout_s`` is how long a place may take to answer.
    """

    store: OutboxStore
    clock: Clock
    budgets: Budgets
    recorder: Recorder
    on_gone: OnGone
    jitter: Callable[[], float]
    timeout_s: float = SEND_TIMEOUT_S
    on_untold: OnUntold = _leave_untold


class Sender:
    """Sends what waits for the places of one adapter, and asks for what may have arrived."""

    def __init__(self, line: Line, adapter: Adapter) -> None:
        self._line = line
        self._adapter = adapter
        self._in_hand: dict[asyncio.Task[None], int] = {}
        self._waiting: set[asyncio.Task[None]] = set()
        self._next_ask_s = line.clock.monotonic_s()
        self._next_reap_s = line.clock.monotonic_s() + _REAP_EVERY_S

    async def run(self, stopping: asyncio.Event) -> None:
        """Send until ``stopping`` is set, then finish what is in hand, for FINISH_WITHIN_S at most.

        What is cut off then counts as unknown, and is asked for after the next start.
        """
        async with asyncio.TaskGroup() as tasks:
            while not stopping.is_set():
                try:
                    await self._round(tasks)
                except Exception as error:  # noqa: BLE001 - the other kinds of places go on, and all of it still waits
                    _log.warning("outbox not read kind=%s: %s", self._adapter.kind, error, exc_info=error)
                await self._line.clock.sleep(_BUSY_S if self._in_hand else _IDLE_S)
            await self._finish()

    async def _round(self, tasks: asyncio.TaskGroup) -> None:
        """Take in hand what may be asked for and what may be sent."""
        await self._reap()
        store, kind, now = self._line.store, self._adapter.kind, self._line.clock.now()
        if self._free <= 0 or kind in self._line.budgets.resting:
            return
        for delivery in await self._to_ask_for():
            self._take(tasks, self._ask(delivery), delivery)
        for delivery in await store.claim(now, now + LEASE, kind=kind, limit=self._free) if self._free > 0 else ():
            self._take(tasks, self._deliver(delivery), delivery)

    @property
    def _free(self) -> int:
        return AT_ONCE - len(self._in_hand)

    async def _to_ask_for(self) -> Sequence[Delivery]:
        """Return what may have arrived and nobody asks for yet; to look for it costs more than a claim does."""
        if (now_s := self._line.clock.monotonic_s()) < self._next_ask_s:
            return ()
        self._next_ask_s = now_s + _IDLE_S
        # What is in hand is unknown to the store while it is asked for: it must not stand in front of the others.
        in_hand = set(self._in_hand.values())
        now, limit = self._line.clock.now(), self._free + len(in_hand)
        found = await self._line.store.unknown(now, kind=self._adapter.kind, limit=limit)
        return [each for each in found if each.number not in in_hand][: self._free]

    async def _reap(self) -> None:
        """Have asked for, once in a while, what was taken in hand and never settled."""
        if self._line.clock.monotonic_s() >= self._next_reap_s:
            self._next_reap_s = self._line.clock.monotonic_s() + _REAP_EVERY_S
            await self._line.store.reap(self._line.clock.now())

    def _take(self, tasks: asyncio.TaskGroup, work: Awaitable[None], delivery: Delivery) -> None:
        task = tasks.create_task(self._guarded(work, delivery))
        self._in_hand[task] = delivery.number
        task.add_done_callback(lambda done: self._in_hand.pop(done, None))

    async def _guarded(self, work: Awaitable[None], delivery: Delivery) -> None:
        try:
            await work
        except Exception:  # noqa: BLE001 - one delivery never stops the others, whatever is wrong with it
            # Its lease ends, and then it is asked for.
            _log.exception("delivery left open number=%d kind=%s", delivery.number, self._adapter.kind)

    async def _deliver(self, delivery: Delivery) -> None:
        if not await self._turn_comes(delivery.place):
            settlement: Settlement = Again(delivery.number, self._line.clock.now(), "stopped before its turn")
        elif is_too_late(delivery, self._line.clock.now()):
            settlement = Failed(delivery.number, "too late to be wanted", self._line.clock.now())
        else:
            settlement = await self._judged(delivery, await self._handed_over(delivery))
        if isinstance(settlement, Failed) and delivery.about is not None:
            await self._pass_on(delivery)
        await self._line.recorder.record(settlement)

    async def _pass_on(self, notice: Delivery) -> None:
        """Have somebody else told, before it is written down that this failed: who dies in between does so again."""
        try:
            await self._line.on_untold(notice)
        except Exception:  # noqa: BLE001 - that it failed is known all the same
            _log.exception("notice not passed on number=%d", notice.number)

    async def _turn_comes(self, place: Place) -> bool:
        """Wait for the turn of ``place``; False where a stop comes first."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - this runs in a task
        self._waiting.add(task)
        try:
            await self._line.budgets.take(place)
        except asyncio.CancelledError:
            if task in self._waiting:
                raise
            task.uncancel()
            return False
        finally:
            self._waiting.discard(task)
        return True

    async def _handed_over(self, delivery: Delivery) -> Outcome:
        try:
            async with asyncio.timeout(self._line.timeout_s):
                return await self._adapter.send(delivery)
        except TimeoutError:
            return Lost(f"no answer within {self._line.timeout_s:g} s")
        except Exception as error:  # noqa: BLE001 - whatever an adapter raises, the others go on
            _log.exception("send failed number=%d kind=%s", delivery.number, self._adapter.kind)
            return Lost(type(error).__name__)

    async def _judged(self, delivery: Delivery, outcome: Outcome) -> Settlement:
        now, kind = self._line.clock.now(), self._adapter.kind
        match outcome:
            case Busy(_, retry_after_s, Scope.BOT) if retry_after_s:
                self._line.budgets.rest(kind, asked_for(retry_after_s).total_seconds())
            case Refused(reason, is_gone=True) if await self._is_gone(delivery.place, reason):
                return Failed(delivery.number, outcome.said, now)
        if not isinstance(outcome, Accepted):
            said = outcome.said if isinstance(outcome, Refused) else outcome.reason
            _log.info("not sent number=%d kind=%s: %s", delivery.number, kind, said)
        return settled(delivery, outcome, now=now, jitter=self._line.jitter())

    async def _is_gone(self, place: Place, reason: str) -> bool:
        """Count a refusal; where it is one too many, have the place paused and say so."""
        now = self._line.clock.now()
        try:
            if not is_gone_for_good(await self._line.store.trouble(place, reason, at=now), now):
                return False
            await self._line.on_gone(place, reason)
        except Exception:  # noqa: BLE001 - that it was refused is known, and the next refusal pauses it
            _log.exception("place not paused kind=%s", self._adapter.kind)
            return False
        return True

    async def _ask(self, delivery: Delivery) -> None:
        answer = await self._answer(delivery)
        now = self._line.clock.now()
        await self._line.recorder.record(found(delivery, answer, now=now, jitter=self._line.jitter()))

    async def _answer(self, delivery: Delivery) -> Found:
        try:
            async with asyncio.timeout(self._line.timeout_s):
                return await self._adapter.find_sent(delivery)
        except TimeoutError:
            return Busy(f"no answer within {self._line.timeout_s:g} s")
        except Exception as error:  # noqa: BLE001 - whatever an adapter raises, the others go on
            _log.exception("asking failed number=%d kind=%s", delivery.number, self._adapter.kind)
            return Busy(type(error).__name__)

    async def _finish(self) -> None:
        """Give back what was not handed over yet, and wait a while for what was."""
        for task in list(self._waiting):
            self._waiting.discard(task)
            task.cancel()
        if self._in_hand:
            await asyncio.wait(self._in_hand, timeout=FINISH_WITHIN_S)
        for task in list(self._in_hand):
            task.cancel()
