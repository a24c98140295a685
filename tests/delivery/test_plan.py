"""What a planned digest says and holds, each rule end to end over a real database."""

from dataclasses import replace
from datetime import date, time

from bot.delivery.plan import frozen, keyed, part_key
from bot.digest.hot import HotRules
from bot.messages.message import Attachment, Message, Where
from bot.store.contract import RunState
from bot.subscriptions.model import Layout, Place
from bot.subscriptions.schedule import WEEKDAYS, Schedule
from tests.delivery.planning import (
    DAILY,
    DAY,
    FRIDAY,
    HERE,
    HOUR,
    MONDAY,
    NINE,
    THERE,
    THURSDAY,
    Planning,
    ids,
    paper,
)

WEEK = [date(2026, 11, day) for day in (16, 17, 18, 19, 20)]


# Parts.


def test_a_part_has_the_same_short_key_always() -> None:
    keys = {part_key(place, period, n) for place in (HERE, THERE) for period in ("a", "b") for n in range(20)}
    assert len(keys) == 80
    assert all(len(key) <= 25 and key.isalnum() for key in keys)
    assert part_key(HERE, "2026-11-20T09:00 Europe/Berlin", 0) == "kw5l54nzkgoo5m7v536bhoqu"


def test_a_part_keeps_its_text_its_thread_and_its_pictures() -> None:
    picture = Attachment("day.png", b"\x89PNG", "the day")
    messages = [Message(Where.CHANNEL, {"b": "α\n", "a": 1}), Message(Where.THREAD, {}, attachments=(picture,))]
    head, reply = keyed([frozen(message) for message in messages], HERE, "p")
    assert (head.payload, head.in_thread, head.key) == ('{"b":"α\\n","a":1}', False, part_key(HERE, "p", 0))
    assert (reply.in_thread, reply.key, reply.files[0].content) == (True, part_key(HERE, "p", 1), b"\x89PNG")


# What a digest holds.


async def test_a_digest_holds_the_hottest_of_the_window_first(planning: Planning) -> None:
    await planning.read(*WEEK)
    old = paper(3, 90, announced=date(2026, 11, 13))
    await planning.papers(paper(1, 5), paper(2, 60, announced=THURSDAY), old, paper(4))
    await planning.subscribe_before()
    assert await planning.tick() == 1
    [section] = await planning.sections()
    assert section["papers"] == [*ids(3, 2, 1, 4)]
    assert (section["rising"], section["new"], section["day"]) == (ids(3), ids(4), "2026-11-20")


async def test_a_paper_that_was_shown_is_not_shown_again(planning: Planning) -> None:
    await planning.read(*WEEK)
    await planning.papers(paper(1, 50), paper(2, 40))
    await planning.subscribe_before()
    await planning.tick()
    await planning.papers(paper(2, 100, at=NINE + HOUR), paper(3, 10))
    await planning.tick(NINE + DAY)
    [section] = await planning.sections()
    assert (section["papers"], section["considered"]) == (ids(3), 1)


async def test_a_still_rising_paper_comes_back_once(planning: Planning) -> None:
    await planning.read(*WEEK)
    await planning.papers(paper(1, 50), paper(2, 40))
    await planning.subscribe_before()
    await planning.tick()
    for days in (1, 2, 3):
        await planning.papers(paper(1, 50 * 6**days, at=NINE + days * DAY - HOUR), paper(2 + days, 1))
        await planning.tick(NINE + days * DAY)
    shown = [
        (each["sections"][0]["papers"], each["sections"][0]["rising"]) for each in (await planning.digests()).values()
    ]
    assert shown == [(ids(1, 2), []), (ids(1, 3), ids(1)), (ids(4), []), (ids(5), [])]


async def test_a_paper_that_was_out_of_its_window_and_rose_once_stays_away(planning: Planning) -> None:
    await planning.read(*WEEK)
    late = date(2026, 11, 2)
    await planning.papers(paper(1, 50, announced=late))
    await planning.subscribe_before()
    await planning.tick()
    await planning.papers(paper(1, 5000, at=NINE + HOUR, announced=late), paper(2, 1))
    await planning.tick(NINE + DAY)
    shown = [
        (each["sections"][0]["papers"], each["sections"][0]["rising"]) for each in (await planning.digests()).values()
    ]
    assert shown == [(ids(1), ids(1)), (ids(2), [])]


async def test_a_first_digest_looks_back_one_announcement(planning: Planning) -> None:
    await planning.read(*WEEK)
    await planning.papers(paper(1, 5), paper(2, 60, announced=THURSDAY))
    await planning.subscribe()
    await planning.tick()
    assert [section["papers"] for section in await planning.sections()] == [ids(1)]
    await planning.tick(NINE + DAY)
    assert [section["papers"] for section in await planning.sections()] == [ids(2)]


async def test_topics_of_one_minute_go_out_as_one_digest_in_the_order_they_were_made(planning: Planning) -> None:
    await planning.read(*WEEK)
    await planning.papers(*(paper(n, 10 * n, categories=("cs.CL", "cs.LG")) for n in range(1, 4)), paper(4, 99))
    await planning.subscribe_before("#cs.LG", name="learning")
    await planning.subscribe_before("#cs.CL", name="language", rules=replace(DAILY, layout=Layout.FULL))
    await planning.subscribe_before("swim", place=THERE)
    assert await planning.tick() == 2
    first, second = await planning.sections()
    assert (first["name"], first["papers"], first["above"]) == ("learning", ids(3, 2, 1), 0)
    assert (second["name"], second["papers"], second["above"]) == ("language", ids(4), 3)
    assert [section["papers"] for section in await planning.sections(THERE)] == [ids(4, 3, 2, 1)]


async def test_a_withdrawn_paper_leaves_the_candidates(planning: Planning) -> None:
    await planning.read(*WEEK)
    await planning.papers(paper(1, 5), paper(2, 60, withdrawn=True))
    await planning.subscribe_before()
    await planning.tick()
    assert [section["papers"] for section in await planning.sections()] == [ids(1)]


async def test_a_paper_counts_once_it_has_settled(planning: Planning) -> None:
    await planning.read(*WEEK)
    await planning.papers(paper(1, 5), paper(2, 60, announced=THURSDAY))
    await planning.subscribe_before(rules=replace(DAILY, settle=24 * HOUR))
    await planning.tick()
    await planning.tick(NINE + DAY)
    shown = [each["sections"][0]["papers"] for each in (await planning.digests()).values()]
    assert shown == [ids(2), ids(1)]


async def test_the_operators_bar_is_that_of_subscriptions_without_one(planning: Planning) -> None:
    planning = Planning(planning.store, rules=HotRules(("arxiv",), min_heat=50))
    await planning.read(*WEEK)
    await planning.papers(paper(1, 49), paper(2, 50))
    await planning.subscribe_before()
    await planning.subscribe_before(place=THERE, rules=replace(DAILY, min_heat=5))
    await planning.tick()
    assert [section["papers"] for section in await planning.sections()] == [ids(2)]
    assert [section["papers"] for section in await planning.sections(THERE)] == [ids(2, 1)]


async def test_one_digest_is_composed_once_for_all_places_that_get_the_same(planning: Planning) -> None:
    await planning.read(*WEEK)
    await planning.papers(paper(1, 49))
    for number in range(200):
        await planning.subscribe_before("swim", place=Place(f"fake:{number}"))
    assert await planning.tick() == 200
    assert planning.composer.composed == 1
    assert len({each.key for each in await planning.store.deliveries(limit=1000)}) == 400


# Days without a listing, or without anything to say.


async def test_a_weekend_digest_says_that_there_is_no_new_listing(planning: Planning) -> None:
    await planning.read(*WEEK)
    await planning.papers(*(paper(n, n) for n in range(1, 5)))
    await planning.subscribe_before(next_at=NINE + DAY)
    await planning.tick(NINE + DAY)
    [section] = await planning.sections()
    assert section["note"] == "no new listing today; 4 from this week"
    assert section["empty"] is None


async def test_an_empty_weekend_digest_says_why_and_when_the_next_announcement_is_due(planning: Planning) -> None:
    await planning.read(*WEEK)
    await planning.papers(paper(1, 1))
    await planning.subscribe_before()
    await planning.tick()
    await planning.tick(NINE + DAY)
    [section] = await planning.sections()
    assert section["empty"] == (
        "Nothing new: arXiv announces no papers at the weekend. The next announcement is due Mon 23 Nov 01:00 UTC."
    )


async def test_an_empty_digest_after_a_holiday_says_so(planning: Planning) -> None:
    planning = Planning(planning.store, rules=replace(planning.rules, holidays=frozenset({MONDAY})))
    await planning.read(*WEEK)
    await planning.subscribe_before(next_at=NINE + 4 * DAY, rules=replace(DAILY, window_days=1))
    await planning.tick(NINE + 4 * DAY)
    [section] = await planning.sections()
    assert section["day"] == (MONDAY + DAY).isoformat()
    assert section["empty"].startswith("Nothing new: arXiv made no announcement, a holiday.")


async def test_when_all_was_shown_before_an_empty_digest_says_so(planning: Planning) -> None:
    await planning.read(*WEEK)
    await planning.papers(paper(1, 1, announced=THURSDAY))
    await planning.subscribe_before(next_at=NINE - DAY)
    await planning.tick(NINE - DAY)
    await planning.tick(NINE)
    [section] = await planning.sections()
    assert section["empty"].startswith("Nothing new: all that matches of the last 7 days to Fri 20 Nov 2026 was shown")


async def test_nothing_above_the_bar_is_said_with_how_many_were_considered(planning: Planning) -> None:
    await planning.read(*WEEK)
    await planning.papers(paper(1, 1), paper(2, 30))
    await planning.subscribe_before(rules=replace(DAILY, min_heat=50))
    await planning.tick()
    [section] = await planning.sections()
    assert section["empty"].startswith("2 papers considered, and none reaches a heat of 50.")


async def test_a_topic_that_matches_nothing_says_so(planning: Planning) -> None:
    await planning.read(*WEEK)
    await planning.papers(paper(1, 1))
    await planning.subscribe_before("otters")
    await planning.tick()
    [section] = await planning.sections()
    assert section["empty"].startswith('Nothing of the last 7 days to Fri 20 Nov 2026 matches: with "otters".')


async def test_nothing_announced_is_only_said_of_a_feed_that_was_read(planning: Planning) -> None:
    await planning.subscribe_before()
    await planning.subscribe_before(place=THERE, next_at=NINE + DAY)
    await planning.ran("arxiv", RunState.FAILED, "HTTP 500")
    await planning.tick()
    [section] = await planning.sections()
    assert section["empty"].startswith("arXiv could not be read")
    await planning.read(*WEEK)
    await planning.tick(NINE + DAY)
    [section] = await planning.sections(THERE)
    assert section["empty"].startswith("arXiv announced nothing in the gathered categories.")


async def test_before_anything_was_gathered_nothing_is_known(planning: Planning) -> None:
    await planning.subscribe()
    await planning.tick()
    [section] = await planning.sections()
    assert section["empty"].startswith("Nothing has been gathered for")


async def test_a_late_announcement_is_said_and_its_papers_come_with_the_next_digest(planning: Planning) -> None:
    await planning.read(*WEEK[:-1])
    await planning.ran("hackernews")
    await planning.papers(paper(1, 7, announced=THURSDAY))
    await planning.subscribe_before()
    await planning.subscribe_before("otters", rules=replace(DAILY, window_days=1), place=THERE)
    await planning.tick()
    [section] = await planning.sections()
    assert (section["papers"], section["note"]) == (ids(1), "today's listing is not out yet; 1 from this week")
    [section] = await planning.sections(THERE)
    assert section["empty"].startswith("arXiv has not announced the papers of Fri 20 Nov 2026 yet.")
    [digest] = (await planning.digests(THERE)).values()
    assert digest["foot"] == []

    await planning.read(FRIDAY, at=NINE + 6 * HOUR)
    await planning.papers(paper(2, 30, title="Otters"))
    await planning.tick(NINE + DAY)
    assert [section["papers"] for section in await planning.sections()] == [ids(2)]
    assert [section["papers"] for section in await planning.sections(THERE)] == [ids(2)]


async def test_a_listing_of_which_a_part_is_missing_is_not_called_late(planning: Planning) -> None:
    await planning.read(*WEEK[:-1])
    await planning.papers(paper(1, 7))
    await planning.subscribe_before()
    await planning.tick()
    [(_, digest)] = (await planning.digests()).items()
    assert digest["sections"][0]["note"] is None
    assert digest["foot"][0].startswith("arXiv: the listing of Fri 20 Nov is not read whole")


async def test_a_first_digest_says_that_it_is_still_gathering(planning: Planning) -> None:
    await planning.read(*WEEK[3:])
    await planning.papers(paper(1, 7))
    await planning.subscribe()
    await planning.tick()
    [section] = await planning.sections()
    days = "Mon 16 Nov, Tue 17 Nov, Wed 18 Nov"
    assert section["notes"] == [
        f"Still gathering: not everything announced on {days} is read yet, so there may be more."
    ]


async def test_with_every_source_down_but_arxiv_the_digest_goes_out_and_says_so(planning: Planning) -> None:
    await planning.read(*WEEK)
    await planning.papers(paper(1))
    await planning.ran("hackernews", RunState.FAILED, "HTTP 503")
    await planning.subscribe_before()
    assert await planning.tick() == 1
    [(_, digest)] = (await planning.digests()).items()
    assert digest["sections"][0]["papers"] == ids(1)
    assert digest["foot"] == ["HN could not be read (HTTP 503); its counts are missing."]


async def test_a_topic_that_asked_for_silence_gets_it(planning: Planning) -> None:
    await planning.read(*WEEK)
    silent = replace(DAILY, silent_when_empty=True)
    made = await planning.subscribe_before("otters", rules=silent)
    await planning.tick()
    assert await planning.sent() == []
    stands = await planning.stands(made)
    assert (stands.next_fire_at, stands.last_fired_day) == (NINE + DAY, FRIDAY)
    await planning.papers(paper(1, 3))
    await planning.subscribe("swim", next_at=NINE + DAY, name="swimming")
    await planning.tick(NINE + DAY)
    assert [section["name"] for section in await planning.sections()] == ["swimming"]


async def test_a_digest_is_quiet_where_all_of_its_topics_are(planning: Planning) -> None:
    quiet = replace(DAILY, quiet=True)
    await planning.subscribe("a", rules=quiet)
    await planning.subscribe("a", rules=quiet, place=THERE)
    await planning.subscribe("b", place=THERE)
    await planning.tick()
    assert {each.is_quiet for each in await planning.sent()} == {True}
    assert {each.is_quiet for each in await planning.sent(THERE)} == {False}


async def test_the_same_hour_in_two_zones_is_two_digests(planning: Planning) -> None:
    tokyo = replace(DAILY, schedule=Schedule(time(9), "Asia/Tokyo", DAILY.schedule.days))
    await planning.subscribe("a", next_at=NINE - 8 * HOUR, rules=tokyo)
    await planning.subscribe("b")
    await planning.tick(NINE - 8 * HOUR)
    await planning.tick(NINE)
    assert [*(await planning.digests())] == ["2026-11-20T09:00 Asia/Tokyo", "2026-11-20T09:00 Europe/Berlin"]


async def test_the_hour_of_several_topics_is_named_by_the_first(planning: Planning) -> None:
    paris = replace(DAILY, schedule=Schedule(time(9), "Europe/Paris", WEEKDAYS))
    await planning.subscribe("a", rules=paris)
    await planning.subscribe("b")
    await planning.tick()
    assert [*(await planning.digests())] == ["2026-11-20T09:00 Europe/Paris"]
