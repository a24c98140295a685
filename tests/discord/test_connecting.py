"""What breaks the connection, and how it comes back."""

import asyncio

import pytest

from bot.adapters.discord import Access, Discord
from bot.delivery.place import Busy
from bot.errors import ConfigError
from tests.adapters.deliveries import delivery
from tests.discord.fake_discord import CHANNEL, FakeDiscord
from tests.discord.people import Desk, connected, listening, until
from tests.discord.test_answering import COMMAND, papers


async def test_a_gateway_that_asks_for_it_is_left_and_resumed(fake: FakeDiscord) -> None:
    desk = Desk()
    async with listening(fake, desk):
        await fake.session.ask_to_reconnect()
        asked = await fake.interact(COMMAND, papers("hot"))
        await asked.reply()
    assert (len(fake.sessions), fake.session.resumed) == (1, 1)
    assert len(desk.requests) == 1


async def test_an_event_that_discord_py_cannot_read_does_not_end_the_bot(fake: FakeDiscord) -> None:
    async with listening(fake):
        fake.heard.clear()
        await fake.session.dispatch("INTERACTION_CREATE", {"id": "1", "type": 2})
        async with asyncio.timeout(10):
            await fake.heard.wait()
        assert (await (await fake.interact(COMMAND, papers("help"))).reply())["content"] == "You said help."
    assert len(fake.sessions) == 2


async def test_a_token_that_is_revoked_is_told_in_the_log_and_what_waits_goes_on_waiting(
    fake: FakeDiscord, caplog: pytest.LogCaptureFixture
) -> None:
    async with listening(fake) as connection:
        fake.token = "fake-and-new"  # noqa: S105 - it opens nothing
        await fake.session.close(4004)
        await until(lambda: connection.http is None)
        outcome = await Discord(connection).send(delivery(f"discord:{CHANNEL}", {"content": "Hot"}))
        assert isinstance(outcome, Busy)
        await until(lambda: "Discord does not know it" in caplog.text)
    assert fake.texts() == []


async def test_a_discord_that_is_away_at_the_start_is_tried_again(fake: FakeDiscord) -> None:
    fake.is_away = True
    async with connected(fake) as connection, asyncio.TaskGroup() as tasks:
        assert connection.http is None
        fake.is_away = False
        running = tasks.create_task(connection.run())
        async with asyncio.timeout(10):
            await fake.heard.wait()
        running.cancel()


async def test_a_token_that_discord_does_not_know_stops_the_start(fake: FakeDiscord) -> None:
    fake.token = "fake-and-new"  # noqa: S105 - it opens nothing
    with pytest.raises(ConfigError, match="does not know it"):
        async with connected(fake, token="fake-and-old"):  # noqa: S106 - it opens nothing
            pass


def test_no_token_is_ever_shown() -> None:
    assert "fake-secret" not in repr(Access("fake-secret", "https://discord.example.com", "wss://discord.example.com"))


async def test_an_answer_that_nobody_waits_for_any_more_harms_nobody(fake: FakeDiscord) -> None:
    async with listening(fake):
        fake.expired.add("callback")
        late = await fake.interact(COMMAND, papers("hot"))
        await until(lambda: "POST /interactions/{interaction_id}/{interaction_token}/callback" in fake.asked)
        fake.expired.clear()
        assert (await (await fake.interact(COMMAND, papers("help"))).reply())["content"] == "You said help."
    assert late.came.empty()
