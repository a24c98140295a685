"""The rules that people feel, each with a test named after it."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.app import App, open_app
from bot.commands.words import Right
from bot.config import Config
from bot.store.outbox_contract import Declared, Fired
from bot.subscriptions.model import DigestRules, Layout, Pause, Person, Place, Topic
from bot.subscriptions.schedule import EVERY_DAY, Schedule, period
from bot.subscriptions.turns import next_turn
from tests.commands.conversation import (
    ADA,
    BO,
    FRIDAY,
    LAB,
    LIBRARY,
    LISTING_DAYS,
    MEMBER,
    Conversation,
    fill,
    labels,
    limits,
    paper,
    refused,
    text_of,
)
from tests.fakes import FakeClock


async def test_a_topic_outside_the_gathered_categories_is_refused_in_words(chat: Conversation) -> None:
    reply = await chat.say("subscribe #math.AG sheaves")
    assert refused(reply, "math.AG is not gathered here", "cs.AI, cs.CL, cs.CV, cs.LG, stat.ML", "stay silent")
    assert reply.buttons == ()


async def test_a_topic_that_only_cross_lists_reach_is_flagged(chat: Conversation) -> None:
    reply = await chat.say("subscribe #q-bio.PE")
    assert "q-bio.PE is not gathered here: only papers that are also in cs.AI" in text_of(reply)
    assert labels(reply) == ["Confirm", "Cancel"]


async def test_a_topic_partly_outside_is_flagged(chat: Conversation) -> None:
    reply = await chat.say("subscribe #cs.CL OR #math.AG")
    assert "math.AG is not gathered here" in text_of(reply)
    assert labels(reply) == ["Confirm", "Cancel"]


@pytest.mark.parametrize("topic", ["#cs", "#cs.CL agents", "agents -#math.AG", "#cs.NE OR agents"])
async def test_a_topic_within_is_taken_without_a_word(chat: Conversation, topic: str) -> None:
    assert labels(await chat.say(f"subscribe {topic}")) == ["Confirm", "Cancel"]


async def test_settings_do_not_let_a_topic_outside_in_either(chat: Conversation, app: App) -> None:
    await chat.say("subscribe agents")
    await chat.press("Confirm")
    assert refused(await chat.say("settings 1 #math.AG"), "math.AG is not gathered here")
    [unchanged] = await app.store.subscriptions(LAB.place)
    assert unchanged.topic.query == "agents"


async def test_a_preview_before_the_listings_are_read_says_still_gathering(path: Path, clock: FakeClock) -> None:
    async with open_app(Config.model_validate({"limits": limits()}), path, clock, create=True) as app:
        await fill(app, LIBRARY, LISTING_DAYS[:-2])
        said = text_of(await Conversation(app.dispatcher()).say("subscribe agents"))
        assert "Still gathering: not everything announced on Thu 19 Nov 2026, Fri 20 Nov 2026 is read yet" in said
        await fill(app, (), LISTING_DAYS[-2:])
        assert "gathering" not in text_of(await Conversation(app.dispatcher()).say("subscribe agents"))


async def test_a_servers_zone_is_asked_once_and_then_offered(chat: Conversation) -> None:
    nobody_tells = chat.by(zone=None)
    question = await nobody_tells.say("subscribe agents --top 3")
    assert "In which time zone is 09:00?" in text_of(question)
    assert "Europe/London" in labels(question)
    assert "(Europe/London)" in text_of(await nobody_tells.press("Europe/London"))
    await nobody_tells.press("Confirm")
    elsewhere = chat.by(zone=None, place=Place("discord:200"), caller=BO)
    assert "at 09:00 (Europe/London)" in text_of(await elsewhere.say("subscribe herons"))
    another_server = chat.by(zone=None, server="discord:8", place=Place("discord:300"))
    assert "In which time zone" in text_of(await another_server.say("subscribe herons"))


async def test_in_a_direct_message_the_zone_is_asked_once_too(chat: Conversation) -> None:
    direct = chat.by(zone=None, server=None, is_direct=True, place=Place("discord:@1"))
    assert "In which time zone" in text_of(await direct.say("subscribe agents"))
    await direct.press("Asia/Tokyo")
    await direct.press("Confirm")
    assert "at 09:00 (Asia/Tokyo)" in text_of(await direct.say("subscribe herons"))


async def test_the_callers_own_zone_wins_over_the_servers_and_a_named_one_over_both(chat: Conversation) -> None:
    await chat.say("subscribe agents zone:Asia/Tokyo")
    await chat.press("Confirm")
    assert "at 09:00 (Europe/Berlin)" in text_of(await chat.say("subscribe herons"))
    assert "at 09:00 (America/New_York)" in text_of(await chat.say("subscribe herons zone:new_york"))


CAPS = {"subscriptions_per_place": 2, "per_server": 3, "per_user": 4}


async def test_caps_answer_kindly_and_privately(path: Path, clock: FakeClock) -> None:
    async with open_app(Config.model_validate({"limits": limits(**CAPS)}), path, clock, create=True) as app:
        await fill(app)
        chat = Conversation(app.dispatcher())
        for topic in ("agents", "herons"):
            await chat.say(f"subscribe {topic}")
            await chat.press("Confirm")
        assert refused(await chat.say("subscribe rivers"), "There are 2 subscriptions here, which is the most")
        next_door = chat.by(place=Place("discord:200"))
        await next_door.say("subscribe agents")
        await next_door.press("Confirm")
        full_server = chat.by(place=Place("discord:300"))
        await full_server.say("subscribe agents")
        reply = await full_server.press("Confirm")
        assert reply.private
        assert "3" in text_of(reply)
        assert await app.store.subscriptions(Place("discord:300")) == []


async def test_editing_keeps_number_maker_and_history(chat: Conversation, app: App, clock: FakeClock) -> None:
    await chat.say("subscribe agents")
    await chat.press("Confirm")
    [before] = await app.store.subscriptions(LAB.place)
    clock.advance(days=3)
    await chat.by(caller=BO).say("settings 1 --at 10:00")
    [after] = await app.store.subscriptions(LAB.place)
    assert (after.number, after.made_by, after.made_at) == (before.number, before.made_by, before.made_at)


async def test_a_zone_change_counts_from_the_next_local_day(chat: Conversation, clock: FakeClock) -> None:
    # It is Friday, 09:00 in Berlin and 03:00 in New York: there the same hour of the same day lies ahead.
    await chat.say("subscribe agents --days daily --at 9")
    await chat.press("Confirm")
    reply = await chat.say("settings 1 zone:America/New_York")
    assert "next Sat 21 Nov 2026 at 09:00 (America/New_York)" in text_of(reply)
    clock.advance(hours=10)
    # In Auckland it is Saturday already, for which New York may have had its digest.
    reply = await chat.say("settings 1 zone:Pacific/Auckland")
    assert "next Sun 22 Nov 2026 at 09:00 (Pacific/Auckland)" in text_of(reply)


async def test_resuming_does_not_bring_a_changed_zone_forward(chat: Conversation) -> None:
    await chat.say("subscribe agents --days daily --at 9")
    await chat.press("Confirm")
    await chat.say("settings 1 zone:America/New_York")
    await chat.say("pause 1")
    assert "next Sat 21 Nov 2026 at 09:00 (America/New_York)" in text_of(await chat.say("resume 1"))


async def test_a_day_that_had_its_digest_gets_no_second_one(chat: Conversation, app: App, clock: FakeClock) -> None:
    await chat.say("subscribe agents --days daily --at 10")
    await chat.press("Confirm")
    assert "next Fri 20 Nov 2026 at 18:00" in text_of(await chat.say("settings 1 --at 18"))
    await chat.say("settings 1 --at 10")
    clock.advance(hours=3)
    await had_todays_digest(app)
    assert "next Sat 21 Nov 2026 at 18:00" in text_of(await chat.say("settings 1 --at 18"))
    assert "next Sat 21 Nov 2026 at 20:00" in text_of(await chat.say("settings 1 --at 20"))


async def had_todays_digest(app: App) -> None:
    """Let number 1 have had its digest of Friday."""
    [had] = await app.store.subscriptions(LAB.place)
    next_at = next_turn(had.rules.schedule, app.clock.now(), FRIDAY)
    await app.store.pass_over(LAB.place, [Fired(1, FRIDAY, next_at)], "", at=app.clock.now())


async def test_two_edits_of_the_days_give_no_day_a_second_digest(
    chat: Conversation, app: App, clock: FakeClock
) -> None:
    await chat.say("subscribe agents --days daily --at 10")
    await chat.press("Confirm")
    clock.advance(hours=3)
    await had_todays_digest(app)
    assert "next Sat 21 Nov 2026" in text_of(await chat.say("settings 1 --days sat"))
    assert "next Sat 21 Nov 2026 at 18:00" in text_of(await chat.say("settings 1 --days daily --at 18"))


async def test_resuming_gives_no_day_a_second_digest(chat: Conversation, app: App, clock: FakeClock) -> None:
    await chat.say("subscribe agents --days daily --at 10")
    await chat.press("Confirm")
    clock.advance(hours=3)
    await had_todays_digest(app)
    await chat.say("settings 1 --days sat")
    await chat.say("pause 1")
    await chat.say("settings 1 --days daily --at 18")
    assert "next Sat 21 Nov 2026 at 18:00" in text_of(await chat.say("resume 1"))


async def test_a_digest_that_is_due_and_not_yet_made_is_not_lost_by_an_edit(
    chat: Conversation, clock: FakeClock
) -> None:
    await chat.say("subscribe agents --days daily --at 10")
    await chat.press("Confirm")
    clock.advance(hours=3)
    assert "next Fri 20 Nov 2026 at 18:00" in text_of(await chat.say("settings 1 --at 18"))


async def test_a_time_and_a_zone_that_two_people_set_at_once_make_one_schedule(chat: Conversation, app: App) -> None:
    await chat.say("subscribe agents --days daily --at 10")
    await chat.press("Confirm")
    options = ("--at 18:00", "--zone America/New_York")
    await asyncio.gather(*[chat.by().say(f"settings 1 {option}") for option in options])
    [merged] = await app.store.subscriptions(LAB.place)
    schedule = merged.rules.schedule
    assert (schedule.at, schedule.zone) == (time(18), "America/New_York")
    assert period(schedule, merged.next_fire_at) == "2026-11-21T18:00"


async def declared_one(app: App) -> None:
    rules = DigestRules(Schedule(time(9), "Europe/Berlin", EVERY_DAY))
    operator, at = Person("terminal:@me", "me"), app.clock.now()
    listed = Declared("tools", LAB.place, Topic("agents"), "agents", rules, at + timedelta(days=1))
    await app.store.sync_declared([listed], by=operator, at=at)


@pytest.mark.parametrize("verb", ["settings 1 --top 3", "pause 1", "unsubscribe 1"])
async def test_what_stands_in_the_configuration_is_read_only_in_chat(chat: Conversation, app: App, verb: str) -> None:
    await declared_one(app)
    [before] = await app.store.subscriptions(LAB.place)
    assert refused(await chat.say(verb), "Number 1 stands in the configuration file, as “tools”")
    assert await app.store.subscriptions(LAB.place) == [before]


async def test_what_stands_in_the_configuration_says_so(chat: Conversation, app: App) -> None:
    await declared_one(app)
    assert "from the configuration file" in text_of(await chat.say("subscriptions"))
    shown = await chat.say("settings 1")
    assert "It stands in the configuration file" in text_of(shown)
    assert labels(shown) == []


async def test_a_place_that_was_paused_by_the_bot_is_resumed_in_chat_whoever_declared_it(
    chat: Conversation, app: App
) -> None:
    await declared_one(app)
    await app.store.pause_place(LAB.place, Pause("no_access", app.clock.now()))
    assert labels(await chat.say("settings 1")) == ["Resume"]
    assert "It goes on:" in text_of(await chat.press("Resume"))
    [going] = await app.store.subscriptions(LAB.place)
    assert going.paused is None


async def test_a_day_that_has_none_yet_gets_its_first_today(chat: Conversation) -> None:
    await chat.say("subscribe agents --days mon --at 9")
    await chat.press("Confirm")
    assert "next Fri 20 Nov 2026 at 18:00" in text_of(await chat.say("settings 1 --at 18 --days daily"))


async def test_a_zone_that_nobody_knows_is_asked_for(chat: Conversation) -> None:
    assert "In which time zone" in text_of(await chat.by(zone="Mars/Olympus").say("subscribe agents"))


@pytest.mark.parametrize("same", ["agents -survey", "-survey agents", "Agents  -SURVEY", "(agents) AND -survey"])
async def test_the_same_topic_twice_in_a_place_is_refused_with_an_offer_to_edit(chat: Conversation, same: str) -> None:
    await chat.say("subscribe agents -survey")
    await chat.press("Confirm")
    reply = await chat.say(f"subscribe {same}")
    assert refused(reply, "posted here already, as number 1")
    assert "settings 1 --at" in text_of(await chat.press("Show or change 1"))


async def test_the_same_topic_may_be_in_another_place(chat: Conversation) -> None:
    await chat.say("subscribe agents")
    await chat.press("Confirm")
    assert labels(await chat.by(place=Place("discord:200")).say("subscribe agents")) == ["Confirm", "Cancel"]


async def test_two_previews_of_one_topic_make_one_subscription(chat: Conversation, app: App) -> None:
    other = chat.by(caller=BO)
    await chat.say("subscribe agents")
    await other.say("subscribe agents")
    await chat.press("Confirm")
    assert refused(await other.press("Confirm"), "1")
    assert len(await app.store.subscriptions(LAB.place)) == 1


@pytest.mark.parametrize("verb", ["settings 1 --top 3", "pause 1", "resume 1", "unsubscribe 1", "settings 1"])
async def test_somebody_elses_number_is_no_subscription_here(chat: Conversation, app: App, verb: str) -> None:
    await chat.say("subscribe agents")
    await chat.press("Confirm")
    [before] = await app.store.subscriptions(LAB.place)
    stranger = chat.by(place=Place("discord:666"), server="discord:66", caller=BO)
    assert refused(await stranger.say(verb), "There is no subscription 1 here.")
    assert await app.store.subscriptions(LAB.place) == [before]


@pytest.mark.parametrize("verb", ["settings 1 --top 3", "pause 1", "unsubscribe 1"])
async def test_only_the_maker_or_who_manages_the_channel_changes_its_subscriptions(
    chat: Conversation, app: App, verb: str
) -> None:
    await chat.say("subscribe agents")
    await chat.press("Confirm")
    [before] = await app.store.subscriptions(LAB.place)
    assert refused(await chat.by(caller=BO, rights=MEMBER).say(verb), "or who made the subscription")
    assert await app.store.subscriptions(LAB.place) == [before]
    assert not (await chat.by(caller=ADA, rights=MEMBER).say(verb)).private


async def test_a_member_cannot_subscribe_the_channel(chat: Conversation, app: App) -> None:
    assert refused(await chat.by(caller=BO, rights=MEMBER).say("subscribe agents"), "manage this channel")
    assert await app.store.subscriptions(LAB.place) == []


@pytest.mark.parametrize(
    "verb", ["hot", "search agents", "save 2611.00001", "saved", "subscriptions", "help", "status"]
)
async def test_everybody_may_read_search_and_save(chat: Conversation, verb: str) -> None:
    assert "That is for those who may" not in text_of(await chat.by(caller=BO, rights=MEMBER).say(verb))


async def test_a_blocked_user_gets_silence(path: Path, clock: FakeClock) -> None:
    blocked = {"blocked": ["discord:@2", "discord:8"]}
    async with open_app(Config.model_validate({"limits": limits(**blocked)}), path, clock, create=True) as app:
        chat = Conversation(app.dispatcher())
        assert await chat.by(caller=BO).hear("help") is None
        assert await chat.by(server="discord:8").hear("dance") is None
        assert await chat.by(caller=BO).complete("search", "query", query="#cs") == ()
        assert await chat.hear("help") is not None


@pytest.mark.parametrize("verb", ["hot", "search agents", "show 2611.00001", "help", "subscriptions"])
async def test_in_a_server_that_did_not_install_the_bot_every_answer_is_private(chat: Conversation, verb: str) -> None:
    assert (await chat.by(is_installed=False).say(verb)).private


async def test_in_a_server_that_did_not_install_the_bot_nothing_can_be_posted(chat: Conversation) -> None:
    guest = chat.by(is_installed=False)
    assert refused(await guest.say("subscribe agents"), "not installed in this server")
    assert "Subscribe to this" not in labels(await guest.say("search agents"))


async def test_forget_me_removes_list_direct_subscriptions_and_name_and_nothing_else(
    chat: Conversation, app: App
) -> None:
    direct = chat.by(place=Place("discord:@1"), server=None, is_direct=True)
    for place in (chat, direct):
        await place.say("subscribe agents")
        await place.press("Confirm")
    await chat.say("save 2611.00001")
    await chat.by(caller=BO).say("save 2611.00002")
    said = text_of(await chat.say("forget-me"))
    assert "your reading list (1 paper), your direct-message subscriptions (1)" in said
    assert len(await app.store.saved_papers("discord:@1")) == 1
    assert "1 saved paper and 1 subscription removed; your name is gone from 1 subscription" in text_of(
        await chat.press("Confirm")
    )
    [kept] = await app.store.subscriptions(LAB.place)
    assert kept.made_by is None
    assert await app.store.subscriptions(Place("discord:@1")) == []
    assert await app.store.saved_papers("discord:@1") == []
    assert len(await app.store.saved_papers("discord:@2")) == 1


async def test_nobody_is_forgotten_by_somebody_else(chat: Conversation, app: App) -> None:
    await chat.say("save 2611.00001")
    await chat.say("forget-me")
    manager = chat.by(caller=Person("discord:@3", "Cy"))
    assert (await manager.press("Confirm")).private
    assert len(await app.store.saved_papers("discord:@1")) == 1


async def test_a_query_that_is_no_longer_valid_is_shown_and_can_be_replaced(chat: Conversation, app: App) -> None:
    await chat.say("subscribe agents")
    await chat.press("Confirm")
    [made] = await app.store.subscriptions(LAB.place)
    of_old = replace(made, topic=Topic("agents NEAR/3 (fish"))
    await app.store.edit_subscription(made, of_old, "of old", by=ADA, at=app.clock.now())
    assert "this query can no longer be read" in text_of(await chat.say("subscriptions"))
    assert "Changed 1." in text_of(await chat.say("settings 1 agents fish"))


async def test_a_paper_that_is_new_tomorrow_is_in_tomorrows_preview(chat: Conversation, app: App) -> None:
    assert "matched no paper" in text_of(await chat.say("subscribe walruses"))
    await app.store.save_imported([paper(9, "Walruses")], seen_at=app.clock.now())
    assert "matched 1 paper" in text_of(await chat.say("subscribe walruses"))


async def test_an_operators_confirm_on_somebodys_forget_me_forgets_nobody(chat: Conversation, app: App) -> None:
    operator = chat.by(caller=BO, rights=frozenset(Right))
    await operator.say("save 2611.00002")
    await chat.say("save 2611.00001")
    await chat.say("forget-me")
    operator.last = chat.last
    assert refused(await operator.press("Confirm"), "Only whoever asked may answer this")
    operator.last = chat.last
    assert refused(await operator.press("Cancel"), "Only whoever asked may answer this")
    assert len(await app.store.saved_papers(ADA.user)) == len(await app.store.saved_papers(BO.user)) == 1
    assert "You are forgotten: 1 saved paper" in text_of(await chat.press("Confirm"))


async def test_forget_me_leaves_no_name_behind_in_what_somebody_paused(chat: Conversation, path: Path) -> None:
    await chat.say("subscribe agents")
    await chat.press("Confirm")
    await chat.say("pause 1")
    await chat.say("forget-me")
    await chat.press("Confirm")
    assert "paused (by hand)" in text_of(await chat.by(caller=BO).say("subscriptions"))
    with closing(sqlite3.connect(path)) as db:
        kept = [*db.execute("SELECT * FROM subscriptions"), *db.execute("SELECT * FROM audit")]
    assert kept
    assert not any(name in str(row) for row in kept for name in (ADA.name, ADA.user))


async def test_who_lost_the_right_since_the_preview_can_only_cancel(chat: Conversation, app: App) -> None:
    await chat.say("subscribe agents")
    lost = chat.by(rights=MEMBER)
    assert refused(await lost.press("Confirm"), "manage this channel")
    assert await app.store.subscriptions(LAB.place) == []
    lost.last = chat.last
    assert "Cancelled" in text_of(await lost.press("Cancel"))


async def test_of_a_confirm_and_a_cancel_at_once_exactly_one_is_true(chat: Conversation, app: App) -> None:
    for number in range(8):
        await chat.say(f"subscribe w{number}")
        presses = [chat.by().press(label) for label in ("Confirm", "Cancel")[:: (-1) ** number]]
        said = "\n".join([text_of(reply) for reply in await asyncio.gather(*presses)])
        assert ("Subscribed" in said) + ("Cancelled" in said) == 1
        assert "Nothing waits for this answer" in said
        live = {each.topic.query for each in await app.store.subscriptions(LAB.place)}
        assert (f"w{number}" in live) == ("Subscribed" in said)


async def test_a_confirm_that_hit_a_cap_can_be_given_again(path: Path, clock: FakeClock) -> None:
    async with open_app(Config.model_validate({"limits": limits(per_user=1)}), path, clock, create=True) as app:
        chat = Conversation(app.dispatcher())
        await chat.say("subscribe agents")
        await chat.press("Confirm")
        await chat.say("subscribe herons")
        full = chat.by()
        assert refused(await full.press("Confirm"), "You have as many subscriptions as one person may (1)")
        await chat.by().say("unsubscribe 1")
        assert "Subscribed" in text_of(await chat.press("Confirm"))


async def test_the_operator_makes_as_many_subscriptions_as_other_peoples_places_need(
    path: Path, clock: FakeClock
) -> None:
    async with open_app(Config.model_validate({"limits": limits(per_user=1)}), path, clock, create=True) as app:
        operator = Conversation(app.dispatcher()).by(rights=frozenset(Right))
        for place in ("discord:1", "discord:2", "discord:3"):
            there = operator.by(place=Place(place))
            await there.say("subscribe agents")
            assert "Subscribed" in text_of(await there.press("Confirm"))


async def test_a_small_or_is_a_word_and_makes_another_topic_than_the_operator(chat: Conversation) -> None:
    for topic in ("music or speech", "music OR speech"):
        await chat.say(f"subscribe {topic}")
        assert "Subscribed" in text_of(await chat.press("Confirm"))
    assert refused(await chat.say("subscribe Speech OR MUSIC"), "This topic is posted here already, as number 2.")


async def test_of_two_subscriptions_of_one_name_the_numbers_are_told(chat: Conversation) -> None:
    for topic in ("agents", "herons"):
        await chat.say(f"subscribe {topic} --name Birds")
        await chat.press("Confirm")
    assert refused(await chat.say("pause birds"), "There are 2 called “birds” here: 1, 2.")
    assert "It rests" in text_of(await chat.say("pause 2"))


@pytest.mark.parametrize("empty", ['--name ""', '--name=""', "name: “”"])
async def test_an_empty_name_in_settings_takes_the_name_away(chat: Conversation, app: App, empty: str) -> None:
    await chat.say("subscribe agents --name fishing")
    await chat.press("Confirm")
    await chat.say("settings 1 --top 3")
    [named] = await app.store.subscriptions(LAB.place)
    assert named.topic.name == "fishing"
    assert "Changed 1." in text_of(await chat.say(f"settings 1 {empty}"))
    [unnamed] = await app.store.subscriptions(LAB.place)
    assert unnamed.topic == Topic("agents")


async def test_four_settings_changed_at_once_are_all_kept(chat: Conversation, app: App) -> None:
    await chat.say("subscribe agents")
    await chat.press("Confirm")
    options = ("--top 3", "--at 17:00", "--layout full", "--window 14d")
    replies = await asyncio.gather(*[chat.by().say(f"settings 1 {option}") for option in options])
    assert all("Changed 1." in text_of(reply) for reply in replies)
    [kept] = await app.store.subscriptions(LAB.place)
    rules = kept.rules
    assert (rules.top, rules.schedule.at, rules.layout, rules.window_days) == (3, time(17), Layout.FULL, 14)
