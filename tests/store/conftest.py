from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.store.contract import Store
from bot.store.sqlite import SqliteStore, open_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "hotpapers.db"


@pytest_asyncio.fixture
async def sqlite_store(path: Path) -> AsyncIterator[SqliteStore]:
    store = await open_store(path, create=True, busy_timeout_s=0)
    yield store
    await store.close()


@pytest.fixture(params=["sqlite"])
def store(request: pytest.FixtureRequest) -> Store:
    """Return an empty store, each implementation in turn."""
    made: Store = request.getfixturevalue(f"{request.param}_store")
    return made
