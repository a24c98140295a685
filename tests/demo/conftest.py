"""The replay, running, and a way to ask it."""

from collections.abc import AsyncIterator, Mapping

import aiohttp
import pytest

from bot.demo.replay import Replay
from tests.demo.asking import Get, Got

TIMEOUT = aiohttp.ClientTimeout(total=10)


@pytest.fixture
async def replay() -> AsyncIterator[Replay]:
    async with Replay() as running:
        yield running


@pytest.fixture
async def get() -> AsyncIterator[Get]:
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:

        async def get(url: str, *, headers: Mapping[str, str] | None = None, **params: str) -> Got:
            async with session.get(url, params=params, headers=headers) as answer:
                return Got(answer.status, answer.headers, await answer.read())

        yield get
