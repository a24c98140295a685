"""Nothing in a value acts in Slack's mrkdwn, whatever stands beside it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.messages.escape_slack import escape_slack, unlinked
from bot.messages.printable import JOINERS, printable
from bot.messages.slack_blocks import parted
from tests.messages.corpus import ALL, INNOCENT
from tests.messages.hostile import texts, unhurried
from tests.messages.mrkdwn import read

LOOKALIKES = str.maketrans("\u2217\ufe61\uff0a\u02cd\uff3f\u223c\u02cb\uff40\u203a\uff1e", "***__~``>>")
hostile = st.one_of(texts, st.sampled_from([text for text in ALL if len(text) < 1_000]))


def seen(shown: str) -> str:
    """Return what a reader takes a text for, white space aside."""
    return "".join(shown.replace("\u200b", "").translate(LOOKALIKES).split())


def typed(text: str) -> str:
    return "".join(printable(text, keep=JOINERS).translate(LOOKALIKES).split())


@unhurried
@given(text=hostile)
@example(text="> quoted")
@example(text="\uff1e quoted")
@example(text="*b* _i_ ~s~ `c` ```f``` :fire: :+1::skin-tone-5:")
@example(text="\uff0ab\uff0a \uff3fi\uff3f \uff40c\uff40")
def test_a_value_is_that_text_and_nothing_else(text: str) -> None:
    got = read(escape_slack(text))
    assert (got.links, got.pings, got.marked) == ((), (), ())
    assert seen(got.shown) == typed(text)


@unhurried
@given(values=st.lists(hostile, min_size=2, max_size=3))
@example(values=[":fi", "re:"])
@example(values=["x:", "fire:"])
@example(values=["a*", "b*"])
def test_values_side_by_side_make_nothing_together(values: list[str]) -> None:
    got = read(f"by {''.join(map(escape_slack, values))} end")
    assert (got.links, got.pings, got.marked) == ((), (), ())


@unhurried
@given(text=hostile)
def test_a_value_stays_inside_our_bold_link(text: str) -> None:
    got = read(f"1. *<https://ours.example|a {escape_slack(text)} b>* · 🔥 3")
    assert [url for url, _ in got.links] == ["https://ours.example"]
    assert got.pings == ()
    ((kind, content),) = got.marked
    assert kind == "bold"
    assert content.startswith("⟦a ")
    assert content.endswith(" b⟧")


@unhurried
@given(text=hostile)
def test_a_fallback_text_links_to_nothing_and_names_nobody(text: str) -> None:
    got = read(unlinked(escape_slack(text)), verbatim=False)
    assert (got.links, got.pings, got.marked) == ((), (), ())
    assert seen(got.shown) == typed(text)


@pytest.mark.parametrize("text", INNOCENT)
def test_what_honest_people_write_reads_the_same(text: str) -> None:
    assert seen(read(escape_slack(text)).shown) == "".join(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "snake_case_name in /usr/local/lib_x",
        "O'Neill: “a|b”, 67.7% (12:30 UTC)",
        "https://example.org:8080/a_b?c=d#e",
        "#1 in #nlp, a@b, @ada",
        "👩\u200d💻 模型 α-RuCl₃",
    ],
)
def test_what_cannot_act_stays_as_it_was_typed(text: str) -> None:
    assert escape_slack(text) == text


def test_a_code_of_an_emoji_shows_as_typed() -> None:
    assert escape_slack("so :fire: hot") == "so :\u200bfire: hot"


@unhurried
@given(text=hostile, most=st.integers(min_value=20, max_value=60))
@example(text="a_" * 60, most=20)
@example(text="p > 0.5 " * 20, most=20)
@example(text="& " * 60, most=20)
def test_text_that_is_cut_into_parts_loses_nothing_and_gains_no_marks(text: str, most: int) -> None:
    parts = list(parted(escape_slack(text), most))
    assert all(part.strip() and len(part.encode("utf-16-le")) <= 2 * most for part in parts)
    got = [read(part) for part in parts]
    assert not [one for one in got if one.links or one.pings or one.marked]
    assert seen("".join(one.shown for one in got)) == typed(text)


def test_a_link_is_never_cut() -> None:
    link = "<https://ours.example/path|three words here>"
    parts = list(parted(f"some words before {link} and after", 50))
    assert [part for part in parts if link in part]
