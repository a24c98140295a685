"""Requests over HTTP: only Slack's own are let in, each is answered once."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.app import App
from tests.slack.fake_slack import FakeSlack
from tests.slack.lab import Lab, over_http
from tests.slack.payloads import command, envelope


@pytest_asyncio.fixture
async def lab(app: App, slack: FakeSlack) -> AsyncIterator[Lab]:
    async with over_http(app, slack) as opened:
        yield opened


FORGED = {
    "forged": {"headers": {"X-Slack-Signature": "v0=0000"}},
    "six minutes old": {"age_s": 360},
    "six minutes early": {"age_s": -360},
    "of another time": {"headers": {"X-Slack-Request-Timestamp": "1"}},
    "not signed": {"headers": {"X-Slack-Signature": ""}},
}


@pytest.mark.parametrize("case", FORGED)
async def test_nobody_else_gets_in(lab: Lab, case: str) -> None:
    body = command("help", lab.slack.response_url())
    assert await lab.send({**envelope("slash_commands", body), **FORGED[case]}) == 401
    await lab.say("status")
    assert len(lab.slack.said) == 1


async def test_a_request_that_is_sent_again_is_acknowledged_and_answered_once(lab: Lab) -> None:
    frame = envelope("slash_commands", command("saved", lab.slack.response_url()))
    assert [await lab.send({**frame, "headers": {"X-Slack-Retry-Num": str(number)}}) for number in range(3)] == [
        200
    ] * 3
    await lab.say("status")
    await lab.slack.until(2)
    assert len(lab.slack.said) == 2


async def test_what_nobody_listens_to_is_no_harm(lab: Lab) -> None:
    frame = envelope(
        "interactive", {"type": "shortcut", "callback_id": "x", "team": {"id": "T01"}, "user": {"id": "U1"}}
    )
    assert await lab.send(frame) == 404
