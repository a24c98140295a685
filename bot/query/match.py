"""A query held against one paper: the same answer that search would give."""

from dataclasses import dataclass
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
    return any(_follows(tokens, phrase) for tokens in _searched(paper, column))


def _follows(tokens: Tokens, phrase: Tokens) -> bool:
    """Tell whether ``phrase`` stands in ``tokens``, word by word."""
    if phrase[0] not in tokens:
        return False
    return any(tokens[at : at + len(phrase)] == phrase for at, token in enumerate(tokens) if token == phrase[0])


def _has_start(paper: PaperTokens, column: Column | None, start: Start) -> bool:
    return any(_follows_beginning(tokens, start) for tokens in _searched(paper, column))


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
