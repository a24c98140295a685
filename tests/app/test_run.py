"""When the bot gathers by itself."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.run import GATHER_EVERY, next_gathering_at

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "turn"), [((12, 0), (12, 20)), ((12, 20), (12, 50)), ((12, 49), (12, 50)), ((23, 55), (0, 20))]
)
def test_talk_is_fresh_before_each_full_and_half_hour(now: tuple[int, int], turn: tuple[int, int]) -> None:
    at = next_gathering_at(NOON.replace(hour=now[0], minute=now[1]))
    assert (at.hour, at.minute) == turn


@given(st.datetimes(timezones=st.just(UTC)).filter(lambda at: at.year < 9999))
def test_the_next_turn_is_ahead_and_never_far(now: datetime) -> None:
    assert timedelta(0) < next_gathering_at(now) - now <= GATHER_EVERY
