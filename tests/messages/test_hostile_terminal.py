"""Nothing that a title, a name or a tweet contains can act on a terminal."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.text import Text

from bot.cli.drawing import draw
from bot.digest.availability import Availability, SourceState
from bot.messages.escaping import ESCAPES, escape_terminal, printable
from bot.messages.layout import TITLE_CHARS
from bot.messages.render import Renderer
from bot.messages.terminal import print_digest, print_gathered, print_hot, print_paper, print_status, print_why
from bot.subscriptions.model import Layout
from tests.messages import hostile_digests
from tests.messages.corpus import CASES, SHORT
from tests.messages.hostile import FRAGMENTS, shown, texts, unhurried
from tests.messages.hostile_digests import hostile_paper, hostile_reply, hostile_sections
from tests.messages.samples import MEASURED_AT, hot_list, readings, states, status, why
from tests.messages.screen import Screen

RENDERER = Renderer()
OURS = re.compile(r"\x1b\[(?:0|1|2|3[1236]|1;3[1236]|2;36)m|\x1b\]8;(?:id=\d+)?;([^\x1b]*)\x1b\\")
LINKS = hostile_digests.LINKS | {""}


def without_ours(raw: str) -> str:
    """Return the output without the styles and links that are ours, of which there may be no others."""
    links = {match[1] for match in OURS.finditer(raw) if match[1] is not None}
    assert links <= LINKS
    return OURS.sub("", raw)


def acting(text: str) -> set[str]:
    return {char for char in text if unicodedata.category(char) in {"Cc", "Cf", "Cs"}} - {"\n"}


def digest_of(text: str, layout: Layout) -> str:
    screen = Screen(100, is_terminal=True)
    print_digest(screen.console, RENDERER, hostile_sections(text, layout))
    return screen.raw


@unhurried
@given(text=texts)
@pytest.mark.parametrize("layout", list(Layout))
def test_digest_of_hostile_texts_has_only_our_styles_and_links(layout: Layout, text: str) -> None:
    assert not acting(without_ours(digest_of(text, layout)))


@pytest.mark.parametrize("text", [text for _, text in CASES], ids=[name for name, _ in CASES])
def test_hostile_text_is_text_in_every_place_of_a_digest_and_of_an_answer(text: str) -> None:
    for layout in (Layout.COMPACT, Layout.THREAD) if text in SHORT else (Layout.FULL,):
        assert not acting(without_ours(digest_of(text, layout)))
    screen = Screen(100, is_terminal=True)
    draw(screen.console, RENDERER, hostile_reply(text))
    assert not acting(without_ours(screen.raw))


@unhurried
@given(text=texts)
def test_other_answers_about_hostile_texts_have_only_our_styles_and_links(text: str) -> None:
    screen = Screen(100, is_terminal=True)
    paper = hostile_paper(text)
    trouble = SourceState(Availability.STALE, text, MEASURED_AT)
    explained = why(stored=paper.stored, mentions=paper.mentions, sources=states(hackernews=trouble))
    print_paper(screen.console, RENDERER, explained)
    print_why(screen.console, RENDERER, explained)
    print_status(screen.console, RENDERER, status(sources=states(hackernews=trouble)))
    first = readings()[0]
    print_gathered(screen.console, RENDERER, [replace(first, run=replace(first.run, detail=text))])
    assert not acting(without_ours(screen.raw))


@unhurried
@given(text=texts)
def test_title_is_shown_whole_and_as_text(text: str) -> None:
    screen = Screen(100, is_terminal=False)
    print_hot(screen.console, RENDERER, hot_list([hostile_paper(text[:TITLE_CHARS])]))
    seen = "".join(screen.raw.split())
    assert shown(" ".join(text[:TITLE_CHARS].split())) in seen


@unhurried
@given(parts=st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=5)), max_size=6))
@example(parts=["\\[1]", "\\"])
def test_escaped_values_mean_themselves_beside_each_other_and_inside_our_tags(parts: list[str]) -> None:
    markup = "".join(f"{escape_terminal(part)}[bold]{escape_terminal(part)}[/bold]" for part in parts)
    text = Text.from_markup(markup, emoji=False)
    assert text.plain == "".join(printable(part) * 2 for part in parts)
    assert {str(span.style) for span in text.spans} <= {"bold", "none"}


def test_an_abstract_of_backslashes_alone_kept_the_terminal_busy_for_a_minute() -> None:
    text = f"a{chr(92) * 100_000}b{chr(92) * 70}[1]{chr(92) * 70}"
    assert Text.from_markup(escape_terminal(text), emoji=False).plain == text


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x07", "click"),
        ("user\u202egnp.exe", "usergnp.exe"),
        ("zero\u200bwidth", "zerowidth"),
        ("two\nlines\r\nand\ttabs", "two lines and tabs"),
        ("two  spaces stay", "two  spaces stay"),
        ("lone \ud800 surrogate", "lone  surrogate"),
        ("[bold]$\\alpha$ \\[x\\] 模型 🔥", "[bold]$\\alpha$ \\[x\\] 模型 🔥"),
    ],
)
def test_printable_text_keeps_what_shows_and_drops_what_acts(text: str, seen: str) -> None:
    assert printable(text) == seen


LONG = ["x", "\\", "[", "\x1b]", "\x90", " \t", "&a", "_", "模", "🔥", "\x1b["]


@pytest.mark.parametrize("unit", LONG)
def test_a_word_of_100_kb_is_cut(renderer: Renderer, unit: str) -> None:
    text = unit * (100_000 // len(unit))
    screen = Screen(80, is_terminal=True)
    print_hot(screen.console, renderer, hot_list([hostile_paper(text)], said=text[:100]))
    assert len(screen.raw) < 5_000


@pytest.mark.parametrize("unit", LONG)
@pytest.mark.parametrize("escape", ESCAPES.values(), ids=ESCAPES)
def test_escaping_100_kb_ends_well_before_a_quadratic_search_would(escape: Callable[[str], str], unit: str) -> None:
    text = unit * (100_000 // len(unit)) + "終"
    assert escape(text).endswith("終")
