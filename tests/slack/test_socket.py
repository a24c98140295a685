"""Socket Mode: every envelope is acknowledged, none is answered twice, and no session is missed."""

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio

from bot.adapters.slack.opening import open_slack
from bot.app import App
from tests.slack.fake_slack import FakeSlack
from tests.slack.lab import Lab, behind, keys, over_a_socket, words
from tests.slack.payloads import command, envelope


@pytest_asyncio.fixture
async def lab(app: App, slack: FakeSlack) -> AsyncIterator[Lab]:
    async with over_a_socket(app, slack) as opened:
        yield opened


async def test_every_envelope_is_acknowledged(lab: Lab) -> None:
    frame = envelope("slash_commands", command("help", lab.slack.response_url()))
    await lab.deliver(frame)
    await lab.slack.until(1, "acks")
    assert [each["envelope_id"] for each in lab.slack.acks] == [frame["envelope_id"]]


async def test_an_envelope_that_comes_twice_is_acknowledged_twice_and_answered_once(lab: Lab) -> None:
    frame = envelope("slash_commands", command("saved", lab.slack.response_url()))
    await lab.deliver(frame)
    await lab.slack.send({**frame, "retry_attempt": 1, "retry_reason": "timeout"})
    await lab.slack.until(2, "acks")
    await lab.say("status")
    assert len(lab.slack.said) == 2


async def test_a_request_in_another_envelope_is_known_by_its_trigger(lab: Lab) -> None:
    body = command("saved", lab.slack.response_url())
    await lab.deliver(envelope("slash_commands", body))
    await lab.slack.send(envelope("slash_commands", body))
    await lab.slack.until(2, "acks")
    await lab.say("status")
    assert len(lab.slack.said) == 2


async def test_a_session_that_slack_ends_is_replaced(lab: Lab) -> None:
    await lab.slack.send({"type": "disconnect", "reason": "refresh_requested"})
    await lab.slack.until_socket(2)
    assert "What you can ask" in words(await lab.say("help"))


async def test_a_session_that_breaks_off_is_replaced(lab: Lab) -> None:
    await lab.slack.sockets[-1].close()
    await lab.slack.until_socket(2)
    assert "What you can ask" in words(await lab.say("help"))


async def test_a_stop_lets_answers_finish(app: App, slack: FakeSlack) -> None:
    async with open_slack(keys(slack), behind(app)):
        await slack.until_socket()
        await slack.send(envelope("slash_commands", command("help", slack.response_url())))
        await slack.until(1, "acks")
    async with asyncio.timeout(5):
        await slack.until(1)
