"""A query bound to the words of the index: what FTS5 itself makes of each of its terms.

The matcher compares tokens and never imitates the tokenizer; SQL hands FTS5 the same texts.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from bot.query.error import QueryError, shown
from bot.query.tree import And, Author, Beginning, Node, Not, Or, Query, Words

Tokens: TypeAlias = tuple[str, ...]
Tokenize: TypeAlias = Callable[[Sequence[str]], Sequence[Tokens]]
"""Texts → the tokens that an FTS5 tokenizer makes of each, in order."""

# FTS5 stems what it is asked for, prefixes too: ``key*`` looks for ``kei…`` and misses "keypoint". Behind
# one of these endings Porter gives a word back as it was ("keyness" → ``key``): over 1,000,000 words of up to
# 60 letters one of the two always did.
_PORTER_DROPS: Final = ("ness", "ment")


@dataclass(frozen=True, slots=True)
class Start:
    """What ``word*`` looks for: the tokens ``before``, then one that begins with one of ``stems``.

    FTS5 looks for the same when it is given each of ``spellings`` as a prefix.
    """

    before: Tokens
    stems: Tokens
    spellings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BoundQuery:
    """A query with the tokens of its terms, each by the text that stands in the tree."""

    query: Query
    phrases: Mapping[str, Tokens]
    starts: Mapping[str, Start]
    names: Mapping[str, Tokens]


def bind(query: Query, *, stem: Tokenize, fold: Tokenize) -> BoundQuery:
    """Return ``query`` with the tokens of its terms.

    ``stem`` is FTS5's ``porter unicode61 remove_diacritics 2``, ``fold`` the same without ``porter``.
    Raises QueryError for a term without a letter or digit, in which there is nothing to look for.
    """
    terms = _texts_of(query.root)
    words = [term for term in terms if isinstance(term, Words)]
    beginnings = [term for term in terms if isinstance(term, Beginning)]
    authors = [term for term in terms if isinstance(term, Author)]
    return BoundQuery(
        query,
        phrases=_tokens(query, {term.text: term.position for term in words}, stem),
        starts=_starts(query, {term.text: term.position for term in beginnings}, stem, fold),
        names=_tokens(query, {term.name: term.position for term in authors}, fold),
    )


def _texts_of(node: Node | None) -> list[Words | Beginning | Author]:
    match node:
        case And(parts) | Or(parts):
            return [term for part in parts for term in _texts_of(part)]
        case Not(part):
            return _texts_of(part)
        case Words() | Beginning() | Author():
            return [node]
        case _:
            return []


def _tokens(query: Query, positions: Mapping[str, int], tokenize: Tokenize) -> dict[str, Tokens]:
    tokens = dict(zip(positions, tokenize(tuple(positions)), strict=True)) if positions else {}
    for text in tokens:
        if not tokens[text]:
            message = f"there is nothing to look for in {shown(text)}: a term needs a letter or a digit"
            raise QueryError(message, query=query.text, position=positions[text])
    return tokens


def _starts(query: Query, positions: Mapping[str, int], stem: Tokenize, fold: Tokenize) -> dict[str, Start]:
    stemmed = _tokens(query, positions, stem)
    folded = _tokens(query, positions, fold)
    respelled = _respelled([folded[text] for text in positions if not _covers(stemmed[text], folded[text])], stem)
    starts = {}
    for text, position in positions.items():
        *before, last = stemmed[text]
        if _covers(stemmed[text], folded[text]):
            starts[text] = Start(tuple(before), (last,), (text,))
        elif spelling := respelled.get(folded[text]):
            starts[text] = Start(tuple(before), (last, folded[text][-1]), (text, spelling))
        else:
            message = f"{shown(text)}* is too long: leave out its last letters"
            raise QueryError(message, query=query.text, position=position)
    return starts


def _covers(stemmed: Tokens, folded: Tokens) -> bool:
    """Tell whether whatever begins with the word begins with its stem anyway."""
    return folded[-1].startswith(stemmed[-1])


def _respelled(words: Sequence[Tokens], stem: Tokenize) -> dict[Tokens, str]:
    """Return, for each of ``words``, a text whose last token is the word's own last, unstemmed."""
    tried = [(word, " ".join(word) + ending) for word in words for ending in _PORTER_DROPS]
    stems = stem([spelling for _, spelling in tried]) if tried else ()
    return {word: spelling for (word, spelling), tokens in zip(tried, stems, strict=True) if tokens[-1:] == word[-1:]}
