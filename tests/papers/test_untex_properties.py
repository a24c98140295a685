"""What holds of any text that is made readable, ordinary, clumsy or hostile."""

import logging
import re
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.papers.text import clean, readable
from bot.papers.untex.reading import has_tex

WORDS = st.text("abcdefgimnoprstuvxyz", min_size=3, max_size=9)
SIGNS = [
    *("\\", "{", "}", "$", "$$", "^", "_", "~", "`", "``", "''", "'", '"', "--", "&", "&lt;", "[", "]", "(", ")", " "),
    *("a", "x1", "5", "word", "é", "ﬁ", "\\(", "\\)", "\\[", "\\]", "\\\\", "\\'", '\\"', "\\%", "\\left", "\\right."),
    *("\\frac", "\\sqrt", "\\hat", "\\over", "\\cite", "\\href", "\\mathbb", "\\in", "\\alpha", "\\log", "\\unknown"),
    *("\\textbf", "\\footnote", "\\unicode", "\\begin", "\\c", "\\o", "\\not", "\\ce", "https://a.example/", "C:\\"),
]
CLUMSY = st.lists(st.sampled_from(SIGNS), max_size=40).map("".join)
WRAPPED = st.sampled_from(
    [
        "{}",
        "${}$",
        r"\textbf{{{}}}",
        r"\emph{{{}}}",
        r"{{\em {}}}",
        r"{{\sc {}}}",
        r"$\texttt{{{}}}$",
        r"$\mathrm{{{}}}$",
        r"\textcolor{{red}}{{{}}}",
        r"\custom{{{}}}",
        r"\underline{{\textbf{{{}}}}}",
        r"\footnote{{{}}}",
        r"\title{{{}}}",
        "``{}''",
        "`{}'",
        "{{{}}}",
        r"({}~\cite{{key}})",
        r"{}\\",
        r"$x_{{\text{{{}}}}}$",
        r"$\frac{{{}}}{{2}}$",
        r"{}\%",
        r"\href{{https://a.example}}{{{}}}",
    ]
)
PATH = re.compile(r"C:|\\\\[\w.-]+\\|\w(?:\\\w+)+\.[a-z]")
LETTERS = re.compile("[a-z]{3,}")


@given(CLUMSY)
def test_whatever_comes_in_no_command_goes_out(raw: str) -> None:
    shown = readable(raw)
    assert shown == clean(shown) == readable(raw)
    if not PATH.search(raw):
        assert "\\" not in shown


@given(st.text())
def test_any_text_is_read(raw: str) -> None:
    assert readable(raw) == clean(readable(raw))


def test_nothing_was_given_up(caplog: pytest.LogCaptureFixture) -> None:
    @given(CLUMSY | st.text("\\{}$^_ax1[]\"'`~&#;() -"))
    def read(raw: str) -> None:
        readable(raw)

    with caplog.at_level(logging.ERROR):
        read()
    assert caplog.records == []


@given(st.lists(st.tuples(WORDS, WRAPPED), min_size=1, max_size=12))
def test_no_word_is_lost_and_none_is_added(wrapped: list[tuple[str, str]]) -> None:
    raw = " ".join(frame.format(word) for word, frame in wrapped)
    shown = re.sub(r"https://a\.example", "", readable(raw))
    assert LETTERS.findall(shown) == [word for word, _ in wrapped]


@given(st.lists(st.tuples(WORDS, WRAPPED), min_size=1, max_size=12))
def test_what_was_made_readable_stays_as_it_is(wrapped: list[tuple[str, str]]) -> None:
    shown = readable(" ".join(frame.format(word) for word, frame in wrapped))
    assert readable(shown) == shown


@given(st.text(st.characters(exclude_characters="\\${}~^`&-ﬀﬁﬂﬃﬄﬅﬆ")))
def test_text_without_tex_is_only_cleaned(raw: str) -> None:
    assert not has_tex(raw)
    assert readable(raw) == clean(raw)


@given(
    st.lists(st.from_regex(r"\A\$[1-9][0-9]{0,2}(,[0-9]{3})?(\.[0-9]{2})?[kMB]?\Z"), min_size=2, max_size=5),
    st.sampled_from([" to ", ", ", " and ", "/", "–", " per hour, then ", "; "]),
)
def test_money_stays_money(amounts: list[str], between: str) -> None:
    said = f"It costs {between.join(amounts)} a month."
    assert readable(said) == said


@given(st.from_regex(r"\A(_{1,2}[a-z]+_{1,2}|[a-z]+_[a-z0-9_]+|[0-9]{1,2}(\.[0-9])?%|#[0-9]+|[A-Z]&[A-Z])\Z"))
def test_underscores_percents_numbers_and_ampersands_stay(word: str) -> None:
    assert readable(f"the {word} of $n$") == f"the {word} of n"


HOSTILE = [
    *("{", "}", "$", "\\", "{}", "$x$", "\\(", "\\[", "^", "_{", "x^{", "\\frac", "\\frac{", "\\hat", "\\textbf{"),
    *("~", "--", "`", "``", "``a", "`a", "&lt;", "&amp;", "\\cite[", "\\cite{", "a\\b", "\\\\a", "C:\\a", "\\'"),
    *("\\'a", "$5 ", "$a b", "https://a\\_", '\\"a', "{\\over", "\\sqrt[", "\\n", "$\\leq", "\\left.", "\\not", "$\\"),
    *("\\cite{a} ", "(\\cite{a", "\\unicode{x2013}", "a.b\\c.d", "$\\in ", "\\footnote{", "\\href{a}", "\\c{", "$ "),
]


@pytest.mark.parametrize("unit", HOSTILE)
def test_100_kb_of_nonsense_take_time_in_proportion(unit: str) -> None:
    short, long = (unit * (size // len(unit)) for size in (12_500, 100_000))
    readable("\\alpha")
    assert _fastest(long) < 8 * 6 * _fastest(short) + 0.1


def _fastest(text: str) -> float:
    """Return the processor time of the fastest of three readings; it is not disturbed by what else runs."""
    taken = []
    for _ in range(3):
        started = process_time()
        readable(text)
        taken.append(process_time() - started)
    return min(taken)
