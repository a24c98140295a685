import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.papers.text import readable


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("  Two  spaces\nand a\r\n\tbreak ", "Two spaces and a break"),
        ("a\x00b \x07 c\x1bd", "ab cd"),
        ("file\x1cseparated\x85line", "file separated line"),
        ("no\u00a0break", "no break"),
        ("α-RuCl₃ costs 5 % of _x_", "α-RuCl₃ costs 5 % of _x_"),
        ("0", "0"),
        ("", ""),
    ],
)
def test_text_is_shown_without_controls_and_with_single_spaces(raw: str, shown: str) -> None:
    assert readable(raw) == shown


@given(st.text())
def test_whatever_comes_in_no_control_character_goes_out(raw: str) -> None:
    shown = readable(raw)
    assert not any(unicodedata.category(letter) == "Cc" for letter in shown)
    assert "  " not in shown
    assert shown == shown.strip() == readable(shown)


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"])))
def test_no_word_is_lost(raw: str) -> None:
    assert readable(raw).split() == raw.split()
