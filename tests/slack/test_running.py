"""The whole bot on Slack: a digest at nine, there once, with a menu that answers."""

import asyncio
import io
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import App, open_app
from bot.app.run import run
from bot.clock import SystemClock
from bot.config import Config
from bot.subscriptions.delivery import DeliveryState
from tests.commands.conversation import fill
from tests.slack.fake_slack import APP_TOKEN, BOT_TOKEN, FakeSlack, Fault
from tests.slack.lab import Lab, choice, words

NINE = datetime(2026, 11, 20, 8, tzinfo=UTC)


class JustBeforeNine(SystemClock):
    """A clock that runs three times as fast as any other, and began three seconds before nine in Berlin."""

    def __init__(self) -> None:
        self._began_s = self.monotonic_s()

    def now(self) -> datetime:
        return NINE + timedelta(seconds=self.monotonic_s() - self._began_s - 3)

    def monotonic_s(self) -> float:
        return 3 * time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / 3)


@asynccontextmanager
async def running(folder: Path, slack: FakeSlack, layout: str = "compact") -> AsyncIterator[App]:
    config = Config.model_validate(
        {
            "sources": {name: {"enabled": False} for name in ("arxiv", "huggingface", "hackernews")},
            "slack": {"bot_token": BOT_TOKEN, "app_token": APP_TOKEN, "api_base_url": slack.base_url},
            "subscription": [{"to": "slack:T01/C1", "topic": "agents", "zone": "Europe/Berlin", "layout": layout}],
        }
    )
    stopping = asyncio.Event()
    async with (
        open_app(config, folder / "papers.db", JustBeforeNine(), create=True) as app,
        asyncio.TaskGroup() as tasks,
    ):
        await fill(app)
        tasks.create_task(run(app, stopping, io.StringIO()))
        yield app
        stopping.set()


async def test_the_digest_comes_at_nine_and_its_menu_answers(tmp_path: Path, slack: FakeSlack) -> None:
    async with running(tmp_path, slack):
        await slack.until_posted("C1", 1)
        await slack.until_socket()
        [digest] = slack.channels["C1"].messages
        assert "Agents that fish" in words(digest)
        picked = await Lab(slack, slack.send).act(choice(digest), user="U2")
    assert picked["response_type"] == "ephemeral"
    assert "Agents that fish" in words(picked)
    assert len(slack.channels["C1"].messages) == 1


async def test_papers_of_a_thread_follow_its_head(tmp_path: Path, slack: FakeSlack) -> None:
    async with running(tmp_path, slack, "thread"):
        await slack.until_posted("C1", 4)
    head, *papers = slack.channels["C1"].messages
    assert "thread_ts" not in head
    assert {each["thread_ts"] for each in papers} == {head["ts"]}


FAULTS = {
    "dropped after it was taken": Fault(drops=True, works=True),
    "dropped before it was taken": Fault(drops=True),
    "too fast": Fault("ratelimited", 429, headers={"Retry-After": "1"}),
}


@pytest.mark.parametrize("case", FAULTS)
async def test_whatever_happens_on_the_way_one_digest_is_there(tmp_path: Path, slack: FakeSlack, case: str) -> None:
    slack.faults["chat.postMessage"] = [FAULTS[case]]
    async with running(tmp_path, slack) as app, asyncio.timeout(20):
        while [each.state for each in await app.store.deliveries()] != [DeliveryState.SENT]:
            await app.clock.sleep(0.05)
    assert len(slack.channels["C1"].messages) == 1
