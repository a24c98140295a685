"""The app's own page, and the shortcut in the menu of messages."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.app import App
from bot.subscriptions.model import Place
from tests.commands.conversation import fill, paper
from tests.slack.fake_slack import Fault
from tests.slack.lab import Lab, button, words
from tests.slack.payloads import envelope, home_opened, look_up, press_at_home


async def opened(lab: Lab, **who: str) -> Mapping[str, Any]:
    """Return the page as it is drawn for whoever opens it."""
    before = len(lab.slack.views)
    await lab.send(envelope("events_api", home_opened(**who)))
    await lab.slack.until(before + 1, "views")
    return {"text": "", **lab.slack.views[-1][1]}


async def test_the_page_shows_what_one_has_and_how_the_sources_stand(lab: Lab) -> None:
    await lab.say("subscribe agents", user="U2", channel="DU2")
    await lab.press("Confirm", user="U2", channel="DU2")
    await lab.say("save 2611.00005", user="U2")
    page = words(await opened(lab))
    assert all(word in page for word in ("agents", "A survey of herons", "How the sources stand", "Asia/Tokyo"))
    assert "Asia/Tokyo" not in words(await opened(lab, user="U1"))
    assert [user for user, _ in lab.slack.views] == ["U2", "U1"]


async def test_a_page_that_grows_too_long_keeps_its_buttons(app: App, lab: Lab) -> None:
    long = [paper(number, "Herons " * 40, abstract="A heron.", heat=number) for number in range(100, 125)]
    await fill(app, long)
    for each in long:
        await app.store.save_paper("slack:T01/@U2", each.paper.id, at=app.clock.now())
    await lab.say("subscribe agents", user="U2", channel="DU2")
    await lab.press("Confirm", user="U2", channel="DU2")
    assert button(await opened(lab), "Change 1")


async def test_a_subscription_is_paused_and_resumed_on_the_page(app: App, lab: Lab) -> None:
    await lab.say("subscribe agents", user="U2", channel="DU2")
    await lab.press("Confirm", user="U2", channel="DU2")
    page = await opened(lab)
    for label in ("Change 1", "Pause", "Resume"):
        seen = len(lab.slack.views)
        await lab.send(envelope("interactive", press_at_home(button(page, label))))
        await lab.slack.until(seen + 1, "views")
        page = {"text": "", **lab.slack.views[-1][1]}
        [subscription] = await app.store.subscriptions(Place("slack:T01/@U2"))
        assert (subscription.paused is not None) == (label == "Pause")


async def test_the_page_is_drawn_once_for_an_event_that_comes_twice(lab: Lab) -> None:
    frame = envelope("events_api", home_opened())
    for _ in range(2):
        await lab.send(frame)
    await lab.slack.until(1, "views")
    await lab.say("status")
    assert len(lab.slack.views) == 1


async def test_the_other_tab_draws_nothing(lab: Lab) -> None:
    await lab.send(envelope("events_api", home_opened("messages")))
    await lab.say("status")
    assert lab.slack.views == []


async def test_a_page_that_cannot_be_shown_stops_nothing(lab: Lab) -> None:
    lab.slack.faults["views.publish"] = [Fault("hash_conflict")]
    await lab.send(envelope("events_api", home_opened()))
    assert "Nothing is posted here yet" in words(await opened(lab))


NAMED = {
    "in its text": {"text": "see <https://arxiv.org/abs/2611.00001v2|this>"},
    "in a block": {"text": "", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "arXiv:2611.00001"}}]},
    "in an attachment": {"text": "", "attachments": [{"title_link": "https://arxiv.org/pdf/2611.00001"}]},
}


@pytest.mark.parametrize("case", NAMED)
async def test_papers_that_a_message_names_are_shown_to_whoever_asks_alone(lab: Lab, case: str) -> None:
    answer = await lab.deliver(envelope("interactive", look_up(NAMED[case], lab.slack.response_url())))
    assert answer["response_type"] == "ephemeral"
    assert "Agents that fish" in words(answer)
    assert button(answer, "Save")


async def test_several_papers_are_shown_together_and_the_rest_is_counted(lab: Lab) -> None:
    message = {"text": " ".join(f"arXiv:2611.0000{number}" for number in range(1, 8))}
    answer = words(await lab.deliver(envelope("interactive", look_up(message, lab.slack.response_url()))))
    assert "Agents that swim" in answer
    assert "There are 2 more in it" in answer


async def test_a_message_without_papers_is_told_to_be_one(lab: Lab) -> None:
    answer = await lab.deliver(envelope("interactive", look_up({"text": "lunch?"}, lab.slack.response_url())))
    assert "This message names no paper" in words(answer)
