from collections.abc import AsyncIterator

import pytest_asyncio

from tests.discord.fake_discord import FakeDiscord


@pytest_asyncio.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    """Return a Discord that has nothing to complain of in the end."""
    async with FakeDiscord() as site:
        yield site
    assert site.violations == []
