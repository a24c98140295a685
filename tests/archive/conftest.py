"""A real store."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from bot.store.sqlite import SqliteStore, open_store


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """Return an empty store beside the test's files."""
    opened = await open_store(tmp_path / "papers.db", create=True)
    yield opened
    await opened.close()
