"""What comes over a bot that plans and sends: nothing is lost, nothing goes out twice, the others are on time."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest_asyncio

from bot.errors import StoreError
from bot.store.sqlite import open_store
from bot.subscriptions.delivery import DeliveryState
from bot.subscriptions.model import Place
from tests.delivery.fake_place import FakePlace, Hung
from tests.delivery.planning import DAY, HERE, HOUR, MINUTE, NINE, Planning, paper
from tests.delivery.sending import Bot, HastyClock
from tests.store.test_failures import another_program_writing

PARTS = 2
"""What Planning's composer writes for a digest."""


@dataclass
class Whole:
    """A bot that plans and sends."""

    planning: Planning
    bot: Bot

    @property
    def clock(self) -> HastyClock:
        return self.bot.clock

    async def live(self, until: datetime) -> None:
        """Look for what is due each minute, and send what is, until then."""
        while self.clock.now() < until:
            with suppress(StoreError):
                await self.planning.tick()
            await self.bot.send_all()
            self.clock.advance(minutes=1)

    async def check(self, places: int, *, digests: int = 1) -> None:
        """See that every place has every digest once, its parts in order."""
        planned = (await self.bot.all()).values()
        assert {one.state for one in planned} == {DeliveryState.SENT}
        assert len(self.bot.place.has) == places
        assert {len(keys) for keys in self.bot.place.has.values()} == {PARTS * digests}
        assert all(len(set(keys)) == len(keys) for keys in self.bot.place.has.values())


@pytest_asyncio.fixture
async def whole(tmp_path: Path) -> AsyncIterator[Whole]:
    store = await open_store(tmp_path / "hotpapers.db", create=True, busy_timeout_s=0)
    clock = HastyClock(NINE)
    planning = Planning(store, clock=clock)
    await planning.papers(*(paper(number, heat=number) for number in range(1, 4)))
    yield Whole(planning, Bot(store, clock, FakePlace(clock)))
    await store.close()


def places(count: int) -> list[Place]:
    return [Place(f"fake:{number}") for number in range(count)]


def let_the_file_grow_by(pages: int) -> Callable[[sqlite3.Connection], None]:
    def job(db: sqlite3.Connection) -> None:
        now = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {now + pages}")

    return job


async def test_a_full_disk_delays_and_loses_nothing(whole: Whole) -> None:
    for place in places(20):
        await whole.planning.subscribe(place=place)
    await whole.bot.store._writer.run(let_the_file_grow_by(3))
    with suppress(StoreError):
        assert await whole.planning.tick() < 20
    async with whole.bot.sending():
        await whole.bot.until(lambda: _passed(whole, 60))
        await whole.bot.store._writer.run(let_the_file_grow_by(100_000))
        await whole.bot.until(whole.bot.is_idle)
    await whole.live(NINE + 60 * MINUTE)
    await whole.check(places=20)


async def test_while_another_program_has_the_database_nothing_is_planned_and_then_everything(
    whole: Whole, tmp_path: Path
) -> None:
    for place in places(5):
        await whole.planning.subscribe(place=place)
    with another_program_writing(tmp_path / "hotpapers.db"):
        for _ in range(3):
            with suppress(StoreError):
                assert await whole.planning.tick() == 0
            whole.clock.advance(seconds=10)
    await whole.live(NINE + 30 * MINUTE)
    await whole.check(places=5)


async def test_what_was_taken_while_the_database_was_locked_is_remembered_when_it_is_free(
    whole: Whole, tmp_path: Path
) -> None:
    for place in places(5):
        await whole.planning.subscribe(place=place)
    await whole.planning.tick()
    whole.bot.place.held = asyncio.Event()
    async with whole.bot.sending():
        await whole.bot.until(lambda: _handed(whole, 5))
        with another_program_writing(tmp_path / "hotpapers.db"):
            whole.bot.place.held.set()
            began_s = whole.clock.monotonic_s()
            await whole.bot.until(lambda: _passed(whole, began_s + 30))
        await whole.bot.until(whole.bot.is_idle)
    await whole.check(places=5)
    assert whole.bot.place.asked == []


async def _handed(whole: Whole, count: int) -> bool:
    await whole.bot.store.queue_depths()
    return len(whole.bot.place.sent) >= count


async def _passed(whole: Whole, until_s: float) -> bool:
    await whole.bot.store.queue_depths()
    return whole.clock.monotonic_s() >= until_s


async def test_a_clock_set_back_an_hour_sends_nothing_twice(whole: Whole) -> None:
    await whole.planning.subscribe()
    await whole.live(NINE + 5 * MINUTE)
    whole.clock.advance(hours=-1)
    await whole.live(NINE + 2 * HOUR)
    await whole.check(places=1)


async def test_a_clock_set_forward_a_day_sends_one_digest_a_day(whole: Whole) -> None:
    await whole.planning.subscribe()
    await whole.live(NINE + 5 * MINUTE)
    whole.clock.advance(days=1)
    await whole.live(NINE + DAY + HOUR)
    assert [period[:16] for period in await whole.planning.digests()] == ["2026-11-20T09:00", "2026-11-21T09:00"]
    await whole.check(places=1, digests=2)


async def test_parts_that_wait_for_another_try_outlive_a_clock_that_jumps(whole: Whole) -> None:
    await whole.planning.subscribe()
    whole.clock.pace = 50
    whole.bot.place.script[HERE] = [RuntimeError("a blip")]
    await whole.planning.tick()
    async with whole.bot.sending():
        await whole.bot.until(lambda: _handed(whole, 1))
        whole.clock.advance(hours=-1)
        await whole.bot.until(whole.bot.is_idle)
    await whole.check(places=1)


async def test_two_hundred_subscriptions_due_at_one_second_all_go_out(whole: Whole) -> None:
    for place in places(200):
        await whole.planning.subscribe(place=place)
    assert await whole.planning.tick() == 200
    await whole.bot.send_all()
    await whole.check(places=200)


async def test_a_place_that_hangs_for_ever_delays_none_of_two_hundred_others(whole: Whole) -> None:
    hanging = Place("fake:hanging")
    for place in (*places(200), hanging):
        await whole.planning.subscribe(place=place)
    whole.bot.timeout_s = 2
    whole.bot.place.script[hanging] = [Hung()]
    await whole.planning.tick()
    async with whole.bot.sending():
        await whole.bot.until(lambda: _have(whole, 200 * PARTS))
        assert hanging not in whole.bot.place.has
        await whole.bot.until(whole.bot.is_idle)
    await whole.check(places=201)


async def _have(whole: Whole, count: int) -> bool:
    await whole.bot.store.queue_depths()
    return sum(map(len, whole.bot.place.has.values())) >= count
