"""What a terminal shows: the text of templates/terminal, laid out by rich."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.console import Console, JustifyMethod
from rich.errors import MarkupError
from rich.table import Table
from rich.text import Text
from rich.theme import Theme

from bot.digest.availability import Availability
from bot.digest.explain import Why
from bot.digest.section import Section
from bot.digest.select import HotList
from bot.digest.status import Status
from bot.messages.escaping import printable
from bot.messages.explained import SeriesView, WhyView, known_text, view_status, view_why
from bot.messages.layout import PaperView, SectionView, facts_of, view_digest, view_paper
from bot.messages.render import Renderer
from bot.messages.wording import label_of, saved_text
from bot.store.contract import RunState
from bot.subscriptions.model import Layout

if TYPE_CHECKING:
    from bot.sources.gather import Report

THEME: Final = Theme(
    {
        "head": "bold",
        "title": "bold",
        "heat": "red",
        "new": "green",
        "byline": "dim",
        "address": "cyan",
        "venue": "green",
        "trouble": "yellow",
        "row": "none",
        "between": "dim",
        "state.ok": "green",
        "state.failed": "red",
        "state.stale": "yellow",
        "state.off": "dim",
    }
)
"""Of the terminal's own sixteen colors, those that are readable on black and on white."""

READABLE_WIDTH: Final = 110
"""Cells; longer lines are hard to follow, so a wider terminal stays empty at the right."""

_BETWEEN: Final = " · "
_BAR: Final = "│ "
_NOTHING: Final = Text()


def print_hot(console: Console, renderer: Renderer, hot_list: HotList, layout: Layout = Layout.COMPACT) -> None:
    """Print a digest of one topic: ``compact``, ``full``, or as ``thread``: the titles, then each paper in full."""
    print_digest(console, renderer, [Section(hot_list, layout)])


def print_digest(console: Console, renderer: Renderer, sections: Sequence[Section]) -> None:
    """Print a digest, topic by topic, then what was not to be had."""
    page = Page(console, renderer)
    view = view_digest(sections)
    for number, section in enumerate(view.sections):
        _put_section(page, section, after_gap=number > 0)
    if view.foot:
        page.put(page.rows("foot", sentences=view.foot), after_gap=True)


def _put_section(page: "Page", section: SectionView, *, after_gap: bool) -> None:
    page.put(page.rows("head", head=section.head), after_gap=after_gap)
    if section.empty:
        page.put(page.rows("empty", empty=section.empty), after_gap=True)
    if section.layout == Layout.THREAD and section.papers:
        page.put(_overview(page, section), after_gap=True)
    piece = "paper_compact" if section.layout == Layout.COMPACT else "paper_full"
    for paper in section.papers:
        page.put(page.rows(piece, lead=_rank(section, paper), paper=paper), after_gap=True)
    if section.rising:
        page.put(page.rows("rising", papers=section.rising), after_gap=True)
    if section.notes:
        page.put(page.rows("notes", sentences=section.notes), after_gap=True)


def print_paper(console: Console, renderer: Renderer, why: Why) -> None:
    """Print one paper with all of its authors, its abstract and what was said most loudly of it."""
    page = Page(console, renderer)
    page.put(page.rows("paper_alone", paper=view_paper(why), facts=facts_of(why.stored)))


def print_why(console: Console, renderer: Renderer, why: Why) -> None:
    """Print a paper's heat taken apart: the sum, the measurements, the loudest mentions, what is missing."""
    page, view = Page(console, renderer), view_why(why)
    page.put(page.rows("why", paper=view.paper, facts=facts_of(why.stored), is_measured=bool(view.terms)))
    if view.terms:
        page.put_table(_sum(view))
    for series in view.series:
        page.put_table(_series(series))
    digits = max((len(known_text(quote.score)) for quote in view.said), default=0)
    for quote in view.said:
        lead = Text(f"{known_text(quote.score):>{digits}}  ", "heat")
        page.put(page.rows("said", lead=lead, quote=quote), after_gap=True)
    if view.missing:
        page.put(page.rows("foot", sentences=view.missing), after_gap=True)


def print_status(console: Console, renderer: Renderer, status: Status) -> None:
    """Print how much is stored, how each source stands, and when arXiv announces next."""
    page, view = Page(console, renderer), view_status(status)
    facts = _columns()
    for name, value in view.facts:
        facts.add_row(_plain(name, "byline"), _plain(value))
    page.put_table(facts, after_gap=False)
    sources = _columns()
    for source in view.sources:
        sources.add_row(*_standing(source.label, source.state), source.at, _plain(source.detail))
    page.put_table(sources)


def print_gathered(console: Console, renderer: Renderer, reports: "Iterable[Report]") -> None:
    """Print a line for each source that was read: how it ended and what it brought."""
    table = _columns()
    for report in reports:
        run = report.run
        state, brought = Availability.FAILED, ""
        if run.state is RunState.OK:
            state, brought = Availability.OK, saved_text(report.saved)
        table.add_row(*_standing(label_of(run.source), state), brought, _plain(run.detail))
    Page(console, renderer).put_table(table, after_gap=False)


def _rank(view: SectionView, paper: PaperView) -> Text:
    return Text(f"{paper.rank:>{len(str(len(view.papers))) + 1}}  ", "byline")


def _overview(page: "Page", view: SectionView) -> Iterator[Text]:
    digits = max(len(paper.heat) for paper in view.papers)
    for paper in view.papers:
        heat = Text(f"🔥 {paper.heat:>{digits}}  ", "heat")
        if paper.is_new:
            heat = Text(f"{'new':>{digits + 3}}  ", "new")
        yield from page.rows("paper_line", lead=Text.assemble(_rank(view, paper), heat), paper=paper)


def _sum(view: WhyView) -> Table:
    table = _columns("left", "right", "left", "right", "left", "right", gap=1)
    for term in view.terms:
        table.add_row(_plain(term.label), term.weight, "×", term.count, "=", term.heat)
    if len(view.terms) > 1:
        table.add_row("🔥", "", "", "", "=", view.paper.heat, style="heat")
    return table


_SERIES_COLUMNS: Final[tuple[JustifyMethod, ...]] = ("left", "right", "right", "right")


def _series(series: SeriesView) -> Table:
    table = _columns(*_SERIES_COLUMNS[: 1 + len(series.counts)])
    table.add_row(_plain(series.label, "head"), *(Text(name, "byline") for name in series.counts))
    if series.earlier:
        table.add_row(f"… {series.earlier} earlier", style="byline")
    for row in series.rows:
        table.add_row(*row)
    return table


_MARKS: Final[Mapping[str, str]] = {
    Availability.OK: "●",
    Availability.FAILED: "✕",
    Availability.STALE: "▲",
    Availability.OFF: "○",
}


def _standing(label: str, state: str) -> tuple[Text, Text, Text]:
    style = f"state.{state}"
    return Text(_MARKS[state], style), _plain(label, "head"), Text(state, style)


def _columns(*justified: JustifyMethod, gap: int = 2) -> Table:
    table = Table.grid(padding=(0, gap, 0, 0))
    for justify in justified:
        table.add_column(justify=justify)
    return table


def _plain(value: str, style: str = "") -> Text:
    return Text(printable(value), style)


@dataclass(frozen=True, slots=True)
class Page:
    """A console as wide as its text should be, and the templates to fill it with."""

    console: Console
    renderer: Renderer

    @property
    def width(self) -> int:
        """Return the cells of the longest line."""
        return min(self.console.width, READABLE_WIDTH)

    @property
    def is_linked(self) -> bool:
        """Tell whether text can carry links; where it cannot, addresses are printed."""
        return self.console.is_terminal and self.console.color_system is not None and not self.console.legacy_windows

    def rows(self, piece: str, *, lead: Text = _NOTHING, **values: object) -> Iterator[Text]:
        """Return the lines of a template, wrapped beside ``lead``, which stands in front of the first."""
        text = self.renderer.render_as(_marked_up, "terminal", piece, linked=self.is_linked, **values)
        margin = Text(" " * lead.cell_len)
        for line in text.split("\n", allow_blank=True):
            for row in _wrapped(line, self.console, self.width - lead.cell_len):
                yield Text.assemble(lead, row) if row else _NOTHING
                lead = margin

    def put(self, rows: Iterable[Text], *, after_gap: bool = False) -> None:
        """Print ``rows`` as they are: an address that is too long runs on, so that it can be copied."""
        if after_gap:
            self.console.print()
        with self.console.use_theme(THEME):
            for row in rows:
                self.console.print(row, soft_wrap=True)

    def put_table(self, table: Table, *, after_gap: bool = True) -> None:
        """Print ``table``, its cells wrapped."""
        if after_gap:
            self.console.print()
        with self.console.use_theme(THEME):
            self.console.print(table, width=self.width)


def _marked_up(markup: str) -> Text:
    """Return rich's text of ``markup``. Raises ValueError where a tag is closed that was not open."""
    try:
        return Text.from_markup(markup.rstrip("\n"), emoji=False)
    except MarkupError as exc:
        raise ValueError(str(exc)) from exc


def _wrapped(line: Text, console: Console, width: int) -> Iterator[Text]:
    """Return ``line`` cut between words; a ``[row]`` at its separators first. A bar at its start is repeated."""
    if line.plain.startswith(_BAR):
        for row in _wrapped(line[len(_BAR) :], console, width - len(_BAR)):
            yield Text.assemble((_BAR, "between"), row)
        return
    for row in _flowed(line, width) if _is_row(line) else [line]:
        if row.cell_len <= width or _is_address(row):
            yield row
        else:
            yield from _words_wrapped(row, console, width)


def _is_row(line: Text) -> bool:
    return any(span.style == "row" for span in line.spans)


def _flowed(line: Text, width: int) -> Iterator[Text]:
    row = _NOTHING
    for chunk in line.split(_BETWEEN, allow_blank=True):
        longer = Text.assemble(row, (_BETWEEN, "between"), chunk) if row else chunk
        if row and longer.cell_len > width:
            yield row
            longer = chunk
        row = longer
    yield row


def _words_wrapped(row: Text, console: Console, width: int) -> Iterator[Text]:
    for part in row.wrap(console, width):
        part.rstrip()
        yield part


def _is_address(row: Text) -> bool:
    return " " not in row.plain and row.plain.startswith(("http://", "https://"))
