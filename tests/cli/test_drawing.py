import io

import pytest
from rich.console import Console

from bot.cli.drawing import draw, draw_buttons
from bot.messages.render import Renderer
from bot.messages.reply import Button, Listed, Papers, Part, Reply, Said, Snippet, Tone
from bot.papers.model import StoredPaper
from tests.commands.conversation import paper

EVIL = "\x1b[31mred\x07 [bold]bold[/bold] \u202eback"


def stored(title: str) -> StoredPaper:
    made = paper(1, title).paper
    return StoredPaper(made, made.title, made.abstract, 5.0, {})


def drawn(*parts: Part, width: int = 60) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    draw(console, Renderer(), Reply(parts))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize(
    "part",
    [
        Said(EVIL),
        Listed(((EVIL, EVIL),)),
        Snippet(EVIL, "x.bib"),
        Papers((stored(EVIL),), notes=(EVIL,)),
    ],
    ids=lambda part: type(part).__name__,
)
def test_text_from_outside_shows_and_does_nothing(part: Part) -> None:
    printed = drawn(part)
    assert "[bold]bold[/bold]" in printed
    assert not {"\x1b", "\x07", "\u202e"} & set(printed)


def test_words_wrap_between_words_and_beside_their_label() -> None:
    printed = drawn(Said("one two " * 20), Listed((("1", "three " * 20), ("22", "x"))), width=40)
    lines = printed.splitlines()
    assert all(len(line) <= 40 and line == line.rstrip() for line in lines)
    assert [line for line in lines if line.startswith("    three")]
    assert lines[-1] == "22  x"


def test_a_label_that_is_too_long_stands_above_its_text() -> None:
    printed = drawn(Listed((("1", "one"), ("x" * 90, "two"))), width=40)
    assert max(map(len, printed.splitlines())) <= 40
    assert printed.startswith("1  one\nxxx")
    assert printed.endswith("xxx\n   two\n")


def test_text_to_copy_is_not_wrapped() -> None:
    assert f"  title = {'x' * 200}\n}}\n" in drawn(Snippet(f"@misc{{a,\n  title = {'x' * 200}\n}}\n", "a.bib"))


def test_papers_are_numbered_on_from_the_page_before() -> None:
    printed = drawn(Papers((stored("Newts"), stored("Toads")), first_rank=10, notes=("saved today", "")))
    assert " 10  Newts" in printed
    assert " 11  Toads" in printed
    assert "     saved today\n" in printed


def test_buttons_are_numbered_from_one() -> None:
    console = Console(file=io.StringIO(), width=60)
    draw_buttons(console, [Button("Confirm", "confirm", tone=Tone.GOOD), Button("Cancel", "cancel")])
    draw_buttons(console, [])
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue() == "\n[1] Confirm  [2] Cancel\n"
