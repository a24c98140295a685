"""A query held against one paper: the same answer that search would give."""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date

from bot.papers.categories import in_scope
from bot.papers.model import ArxivId
from bot.query.bind import BoundQuery, Start, Tokens
from bot.query.tree import (
    And,
    Author,
    Beginning,
    Category,
    Column,
    From,
    Heat,
    Id,
    Node,
    Not,
    Or,
    Since,
    Term,
    Until,
    Words,
)


@dataclass(frozen=True, slots=True)
class PaperTokens:
    """What a query can ask of a paper.

    ``title`` and ``abstract`` are the tokens of ``papers_fts`` in order; ``authors`` those of each author in
    ``authors_fts``. ``sources`` are those with a mention or a measurement of the paper.
    """

    id: ArxivId
    title: Tokens
    abstract: Tokens
    authors: tuple[Tokens, ...] = ()
    categories: tuple[str, ...] = ()
    announced: date | None = None
    heat: float = 0.0
    sources: frozenset[str] = frozenset()
    vocabulary: frozenset[str] = field(init=False, repr=False, compare=False)
    alphabetical: Tokens = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Most terms are nowhere in a paper: these two say so without reading it.
        object.__setattr__(self, "vocabulary", frozenset(self.title).union(self.abstract))
        object.__setattr__(self, "alphabetical", tuple(sorted(self.vocabulary)))


def matches(bound: BoundQuery, paper: PaperTokens) -> bool:
    """Tell whether ``paper`` is among what ``bound`` asks for."""
    return bound.query.root is None or _matches(bound.query.root, bound, paper)


def _matches(node: Node, bound: BoundQuery, paper: PaperTokens) -> bool:
    match node:
        case And(parts):
            return all(_matches(part, bound, paper) for part in parts)
        case Or(parts):
            return any(_matches(part, bound, paper) for part in parts)
        case Not(part):
            return not _matches(part, bound, paper)
        case _:
            return _has(node, bound, paper)


def _has(term: Term, bound: BoundQuery, paper: PaperTokens) -> bool:  # noqa: PLR0911 - one return for each kind of term
    match term:
        case Words(text, column):
            return _has_phrase(paper, column, bound.phrases[text])
        case Beginning(text, column):
            return _has_start(paper, column, bound.starts[text])
        case Author(name):
            return any(_is_named(author, bound.names[name]) for author in paper.authors)
        case Category(name):
            return in_scope(paper.categories, (name,))
        case Id(paper_id):
            return paper.id == paper_id
        case From(source):
            return source in paper.sources
        case Heat(limit, above):
            return paper.heat > limit if above else paper.heat >= limit
        case Since(day):
            return paper.announced is not None and paper.announced >= day
        case Until(day):
            return paper.announced is not None and paper.announced <= day


def _has_phrase(paper: PaperTokens, column: Column | None, phrase: Tokens) -> bool:
    if not paper.vocabulary.issuperset(phrase):
        return False
    if len(phrase) == 1 and column is None:
        return True
    return any(_follows(tokens, phrase) for tokens in _searched(paper, column))


def _follows(tokens: Tokens, phrase: Tokens) -> bool:
    """Tell whether ``phrase`` stands in ``tokens``, word by word."""
    return any(tokens[at : at + len(phrase)] == phrase for at, token in enumerate(tokens) if token == phrase[0])


def _has_start(paper: PaperTokens, column: Column | None, start: Start) -> bool:
    if not any(_has_beginning(paper.alphabetical, stem) for stem in start.stems):
        return False
    if not start.before and column is None:
        return True
    return any(_follows_beginning(tokens, start) for tokens in _searched(paper, column))


def _has_beginning(alphabetical: Tokens, stem: str) -> bool:
    at = bisect_left(alphabetical, stem)
    return at < len(alphabetical) and alphabetical[at].startswith(stem)


def _follows_beginning(tokens: Tokens, start: Start) -> bool:
    """Tell whether a token that begins rightly stands in ``tokens`` behind the ones before it."""
    skipped = len(start.before)
    return any(
        token.startswith(start.stems) and tokens[at : at + skipped] == start.before
        for at, token in enumerate(tokens[skipped:])
    )


def _searched(paper: PaperTokens, column: Column | None) -> tuple[Tokens, ...]:
    match column:
        case Column.TITLE:
            return (paper.title,)
        case Column.ABSTRACT:
            return (paper.abstract,)
        case None:
            return paper.title, paper.abstract


def _is_named(author: Tokens, name: Tokens) -> bool:
    return all(_has_name(author, word) for word in name)


def _has_name(author: Tokens, word: str) -> bool:
    return any(token.startswith(word) for token in author) if len(word) == 1 else word in author
