"""Axes: round marks, short numbers, labels that keep apart."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.scales import MIN_SPAN, count_scale, short_number, spread, time_scale

MIDNIGHT = datetime(2026, 11, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (0.5, "0.5"),
        (3.0, "3"),
        (12.4, "12"),
        (1391, "1,391"),
        (9999, "9,999"),
        (9999.6, "10k"),
        (12_400, "12.4k"),
        (999_400, "999k"),
        (999_960, "1M"),
        (12_345_678, "12.3M"),
        (2e9, "2G"),
    ],
)
def test_a_number_is_short(number: float, text: str) -> None:
    assert short_number(number) == text


@given(st.floats(0, 1e12))
def test_no_number_is_long(number: float) -> None:
    assert len(short_number(number)) <= 5


@pytest.mark.parametrize(
    ("highest", "texts"),
    [
        (0, ["0", "1"]),
        (1, ["0", "1"]),
        (7, ["0", "2", "4", "6", "8"]),
        (211, ["0", "50", "100", "150", "200", "250"]),
        (12_345_678, ["0", "5M", "10M", "15M"]),
    ],
)
def test_counts_are_marked_at_round_whole_numbers(highest: float, texts: list[str]) -> None:
    assert [tick.text for tick in count_scale(highest).ticks] == texts


@given(st.integers(0, 10**9))
def test_no_count_is_above_its_axis_and_few_marks_are_drawn(highest: int) -> None:
    scale = count_scale(highest)
    assert scale.top >= highest
    assert 0 <= scale.share(highest) <= 1
    assert 2 <= len(scale.ticks) <= 6
    assert len({tick.text for tick in scale.ticks}) == len(scale.ticks)


@pytest.mark.parametrize(
    ("hours", "texts"),
    [
        (0, [("22:00", "18 Nov"), ("23:00", ""), ("00:00", "19 Nov")]),
        (4, [("00:00", "19 Nov"), ("01:00", ""), ("02:00", ""), ("03:00", ""), ("04:00", "")]),
        (48, [("00:00", "19 Nov"), ("12:00", ""), ("00:00", "20 Nov"), ("12:00", ""), ("00:00", "21 Nov")]),
        (24 * 4, [(f"{day} Nov", "") for day in range(19, 24)]),
        (24 * 90, [("Dec 2026", ""), ("Jan 2027", ""), ("Feb 2027", "")]),
        (24 * 365 * 6, [("2028", ""), ("2030", ""), ("2032", "")]),
    ],
)
def test_moments_are_marked_in_utc(hours: int, texts: list[tuple[str, str]]) -> None:
    scale = time_scale([MIDNIGHT, MIDNIGHT + timedelta(hours=hours)])
    assert [(tick.text, tick.below) for tick in scale.ticks()] == texts


@given(
    st.lists(st.datetimes(datetime(1991, 8, 14), datetime(2200, 1, 1)), min_size=1, max_size=5)  # noqa: DTZ001
)
def test_any_moments_stand_on_their_axis_with_a_few_marks(naive: list[datetime]) -> None:
    moments = [at.replace(tzinfo=UTC) for at in naive]
    scale, ticks = time_scale(moments), time_scale(moments).ticks()
    assert scale.end_at - scale.start_at >= MIN_SPAN
    assert all(0 <= scale.share(at) <= 1 for at in moments)
    assert 1 <= len(ticks) <= 5
    assert all(0 <= tick.share <= 1 for tick in ticks)


def test_labels_that_want_the_same_place_make_room_for_each_other() -> None:
    assert spread([50, 50, 50], 10, 0, 100) == (40, 50, 60)
    assert spread([100, 100, 20], 10, 0, 100) == (90, 100, 20)
    assert spread([0, 1, 2], 60, 0, 100) == (0, 50, 100)


@given(st.lists(st.floats(0, 200), max_size=9), st.floats(1, 30))
def test_labels_keep_apart_in_order_and_inside(wanted: list[float], gap: float) -> None:
    placed = spread(wanted, gap, 0, 200)
    room = min(gap, 200 / max(1, len(wanted) - 1))
    below = sorted(placed)
    assert all(after - before >= room - 1e-6 for before, after in pairwise(below))
    assert all(-1e-6 <= y <= 200 + 1e-6 for y in placed)
    order = sorted(range(len(wanted)), key=lambda n: (wanted[n], n))
    assert [placed[n] for n in order] == below
