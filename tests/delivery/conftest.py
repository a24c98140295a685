from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from bot.store.sqlite import SqliteStore, open_store
from tests.delivery.planning import Planning


@pytest_asyncio.fixture
async def planning(tmp_path: Path) -> AsyncIterator[Planning]:
    store = await open_store(tmp_path / "hotpapers.db", create=True, busy_timeout_s=0)
    yield Planning(store)
    await store.close()


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    opened = await open_store(tmp_path / "hotpapers.db", create=True, busy_timeout_s=0)
    yield opened
    await opened.close()
