"""A digest as stretches of blocks for Slack: pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from bot.messages.layout import DigestView, Head, PaperView, RisingView, SectionView
from bot.messages.packing import LEVELS, Brevity, abridged, runs_that_fit
from bot.messages.pieces import KEPT, Pieces
from bot.messages.remembering import Remembered
from bot.messages.slack_blocks import contexts, divider, header, sections
from bot.messages.slack_limits import SECTION_UNITS
from bot.messages.slack_packing import Stretch, apart, fit, joined, stretch
from bot.messages.slack_views import address, linkable
from bot.messages.units import units
from bot.messages.wording import counted, shortened
from bot.subscriptions.model import Layout

NAME: Final = "Hot Papers"

ONE_MESSAGE: Final = 10
"""So many papers, and fewer, are abridged until one message holds them; of more, each is shown as it is."""

SAID_CHARS: Final = 500
PAPER_UNITS: Final = 6_000
"""Of one paper: leaves its message room for a head, a foot and the menu."""

Draw = Callable[[PaperView, Brevity], Stretch]


class SlackDigest:
    """Draws digests with the templates of ``pieces``."""

    def __init__(self, pieces: Pieces) -> None:
        self._pieces = pieces
        self._papers: Remembered[Stretch] = Remembered(KEPT)

    def channel(self, view: DigestView) -> tuple[Stretch, ...]:
        """Return what stands in the channel: heads, papers but those of threads, notes, and the foot."""
        drawn = self._channel(view, LEVELS[0])
        if fit(drawn) or _count(view) > ONE_MESSAGE or _has_full(view):
            return drawn
        briefer = (self._channel(view, brevity) for brevity in LEVELS[1:])
        return next(filter(fit, briefer), None) or self._channel(view, LEVELS[-1], self.line)

    def thread(self, view: DigestView) -> tuple[Stretch, ...]:
        """Return what stands in the thread: each paper of the sections that have one."""
        threaded = (section for section in view.sections if section.layout is Layout.THREAD)
        return tuple(self.full(paper) for section in threaded for paper in section.papers)

    def full(self, paper: PaperView) -> Stretch:
        """Return a paper with its abstract and its quote, only as brief as one message needs."""
        return self._fitting("paper_full", paper, LEVELS)

    def compact(self, paper: PaperView, brevity: Brevity = LEVELS[0]) -> Stretch:
        """Return a paper in two lines, no longer than ``brevity`` has it."""
        return self._fitting("paper_compact", paper, LEVELS[LEVELS.index(brevity) :])

    def line(self, paper: PaperView, brevity: Brevity = LEVELS[-1]) -> Stretch:
        """Return a paper's title and heat."""
        return self._whole("paper_line", paper, brevity)

    def _channel(self, view: DigestView, brevity: Brevity, compact: Draw | None = None) -> tuple[Stretch, ...]:
        drawn = [
            each
            for number, section in enumerate(view.sections)
            for each in self._section(section, brevity, compact or self.compact, is_first=number == 0)
        ]
        return (*drawn, *self._small_print("foot", view.foot))

    def _section(self, section: SectionView, brevity: Brevity, compact: Draw, *, is_first: bool) -> Iterator[Stretch]:
        head = self._head(section, is_first=is_first)
        if section.layout is Layout.THREAD:
            drawn = list(self._titles([abridged(paper, brevity) for paper in section.papers]))
        elif section.layout is Layout.FULL:
            drawn = [_under_a_line(self.full(paper), is_first=paper.rank == 1) for paper in section.papers]
        else:
            drawn = [compact(paper, brevity) for paper in section.papers]
        # A head does not stand alone at the end of a message.
        yield joined(head, drawn[0]) if drawn else head
        yield from drawn[1:]
        yield from self._rising(section.rising)
        yield from self._small_print("notes", section.notes)

    def _head(self, section: SectionView, *, is_first: bool) -> Stretch:
        head = replace(section.head, said=shortened(section.head.said, SAID_CHARS))
        title = _title(head, is_first=is_first)
        blocks = [header(title), *contexts(self._pieces.render("head", head=head))]
        if section.empty is None:
            return stretch(blocks, f"{title}: {counted(head.shown, 'paper')}")
        empty = sections(self._pieces.render("empty", empty=section.empty))
        return stretch([*blocks, *empty], title, section.empty.sentence, section.empty.next_due)

    def _rising(self, papers: Sequence[RisingView]) -> Iterator[Stretch]:
        if papers:
            shown = tuple(replace(paper, url=address(paper.url) or "") for paper in papers)
            text = self._pieces.render("rising", papers=shown)
            yield from apart(contexts(text), *(f"Rising: {paper.title}" for paper in papers))

    def _small_print(self, piece: str, sentences: Sequence[str]) -> Iterator[Stretch]:
        if sentences:
            yield from apart(contexts(self._pieces.render(piece, sentences=tuple(sentences))), *sentences)

    def _titles(self, papers: Sequence[PaperView]) -> Iterator[Stretch]:
        shown = [(paper, self._pieces.render("paper_line", paper=paper)) for paper in map(linkable, papers)]
        for run in runs_that_fit(shown, _fit_into_a_section):
            blocks = sections("\n".join(text for _, text in run))
            named = [paper for paper, _ in run]
            yield stretch(blocks, *map(_numbered, named), papers=named, only_names=True)

    def _fitting(self, piece: str, paper: PaperView, levels: Sequence[Brevity]) -> Stretch:
        briefer = (self._whole(piece, paper, brevity) for brevity in levels)
        return next((drawn for drawn in briefer if drawn.units <= PAPER_UNITS), None) or self.line(paper)

    def _whole(self, piece: str, paper: PaperView, brevity: Brevity) -> Stretch:
        return self._papers.get((piece, paper, brevity), lambda: self._drawn(piece, abridged(paper, brevity)))

    def _drawn(self, piece: str, paper: PaperView) -> Stretch:
        shown = linkable(paper)
        blocks = sections(self._pieces.render_anew(piece, paper=shown))
        return stretch(blocks, _numbered(shown), papers=[shown])


def _numbered(paper: PaperView) -> str:
    return f"{paper.rank}. {paper.title}" if paper.rank else paper.title


def _fit_into_a_section(shown: Sequence[tuple[PaperView, str]]) -> bool:
    return sum(units(text) + 1 for _, text in shown) <= SECTION_UNITS


def _under_a_line(paper: Stretch, *, is_first: bool) -> Stretch:
    return paper if is_first else joined(stretch([divider()]), paper)


def _title(head: Head, *, is_first: bool) -> str:
    name = [head.name] if head.name else []
    return " · ".join([NAME, *name, head.span] if is_first or not name else [*name, head.span])


def _count(view: DigestView) -> int:
    return sum(len(section.papers) for section in view.sections)


def _has_full(view: DigestView) -> bool:
    return any(section.layout is Layout.FULL and section.papers for section in view.sections)
