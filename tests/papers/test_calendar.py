"""Which day a paper is listed on, and when the next announcement is due."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadArgument
from bot.papers.calendar import (
    EASTERN,
    HOLIDAYS,
    is_listing_day,
    latest_listing_day,
    listing_day_of,
    next_announcement,
    submission_window,
    why_not,
)

DAYS = st.dates(date(2007, 4, 1), date(2060, 12, 31))
MOMENTS = st.datetimes(datetime(2007, 4, 1), datetime(2060, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
SKIPPED = st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=40)
MOMENTS_OF_2026 = st.datetimes(datetime(2026, 1, 10), datetime(2027, 1, 20), timezones=st.just(UTC))  # noqa: DTZ001


def eastern(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=EASTERN)


@pytest.mark.parametrize(
    ("day", "start", "end"),
    [
        # A week of November 2026, Monday the 9th to Friday the 13th.
        (date(2026, 11, 9), eastern(2026, 11, 5, 14), eastern(2026, 11, 6, 14)),
        (date(2026, 11, 10), eastern(2026, 11, 6, 14), eastern(2026, 11, 9, 14)),
        (date(2026, 11, 11), eastern(2026, 11, 9, 14), eastern(2026, 11, 10, 14)),
        (date(2026, 11, 12), eastern(2026, 11, 10, 14), eastern(2026, 11, 11, 14)),
        (date(2026, 11, 13), eastern(2026, 11, 11, 14), eastern(2026, 11, 12, 14)),
    ],
)
def test_a_listing_day_has_the_submissions_that_arxiv_says(day: date, start: datetime, end: datetime) -> None:
    assert submission_window(day) == (start, end)
    assert [moment.tzinfo for moment in submission_window(day)] == [UTC, UTC]
    assert listing_day_of(start) == day
    assert listing_day_of(end - timedelta(microseconds=1)) == day
    assert listing_day_of(end) > day


def test_the_weekend_of_a_clock_change_is_an_hour_longer_or_shorter() -> None:
    assert submission_window(date(2026, 11, 3)) == (
        datetime(2026, 10, 30, 18, tzinfo=UTC),
        datetime(2026, 11, 2, 19, tzinfo=UTC),
    )
    assert submission_window(date(2026, 3, 10)) == (
        datetime(2026, 3, 6, 19, tzinfo=UTC),
        datetime(2026, 3, 9, 18, tzinfo=UTC),
    )


def test_a_skipped_announcement_rolls_into_the_next_listing() -> None:
    labor_day = date(2026, 9, 7)
    assert why_not(labor_day) is None
    assert why_not(date(2026, 9, 8)) == "holiday"
    assert submission_window(date(2026, 9, 9)) == (eastern(2026, 9, 4, 14), eastern(2026, 9, 8, 14))
    assert listing_day_of(eastern(2026, 9, 6, 12)) == date(2026, 9, 9)


def test_the_turn_of_the_year_skips_what_arxiv_skips() -> None:
    days = [date(2026, 12, 21) + timedelta(days=n) for n in range(16)]
    assert [day.day for day in days if is_listing_day(day)] == [21, 22, 23, 24, 25, 28, 29, 31, 4, 5]


@pytest.mark.parametrize("day", [date(2026, 11, 14), date(2026, 11, 15)])
def test_a_weekend_is_no_listing_day(day: date) -> None:
    assert why_not(day) == "weekend"
    with pytest.raises(BadArgument, match=rf"no listing on {day}: it is a weekend"):
        submission_window(day)


def test_the_day_after_a_holiday_is_no_listing_day() -> None:
    with pytest.raises(BadArgument, match="no listing on 2026-11-27: nothing was announced the evening before"):
        submission_window(date(2026, 11, 27))


def test_the_operators_own_holidays_are_added() -> None:
    own = [date(2026, 11, 10)]
    assert why_not(date(2026, 11, 11)) is None
    assert why_not(date(2026, 11, 11), own) == "holiday"
    assert why_not(date(2026, 11, 27), own) == "holiday"
    assert submission_window(date(2026, 11, 12), own) == (eastern(2026, 11, 9, 14), eastern(2026, 11, 11, 14))


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (eastern(2026, 11, 10, 0), date(2026, 11, 10)),
        (eastern(2026, 11, 10, 20, 30), date(2026, 11, 10)),
        (eastern(2026, 11, 10, 23, 59), date(2026, 11, 10)),
        (eastern(2026, 11, 14, 12), date(2026, 11, 13)),
        (eastern(2026, 11, 15, 23), date(2026, 11, 13)),
        (eastern(2026, 11, 16, 0), date(2026, 11, 16)),
        (eastern(2026, 11, 27, 9), date(2026, 11, 26)),
        (datetime(2026, 11, 20, 4, 59, tzinfo=UTC), date(2026, 11, 19)),
        (datetime(2026, 11, 20, 5, 0, tzinfo=UTC), date(2026, 11, 20)),
        (datetime(2026, 7, 1, 4, 0, tzinfo=UTC), date(2026, 7, 1)),
    ],
)
def test_a_listing_counts_from_its_own_eastern_midnight(now: datetime, day: date) -> None:
    assert latest_listing_day(now) == day


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (eastern(2026, 11, 10, 12), eastern(2026, 11, 10, 20)),
        (eastern(2026, 11, 10, 20), eastern(2026, 11, 11, 20)),
        (eastern(2026, 11, 13, 8), eastern(2026, 11, 15, 20)),
        (eastern(2026, 11, 14, 8), eastern(2026, 11, 15, 20)),
        (eastern(2026, 11, 25, 21), eastern(2026, 11, 29, 20)),
        (datetime(2026, 11, 20, 8, tzinfo=UTC), datetime(2026, 11, 23, 1, tzinfo=UTC)),
        (datetime(2026, 7, 1, 8, tzinfo=UTC), datetime(2026, 7, 2, 0, tzinfo=UTC)),
    ],
)
def test_the_next_announcement_is_told(now: datetime, due: datetime) -> None:
    assert next_announcement(now) == due
    assert next_announcement(now).tzinfo is UTC


def test_no_announcement_was_ever_due_on_a_holiday() -> None:
    assert not any(is_listing_day(evening + timedelta(days=1)) for evening in HOLIDAYS)


@given(MOMENTS)
def test_every_submission_is_in_the_window_of_its_day(submitted_at: datetime) -> None:
    start, end = submission_window(listing_day_of(submitted_at))
    assert start <= submitted_at < end


@given(DAYS, SKIPPED)
def test_windows_follow_each_other_without_gap_or_overlap(day: date, skipped: frozenset[date]) -> None:
    first = listing_day_of(datetime.combine(day, datetime.min.time(), UTC), skipped)
    second = next(each for n in range(1, 400) if is_listing_day(each := first + timedelta(days=n), skipped))
    assert submission_window(first, skipped)[1] == submission_window(second, skipped)[0]
    assert listing_day_of(submission_window(first, skipped)[0], skipped) == first


@given(MOMENTS_OF_2026, SKIPPED)
def test_with_any_holidays_a_submission_still_has_its_day(submitted_at: datetime, skipped: frozenset[date]) -> None:
    day = listing_day_of(submitted_at, skipped)
    start, end = submission_window(day, skipped)
    assert is_listing_day(day, skipped)
    assert start <= submitted_at < end


@given(MOMENTS_OF_2026, SKIPPED)
def test_the_next_announcement_brings_the_next_listing(now: datetime, skipped: frozenset[date]) -> None:
    due = next_announcement(now, skipped)
    listed = latest_listing_day(due + timedelta(hours=4), skipped)
    assert due > now
    assert due.astimezone(EASTERN).hour == 20
    assert listed == due.astimezone(EASTERN).date() + timedelta(days=1)
    assert latest_listing_day(now, skipped) < listed
