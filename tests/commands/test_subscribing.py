"""Conversations about subscriptions, from the first question to the last."""

from datetime import date, timedelta

import pytest

from bot.app import App
from bot.subscriptions.model import Layout, Place
from tests.commands.conversation import (
    ADA,
    BO,
    FRIDAY,
    LAB,
    MEMBER,
    Conversation,
    labels,
    paper,
    refused,
    shown_ids,
    text_of,
)
from tests.fakes import FakeClock


async def subscribed(chat: Conversation, line: str = "subscribe agents") -> int:
    """Subscribe and confirm; return the number."""
    await chat.say(line)
    said = text_of(await chat.press("Confirm"))
    return int(said.removeprefix("Subscribed, as number ").partition(".")[0])


async def test_a_preview_says_what_would_have_matched_and_when_it_comes(chat: Conversation) -> None:
    reply = await chat.say("subscribe agents -old --at 18:30 --days mon-thu --top 5")
    said = text_of(reply)
    assert (
        'Topic: with "agents", without "old". It comes every Monday, Tuesday, Wednesday and Thursday at 18:30' in said
    )
    assert "It would have matched 4 papers in the last 7 days; here are the 3 hottest." in said
    assert shown_ids(reply) == ["2611.00001", "2611.00002", "2611.00003"]
    assert "The first digest would come Mon 23 Nov 2026 at 18:30 (Europe/Berlin)." in said
    assert labels(reply) == ["Confirm", "Cancel"]
    assert reply.private


async def test_a_preview_counts_what_is_hot_enough(chat: Conversation) -> None:
    reply = await chat.say("subscribe agents --min-heat 50")
    assert "matched 4 papers in the last 7 days, 2 with a heat of 50 or more; here are the 2 hottest" in text_of(reply)
    assert shown_ids(reply) == ["2611.00001", "2611.00002"]


async def test_nothing_is_saved_before_confirm(chat: Conversation, app: App) -> None:
    await chat.say("subscribe agents")
    assert await app.store.subscriptions(LAB.place) == []
    await chat.press("Confirm")
    [made] = await app.store.subscriptions(LAB.place)
    assert (made.topic.query, made.made_by, made.server, made.place) == ("agents", ADA, "discord:9", LAB.place)
    assert made.made_at == app.clock.now()


async def test_every_setting_that_was_asked_for_is_saved(chat: Conversation, app: App) -> None:
    await subscribed(
        chat,
        'subscribe "tool use" OR agents --name tools --at 7:15 --zone tokyo --days sat,sun --layout full --top 3 '
        "--min-heat 12.5 --window 2w --silent-when-empty --quiet --late-limit 2d --settle 90m",
    )
    [made] = await app.store.subscriptions(LAB.place)
    rules = made.rules
    assert (made.topic.query, made.topic.name) == ('"tool use" OR agents', "tools")
    assert (f"{rules.schedule.at:%H:%M}", rules.schedule.zone, rules.schedule.days) == ("07:15", "Asia/Tokyo", {5, 6})
    assert (rules.layout, rules.top, rules.min_heat, rules.window_days) == (Layout.FULL, 3, 12.5, 14)
    assert (rules.silent_when_empty, rules.quiet) == (True, True)
    assert (rules.late_limit, rules.settle) == (timedelta(days=2), timedelta(minutes=90))


async def test_how_late_and_how_settled_can_be_set_said_and_taken_back(chat: Conversation, app: App) -> None:
    await subscribed(chat, "subscribe agents")
    said = text_of(await chat.say("settings 1 --late-limit 0h --settle 24h"))
    assert "at most 0h late, of papers announced at least 1d ago" in said
    assert "late" not in text_of(await chat.say("settings 1 --late-limit 6h --settle 0h")).partition("papers")[2]
    [made] = await app.store.subscriptions(LAB.place)
    assert (made.rules.late_limit, made.rules.settle) == (timedelta(hours=6), timedelta(0))


async def test_cancel_leaves_everything_as_it_was(chat: Conversation, app: App) -> None:
    await chat.say("subscribe agents")
    assert "as it was" in text_of(await chat.press("Cancel"))
    assert await app.store.subscriptions(LAB.place) == []


async def test_a_button_pressed_twice_does_nothing_twice(chat: Conversation, app: App) -> None:
    preview = await chat.say("subscribe agents")
    await chat.press("Confirm")
    chat.last = preview
    assert refused(await chat.press("Confirm"), "Nothing waits for this answer")
    chat.last = preview
    assert refused(await chat.press("Cancel"), "Nothing waits for this answer")
    assert len(await app.store.subscriptions(LAB.place)) == 1


async def test_confirm_works_after_a_restart(chat: Conversation, app: App) -> None:
    preview = await chat.say("subscribe agents")
    restarted = Conversation(app.dispatcher())
    restarted.last = preview
    assert "Subscribed, as number 1." in text_of(await restarted.press("Confirm"))


async def test_a_preview_is_good_for_a_day(chat: Conversation, clock: FakeClock) -> None:
    await chat.say("subscribe agents")
    clock.advance(hours=25)
    assert refused(await chat.press("Confirm"), "older than a day")


async def test_only_the_asker_or_a_manager_confirms(chat: Conversation, app: App) -> None:
    await chat.say("subscribe agents")
    member, manager = chat.by(caller=BO, rights=MEMBER), chat.by(caller=BO)
    assert refused(await member.press("Confirm"), "manage this channel")
    assert await app.store.subscriptions(LAB.place) == []
    await manager.press("Confirm")
    [made] = await app.store.subscriptions(LAB.place)
    assert made.made_by == ADA


async def test_a_token_from_another_channel_is_worth_nothing(chat: Conversation, app: App) -> None:
    await chat.say("subscribe agents")
    elsewhere = chat.by(place=Place("discord:200"))
    assert refused(await elsewhere.press("Confirm"), "Nothing waits")
    assert await app.store.subscriptions(Place("discord:200")) == []


async def test_a_kept_button_cannot_be_confirmed_as_if_it_was_a_preview(chat: Conversation, app: App) -> None:
    long_query = " OR ".join(f"agents{number}" for number in range(20))
    reply = await chat.say(f"search agents OR {long_query}")
    token = chat.button("Subscribe to this").arguments["token"]
    assert reply.buttons[0].verb == "again"
    assert refused(await chat.ask("confirm", token=token), "Nothing waits")
    assert labels(await chat.ask("again", token=token)) == ["Confirm", "Cancel"]
    assert await app.store.subscriptions(LAB.place) == []


async def test_the_list_has_every_subscription_with_its_number_sentence_and_next_time(chat: Conversation) -> None:
    assert "Nothing is posted here yet" in text_of(await chat.say("subscriptions"))
    await subscribed(chat, "subscribe agents --name fishing")
    await subscribed(chat, "subscribe herons")
    reply = await chat.say("subscriptions")
    said = text_of(reply)
    assert "2 subscriptions here:" in said
    assert '1 fishing (with "agents"); every weekday at 09:00 (Europe/Berlin), compact, at most 10 papers' in said
    assert '2 with "herons";' in said
    assert "next Mon 23 Nov 2026 at 09:00 (Europe/Berlin); made by Ada" in said
    assert labels(reply) == ["Change 1", "Change 2"]


@pytest.mark.parametrize("name", ["1", "#1", "fishing", "FISHING", ""])
async def test_a_subscription_is_named_by_number_by_name_or_not_at_all_if_it_is_the_only_one(
    chat: Conversation, name: str
) -> None:
    await subscribed(chat, "subscribe agents --name fishing")
    assert 'fishing (with "agents")' in text_of(await chat.say(f"settings {name}"))


async def test_of_several_one_has_to_be_named(chat: Conversation) -> None:
    await subscribed(chat, "subscribe agents")
    await subscribed(chat, "subscribe herons")
    assert refused(await chat.say("pause"), "Which one? There are 1, 2 here")


async def test_settings_change_only_what_was_named(chat: Conversation, app: App) -> None:
    await subscribed(chat, "subscribe agents --name fishing --top 5 --min-heat 50 --quiet")
    reply = await chat.say("settings 1 --at 18:00 --min-heat auto --no-quiet")
    [changed] = await app.store.subscriptions(LAB.place)
    assert "Changed 1." in text_of(reply)
    assert (changed.topic.query, changed.topic.name, changed.rules.top) == ("agents", "fishing", 5)
    assert (f"{changed.rules.schedule.at:%H:%M}", changed.rules.min_heat, changed.rules.quiet) == ("18:00", None, False)


async def test_the_topic_itself_can_be_changed(chat: Conversation, app: App) -> None:
    await subscribed(chat, "subscribe agents")
    await chat.say("settings 1 agents -survey")
    [changed] = await app.store.subscriptions(LAB.place)
    assert changed.topic.query == "agents -survey"


async def test_paused_it_rests_and_resumed_it_goes_on(chat: Conversation, app: App, clock: FakeClock) -> None:
    await subscribed(chat)
    assert "paused (by hand)" in text_of(await chat.say("pause 1"))
    clock.advance(days=10)
    assert "next Tue 1 Dec 2026 at 09:00" in text_of(await chat.press("Resume"))
    [going] = await app.store.subscriptions(LAB.place)
    assert (going.paused, going.next_fire_at > clock.now()) == (None, True)
    assert "It is not paused" in text_of(await chat.say("resume 1"))


async def test_unsubscribed_it_is_gone_and_can_be_taken_up_again(chat: Conversation, app: App) -> None:
    await subscribed(chat, "subscribe agents --name fishing --at 18:00 --min-heat 5 --window 3d --quiet")
    [before] = await app.store.subscriptions(LAB.place)
    assert "Ended:" in text_of(await chat.say("unsubscribe fishing"))
    assert await app.store.subscriptions(LAB.place) == []
    await chat.press("Subscribe again")
    await chat.press("Confirm")
    [after] = await app.store.subscriptions(LAB.place)
    assert (after.topic, after.rules) == (before.topic, before.rules)
    assert after.number != before.number


async def test_a_topic_without_any_words_is_all_papers(chat: Conversation) -> None:
    reply = await chat.say("subscribe")
    assert text_of(reply).startswith("Topic: all papers. It comes every weekday at 09:00")
    assert shown_ids(reply)[0] == "2611.00001"


async def test_in_a_direct_message_everybody_subscribes_for_themselves(chat: Conversation, app: App) -> None:
    direct = chat.by(place=Place("discord:@2"), caller=BO, rights=MEMBER, server=None, is_direct=True)
    await direct.say("subscribe herons")
    await direct.press("Confirm")
    [made] = await app.store.subscriptions(Place("discord:@2"))
    assert (made.made_by, made.server) == (BO, None)


async def test_one_match_and_none_are_said_as_such(chat: Conversation) -> None:
    assert "matched 1 paper in the last 7 days; here it is." in text_of(await chat.say("subscribe herons"))
    assert "matched no paper in the last 7 days." in text_of(await chat.say("subscribe walruses"))


async def test_papers_of_eight_days_ago_are_not_in_the_preview(chat: Conversation, app: App) -> None:
    week = [paper(50 + ago, f"Newts {ago}", announced=FRIDAY - timedelta(days=ago)) for ago in (6, 7)]
    await app.store.save_imported(week, seen_at=app.clock.now())
    assert shown_ids(await chat.say("subscribe newts")) == ["2611.00056"]
    assert FRIDAY - timedelta(days=6) == date(2026, 11, 14)
