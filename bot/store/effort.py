"""What it takes to look a query up, told beforehand from how common its words are."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.query.bind import BoundQuery
from bot.query.sql import category_phrases
from bot.query.tree import And, Category, Node, Not, Or
from bot.store.tokens import Tokenizer
from bot.store.words import counted_ahead, counted_beginnings


@dataclass(frozen=True, slots=True)
class Effort:
    """How many papers the words of a query stand in, added up, and those of its beginnings; how many terms it has.

    bm25 lists the first; the second FTS5 joins, all of them, before it gives the first hit.
    """

    entries: int
    begun: int
    terms: int


def effort(db: sqlite3.Connection, bound: BoundQuery) -> Effort:
    """Return what it takes to look ``bound`` up in the index of all papers; rare words count nothing."""
    starts = bound.starts.values()
    tokens = set().union(*bound.phrases.values(), *(start.before for start in starts), _narrowing(db, bound))
    begun = counted_beginnings(db, {stem for start in starts for stem in start.stems})
    entries = sum(counted_ahead(db, tokens).values())
    return Effort(entries + begun, begun, len(bound.phrases) + len(starts))


def _narrowing(db: sqlite3.Connection, bound: BoundQuery) -> Iterable[str]:
    """Return the tokens of the names and categories by which hits are narrowed."""
    texts = [*(" ".join(name) for name in bound.names.values())]
    texts += [phrase for name in _categories(bound.query.root) for phrase in category_phrases(name)]
    return [token for tokens in Tokenizer(db, "stemmed")(texts) for token in tokens] if texts else ()


def _categories(node: Node | None) -> Iterator[str]:
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _categories(part)
        case Not(part):
            yield from _categories(part)
        case Category(name):
            yield name
