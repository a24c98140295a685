"""Spans of time, as people type them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadArgument
from bot.subscriptions.spans import LONGEST_SPAN, parse_span, parse_window, say_span


@pytest.mark.parametrize(("text", "days"), [("7d", 7), ("2w", 14), (" 1 day ", 1), ("52W", 364), ("24h", 1)])
def test_a_window_is_whole_days(text: str, days: int) -> None:
    assert parse_window(text) == days


@pytest.mark.parametrize("text", ["", "7", "d", "0d", "36h", "367d", "-1d", "1.5d", "\u0667d", "7d 2h", "9" * 99])
def test_what_is_no_window_is_refused(text: str) -> None:
    with pytest.raises(BadArgument, match="is not a window"):
        parse_window(text)


@pytest.mark.parametrize(
    ("text", "span"),
    [("6h", timedelta(hours=6)), ("90m", timedelta(minutes=90)), ("0h", timedelta(0)), ("1 week", timedelta(days=7))],
)
def test_a_span_is_read(text: str, span: timedelta) -> None:
    assert parse_span(text) == span


@pytest.mark.parametrize("text", ["", "soon", "31d", "6 parsecs"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(BadArgument, match="no span of time"):
        parse_span(text)


@given(st.integers(0, LONGEST_SPAN // timedelta(minutes=1)))
def test_a_span_is_said_as_it_is_typed(minutes: int) -> None:
    assert parse_span(say_span(timedelta(minutes=minutes))) == timedelta(minutes=minutes)
