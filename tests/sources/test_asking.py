"""Which days may be asked for by name."""

from datetime import UTC, date, datetime

import pytest

from bot.errors import BadArgument
from bot.sources.asking import wish_for
from bot.sources.contract import Wish

FRIDAY = date(2026, 11, 20)
SATURDAY_MORNING = datetime(2026, 11, 21, 8, tzinfo=UTC)


def wish(day: date | None, *, missed: bool = True) -> Wish:
    return wish_for(SATURDAY_MORNING, day, window_days=7, missed=missed)


def test_the_present_asks_for_a_week_of_talk_and_for_its_missed_listings() -> None:
    week_ago = date(2026, 11, 14)
    assert wish(None) == Wish(SATURDAY_MORNING, week_ago, missed_since=week_ago)
    assert wish(None, missed=False) == Wish(SATURDAY_MORNING, week_ago)


def test_a_past_day_asks_for_that_day_alone() -> None:
    day = date(2026, 11, 19)
    assert wish(day) == Wish(SATURDAY_MORNING, day, day=day)


def test_the_newest_listing_asked_for_by_name_is_the_present() -> None:
    assert wish(FRIDAY) == Wish(SATURDAY_MORNING, FRIDAY)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 15), "no listing on 2026-11-15: it is a weekend"),
        (date(2026, 9, 8), "no listing on 2026-09-08: nothing was announced the evening before"),
        (date(2026, 11, 23), "The listing of 2026-11-23 is not out yet: the newest one is that of 2026-11-20"),
    ],
)
def test_a_day_without_a_listing_is_refused_in_plain_words(day: date, words: str) -> None:
    with pytest.raises(BadArgument, match=words):
        wish(day)
