"""Which papers stand together in a message, and how briefly: pure, the same for every platform."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from bot.messages.layout import PaperView, Quote
from bot.messages.wording import shortened

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Brevity:
    """How many characters each part of a paper may have; a link with a longer address is left out."""

    title_chars: int
    authors_chars: int
    categories_chars: int
    abstract_chars: int
    quote_chars: int
    address_chars: int


LEVELS: Final = (
    Brevity(300, 240, 120, 3000, 280, 300),
    Brevity(200, 140, 80, 2000, 280, 150),
    Brevity(140, 100, 50, 1200, 200, 100),
    Brevity(90, 60, 30, 600, 120, 70),
    Brevity(60, 40, 16, 300, 80, 50),
)
"""From saying all to saying what is needed to choose; the last fits ten papers into any one message."""


def abridged(paper: PaperView, brevity: Brevity) -> PaperView:
    """Return ``paper`` with every part cut, between words, to what ``brevity`` allows."""
    return replace(
        paper,
        title=shortened(paper.title, brevity.title_chars),
        authors=shortened(paper.authors, brevity.authors_chars),
        categories=shortened(paper.categories, brevity.categories_chars),
        abstract=shortened(paper.abstract, brevity.abstract_chars),
        links=tuple(link for link in paper.links if len(link.url) <= brevity.address_chars),
        quote=paper.quote and _abridged_quote(paper.quote, brevity),
    )


def _abridged_quote(quote: Quote, brevity: Brevity) -> Quote:
    url = quote.url if quote.url and len(quote.url) <= brevity.address_chars else None
    return replace(quote, text=shortened(quote.text, brevity.quote_chars), url=url)


def briefest_needed(
    papers: Sequence[PaperView], fits: Callable[[Sequence[PaperView]], bool]
) -> Sequence[PaperView] | None:
    """Return ``papers`` only as brief as it takes for all to fit; None where they do not even at the briefest."""
    for brevity in LEVELS:
        briefly = [abridged(paper, brevity) for paper in papers]
        if fits(briefly):
            return briefly
    return None


def runs_that_fit(items: Sequence[T], fits: Callable[[Sequence[T]], bool]) -> Iterator[Sequence[T]]:
    """Yield ``items`` in order, in runs as long as ``fits`` allows; one that fits nowhere stands alone."""
    run: list[T] = []
    for item in items:
        if run and not fits([*run, item]):
            yield run
            run = []
        run.append(item)
    if run:
        yield run
