"""Plain text, for e-mail, logs and files: the pieces of templates/text, wrapped."""

from collections.abc import Iterator, Sequence
from typing import Final

from bot.digest.explain import Why
from bot.digest.section import Section
from bot.messages.buttons import typed
from bot.messages.explained import SeriesView, StatusView, WhyView, known_text, view_status, view_why
from bot.messages.layout import (
    DigestView,
    Facts,
    PaperView,
    SectionView,
    facts_of,
    view_digest,
    view_paper,
    view_stored,
)
from bot.messages.message import Attachment, JsonObject, Message, Where
from bot.messages.pieces import Pieces
from bot.messages.printable import printable
from bot.messages.render import Renderer, Verbatim
from bot.messages.reply import Button, Card, Digested, Listed, Papers, Part, Reply, Said, Snippet, Standing, papers_of
from bot.messages.wrapping import BETWEEN, aligned, cells, wrapped
from bot.subscriptions.model import Layout

WIDTH: Final = 78
"""Columns, as e-mail has it, and so that an answer that quotes a line still fits in 80.

Source: RFC 5322, 2.1.1 (line length limits).
"""

_BETWEEN: Final = Verbatim(BETWEEN)
_QUOTED: Final = "> "
_LONGEST_LABEL: Final = 24


class TextMessages:
    """Writes a digest or a reply as one text: lines of at most 78 columns, addresses written out and never cut.

    There is nothing to click, so the buttons of a reply are said as what to type, unless ``interactive`` is False;
    a digest has no menu. A picture is said in words, and goes with the message.
    """

    takes_pictures: Final = False

    def __init__(self, renderer: Renderer, interactive: bool = True) -> None:  # noqa: FBT001, FBT002 - as all flavors
        self._pieces = Pieces(renderer, "text")
        self._interactive = interactive

    def digest(self, sections: Sequence[Section], attachments: Sequence[Attachment] = ()) -> tuple[Message, ...]:
        """Return the whole digest as one message; none where there is no section."""
        if not sections:
            return ()
        blocks = [*self._digest(view_digest(sections)), *(self._put("picture", alt=one.alt) for one in attachments)]
        papers = dict.fromkeys(one.stored.id for section in sections for one in section.hot.papers)
        return (Message(Where.CHANNEL, _payload(blocks), tuple(papers), tuple(attachments)),)

    def reply(self, reply: Reply, attachments: Sequence[Attachment] = ()) -> tuple[Message, ...]:
        """Return the whole answer as one message."""
        blocks = [block for part in reply.parts for block in self._part(part)]
        blocks += [self._put("picture", alt=one.alt) for one in attachments]
        buttons = reply.buttons if self._interactive else ()
        payload = _payload([*blocks, *self._buttons(buttons)])
        return (Message(Where.CHANNEL, payload, papers_of(reply), tuple(attachments)),)

    def _digest(self, view: DigestView) -> Iterator[str]:
        for number, section in enumerate(view.sections):
            if number:
                yield self._put("between")
            yield from self._section(section)
        if view.foot:
            yield self._put("foot", sentences=view.foot)

    def _section(self, section: SectionView) -> Iterator[str]:
        yield self._put("head", head=section.head)
        if section.empty:
            yield self._put("empty", empty=section.empty)
        if section.layout == Layout.THREAD and section.papers:
            yield "\n".join(self._overview(section.papers))
        piece = "paper_compact" if section.layout == Layout.COMPACT else "paper_full"
        for paper in section.papers:
            yield from self._paper(piece, paper, last_rank=len(section.papers))
        if section.rising:
            yield self._put("rising", papers=section.rising)
        if section.notes:
            yield self._put("notes", sentences=section.notes)

    def _overview(self, papers: Sequence[PaperView]) -> Iterator[str]:
        heats = [
            (_rank(paper, len(papers)).rstrip(), "new" if paper.is_new else f"🔥 {paper.heat}") for paper in papers
        ]
        for paper, lead in zip(papers, aligned(heats, numbers=True), strict=True):
            yield self._put("paper_line", lead=f"{lead}  ", paper=paper)

    def _paper(self, piece: str, paper: PaperView, *, last_rank: int) -> Iterator[str]:
        lead = _rank(paper, last_rank)
        yield self._put(piece, lead=lead, paper=paper)
        if paper.quote and piece == "paper_full":
            margin = " " * cells(lead) + _QUOTED
            yield self._put("quote", lead=margin, margin=margin, quote=paper.quote)

    def _part(self, part: Part) -> Iterator[str]:
        match part:
            case Said(text):
                yield self._put("sentence", sentence=text)
            case Listed(rows):
                yield "\n".join(self._listed(rows))
            case Digested(hot, layout):
                yield from self._digest(view_digest([Section(hot, layout)]))
            case Papers():
                yield from self._papers(part)
            case Card(why, explained):
                yield from self._why(view_why(why), facts_of(why.stored)) if explained else self._card(why)
            case Standing(status):
                yield from self._standing(view_status(status))
            case Snippet(text):
                yield self._lines(text.splitlines())

    def _listed(self, rows: Sequence[tuple[str, str]]) -> Iterator[str]:
        labels = [printable(label) for label, _ in rows]
        widest = max((cells(label) for label in labels if cells(label) <= _LONGEST_LABEL), default=0)
        for label, (_, text) in zip(labels, rows, strict=True):
            lead = label + " " * (widest - cells(label) + 2)
            if cells(label) > _LONGEST_LABEL:
                yield from wrapped(label, WIDTH)
                lead = " " * (widest + 2)
            yield self._put("sentence", lead=lead, sentence=text)

    def _papers(self, papers: Papers) -> Iterator[str]:
        notes = papers.notes or ("",) * len(papers.papers)
        last_rank = papers.first_rank + len(papers.papers) - 1
        for rank, (stored, note) in enumerate(zip(papers.papers, notes, strict=True), start=papers.first_rank):
            view = view_stored(stored, rank)
            lead = _rank(view, last_rank)
            paper = self._put("paper_compact", lead=lead, paper=view)
            said = [self._put("sentence", lead=" " * cells(lead), sentence=note)] if note else []
            yield "\n".join([paper, *said])

    def _card(self, why: Why) -> Iterator[str]:
        view = view_paper(why)
        yield self._put("paper_alone", paper=view, facts=facts_of(why.stored))
        if view.quote:
            yield self._put("quote", lead=_QUOTED, margin=_QUOTED, quote=view.quote)

    def _why(self, view: WhyView, facts: Facts) -> Iterator[str]:
        yield self._put("why", paper=view.paper, facts=facts, is_measured=bool(view.terms))
        if view.terms:
            yield self._lines(_sum(view))
        for series in view.series:
            yield self._lines(_series(series))
        digits = max((len(known_text(quote.score)) for quote in view.said), default=0)
        for quote in view.said:
            yield self._put("said", lead=f"{known_text(quote.score):>{digits}}  ", quote=quote)
        if view.missing:
            yield self._put("foot", sentences=view.missing)

    def _standing(self, view: StatusView) -> Iterator[str]:
        yield "\n".join(self._listed(view.facts))
        rows = [(source.label, source.state, source.at, source.detail) for source in view.sources]
        yield self._lines(aligned([[printable(cell) for cell in row] for row in rows]))

    def _buttons(self, buttons: Sequence[Button]) -> Iterator[str]:
        rows = tuple((printable(button.label), f"/papers {typed(button)}") for button in buttons)
        if rows:
            yield self._lines(aligned(rows))

    def _lines(self, lines: Sequence[str]) -> str:
        """Return ``lines`` as they are, never wrapped."""
        return self._pieces.render("lines", lines=tuple(lines))

    def _put(self, piece: str, *, lead: str = "", margin: str | None = None, **values: object) -> str:
        """Return a piece, wrapped beside ``lead``, which stands in front of its first line."""
        text = self._pieces.render(piece, between=_BETWEEN, **values)
        return "\n".join(wrapped(text, WIDTH, lead=lead, margin=margin))


def _payload(blocks: Sequence[str]) -> JsonObject:
    return {"text": "\n\n".join(blocks) + "\n"}


def _rank(paper: PaperView, last_rank: int) -> str:
    return f"{paper.rank:>{len(str(last_rank))}}. "


def _sum(view: WhyView) -> Sequence[str]:
    rows = [(term.label, term.weight, "×", term.count, "=", term.heat) for term in view.terms]
    total = [("🔥", "", "", "", "=", view.paper.heat)] if len(rows) > 1 else []
    return aligned([*rows, *total], numbers=True)


def _series(series: SeriesView) -> Sequence[str]:
    earlier = [(f"… {series.earlier} earlier", *("" for _ in series.counts))] if series.earlier else []
    return aligned([(series.label, *series.counts), *earlier, *series.rows], numbers=True)
