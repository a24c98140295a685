"""What a digest of the store says of days that were not read."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest_asyncio

from bot.digest.availability import Availability
from bot.digest.hot import HotRequest, HotRules, hot_list
from bot.store.contract import Gathered, RunState, SourceRun
from bot.store.sqlite import SqliteStore, open_store

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
RULES = HotRules(enabled=("arxiv",))
DAYS = {day: date(2026, 11, day) for day in range(14, 21)}


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    store = await open_store(tmp_path / "hotpapers.db", create=True)
    yield store
    await store.close()


async def read(store: SqliteStore, *days: int) -> None:
    for day in days:
        await store.save_gathered(
            Gathered(SourceRun("arxiv", NOON, NOON, RunState.OK, listing_day=DAYS[day], day=DAYS[day]))
        )
    await store.save_gathered(Gathered(SourceRun("arxiv", NOON, NOON, RunState.OK)))


async def test_a_week_names_the_listing_days_in_it_that_were_not_read(store: SqliteStore) -> None:
    await read(store, 16, 18, 20)
    arxiv = (await hot_list(store, HotRequest(NOON), RULES)).sources["arxiv"]
    assert (arxiv.state, arxiv.unread) == (Availability.STALE, (DAYS[17], DAYS[19]))


async def test_a_week_that_was_read_whole_is_ok(store: SqliteStore) -> None:
    await read(store, 16, 17, 18, 19, 20)
    assert (await hot_list(store, HotRequest(NOON), RULES)).sources["arxiv"].state is Availability.OK


async def test_a_past_day_stands_by_its_own_listing(store: SqliteStore) -> None:
    await read(store, 18, 20)
    found = {
        day: (await hot_list(store, HotRequest(NOON, day=DAYS[day]), RULES)).sources["arxiv"].state
        for day in (17, 18, 15)
    }
    assert found == {17: Availability.STALE, 18: Availability.OK, 15: Availability.OK}
