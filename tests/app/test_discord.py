"""The whole bot on Discord, as people meet it: installed, asked, subscribed, and there again after a restart."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.app import App, open_app
from bot.app.run import run
from bot.config import Config
from bot.delivery.servers import REMOVED
from bot.errors import ConfigError
from bot.subscriptions.model import Pause, Place
from tests.commands.conversation import fill, limits
from tests.discord.fake_discord import CHANNEL, GUILD, OWNER, FakeDiscord, Fault, member
from tests.discord.test_answering import COMMAND, COMPONENT, TYPING, papers, press, under
from tests.fakes import FlowingClock

HERE = Place(f"discord:{CHANNEL}")


@pytest_asyncio.fixture
async def fake(clock: FlowingClock) -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord(clock) as site:
        yield site
    assert site.violations == []


@pytest.fixture
def clock() -> FlowingClock:
    return FlowingClock()


@asynccontextmanager
async def running(fake: FakeDiscord, clock: FlowingClock, folder: Path, token: str | None = None) -> AsyncIterator[App]:
    """Run the bot over a small library, until the block ends as SIGTERM would end it."""
    discord = {"token": token or fake.token, "api_base_url": fake.api_base_url, "gateway_url": fake.gateway_url}
    off = {name: {"enabled": False} for name in ("arxiv", "huggingface", "hackernews")}
    config = Config.model_validate({"discord": discord, "sources": off, "limits": limits()})
    stopping = asyncio.Event()
    async with open_app(config, folder / "papers.db", clock, create=True) as app:
        await fill(app)
        fake.heard.clear()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(run(app, stopping, io.StringIO()))
            async with asyncio.timeout(20):
                await fake.heard.wait()
            yield app
            stopping.set()


def buttons(reply: dict[str, Any]) -> dict[str, str]:
    """Return the requests of the buttons under a message, by their labels."""
    return {
        one["label"]: one["custom_id"] for row in reply["components"] for one in row["components"] if "label" in one
    }


async def subscribe(fake: FakeDiscord) -> dict[str, Any]:
    """Subscribe the channel to agents at ten, and return what is then said for all to read."""
    wish = papers("subscribe", query="agents", at="10:00", zone="Europe/Berlin")
    preview = await (await fake.interact(COMMAND, wish)).reply()
    assert "Nothing is saved before you confirm" in str(preview)
    return await (await fake.interact(COMPONENT, press(buttons(preview)["Confirm"]), **under())).reply()


async def test_a_topic_is_previewed_confirmed_and_posted_at_its_hour_once_and_so_after_a_restart(
    fake: FakeDiscord, clock: FlowingClock, tmp_path: Path
) -> None:
    async with running(fake, clock, tmp_path):
        said = await subscribe(fake)
        assert ("Subscribed, as number 1." in str(said), said.get("flags")) == (True, None)
        clock.advance(hours=1)
        digest = await fake.next_message()
    assert "Agents that fish" in str(digest)
    assert digest["allowed_mentions"] == {"parse": []}
    async with running(fake, clock, tmp_path):
        picked = fake.messages[CHANNEL][0]["components"][0]["components"][0]["options"][0]["value"]
        card = await (await fake.interact(COMPONENT, press("pick", picked), **under())).reply()
        assert ("Agents that fish" in str(card), card["flags"]) == (True, 64)
        clock.advance(days=3)
        await fake.next_message()
    assert len(fake.messages[CHANNEL]) == 2
    assert len(fake.commands) == 1


async def test_a_search_is_completed_while_typed_and_answered(
    fake: FakeDiscord, clock: FlowingClock, tmp_path: Path
) -> None:
    typing = papers("search", query="agents #cs.C")
    typing["options"][0]["options"][0]["focused"] = True
    async with running(fake, clock, tmp_path):
        _, body = await (await fake.interact(TYPING, typing)).next()
        assert "agents #cs.CL" in [choice["value"] for choice in body["data"]["choices"]]
        reply = await (await fake.interact(COMMAND, papers("search", query="#cs.CL agents"))).reply()
        assert "Agents that fish" in str(reply)
        wrong = await (await fake.interact(COMMAND, papers("search", query="(agents"))).reply()
        assert ("In the query" in wrong["content"], wrong["flags"]) == (True, 64)
        long = await (await fake.interact(COMMAND, papers("search", query="x" * 4000))).reply()
        assert "500" in long["content"]


async def test_who_may_not_manage_the_channel_is_told_who_may(
    fake: FakeDiscord, clock: FlowingClock, tmp_path: Path
) -> None:
    async with running(fake, clock, tmp_path):
        visitor = {"member": member("3", "Eve", 1 << 11)}
        reply = await (await fake.interact(COMMAND, papers("subscribe", query="agents"), **visitor)).reply()
    assert ("manage this channel" in reply["content"], reply["flags"]) == (True, 64)


async def test_a_part_that_discord_took_without_an_answer_is_there_once(
    fake: FakeDiscord, clock: FlowingClock, tmp_path: Path
) -> None:
    async with running(fake, clock, tmp_path) as app:
        await subscribe(fake)
        fake.faults.append(Fault(stores=True, drops=True))
        clock.advance(hours=1)
        await fake.next_message()
        fake.forget_nonces()
        while (await app.store.deliveries())[0].sent_at is None:
            clock.advance(seconds=1)
    assert len(fake.messages[CHANNEL]) == 1


async def test_a_server_that_removes_the_bot_is_paused_and_goes_on_when_it_is_back(
    fake: FakeDiscord, clock: FlowingClock, tmp_path: Path
) -> None:
    async with running(fake, clock, tmp_path) as app:
        await subscribe(fake)
        await app.store.pause_place(HERE, Pause(REMOVED, clock.now()))
        await until(app, lambda reasons: reasons == [None])  # which is done once all servers are there
        await fake.session.dispatch("GUILD_DELETE", {"id": GUILD})
        await until(app, lambda reasons: reasons == [REMOVED])
        await fake.session.dispatch("GUILD_CREATE", fake.guild(GUILD, joined=True))
        await until(app, lambda reasons: reasons == [None])
        welcome = await fake.next_message()
    assert welcome["channel_id"] == f"5{OWNER}"
    assert "/papers hot" in welcome["content"]


async def test_a_server_that_removed_the_bot_while_it_was_down_is_paused(
    fake: FakeDiscord, clock: FlowingClock, tmp_path: Path
) -> None:
    async with running(fake, clock, tmp_path):
        await subscribe(fake)
    fake.guilds = []
    async with running(fake, clock, tmp_path) as app:
        await until(app, lambda reasons: reasons == [REMOVED])
    fake.guilds = [GUILD]
    async with running(fake, clock, tmp_path) as app:
        await until(app, lambda reasons: reasons == [None])


async def until(app: App, holds: Any) -> None:  # noqa: ANN401 - a function of reasons
    async with asyncio.timeout(20):
        while not holds([each.paused.reason if each.paused else None for each in await app.store.subscriptions(HERE)]):
            pass


async def test_a_wrong_token_is_told_at_the_start(fake: FakeDiscord, clock: FlowingClock, tmp_path: Path) -> None:
    with pytest.RaisesGroup(pytest.RaisesExc(ConfigError, match=r"\[discord\] token: Discord does not know it")):
        async with running(fake, clock, tmp_path, token="fake-and-revoked"):  # noqa: S106 - it opens nothing
            pass
