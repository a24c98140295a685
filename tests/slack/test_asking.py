"""What people ask on Slack, through the real Bolt over a real socket."""

from bot.app import App
from bot.subscriptions.model import Place
from tests.commands.conversation import fill, paper
from tests.slack.fake_slack import Channel, FakeSlack, Fault
from tests.slack.lab import Lab, button, choice, words
from tests.slack.payloads import command, envelope, press


async def test_a_question_is_answered_with_a_menu_from_which_one_reads_alone(lab: Lab) -> None:
    answer = await lab.say("search agents heat&gt;=50")
    assert (answer["response_type"], answer["replace_original"]) == ("in_channel", False)
    assert "Agents that fish" in words(answer)
    assert "Agents that sleep" not in words(answer)
    picked = await lab.act(choice(answer))
    assert picked["response_type"] == "ephemeral"
    assert "Agents that fish" in words(picked) or "Old agents" in words(picked)


async def test_nothing_typed_is_help(lab: Lab) -> None:
    assert "What you can ask" in words(await lab.say(""))


async def test_a_mistake_is_told_in_private(lab: Lab) -> None:
    answer = await lab.say("serch agents")
    assert answer["response_type"] == "ephemeral"
    assert "Did you mean search?" in words(answer)


async def test_an_address_that_slack_put_in_angles_is_read(lab: Lab) -> None:
    assert "Agents that fish" in words(await lab.say("show <https://arxiv.org/abs/2611.00001|arxiv.org>"))


async def subscribed(lab: Lab, **who: str) -> str:
    await lab.say("subscribe agents --at 09:00", **who)
    return words(await lab.press("Confirm", **who))


async def test_a_topic_is_shown_then_confirmed_for_all_to_see_in_the_zone_of_the_profile(app: App, lab: Lab) -> None:
    preview = await lab.say("subscribe agents --at 09:00")
    assert preview["response_type"] == "ephemeral"
    assert "It would have matched" in words(preview)
    done = await lab.press("Confirm")
    assert done["response_type"] == "in_channel"
    [made] = await app.store.subscriptions(Place("slack:T01/C1"))
    assert (made.server, made.rules.schedule.zone) == ("slack:T01", "Europe/Berlin")
    assert made.made_by is not None
    assert made.made_by.user == "slack:T01/@U1"


async def test_who_neither_administers_nor_made_the_channel_may_not_subscribe(app: App, lab: Lab) -> None:
    assert "That is for those who may manage this channel" in words(await lab.say("subscribe agents", user="U2"))
    assert "Subscribed" in await subscribed(lab, user="U0CREATOR")
    assert len(await app.store.subscriptions(Place("slack:T01/C1"))) == 1


async def test_everybody_may_subscribe_for_themselves(app: App, lab: Lab) -> None:
    lab.slack.channels["DU2"] = Channel("DU2", with_user="U2")
    assert "Subscribed" in await subscribed(lab, user="U2", channel="DU2")
    [made] = await app.store.subscriptions(Place("slack:T01/@U2"))
    assert made.rules.schedule.zone == "Asia/Tokyo"


async def test_between_two_people_nothing_is_shown_to_the_other(lab: Lab) -> None:
    await subscribed(lab, user="U2", channel="D0STRANGERS")
    assert {each["response_type"] for each in lab.slack.said} == {"ephemeral"}


async def test_who_may_manage_is_not_guessed_when_slack_does_not_tell(lab: Lab) -> None:
    lab.slack.faults["users.info"] = [Fault("missing_scope")]
    assert "That is for those who may manage" in words(await lab.say("subscribe agents"))


async def test_the_bot_goes_into_a_public_channel_that_it_is_to_post_in(lab: Lab) -> None:
    assert "/invite" not in await subscribed(lab, channel="C2")
    assert lab.slack.channels["C2"].is_member


async def test_a_private_channel_is_told_how_to_invite_the_bot(lab: Lab) -> None:
    lab.slack.channels["C3"] = Channel("C3", is_private=True, is_member=False)
    assert "Please type: /invite @hotpapers" in await subscribed(lab, channel="C3")


async def test_answers_go_to_slack_alone(lab: Lab) -> None:
    async with FakeSlack() as stranger:
        await lab.send(envelope("slash_commands", command("help", stranger.response_url())))
        await lab.say("status")
        assert (len(lab.slack.said), stranger.said) == (1, [])


async def test_an_answer_that_is_too_long_says_so(app: App, lab: Lab) -> None:
    herons = [paper(number, f"Herons {number}", abstract="A heron. " * 200, heat=number) for number in range(100, 200)]
    await fill(app, herons)
    before = len(lab.slack.said)
    await lab.say("hot herons --layout full --top 100")
    await lab.slack.until(before + 5)
    await lab.say("status")
    assert len(lab.slack.said) == before + 6
    assert "There is more than Slack lets me answer at once" in words(lab.slack.said[-2])


async def test_an_old_button_is_explained(lab: Lab) -> None:
    old = {"type": "button", "action_id": "button-1", "value": "confirm?token=gone"}
    assert "Nothing waits for this answer" in words(await lab.act(old))


async def test_two_presses_at_once_subscribe_once(app: App, lab: Lab) -> None:
    confirm = button(await lab.say("subscribe agents"), "Confirm")
    for _ in range(2):
        await lab.send(envelope("interactive", press(confirm, lab.slack.response_url())))
    await lab.slack.until(3)
    assert len(await app.store.subscriptions(Place("slack:T01/C1"))) == 1
