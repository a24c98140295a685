"""A bot that sends: over a real store, to a place inside the test, on a clock that moves as somebody waits."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from bot.delivery.budget import Budget, Budgets
from bot.delivery.recorder import Recorder
from bot.delivery.sender import Line, Sender
from bot.store.outbox_contract import OutboxStore
from bot.store.sqlite import SqliteStore
from bot.subscriptions.delivery import Delivery
from bot.subscriptions.model import Pause, Place
from tests.delivery.fake_place import FakePlace
from tests.fakes import FakeClock
from tests.store.parcels import digest_plan

HERE, THERE = Place("fake:here"), Place("fake:there")


_PATIENCE_S: Final = 60


class HastyClock(FakeClock):
    """A clock that moves ``pace`` times as far as it was slept on; who sleeps longer than ``endless_s`` never wakes."""

    pace = 1.0
    endless_s = float("inf")

    async def sleep(self, seconds: float) -> None:
        if seconds > self.endless_s:
            await asyncio.Event().wait()
        await super().sleep(seconds * self.pace)


@dataclass
class Bot:
    """A sender over ``store``; ``gone`` are the places that it found gone, with the reason, ``untold`` the notices."""

    store: SqliteStore
    clock: HastyClock
    place: FakePlace
    budgets: dict[str, Budget] = field(default_factory=dict)
    gone: list[tuple[Place, str]] = field(default_factory=list)
    untold: list[Delivery] = field(default_factory=list)
    on_gone_fails: bool = False
    timeout_s: float = 30

    async def plan(self, place: Place = HERE, period: str = "2026-11-20T13:00", count: int = 1, **fields) -> None:  # noqa: ANN003
        assert await self.store.plan(digest_plan(place, period, count, **fields))

    async def pause(self, place: Place, reason: str) -> None:
        if self.on_gone_fails:
            raise RuntimeError("nobody can be told")
        self.gone.append((place, reason))
        await self.store.pause_place(place, Pause(reason, self.clock.now()))

    async def pass_on(self, notice: Delivery) -> None:
        self.untold.append(notice)

    @asynccontextmanager
    async def sending(self, store: OutboxStore | None = None) -> AsyncIterator[asyncio.Event]:
        """Send while within; then stop, and wait for the end."""
        stopping = asyncio.Event()
        store = store or self.store
        line = Line(
            store=store,
            clock=self.clock,
            budgets=Budgets(self.clock, self.budgets),
            recorder=Recorder(store, self.clock),
            on_gone=self.pause,
            jitter=lambda: 0.5,
            timeout_s=self.timeout_s,
            on_untold=self.pass_on,
        )
        task = asyncio.create_task(Sender(line, self.place).run(stopping))
        try:
            yield stopping
        finally:
            stopping.set()
            await task

    async def until(self, is_so: Callable[[], Awaitable[bool]]) -> None:
        """Let the others work until it is so; the clock moves as they wait."""
        async with asyncio.timeout(_PATIENCE_S):
            while not await is_so():
                pass

    async def is_idle(self) -> bool:
        return not any((await self.store.queue_depths()).values())

    async def all(self) -> dict[tuple[Place, int], Delivery]:
        return {(one.place, one.part): one for one in await self.store.deliveries(limit=1_000)}

    async def send_all(self) -> None:
        async with self.sending():
            await self.until(self.is_idle)
