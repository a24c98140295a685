from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.app import App, open_app
from bot.config import Config
from tests.commands.conversation import fill, limits
from tests.fakes import FakeClock
from tests.slack.fake_slack import FakeSlack
from tests.slack.lab import Lab, over_a_socket, over_http


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        yield fake
        assert fake.problems == []


@pytest_asyncio.fixture
async def app(tmp_path: Path, clock: FakeClock) -> AsyncIterator[App]:
    """Return the bot over a small library."""
    async with open_app(
        Config.model_validate({"limits": limits()}), tmp_path / "papers.db", clock, create=True
    ) as made:
        await fill(made)
        yield made


@pytest_asyncio.fixture(params=[over_a_socket, over_http], ids=["socket", "http"])
async def lab(request: pytest.FixtureRequest, app: App, slack: FakeSlack) -> AsyncIterator[Lab]:
    async with request.param(app, slack) as opened:
        yield opened
