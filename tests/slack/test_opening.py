"""Starting and staying connected: wrong tokens are told, silence is noticed."""

import asyncio
import logging
import socket
from contextlib import suppress
from dataclasses import replace

import pytest

from bot.adapters.slack.calling import open_client
from bot.adapters.slack.opening import Http, Socket, bolt_app, open_slack
from bot.adapters.slack.socket import SocketMode
from bot.app import App
from bot.clock import SystemClock
from bot.errors import ConfigError
from tests.slack.fake_slack import APP_TOKEN, BOT_TOKEN, FakeSlack, Fault
from tests.slack.lab import behind, keys

ANOTHER = "xoxb-somebody-elses"


@pytest.mark.parametrize(
    ("name", "word"), [("bot_token", "Bot User OAuth Token"), ("app_token", "app-level token with connections:write")]
)
async def test_a_wrong_token_is_told_at_the_start_with_what_to_do(
    app: App, slack: FakeSlack, name: str, word: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        async with open_slack(keys(slack, **{name: ANOTHER}), behind(app)):
            pass
    assert str(caught.value).startswith(f"[slack] {name}: Slack refuses it (invalid_auth): ")
    assert word in str(caught.value)
    assert ANOTHER not in str(caught.value)


async def test_while_slack_cannot_be_reached_everything_else_goes_on(
    app: App, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    slack.faults["auth.test"] = [Fault(drops=True)]
    slack.faults["apps.connections.open"] = [Fault(drops=True), Fault("internal_error", 500)]
    async with open_slack(keys(slack), behind(app)):
        await slack.until_socket()
    assert "Slack cannot be reached" in caplog.text


async def test_a_start_does_not_wait_for_slack_for_long(
    app: App, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    slack.faults["auth.test"] = [Fault(hangs=True)]
    async with asyncio.timeout(10), open_slack(keys(slack), behind(app)):
        await slack.until_socket()
    assert "Slack does not answer; it is tried again" in caplog.text


async def test_nothing_at_all_answers_and_nothing_waits_for_it(app: App, slack: FakeSlack) -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        base_url = f"http://127.0.0.1:{unheard.getsockname()[1]}/api"
        nowhere = replace(keys(slack), api_base_url=base_url)
        async with asyncio.timeout(5), open_slack(nowhere, behind(app)) as places:
            assert places.kind == "slack"


@pytest.mark.parametrize(
    ("ping_every_s", "silence_s"), [(60.0, 0.3), (0.2, 5.0)], ids=["no pong comes", "the connection is found dead"]
)
async def test_a_session_that_falls_silent_is_replaced(slack: FakeSlack, ping_every_s: float, silence_s: float) -> None:
    slack.answers_pings = False
    async with open_client(BOT_TOKEN, base_url=slack.base_url) as client:
        connection = SocketMode(
            bolt_app(client, Socket(APP_TOKEN)),
            APP_TOKEN,
            SystemClock(),
            ping_every_s=ping_every_s,
            silence_s=silence_s,
        )
        running = asyncio.create_task(connection.run())
        await slack.until_socket(2)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def test_no_token_stands_in_any_log_or_repr(app: App, slack: FakeSlack, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    slack.faults["apps.connections.open"] = [Fault("invalid_auth"), Fault(status=500)]
    with suppress(ConfigError):
        async with open_slack(keys(slack), behind(app)):
            pass
    async with open_slack(keys(slack), behind(app)):
        await slack.until_socket()
    said = f"{caplog.text} {keys(slack)!r}"
    assert BOT_TOKEN not in said
    assert APP_TOKEN not in said
    assert "/socket" not in "".join(line for line in said.splitlines() if "aiohttp" not in line)


async def test_a_port_that_is_taken_is_told_as_it_is(app: App, slack: FakeSlack) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        incoming = Http("secret", "127.0.0.1", taken.getsockname()[1])
        with pytest.raises(OSError, match="address already in use"):
            async with open_slack(keys(slack, incoming=incoming), behind(app)):
                pass
