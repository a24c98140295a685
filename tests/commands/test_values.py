from datetime import date, time, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.table import ANSWERS, COMMANDS
from bot.commands.values import read_arguments, read_value
from bot.commands.words import Kind, Param
from bot.errors import BadArgument
from bot.query.grammar import parse

TOP: Final = Param("top", Kind.INT, "", minimum=1, maximum=100)
HEAT: Final = Param("min_heat", Kind.NUMBER, "", minimum=0, choices=("auto",))
NAME: Final = Param("name", Kind.TEXT, "", maximum=10)
STYLE: Final = Param("style", Kind.CHOICE, "", choices=("bibtex", "ris", "csl"))


def of(kind: Kind) -> Param:
    return Param("thing", kind, "")


READ: Final = [
    (TOP, " 5 ", 5),
    (HEAT, "12.5", 12.5),
    (HEAT, "Auto", "auto"),
    (of(Kind.FLAG), "Yes", True),
    (of(Kind.FLAG), "off", False),
    (STYLE, "RIS", "ris"),
    (NAME, " tool \n use ", "tool use"),
    (NAME, "a\u202eb\x00c", "abc"),
    (of(Kind.TIME_OF_DAY), "9pm", time(21)),
    (of(Kind.ZONE), "berlin", "Europe/Berlin"),
    (of(Kind.DAYS), "mon,wed", frozenset({0, 2})),
    (of(Kind.DAY), "2026-11-20", date(2026, 11, 20)),
    (of(Kind.WINDOW), "2w", 14),
    (of(Kind.WINDOW), "3 days", 3),
    (of(Kind.SPAN), "90m", timedelta(minutes=90)),
    (of(Kind.SPAN), "0h", timedelta(0)),
    (of(Kind.QUERY), "#cs.CL a", parse("#cs.CL a")),
    (of(Kind.PAPER), "https://arxiv.org/pdf/2102.01672v3", "2102.01672"),
    (of(Kind.SUBSCRIPTION), "3", "3"),
]


@pytest.mark.parametrize(("param", "text", "value"), READ)
def test_text_is_read_as_its_kind(param: Param, text: str, value: object) -> None:
    assert read_value(param, text) == value


REFUSED: Final = [
    (TOP, "0", "a number from 1 to 100, and 0 is not"),
    (TOP, "101", "a number from 1 to 100"),
    (TOP, "-3", "not a whole number"),
    (TOP, "9" * 5000, "not a whole number"),
    (TOP, "five", "“five” is not a whole number. Give top as a number from 1 to 100."),
    (HEAT, "hot", "a number of at least 0 or auto"),
    (HEAT, "nan", "is not a number"),
    (HEAT, "1e99", "is not a number"),
    (NAME, "x" * 11, "at most 10 characters: leave out 1"),
    (STYLE, "bibtx", "Did you mean bibtex?"),
    (STYLE, "word", "Choose one of bibtex, ris, csl."),
    (of(Kind.FLAG), "perhaps", "neither yes nor no"),
    (of(Kind.DAY), "yesterday", "Give one like 2026-11-20."),
    (of(Kind.DAY), "1990-01-01", "arXiv began on 1991-08-14"),
    (of(Kind.WINDOW), "9999d", "a year at most"),
    (of(Kind.SPAN), "31d", "30 days at most"),
    (of(Kind.SPAN), "soon", "“soon” is no span of time"),
    (of(Kind.ZONE), "Europe/Berlni", "Did you mean Europe/Berlin"),
    (of(Kind.PAPER), "2102", "is not an arXiv id"),
]


@pytest.mark.parametrize(("param", "text", "said"), REFUSED)
def test_a_wrong_value_is_told_what_was_wanted(param: Param, text: str, said: str) -> None:
    with pytest.raises(BadArgument) as caught:
        read_value(param, text)
    assert said in str(caught.value)
    assert len(str(caught.value)) < 300


def test_a_missing_argument_is_asked_for_with_how_to_type_it() -> None:
    with pytest.raises(BadArgument, match=r"search needs a query. Type it as: search QUERY \[--top N\]"):
        read_arguments(COMMANDS["search"], {"query": " \x00\u200b"})


def test_an_unknown_argument_is_named_with_the_nearest() -> None:
    with pytest.raises(BadArgument, match=r"hot has no --min-heet\. Did you mean --min-heat\?"):
        read_arguments(COMMANDS["hot"], {"min_heet": "5"})


def test_what_was_left_out_is_not_there() -> None:
    given_values = read_arguments(COMMANDS["hot"], {"top": "5", "layout": ""})
    assert (given_values.has("top"), given_values.has("layout")) == (True, False)
    assert (given_values.get("top", int), given_values.get("layout", str)) == (5, None)


PARAMS = [param for command in (*COMMANDS.values(), *ANSWERS.values()) for param in command.params]


@given(st.sampled_from(PARAMS), st.text(min_size=1))
def test_any_text_is_a_value_or_a_plain_error(param: Param, text: str) -> None:
    outcome = read_or_refused(param, text)
    assert outcome is not None
    assert not isinstance(outcome, BadArgument) or 0 < len(str(outcome)) < 400


def read_or_refused(param: Param, text: str) -> object:
    try:
        return read_value(param, text)
    except BadArgument as refused:
        return refused
