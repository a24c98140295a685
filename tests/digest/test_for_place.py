from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.for_place import (
    RISING_DAYS,
    RISING_FACTOR,
    History,
    Offer,
    Picked,
    Span,
    history_of,
    hottest_today,
    is_overdue,
    pick,
    span_of,
)
from bot.papers.model import ArxivId, Engagement, Paper, StoredPaper
from bot.store.contract import RunState, SourceHistory, SourceRun
from bot.subscriptions.model import DigestRules, Shown
from bot.subscriptions.schedule import EVERY_DAY, WEEKDAYS, Schedule

THURSDAY, FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 11, day) for day in (19, 20, 21, 22, 23))
AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
"""Friday at nine in Berlin."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WEEK = Span(date(2026, 11, 14), FRIDAY)
DAILY = DigestRules(Schedule(time(9), "Europe/Berlin", EVERY_DAY))


def stored(number: int, heat: float = 0.0, announced: date | None = FRIDAY, at: datetime = AT) -> StoredPaper:
    paper_id = ArxivId(f"2611.{number:05d}")
    paper = Paper(paper_id, f"On {number}", "We say.", ("A. Author",), ("cs.CL",), announced=announced)
    engagement = {"x": Engagement("x", round(heat), 0, None, at)} if heat else {}
    return StoredPaper(paper, paper.title, paper.abstract, heat, engagement)


def shown(paper: StoredPaper, heat: float, days_ago: float, *, is_rising: bool = False) -> Shown:
    return Shown(paper.id, heat, AT - days_ago * DAY, is_rising)


def picked(
    papers: Sequence[StoredPaper],
    past: Sequence[Shown] = (),
    *,
    hottest: Sequence[StoredPaper] = (),
    span: Span = WEEK,
    min_heat: float | None = None,
    top: int = 10,
    above: Sequence[StoredPaper] = (),
) -> Picked:
    offer = Offer(papers, hottest_today([*papers, *hottest], AT))
    seen = {paper.id for paper in above}
    return pick(offer, span, history_of(past), at=AT, min_heat=min_heat, top=top, above=seen)


def numbers(found: Picked) -> list[int]:
    return [int(one.stored.id[-5:]) for one in found.chosen]


def test_a_paper_is_shown_once_in_a_place() -> None:
    papers = [stored(1, 90), stored(2, 80)]
    found = picked(papers, [shown(papers[0], 60, 1)])
    assert (numbers(found), found.considered) == ([2], 1)


def test_what_is_not_hot_enough_today_is_a_candidate_tomorrow() -> None:
    cold, hot = stored(1, 40, THURSDAY), stored(1, 60, THURSDAY)
    assert numbers(picked([cold], min_heat=50)) == []
    assert numbers(picked([hot], min_heat=50)) == [1]


def test_a_paper_that_was_shown_as_new_was_shown() -> None:
    assert numbers(picked([stored(1, 4)], [shown(stored(1), 0, 1)])) == []


def test_a_paper_that_was_shown_as_new_comes_back_once_it_is_hot() -> None:
    found = picked([stored(1, 60)], [shown(stored(1), 0, 1)])
    assert [one.is_rising for one in found.chosen] == [True]


def test_a_paper_with_five_times_its_heat_is_still_rising() -> None:
    rising, other = stored(1, 100, THURSDAY), stored(2, 300)
    found = picked([rising, other], [shown(rising, 20, 1)])
    assert [(one.stored.id[-1], one.is_rising, one.is_new) for one in found.chosen] == [
        ("2", False, False),
        ("1", True, False),
    ]


def test_a_paper_with_less_than_five_times_its_heat_is_not_rising() -> None:
    paper = stored(1, 99, THURSDAY)
    assert numbers(picked([paper], [shown(paper, 20, 1)])) == []


def test_only_the_three_hottest_of_today_rise() -> None:
    paper = stored(1, 100, THURSDAY)
    hotter = [stored(n, 200 + n) for n in (2, 3, 4)]
    past = [shown(each, 200, 1) for each in hotter]
    assert numbers(picked([paper, *hotter], [shown(paper, 20, 1), *past])) == []
    assert numbers(picked([paper, *hotter[:2]], [shown(paper, 20, 1), *past])) == [1]


def test_a_sensation_that_nobody_talks_about_any_more_keeps_nobody_from_rising() -> None:
    paper = stored(1, 100, THURSDAY)
    sensations = [stored(n, 9000, date(2026, 10, 25), at=AT - 9 * DAY) for n in (2, 3, 4)]
    found = picked([paper], [shown(paper, 20, 1), *(shown(each, 9000, 20) for each in sensations)], hottest=sensations)
    assert numbers(found) == [1]


def test_a_paper_that_was_never_shown_and_left_the_window_is_still_rising() -> None:
    late = stored(1, 100, date(2026, 11, 2))
    found = picked([], hottest=[late])
    assert [one.is_rising for one in found.chosen] == [True]


def test_a_paper_that_came_back_stays_away_for_thirty_days() -> None:
    paper = stored(1, 9000, date(2026, 11, 2))
    marked = [shown(paper, 10, RISING_DAYS - 1, is_rising=True)]
    twice = [shown(paper, 100, RISING_DAYS - 1), shown(paper, 10, RISING_DAYS)]
    assert numbers(picked([], marked, hottest=[paper])) == []
    assert numbers(picked([], twice, hottest=[paper])) == []
    assert numbers(picked([], [replace(marked[0], planned_at=AT - RISING_DAYS * DAY)], hottest=[paper])) == [1]


def test_a_rising_paper_has_to_reach_the_bar_like_any_other() -> None:
    paper = stored(1, 49, THURSDAY)
    assert numbers(picked([paper], [shown(paper, 2, 1)], min_heat=50)) == []
    assert numbers(picked([paper], [shown(paper, 2, 1)])) == [1]


def test_a_first_digest_shows_nothing_but_its_day() -> None:
    first = Span(FRIDAY, FRIDAY, is_first=True)
    assert numbers(picked([stored(1, 5)], hottest=[stored(2, 100, date(2026, 11, 2))], span=first)) == [1]


def test_the_hottest_come_first_and_no_more_than_asked_for() -> None:
    assert numbers(picked([stored(n, 10 * n) for n in range(1, 9)], top=3)) == [8, 7, 6]


def test_a_thin_digest_is_filled_up_with_the_newest_that_were_not_shown() -> None:
    papers = [stored(1, 7), *(stored(n) for n in range(2, 9))]
    found = picked(papers, [shown(papers[7], 0, 1)])
    assert [(int(one.stored.id[-5:]), one.is_new) for one in found.chosen] == [
        (1, False),
        *((n, True) for n in (7, 6, 5, 4)),
    ]


def test_a_later_section_leaves_out_what_stands_above_and_counts_it() -> None:
    papers = [stored(n, 10 * n) for n in range(1, 7)]
    found = picked(papers, top=4, above=[papers[5], papers[3], papers[0]])
    assert (numbers(found), found.shown_above) == ([5, 3], 2)


@given(
    growth=st.lists(st.dictionaries(st.integers(1, 12), st.integers(1, 400), max_size=6), min_size=5, max_size=45),
    min_heat=st.none() | st.sampled_from([10.0, 50.0]),
    top=st.integers(1, 6),
    window_days=st.integers(1, 9),
)
def test_no_paper_comes_twice_but_one_that_rises_once_in_thirty_days(
    growth: Sequence[Mapping[int, int]], min_heat: float | None, top: int, window_days: int
) -> None:
    """Each day of ``growth`` some of twelve papers, announced two a day, gain heat."""
    heats = dict.fromkeys(range(1, 13), 0.0)
    past: list[Shown] = []
    for n, gains in enumerate(growth):
        at = AT + n * DAY
        for number, gain in gains.items():
            heats[number] += gain
        known = [stored(each, heats[each], FRIDAY + (each // 2) * DAY, at) for each in heats]
        span = Span(FRIDAY + (n - window_days + 1) * DAY, FRIDAY + n * DAY)
        found = digest_of(known, span, history_of(past), at, min_heat=min_heat, top=top)
        check_one(found, history_of(past), at, min_heat=min_heat, top=top)
        new = [Shown(one.stored.id, one.stored.heat, at, one.is_rising) for one in found.chosen]
        past = [*new, *past]


def digest_of(
    known: Sequence[StoredPaper], span: Span, history: History, at: datetime, *, min_heat: float | None, top: int
) -> Picked:
    out = [paper for paper in known if paper.paper.announced and paper.paper.announced <= span.day]
    papers = [paper for paper in out if paper.paper.announced and paper.paper.announced >= span.since]
    return pick(Offer(papers, hottest_today(out, at)), span, history, at=at, min_heat=min_heat, top=top)


def check_one(found: Picked, history: History, at: datetime, *, min_heat: float | None, top: int) -> None:
    assert len({one.stored.id for one in found.chosen}) == len(found.chosen) <= min(top, found.considered)
    hot = [one.stored.heat for one in found.chosen if not one.is_new]
    assert hot == sorted(hot, reverse=True)
    assert all(heat >= (min_heat or 0) for heat in hot)
    assert sum(one.is_rising for one in found.chosen) <= 3
    for one in found.chosen:
        before = history.get(one.stored.id, ())
        assert one.is_rising or not before
        assert not any(each.is_rising and at - each.planned_at < RISING_DAYS * DAY for each in before)
        if before:
            assert one.stored.heat >= RISING_FACTOR * before[0].heat


# Which days a digest is about.


def span(rules: DigestRules = DAILY, at: datetime = AT, *, is_first: bool = False, **read: datetime) -> Span:
    days = {date(2026, 11, int(day[1:])): moment for day, moment in read.items()}
    return span_of(rules, at, is_first=is_first, read_at=days)


def test_a_digest_looks_back_over_its_window() -> None:
    assert span() == Span(date(2026, 11, 14), FRIDAY)
    assert span(replace(DAILY, window_days=1)) == Span(FRIDAY, FRIDAY)


@pytest.mark.parametrize(
    ("zone", "at", "day"),
    [
        ("Asia/Tokyo", datetime(2026, 11, 20, 0, tzinfo=UTC), THURSDAY),
        ("Europe/Berlin", datetime(2026, 11, 20, 8, tzinfo=UTC), FRIDAY),
        ("America/Los_Angeles", datetime(2026, 11, 21, 2, tzinfo=UTC), FRIDAY),
    ],
)
def test_a_digest_is_about_the_day_that_it_is_where_arxiv_is(zone: str, at: datetime, day: date) -> None:
    assert span(replace(DAILY, schedule=Schedule(time(9), zone, EVERY_DAY)), at).day == day


def test_a_first_digest_looks_back_one_announcement() -> None:
    assert span(is_first=True, d20=AT - HOUR) == Span(FRIDAY, FRIDAY, is_first=True)
    assert span(is_first=True, at=AT + 2 * DAY, d19=AT, d20=AT) == Span(FRIDAY, SUNDAY, is_first=True)


def test_a_first_digest_has_the_newest_listing_that_was_read() -> None:
    assert span(is_first=True, d18=AT, d19=AT - DAY) == Span(THURSDAY, FRIDAY, is_first=True)
    assert span(is_first=True) == Span(FRIDAY, FRIDAY, is_first=True)


def test_a_settling_paper_waits_and_the_window_reaches_back_as_far() -> None:
    # The listing of Friday is announced on Thursday at 20:00 Eastern, which is Friday 01:00 UTC.
    settling = replace(DAILY, settle=24 * HOUR)
    assert span(settling) == Span(date(2026, 11, 13), THURSDAY)
    assert span(settling, datetime(2026, 11, 21, 1, tzinfo=UTC)).day == FRIDAY
    assert span(settling, datetime(2026, 11, 21, 0, 59, tzinfo=UTC)).day == THURSDAY


def test_the_papers_of_a_late_listing_stay_candidates_for_the_next_digest() -> None:
    one_day = replace(DAILY, window_days=1)
    assert span(one_day, AT + DAY, d20=AT + HOUR) == Span(SATURDAY, SATURDAY, late=(FRIDAY,))
    assert span(one_day, AT + DAY, d20=AT - HOUR) == Span(SATURDAY, SATURDAY)
    weekdays = replace(one_day, schedule=replace(DAILY.schedule, days=WEEKDAYS))
    assert span(weekdays, AT + 3 * DAY, d20=AT + HOUR) == Span(MONDAY, MONDAY, late=(FRIDAY,))


def test_papers_that_settled_since_are_not_lost_over_a_weekend() -> None:
    weekdays = replace(DAILY.schedule, days=WEEKDAYS)
    settling = replace(DAILY, window_days=1, settle=24 * HOUR, schedule=weekdays)
    assert span(settling, AT + 3 * DAY, d20=AT - HOUR) == Span(SUNDAY, SUNDAY, late=(FRIDAY,))


# A listing that is late.

READ_AT = datetime(2026, 11, 20, 7, tzinfo=UTC)


def reading(at: datetime = READ_AT, state: RunState = RunState.OK) -> SourceHistory:
    run = SourceRun("arxiv", at, at, state)
    return SourceHistory(run, run)


def overdue(history: SourceHistory | None, *, was_read: bool = False, has_papers: bool = False) -> bool:
    return is_overdue(FRIDAY, history, was_read=was_read, has_papers=has_papers, holidays=())


def test_a_listing_is_late_where_arxiv_was_asked_after_the_hour_and_had_none() -> None:
    assert overdue(reading())


def test_a_listing_is_not_late_that_was_read_or_that_nobody_could_ask_for() -> None:
    assert not overdue(reading(), was_read=True)
    assert not overdue(reading(), has_papers=True)
    assert not overdue(reading(datetime(2026, 11, 20, 4, 59, tzinfo=UTC)))
    assert not overdue(reading(state=RunState.FAILED))
    assert not overdue(None)
    assert not is_overdue(SATURDAY, reading(AT + DAY), was_read=False, has_papers=False, holidays=())
