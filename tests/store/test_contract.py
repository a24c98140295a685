"""What the bot relies on, of any Store."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from bot.errors import UserError
from bot.papers.model import ArxivId, Engagement, ImportedPaper
from bot.papers.posts import Post, papers_of
from bot.store.contract import Announced, RunState, Saved, SourceHistory, Store, Totals
from bot.subscriptions.model import Digest, DigestItem, Place, Shown
from tests.store.samples import (
    FRIDAY,
    HERON,
    HOUR,
    LYNX,
    NOON,
    OTTER,
    THURSDAY,
    gathered,
    imported,
    measured,
    mention,
    paper,
    post,
    run,
)

HERE, THERE = Place("discord:123"), Place("slack:T1/C1")


async def test_a_paper_comes_back_as_it_was_given_with_its_text_made_readable_beside_it(store: Store) -> None:
    given = paper(
        version=2,
        submitted_at=NOON,
        comment="9 pages,\n 3 figures",
        journal_ref="J. Snow 7",
        doi="10.1/lynx",
        code_url="https://github.com/lynx/lynx",
        announced_is_estimate=True,
    )
    assert await store.save_gathered(gathered(given)) == Saved(new=1)
    stored = (await store.papers([LYNX, OTTER]))[LYNX]
    assert stored.paper == given
    assert (stored.title, stored.abstract) == ("Lynx: tracking shy animals", "We follow lynxes through snow.")
    assert (stored.heat, stored.engagement) == (0, {})


async def test_only_stored_papers_come_back(store: Store) -> None:
    await store.save_gathered(gathered(paper(LYNX), paper(HERON, announced=None)))
    assert set(await store.papers([LYNX, OTTER, HERON])) == {LYNX, HERON}
    assert await store.announced([LYNX, OTTER, HERON]) == {LYNX: Announced(FRIDAY), HERON: Announced(None)}


async def test_names_with_commas_and_odd_characters_survive(store: Store) -> None:
    given = paper(authors=("Ann Lee, Jr.", "Ann Lee, Jr.", "P\\'erez", "nul\x00l", " 王 "), title="\x07bell\x00 ")
    await store.save_gathered(gathered(given))
    await store.save_gathered(gathered(replace(given, comment="again")))
    stored = (await store.papers([LYNX]))[LYNX]
    assert stored.paper.authors == given.authors
    assert (stored.paper.title, stored.title) == ("\x07bell\x00 ", "bell")


async def test_the_same_run_saved_twice_leaves_the_same_state(store: Store) -> None:
    found = gathered(paper(), mentions=[mention(likes=5)], etags={"https://a.example": '"1"'})
    assert await store.save_gathered(found) == Saved(new=1, mentions=1)
    before = (await store.papers([LYNX]), await store.series(LYNX), await store.source_histories())
    assert await store.save_gathered(found) == Saved(refreshed=1, mentions=1)
    assert (await store.papers([LYNX]), await store.series(LYNX), await store.source_histories()) == before
    assert (await store.totals()).measurements == 1


async def test_a_paper_named_twice_in_one_run_enters_once(store: Store) -> None:
    saved = await store.save_gathered(gathered(paper(), paper(comment="cross-listed")))
    assert saved == Saved(new=1, changed=1)
    assert (await store.papers([LYNX]))[LYNX].paper.comment == "cross-listed"


async def test_a_revision_refreshes_a_known_paper_and_never_enters(store: Store) -> None:
    await store.save_gathered(gathered(paper(version=1)))
    revised = [paper(version=2, title="Lynx, revised", announced=None), paper(OTTER, version=2)]
    assert await store.save_gathered(gathered(revisions=revised)) == Saved(refreshed=1, changed=1)
    found = await store.papers([LYNX, OTTER])
    assert set(found) == {LYNX}
    assert (found[LYNX].title, found[LYNX].paper.announced) == ("Lynx, revised", FRIDAY)


async def test_an_announcement_that_becomes_known_replaces_an_estimate_and_the_earlier_one_holds(store: Store) -> None:
    await store.save_gathered(gathered(paper(announced=THURSDAY, announced_is_estimate=True)))
    await store.save_gathered(gathered(paper(announced=FRIDAY)))
    assert await store.announced([LYNX]) == {LYNX: Announced(FRIDAY)}
    await store.save_gathered(gathered(paper(announced=THURSDAY)))
    assert await store.announced([LYNX]) == {LYNX: Announced(THURSDAY)}


async def test_a_post_does_not_overwrite_what_arxiv_said(store: Store) -> None:
    await store.save_gathered(gathered(paper(version=2, title="As arXiv has it", announced=FRIDAY)))
    assert await store.save_post(post(THURSDAY, title="As it was printed"), seen_at=NOON)
    stored = (await store.papers([LYNX]))[LYNX]
    assert (stored.title, stored.paper.announced) == ("As arXiv has it", THURSDAY)


async def test_heat_is_that_of_the_latest_measurement_of_each_source(store: Store) -> None:
    earlier, later = measured("x", 10, 20, NOON), measured("x", 1, 2, NOON + HOUR)
    upvotes = Engagement("huggingface", 7, None, None, NOON)
    await store.save_imported([imported(LYNX, later, earlier, upvotes)], seen_at=NOON)
    stored = (await store.papers([LYNX]))[LYNX]
    assert stored.engagement == {"x": later, "huggingface": upvotes}
    assert stored.heat == 10
    assert await store.series(LYNX) == [upvotes, earlier, later]
    await store.save_imported([imported(OTTER, later), imported(HERON)], seen_at=NOON)
    assert await store.series_of([LYNX, HERON, OTTER]) == {LYNX: [upvotes, earlier, later], OTTER: [later]}


async def test_engagement_of_a_moment_told_again_is_refreshed_and_keeps_what_is_not_told(store: Store) -> None:
    await store.save_imported([imported(LYNX, measured("x", 10, 20))], seen_at=NOON)
    await store.save_imported([imported(LYNX, measured("x", None, 25))], seen_at=NOON + HOUR)
    assert await store.series(LYNX) == [measured("x", 10, 25)]
    assert (await store.papers([LYNX]))[LYNX].heat == 35


async def test_heat_follows_the_weights(store: Store) -> None:
    await store.save_imported([imported(LYNX, measured("x", 3, 4), measured("hackernews", 100, None))], seen_at=NOON)
    await store.save_imported([imported(OTTER, measured("x", 50, 5))], seen_at=NOON)
    await store.set_weights({"hackernews": 0.5})
    papers = await store.papers([LYNX, OTTER])
    assert (papers[LYNX].heat, papers[OTTER].heat) == (57, 55)
    await store.set_weights({})
    assert (await store.papers([LYNX]))[LYNX].heat == 107


async def test_weights_hold_for_what_is_saved_later(store: Store) -> None:
    await store.set_weights({"x": 2})
    await store.save_imported([imported(LYNX, measured("x", 3, 4))], seen_at=NOON)
    assert (await store.papers([LYNX]))[LYNX].heat == 14


async def test_a_source_is_measured_as_the_sum_over_all_its_mentions(store: Store) -> None:
    await store.save_gathered(gathered(paper(), mentions=[mention("1", likes=5, replies=2), mention("2", likes=1)]))
    assert (await store.papers([LYNX]))[LYNX].engagement["hackernews"] == Engagement("hackernews", 6, None, 2, NOON)
    later = run("hackernews", NOON + HOUR)
    await store.save_gathered(gathered(mentions=[mention("2", likes=30)], reading=later))
    latest = (await store.papers([LYNX]))[LYNX]
    assert latest.engagement["hackernews"] == Engagement("hackernews", 35, None, 2, NOON + HOUR)
    assert (latest.heat, len(await store.series(LYNX))) == (35, 2)


async def test_mentions_without_counts_are_kept_and_measure_nothing(store: Store) -> None:
    await store.save_gathered(gathered(paper(), mentions=[mention(text="nice")]))
    assert (await store.mentions([LYNX]))[LYNX] == [mention(text="nice")]
    assert await store.series(LYNX) == []


async def test_a_count_that_is_not_told_again_is_not_forgotten(store: Store) -> None:
    full = mention(likes=5, reposts=1, text="nice", author="Cy", handle="cy", posted_at=NOON, language="en")
    await store.save_gathered(gathered(paper(), mentions=[full]))
    await store.save_gathered(gathered(mentions=[mention(likes=6, quotable=False)]))
    assert (await store.mentions([LYNX]))[LYNX] == [replace(full, likes=6, quotable=False)]


async def test_mentions_come_highest_score_first_then_as_they_came(store: Store) -> None:
    came = [mention("a", likes=1), mention("b"), mention("c", reposts=9), mention("d", likes=1)]
    await store.save_gathered(gathered(paper(), mentions=came))
    await store.save_gathered(gathered(mentions=[mention("d", likes=1), mention("a", likes=1)]))
    found = await store.mentions([LYNX, OTTER])
    assert [one.key for one in found[LYNX]] == ["c", "a", "d", "b"]
    assert found[OTTER] == []


async def test_one_mention_of_two_papers_counts_for_each(store: Store) -> None:
    both = [mention("1", LYNX, likes=5), mention("1", OTTER, likes=5)]
    await store.save_gathered(gathered(paper(LYNX), paper(OTTER), mentions=both))
    assert {one.heat for one in (await store.papers([LYNX, OTTER])).values()} == {5}


async def test_mentions_of_unknown_papers_are_left_out_and_counted(store: Store) -> None:
    saved = await store.save_gathered(gathered(paper(), mentions=[mention("1", LYNX), mention("2", OTTER)]))
    assert (saved.mentions, saved.mentions_left_out) == (1, 1)
    assert (await store.totals()).mentions == 1


async def test_counted_mentions_of_a_file_are_measured_unless_it_tells_the_engagement(store: Store) -> None:
    talk = [mention("1", likes=5), mention("2", source="reddit", likes=8)]
    told = Engagement("hackernews", 50, None, None, NOON - HOUR)
    await store.save_imported([ImportedPaper(paper(), [told], talk)], seen_at=NOON)
    assert await store.series(LYNX) == [told, Engagement("reddit", 8, None, None, NOON)]


async def test_the_same_file_again_adds_nothing_where_it_tells_no_moment(store: Store) -> None:
    def read(likes: int, at: datetime) -> list[ImportedPaper]:
        talk = [mention("2", source="reddit", likes=likes)]
        return [
            ImportedPaper(paper(), [measured("x", 1, 1, at)]),
            ImportedPaper(paper(), [measured("x", likes, 2, at)], talk),
        ]

    await store.save_imported(read(3, NOON), seen_at=NOON)
    before = await store.series(LYNX)
    again = await store.save_imported(read(3, NOON + HOUR), seen_at=NOON + HOUR)
    assert (again.measurements, await store.series(LYNX)) == (0, before)
    grown = await store.save_imported(read(4, NOON + 2 * HOUR), seen_at=NOON + 2 * HOUR)
    assert grown.measurements == 3
    assert [one.likes for one in await store.series(LYNX)] == [3, 3, 4, 4]
    assert (await store.papers([LYNX]))[LYNX].heat == 4 + 2 + 4


async def test_a_file_that_tells_its_moment_adds_to_the_series_though_nothing_grew(store: Store) -> None:
    for at in (NOON, NOON + HOUR):
        await store.save_imported([imported(LYNX, measured("x", 3, 4, at))], seen_at=NOON + 5 * HOUR)
    assert len(await store.series(LYNX)) == 2


async def test_a_later_line_of_a_file_refreshes_an_earlier_one(store: Store) -> None:
    lines = [imported(LYNX, title="First"), imported(OTTER), imported(LYNX, title="Second", abstract="")]
    assert await store.save_imported(lines, seen_at=NOON) == Saved(new=2, changed=1)
    stored = (await store.papers([LYNX]))[LYNX]
    assert (stored.title, stored.abstract) == ("Second", "We follow lynxes through snow.")


async def test_code_is_remembered_for_known_papers(store: Store) -> None:
    urls = {LYNX: "https://github.com/lynx/lynx", OTTER: "https://github.com/otter/otter"}
    await store.save_gathered(gathered(paper(), code_urls=urls))
    found = await store.papers([LYNX, OTTER])
    assert {one.paper.code_url for one in found.values()} == {"https://github.com/lynx/lynx"}


async def test_a_day_lists_its_papers_hottest_first_ties_by_id(store: Store) -> None:
    day = [
        imported(OTTER),
        imported(LYNX),
        imported(HERON, measured("x", 1, 0)),
        imported("2611.00009", withdrawn=True),
    ]
    await store.save_imported([*day, imported("2611.00004", announced=THURSDAY)], seen_at=NOON)
    assert [one.id for one in await store.announced_between(FRIDAY, FRIDAY)] == [HERON, LYNX, OTTER]


async def test_a_window_takes_in_both_ends_hottest_first(store: Store) -> None:
    window = [
        imported(LYNX, announced=THURSDAY),
        imported(OTTER, measured("x", 9, 9), announced=FRIDAY),
        imported("2611.00003", announced=date(2026, 11, 18)),
        imported("2611.00004", announced=None),
    ]
    await store.save_imported(window, seen_at=NOON)
    assert [one.id for one in await store.announced_between(THURSDAY, FRIDAY)] == [OTTER, LYNX]


async def test_of_a_window_what_is_talked_about_can_be_asked_for_alone(store: Store) -> None:
    hot = imported(OTTER, measured("x", 9, 9), announced=THURSDAY)
    gone = imported("2611.00005", measured("x", 9, 9), withdrawn=True)
    await store.save_imported([imported(LYNX), hot, gone, imported(HERON, measured("x", 0, 0))], seen_at=NOON)
    for since in (THURSDAY, FRIDAY):
        wanted = [OTTER] if since == THURSDAY else []
        assert [one.id for one in await store.announced_between(since, FRIDAY, talked_about=True)] == wanted
        assert [one.id for one in await store.paper_tokens(since, FRIDAY, talked_about=True)] == wanted


async def test_a_post_is_given_back_exactly(store: Store) -> None:
    whole = post()
    assert await store.save_post(whole, seen_at=NOON) is True
    assert await store.post(THURSDAY) == whole
    assert await store.post(FRIDAY) is None


async def test_a_post_without_papers_is_a_post(store: Store) -> None:
    empty = Post(FRIDAY, "draft: false\n", "Asia/Tokyo", ())
    await store.save_post(empty, seen_at=NOON)
    assert await store.post(FRIDAY) == empty
    assert await store.days() == [FRIDAY]


async def test_the_papers_of_a_post_are_entered_with_counts_and_tweets(store: Store) -> None:
    await store.save_post(post(), seen_at=NOON)
    stored = (await store.papers([LYNX]))[LYNX]
    assert stored.paper == papers_of(post())[0].paper
    assert stored.engagement == {"x": measured("x", 241, 1150), "hackernews": post().papers[0].engagement[1]}
    assert stored.heat == 1403
    assert {one.source for one in (await store.mentions([LYNX]))[LYNX]} == {"x", "hackernews"}


async def test_the_same_post_again_changes_nothing(store: Store) -> None:
    await store.save_post(post(), seen_at=NOON)
    await store.save_gathered(gathered(paper(version=3, title="Newer")))
    before = await store.totals()
    assert await store.save_post(post(), seen_at=NOON + HOUR) is False
    assert await store.totals() == before
    assert (await store.papers([LYNX]))[LYNX].title == "Newer"


async def test_another_post_of_the_same_day_is_refused_and_leaves_the_first(store: Store) -> None:
    await store.save_post(post(), seen_at=NOON)
    with pytest.raises(UserError, match="2026-11-19"):
        await store.save_post(post(title="Different"), seen_at=NOON)
    assert await store.post(THURSDAY) == post()


async def test_a_paper_in_two_posts_keeps_both_counts_and_its_first_day(store: Store) -> None:
    await store.save_post(post(FRIDAY, engagement=(measured("x", 9, 9, NOON + 24 * HOUR),)), seen_at=NOON)
    await store.save_post(post(THURSDAY, engagement=(measured("x", 1, 1),)), seen_at=NOON)
    assert [one.count for one in await store.series(LYNX)] == [2, 18]
    assert await store.announced([LYNX]) == {LYNX: Announced(THURSDAY)}
    assert (await store.papers([LYNX]))[LYNX].heat == 18


async def test_days_are_those_with_a_post_or_a_paper(store: Store) -> None:
    assert await store.days() == []
    await store.save_imported(
        [imported(str(f"2611.0000{n}"), announced=date(2026, 11, n)) for n in (9, 2, 4, 2, 6)], seen_at=NOON
    )
    await store.save_post(post(date(2026, 11, 5)), seen_at=NOON)
    assert [day.day for day in await store.days()] == [2, 4, 5, 6, 9]
    assert [day.day for day in await store.days(date(2026, 11, 4), date(2026, 11, 6))] == [4, 5, 6]
    assert [day.day for day in await store.days(since=date(2026, 11, 7))] == [9]
    assert [day.day for day in await store.days(until=date(2026, 11, 3))] == [2]
    assert await store.days(date(2026, 11, 7), date(2026, 11, 8)) == []


async def test_etags_are_remembered_with_the_run_that_brought_them(store: Store) -> None:
    assert await store.etag("https://a.example") is None
    await store.save_gathered(gathered(etags={"https://a.example": '"1"', "https://b.example": '"2"'}))
    await store.save_gathered(gathered(etags={"https://a.example": 'W/"3"'}))
    assert (await store.etag("https://a.example"), await store.etag("https://b.example")) == ('W/"3"', '"2"')


async def test_each_source_tells_its_last_reading_and_its_last_good_one(store: Store) -> None:
    good = run("arxiv", NOON, papers=400, listing_day=FRIDAY)
    bad = run("arxiv", NOON + HOUR, RunState.FAILED, detail="arXiv answered 503")
    never = run("x", NOON, RunState.FAILED, detail="no key")
    for reading in (good, bad, never):
        await store.save_gathered(gathered(reading=reading))
    assert await store.source_histories() == {"arxiv": SourceHistory(bad, good), "x": SourceHistory(never, None)}


async def test_nothing_announced_is_said_only_of_a_listing_that_was_read(store: Store) -> None:
    assert not await store.listing_was_read(FRIDAY)
    await store.save_gathered(gathered(reading=run(listing_day=FRIDAY)))
    assert await store.listing_was_read(FRIDAY)
    assert not await store.listing_was_read(THURSDAY)


async def test_what_a_place_was_shown_is_remembered_newest_first(store: Store) -> None:
    await store.save_gathered(gathered(paper(LYNX), paper(OTTER)))
    first = Digest(HERE, "2026-11-19T09:00", NOON, (DigestItem(1, OTTER, 12.5), DigestItem(2, LYNX, 3)))
    await store.save_digest(first)
    await store.save_digest(replace(first, period="2026-11-20T09:00", planned_at=NOON + HOUR, items=first.items[1:]))
    await store.save_digest(replace(first, place=THERE))
    assert await store.shown(HERE) == [
        Shown(LYNX, 3, NOON + HOUR),
        Shown(OTTER, 12.5, NOON),
        Shown(LYNX, 3, NOON),
    ]
    assert await store.shown(Place("terminal")) == []


async def test_what_came_back_to_a_place_is_remembered_as_such(store: Store) -> None:
    await store.save_gathered(gathered(paper(LYNX), paper(OTTER)))
    items = (DigestItem(1, OTTER, 12.5, is_rising=True), DigestItem(2, LYNX, 3))
    await store.save_digest(Digest(HERE, "2026-11-19T09:00", NOON, items))
    assert [one.is_rising for one in await store.shown(HERE)] == [True, False]


async def test_a_digest_of_the_same_place_and_period_is_replaced(store: Store) -> None:
    await store.save_gathered(gathered(paper(LYNX), paper(OTTER)))
    planned = Digest(HERE, "2026-11-19T09:00", NOON, (DigestItem(1, OTTER, 1), DigestItem(2, LYNX, 1)))
    await store.save_digest(planned)
    await store.save_digest(replace(planned, items=(DigestItem(1, LYNX, 2),)))
    assert await store.shown(HERE) == [Shown(LYNX, 2, NOON)]


async def test_totals_count_what_is_there(store: Store) -> None:
    assert await store.totals() == Totals(0, 0, 0, 0, None, None)
    await store.save_gathered(gathered(paper(announced=FRIDAY), mentions=[mention(likes=1)]))
    await store.save_post(post(THURSDAY, engagement=(), quotes=(), discussed=()), seen_at=NOON)
    assert await store.totals() == Totals(1, 1, 1, 1, THURSDAY, THURSDAY)
    await store.save_gathered(gathered(paper(OTTER, announced=FRIDAY)))
    assert (await store.totals()).last_day == FRIDAY


async def test_a_thousand_ids_are_asked_for_at_once(store: Store) -> None:
    many = [ArxivId(f"2611.{number:05d}") for number in range(1_000)]
    await store.save_imported([imported(paper_id) for paper_id in many], seen_at=NOON)
    assert len(await store.papers(many)) == 1_000


async def test_closing_twice_is_fine(store: Store) -> None:
    await store.close()
    await store.close()
    with pytest.raises(RuntimeError):
        await store.totals()


async def test_a_past_day_that_was_read_tells_nothing_of_the_present(store: Store) -> None:
    present, past = run("x"), run("x", NOON + HOUR, RunState.FAILED, day=THURSDAY)
    await store.save_gathered(gathered(reading=present))
    await store.save_gathered(gathered(reading=past))
    assert await store.source_histories() == {"x": SourceHistory(present, present)}
    assert await store.source_histories(THURSDAY) == {"x": SourceHistory(past, present)}
    assert await store.source_histories(FRIDAY) == {"x": SourceHistory(present, present)}


async def test_a_source_that_only_read_past_days_has_no_history(store: Store) -> None:
    await store.save_gathered(gathered(reading=run("x", day=THURSDAY)))
    assert await store.source_histories() == {}


async def test_a_part_is_stored_and_its_run_only_with_the_last_one(store: Store) -> None:
    await store.save_gathered(replace(gathered(paper(), reading=run(listing_day=FRIDAY)), goes_on=True))
    assert set(await store.papers([LYNX])) == {LYNX}
    assert (await store.source_histories(), await store.listing_was_read(FRIDAY)) == ({}, False)


async def test_the_listings_that_were_read_are_known_by_day(store: Store) -> None:
    for hours, day in enumerate((THURSDAY, FRIDAY, FRIDAY)):
        await store.save_gathered(gathered(reading=run(at=NOON + hours * HOUR, listing_day=day)))
    assert await store.listings_read(THURSDAY, FRIDAY) == {THURSDAY: NOON, FRIDAY: NOON + HOUR}
    assert await store.listings_read(FRIDAY, date(2026, 11, 21)) == {FRIDAY: NOON + HOUR}


async def test_papers_looked_up_in_vain_are_remembered_for_a_while(store: Store) -> None:
    await store.save_gathered(replace(gathered(), strangers=[OTTER]))
    assert await store.strangers([LYNX, OTTER], asked_since=NOON) == {OTTER}
    assert await store.strangers([LYNX, OTTER], asked_since=NOON + HOUR) == set()
    await store.save_gathered(replace(gathered(reading=run(at=NOON + HOUR)), strangers=[OTTER]))
    assert await store.strangers([OTTER], asked_since=NOON + HOUR) == {OTTER}


async def test_who_asked_for_rest_is_known_until_it_is_over(store: Store) -> None:
    await store.save_rests({"a.example": NOON + HOUR, "b.example": NOON + 3 * HOUR}, now=NOON)
    assert await store.rests(NOON + 2 * HOUR) == {"b.example": NOON + 3 * HOUR}
    await store.save_rests({}, now=NOON + 2 * HOUR)
    assert await store.rests(NOON) == {"b.example": NOON + 3 * HOUR}
