"""One paper with everything that its heat is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.digest.availability import Availability, SourceState
from bot.digest.ranking import Term, heat_of, heat_terms
from bot.papers.model import ENGAGEMENT_SOURCES, Engagement, Mention, StoredPaper


@dataclass(frozen=True, slots=True)
class Why:
    """A paper and why it is as hot as it is.

    ``terms`` come the heaviest first, ``series`` has every measurement, oldest first, ``mentions`` come
    the most engaged first. ``sources`` says how each source stands now.
    """

    stored: StoredPaper
    terms: tuple[Term, ...]
    series: tuple[Engagement, ...]
    mentions: tuple[Mention, ...]
    sources: Mapping[str, SourceState]

    @property
    def heat(self) -> float:
        """Return the sum of the terms."""
        return heat_of(self.terms)

    @property
    def missing(self) -> Mapping[str, SourceState]:
        """Return the sources whose part of the heat is not known or not up to date.

        A source that is off, but was measured (by an import), is not missing: its count stands.
        """
        measured = {term.source for term in self.terms}
        return {
            name: self.sources[name]
            for name in ENGAGEMENT_SOURCES
            if name in self.sources and _is_missing(self.sources[name], measured=name in measured)
        }


def explain(
    stored: StoredPaper,
    *,
    weights: Mapping[str, float],
    series: Sequence[Engagement],
    mentions: Sequence[Mention],
    sources: Mapping[str, SourceState],
) -> Why:
    """Return the paper's heat taken apart; a source without a weight weighs 1."""
    terms = heat_terms(stored.engagement, weights)
    return Why(stored, terms, tuple(series), tuple(mentions), dict(sources))


def _is_missing(state: SourceState, *, measured: bool) -> bool:
    if state.state is Availability.OFF:
        return not measured
    return state.state is not Availability.OK
