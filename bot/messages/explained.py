"""A paper's heat taken apart, and how the bot stands, before any platform's own language: pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.digest.explain import Why
from bot.digest.status import Status
from bot.messages.layout import PaperView, Quote, loudest, view_paper
from bot.messages.wording import label_of, missing_texts, moment_text, number_text, status_facts
from bot.papers.model import Engagement

MEASUREMENTS_SHOWN: Final = 12
MENTIONS_SHOWN: Final = 5

_COUNTS: Final = ("likes", "reposts", "replies")


@dataclass(frozen=True, slots=True)
class TermView:
    """One source's part of a paper's heat: ``weight`` × ``count`` = ``heat``."""

    label: str
    weight: str
    count: str
    heat: str


@dataclass(frozen=True, slots=True)
class SeriesView:
    """What one source counted, moment by moment: rows of a moment and a cell for each of ``counts``.

    ``earlier`` measurements are not shown.
    """

    label: str
    counts: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    earlier: int


@dataclass(frozen=True, slots=True)
class WhyView:
    """Why a paper is as hot as it is; ``missing`` has a sentence for what was not to be had."""

    paper: PaperView
    terms: tuple[TermView, ...]
    series: tuple[SeriesView, ...]
    said: tuple[Quote, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceView:
    """How one source stands; ``state`` is the word for it, ``at`` its last good reading, or empty."""

    label: str
    state: str
    at: str
    detail: str


@dataclass(frozen=True, slots=True)
class StatusView:
    """What the database holds, as names and values, and how each source stands."""

    facts: tuple[tuple[str, str], ...]
    sources: tuple[SourceView, ...]


def view_why(why: Why) -> WhyView:
    """Return a paper's heat as a message shows it: the sum, the newest measurements, the loudest mentions."""
    sources = dict.fromkeys(one.source for one in why.series)
    return WhyView(
        paper=view_paper(why),
        terms=tuple(
            TermView(label_of(term.source), f"{term.weight:g}", str(term.count), number_text(term.heat))
            for term in why.terms
        ),
        series=tuple(_series(source, [one for one in why.series if one.source == source]) for source in sources),
        said=loudest(why.mentions, MENTIONS_SHOWN),
        missing=missing_texts(why.missing),
    )


def _series(source: str, series: Sequence[Engagement]) -> SeriesView:
    known = tuple(name for name in _COUNTS if any(getattr(one, name) is not None for one in series))
    shown = series[-MEASUREMENTS_SHOWN:]
    return SeriesView(
        label=label_of(source),
        counts=known,
        rows=tuple(
            (moment_text(one.measured_at), *(known_text(getattr(one, name)) for name in known)) for one in shown
        ),
        earlier=len(series) - len(shown),
    )


def known_text(count: int | None) -> str:
    """Return a number, or a dash where it is not known."""
    return "–" if count is None else str(count)


def view_status(status: Status) -> StatusView:
    """Return how the database and each source stand as a message shows it."""
    next_due = status.next_due_at.date()
    return StatusView(
        facts=status_facts(status),
        sources=tuple(
            SourceView(
                label=label_of(name),
                state=source.state.value,
                at=moment_text(source.at, seen_from=next_due) if source.at else "",
                detail=source.detail,
            )
            for name, source in status.sources.items()
        ),
    )
