"""A digest as groups of blocks, each group for one message: pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final, TypeAlias

from bot.messages.discord_blocks import Block, Kind, fit, within_limits
from bot.messages.discord_pieces import DiscordPieces, barest, common_span
from bot.messages.layout import DigestView, PaperView, SectionView
from bot.messages.packing import LEVELS, abridged, briefest_needed
from bot.subscriptions.model import Layout

Group: TypeAlias = list[Block]

KEPT_TOGETHER: Final = 10
"""So many papers of a topic, or fewer, are listed in one message, as briefly as it takes."""

_MILD: Final = 3
"""So many levels of brevity are tried to keep more papers in one message; then they are parted instead."""

_Listing: TypeAlias = Callable[[Sequence[PaperView]], Group]


@dataclass(frozen=True, slots=True)
class DigestGroups:
    """Groups that may share a message but must not be parted, for the channel and for the thread under it."""

    channel: list[Group]
    thread: list[Group]


def digest_groups(view: DigestView, pieces: DiscordPieces) -> DigestGroups:
    """Return a digest whose papers are each as brief as it takes to keep together what belongs together."""
    writer = _Writer(view, pieces)
    return DigestGroups(writer.channel(), list(writer.thread()))


def card(pieces: DiscordPieces, piece: str, paper: PaperView, **values: object) -> Block:
    """Return a paper in an embed, as brief as it takes to fit into a message."""

    def made(papers: Sequence[PaperView]) -> list[Block]:
        return [pieces.card(piece, one, **values) for one in papers]

    brief = briefest_needed([paper], lambda papers: fit(made(papers)))
    block = made(brief or [barest(paper)])[0]
    return within_limits(block) or block


class _Writer:
    """Writes one digest."""

    def __init__(self, view: DigestView, pieces: DiscordPieces) -> None:
        self._view = view
        self._pieces = pieces
        self._is_alone = len(view.sections) == 1
        self._span = common_span([section.head for section in view.sections])

    def channel(self) -> list[Group]:
        """Return what stands in the channel."""
        whole = self._whole()
        if whole:
            return [whole]
        foot = self._foot()
        groups: list[Group] = []
        for number, section in enumerate(self._view.sections):
            before = self._head() if number == 0 else []
            is_last = number == len(self._view.sections) - 1
            groups += self._section(section, before, foot if is_last else [])
        return groups

    def thread(self) -> Iterator[Group]:
        """Yield the papers that stand in the thread."""
        for section in self._view.sections:
            if section.layout is Layout.THREAD and section.papers:
                lead = [] if self._is_alone else self._pieces.section(section.head, self._span, Kind.LINE)
                yield from _led(lead, [[card(self._pieces, "paper_full", paper)] for paper in section.papers])

    def _whole(self) -> Group | None:
        """Return all that stands in the channel as one group, if it can be one; ten papers always can."""
        sections = self._view.sections
        papers = [paper for section in sections for paper in section.papers]
        full = any(section.layout is Layout.FULL and section.papers for section in sections)

        def listed(brief: Sequence[PaperView]) -> Group:
            rest = iter(brief)
            parts = [self._one_group(one, list(islice(rest, len(one.papers)))) for one in sections]
            return [*self._head(), *chain.from_iterable(parts), *self._foot()]

        if len(papers) <= KEPT_TOGETHER and not full:
            return _kept_together(papers, listed)
        tried = (listed([abridged(paper, brevity) for paper in papers]) for brevity in LEVELS[: 1 if full else _MILD])
        return next(filter(fit, tried), None)

    def _section(self, section: SectionView, before: Group, after: Group) -> list[Group]:
        head, tail = [*before, *self._lead(section)], [*self._notes(section), *after]
        rest = [[block] for block in tail]
        if section.layout is not Layout.FULL and len(section.papers) <= KEPT_TOGETHER:
            if whole := self._kept(section, head, tail):
                return [whole]
            if papers := self._kept(section, head, []):
                return [papers, *rest]
        return [*_led(head, [[block] for block in self._papers(section, section.papers)]), *rest]

    def _kept(self, section: SectionView, head: Group, tail: Group) -> Group | None:
        return _kept_together(section.papers, lambda brief: [*head, *self._papers(section, brief), *tail])

    def _one_group(self, section: SectionView, papers: Sequence[PaperView]) -> Group:
        return [*self._lead(section), *self._papers(section, papers), *self._notes(section)]

    def _head(self) -> Group:
        heads = [section.head for section in self._view.sections]
        return self._pieces.head(heads[0]) if self._is_alone else self._pieces.heads(heads)

    def _lead(self, section: SectionView) -> Group:
        lead = [] if self._is_alone else self._pieces.section(section.head, self._span, Kind.EMBED)
        if section.empty is None:
            return lead
        return [*lead, *self._pieces.empty(section.empty, Kind.LINE if self._is_alone else Kind.MORE)]

    def _papers(self, section: SectionView, papers: Sequence[PaperView]) -> Group:
        if section.layout is Layout.FULL:
            return [card(self._pieces, "paper_full", paper) for paper in papers]
        write = self._pieces.compact if section.layout is Layout.COMPACT else self._pieces.line
        first = Kind.EMBED if self._is_alone else Kind.MORE
        kinds = [first, *[Kind.MORE] * len(papers)]
        return [block for paper, kind in zip(papers, kinds, strict=False) for block in write(paper, kind)]

    def _notes(self, section: SectionView) -> Group:
        """Return what stands under the papers of a topic."""
        in_list = section.layout is not Layout.FULL and bool(section.papers)
        kind = Kind.MORE if in_list or not self._is_alone else Kind.LINE
        return [*self._pieces.rising(section.rising, kind), *self._pieces.sentences("notes", section.notes, kind)]

    def _foot(self) -> Group:
        section = self._view.sections[-1]
        in_list = self._is_alone and section.layout is not Layout.FULL and bool(section.papers)
        return self._pieces.sentences("foot", self._view.foot, Kind.MORE if in_list else Kind.LINE)


def _kept_together(papers: Sequence[PaperView], listed: _Listing) -> Group | None:
    """Return ``papers`` as one group, as brief as it takes; None where even the barest do not fit."""
    brief = briefest_needed(papers, lambda candidates: fit(listed(candidates)))
    group = listed([barest(paper) for paper in papers] if brief is None else brief)
    return group if fit(group) else None


def _led(lead: Group, groups: Sequence[Group]) -> list[Group]:
    """Return ``groups``, the first of them behind ``lead``: a head does not stand without what it is the head of."""
    first, rest = groups[:1], groups[1:]
    together = [*lead, *chain.from_iterable(first)]
    return [*([together] if together else []), *rest]
