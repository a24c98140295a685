from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.app import App, open_app
from bot.config import Config
from tests.commands.conversation import Conversation, fill, limits
from tests.fakes import FakeClock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "hotpapers.db"


@pytest_asyncio.fixture
async def app(path: Path, clock: FakeClock) -> AsyncIterator[App]:
    """Return the bot over a small library, all of last week's listings read."""
    async with open_app(Config.model_validate({"limits": limits()}), path, clock, create=True) as opened:
        await fill(opened)
        yield opened


@pytest.fixture
def chat(app: App) -> Conversation:
    return Conversation(app.dispatcher())
