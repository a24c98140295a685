"""Heat: how loudly a paper is talked about, with its arithmetic kept."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.papers.model import Engagement


@dataclass(frozen=True, slots=True)
class Term:
    """One source's part of a paper's heat: ``heat = weight × count``, count = likes + reposts."""

    source: str
    weight: float
    count: int

    @property
    def heat(self) -> float:
        """Return this source's part."""
        return self.weight * self.count


def heat_terms(engagement: Mapping[str, Engagement], weights: Mapping[str, float]) -> tuple[Term, ...]:
    """Return one term for every source that was measured, the heaviest first, ties by name.

    A source without a weight weighs 1, so that X alone gives the ancestor's retweets + favorites.
    """
    terms = (Term(source, weights.get(source, 1.0), latest.count) for source, latest in engagement.items())
    return tuple(sorted(terms, key=lambda term: (-term.heat, term.source)))


def heat_of(terms: tuple[Term, ...]) -> float:
    """Return Σ over sources of weight × (likes + reposts)."""
    return sum(term.heat for term in terms)
