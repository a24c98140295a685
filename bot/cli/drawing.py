"""A reply, drawn in the terminal."""

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from bot.messages.escaping import printable
from bot.messages.layout import view_stored
from bot.messages.render import Renderer
from bot.messages.reply import Button, Card, Digested, Listed, Papers, Part, Reply, Said, Snippet, Standing, Tone
from bot.messages.terminal import Page, print_hot, print_paper, print_status, print_why

_NARROWEST: Final = 20
"""Cells that text keeps beside however long a label."""

_LONGEST_LABEL: Final = 24
"""Cells of a label beside its text; a longer one stands above."""

_STYLES: Final = {Tone.PLAIN: "bold", Tone.GOOD: "bold green", Tone.BAD: "bold red"}


def draw(console: Console, renderer: Renderer, reply: Reply) -> None:
    """Print the parts of ``reply``, a blank line between any two."""
    for number, part in enumerate(reply.parts):
        if number:
            console.print()
        _draw_part(console, renderer, part)


def draw_buttons(console: Console, buttons: Sequence[Button]) -> None:
    """Print ``buttons`` with the numbers by which they are chosen, from 1."""
    line = Text("\n")
    for number, button in enumerate(buttons, start=1):
        line.append(f"[{number}] ", "dim").append(printable(button.label), _STYLES[button.tone]).append("  ")
    line.rstrip()
    if buttons:
        console.print(line)


def _draw_part(console: Console, renderer: Renderer, part: Part) -> None:
    match part:
        case Said(text):
            _print_wrapped(console, renderer, text)
        case Listed(rows):
            _draw_rows(console, renderer, rows)
        case Digested(hot, layout):
            print_hot(console, renderer, hot, layout)
        case Papers():
            _draw_papers(console, renderer, part)
        case Card(why, explained):
            (print_why if explained else print_paper)(console, renderer, why)
        case Standing(status):
            print_status(console, renderer, status)
        case Snippet(text):
            for line in text.splitlines():
                console.print(Text(printable(line)), soft_wrap=True)


def _draw_rows(console: Console, renderer: Renderer, rows: Sequence[tuple[str, str]]) -> None:
    labels = [printable(label) for label, _ in rows]
    widest = max((cell_len(label) for label in labels if cell_len(label) <= _LONGEST_LABEL), default=0)
    for label, (_, text) in zip(labels, rows, strict=True):
        lead = Text(label, "bold").append(" " * (widest - cell_len(label) + 2))
        if cell_len(label) > _LONGEST_LABEL:
            _print_wrapped(console, renderer, label)
            lead = Text(" " * (widest + 2))
        _print_wrapped(console, renderer, text, lead=lead)


def _print_wrapped(console: Console, renderer: Renderer, text: str, *, lead: Text | None = None) -> None:
    """Print ``text`` cut between words, beside ``lead``, which stands in front of the first line."""
    page, lead = Page(console, renderer), lead or Text()
    rows = Text(printable(text)).wrap(console, max(page.width - lead.cell_len, _NARROWEST))
    for row in rows:
        row.rstrip()
    margin = Text(" " * lead.cell_len)
    page.put(Text.assemble(margin if number else lead, row) for number, row in enumerate(rows))


def _draw_papers(console: Console, renderer: Renderer, papers: Papers) -> None:
    page = Page(console, renderer)
    digits = len(str(papers.first_rank + len(papers.papers) - 1)) + 1
    notes = papers.notes or ("",) * len(papers.papers)
    for offset, (stored, note) in enumerate(zip(papers.papers, notes, strict=True)):
        view = view_stored(stored, papers.first_rank + offset)
        lead = Text(f"{view.rank:>{digits}}  ", "byline")
        page.put(page.rows("paper_compact", lead=lead, paper=view), after_gap=offset > 0)
        if note:
            page.put([Text.assemble(" " * lead.cell_len, (printable(note), "byline"))])
