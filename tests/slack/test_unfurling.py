"""Links to papers that people post."""

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.app import App
from tests.fakes import FakeClock
from tests.slack.fake_slack import FakeSlack, Fault
from tests.slack.lab import Lab, over_http
from tests.slack.payloads import envelope, links

FISH = "https://arxiv.org/abs/2611.00001"
SWIM = "https://arxiv.org/abs/2611.00002"


@pytest_asyncio.fixture
async def lab(app: App, slack: FakeSlack) -> AsyncIterator[Lab]:
    async with over_http(app, slack, app.clock) as opened:
        yield opened


async def post(lab: Lab, *urls: str, cards: int, **where: str) -> None:
    """Post links, and return when so many messages have got their cards since the beginning."""
    await lab.send(envelope("events_api", links(*urls, **where)))
    await lab.slack.until(cards, "unfurled")
    # What should not come would have come by the time that another question is answered.
    await lab.say("status")
    assert len(lab.slack.unfurled) == cards


@pytest.mark.parametrize(
    "url",
    [
        "https://arxiv.org/abs/2611.00001v3",
        "https://arxiv.org/pdf/2611.00001",
        "https://huggingface.co/papers/2611.00001",
        "https://www.alphaxiv.org/abs/2611.00001",
        "https://doi.org/10.48550/arXiv.2611.00001",
    ],
)
async def test_a_link_to_a_paper_becomes_a_card_with_its_evidence(lab: Lab, url: str) -> None:
    await post(lab, url, cards=1)
    [unfurled] = lab.slack.unfurled
    card = json.dumps(unfurled[url], ensure_ascii=False)
    assert "Agents that fish" in card
    assert "🔥 90" in card
    assert "static_select" not in card


async def test_a_paper_is_shown_once_in_half_an_hour_in_a_channel(lab: Lab, clock: FakeClock) -> None:
    await post(lab, FISH, cards=1)
    await post(lab, FISH, cards=1)
    await post(lab, FISH, channel="C2", cards=2)
    clock.advance(minutes=30)
    await post(lab, FISH, cards=3)


async def test_two_links_get_their_cards_and_three_are_a_list(lab: Lab) -> None:
    await post(lab, FISH, SWIM, "https://arxiv.org/abs/2611.00003", cards=0)
    await post(lab, FISH, SWIM, cards=1)
    assert [set(each) for each in lab.slack.unfurled] == [{FISH, SWIM}]


async def test_a_link_that_is_still_being_written_waits(lab: Lab) -> None:
    await post(lab, FISH, source="composer", cards=0)
    await post(lab, FISH, cards=1)


@pytest.mark.parametrize("url", ["https://arxiv.org/list/cs.CL/new", "https://arxiv.org/abs/2611.09999"])
async def test_what_is_no_paper_of_ours_gets_no_card(lab: Lab, url: str) -> None:
    await post(lab, url, cards=0)


async def test_an_event_that_comes_twice_is_one(lab: Lab) -> None:
    frame = envelope("events_api", links(FISH, channel="C2"))
    for _ in range(2):
        await lab.send(frame)
    await post(lab, SWIM, cards=2)


async def test_a_card_that_slack_refuses_stops_nothing(lab: Lab) -> None:
    lab.slack.faults["chat.unfurl"] = [Fault("cannot_unfurl_url")]
    await post(lab, FISH, cards=0)
    await post(lab, SWIM, cards=1)
