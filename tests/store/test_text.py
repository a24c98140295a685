import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.papers.text import clean, readable, searchable
from bot.query.lexer import readable_query

JOINERS = {"\u200c", "\u200d"}
UNSEEN = {"Cc", "Cf", "Cs"}


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("  Two  spaces\nand a\r\n\tbreak ", "Two spaces and a break"),
        ("a\x00b \x07 c\x1bd", "ab cd"),
        ("file\x1cseparated\x85line", "file separated line"),
        ("no\u00a0break", "no break"),
        ("co\u00adoper\u200bate \u202etfel\u202c \ufeffhere", "cooperate tfel here"),
        ("half\ud800", "half"),
        ("می\u200cروم", "می\u200cروم"),
        ("क\u094d\u200dष", "क\u094d\u200dष"),
        ("👩\u200d🔬", "👩\u200d🔬"),
        ("pass\u200dword \u200c می\u200c ", "password می"),
        ("α-RuCl₃ costs 5 % of _x_", "α-RuCl₃ costs 5 % of _x_"),
        ("0", "0"),
        ("", ""),
    ],
)
def test_text_is_shown_without_controls_and_with_single_spaces(raw: str, shown: str) -> None:
    assert clean(raw) == shown
    assert readable(raw) == shown


@given(st.text())
def test_whatever_comes_in_no_control_character_goes_out(raw: str) -> None:
    shown = clean(raw)
    assert not any(unicodedata.category(letter) in UNSEEN for letter in shown if letter not in JOINERS)
    assert "  " not in shown
    assert shown == shown.strip() == clean(shown)


def test_every_character_that_is_not_seen_is_dropped_and_no_other() -> None:
    every = [letter for code in range(sys.maxunicode + 1) if unicodedata.category(letter := chr(code)) != "Cn"]
    dropped = {letter for letter in every if letter not in JOINERS and not clean(letter) and letter.strip()}
    assert (
        dropped == {letter for letter in every if unicodedata.category(letter) in UNSEEN and letter.strip()} - JOINERS
    )


@pytest.mark.parametrize(
    ("raw", "sought"),
    [
        ("x² of ﬁne \uff21", "x2 of fine A"),
        ("$x_2$ of \\'Ecole", "x2 of École"),
        ("می\u200cروم", "میروم"),
        (" plain\ntext ", "plain text"),
        ("\u00a8", "\u0308"),
    ],
)
def test_text_is_searched_in_as_queries_are_read(raw: str, sought: str) -> None:
    assert searchable(readable(raw)) == sought
    assert readable_query(sought) == sought


@given(st.text())
def test_what_is_searched_in_is_found_by_itself(raw: str) -> None:
    sought = searchable(readable(raw))
    assert sought == searchable(sought) == searchable(clean(sought))


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cf", "Cs"])))
def test_no_word_is_lost(raw: str) -> None:
    assert clean(raw).split() == raw.split()
