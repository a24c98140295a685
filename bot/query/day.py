"""Many queries held against the same papers: the answers of ``match.matches``, read from an index."""

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import cached_property, reduce
from operator import and_, or_
from typing import Final, TypeAlias, TypeVar

from bot.papers.categories import expand
from bot.query.bind import BoundQuery, Start, Tokens
from bot.query.match import PaperTokens
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
    Until,
    Words,
)

K = TypeVar("K", bound=Hashable)

_Other: TypeAlias = Beginning | Author | Category | Id | From | Heat | Since | Until

_Set: TypeAlias = int
"""A set of papers: bit n is the paper at position n."""

_NOBODY: Final[_Set] = 0
_LAST: Final = chr(0x10FFFF)
"""Sorts behind whatever may follow a beginning."""


class DayIndex:
    """Papers made ready for thousands of queries; ``papers`` keep their order.

    What a term finds is remembered: it must be bound to the same tokens in every query.
    """

    def __init__(self, papers: Sequence[PaperTokens]) -> None:
        self.papers = tuple(papers)
        self._everybody: _Set = (1 << len(self.papers)) - 1
        self._texts: dict[Column | None, _Text] = {}
        self._names = _Names([paper.authors for paper in self.papers])
        self._categories = _sets(paper.categories for paper in self.papers)
        self._sources = _sets(paper.sources for paper in self.papers)
        self._ids = _sets((paper.id,) for paper in self.papers)
        self._days = _sets((paper.announced,) if paper.announced else () for paper in self.papers)
        self._words: dict[tuple[str, Column | None], _Set] = {}
        self._others: dict[_Other, _Set] = {}

    def matching(self, bound: BoundQuery) -> list[int]:
        """Return the positions of the papers that ``bound`` asks for, ascending."""
        root = bound.query.root
        return _positions(self._everybody if root is None else self._found(root, bound))

    def _found(self, node: Node, bound: BoundQuery) -> _Set:
        # Walked for every topic: with ``match`` it takes half as long again.
        if isinstance(node, Words):
            return self._with_words(node, bound)
        if isinstance(node, Or):
            found = _NOBODY
            for part in node.parts:
                found |= self._found(part, bound)
            return found
        if isinstance(node, And):
            found = self._everybody
            for part in node.parts:
                found &= self._found(part, bound)
            return found
        if isinstance(node, Not):
            return self._everybody ^ self._found(node.part, bound)
        others = self._others.get(node)
        if others is None:
            others = self._others[node] = self._having(node, bound)
        return others

    def _with_words(self, words: Words, bound: BoundQuery) -> _Set:
        key = (words.text, words.column)
        found = self._words.get(key)
        if found is None:
            found = self._words[key] = self._text(words.column).having(bound.phrases[words.text])
        return found

    def _having(self, term: _Other, bound: BoundQuery) -> _Set:  # noqa: PLR0911 - one return for each kind of term
        match term:
            case Beginning(text, column):
                return self._text(column).having_start(bound.starts[text])
            case Author(name):
                return self._names.having(bound.names[name])
            case Category(name):
                return _any(self._categories.get(each, _NOBODY) for each in expand(name))
            case Id(paper_id):
                return self._ids.get(paper_id, _NOBODY)
            case From(source):
                return self._sources.get(source, _NOBODY)
            case Heat(limit, above):
                heats = enumerate(paper.heat for paper in self.papers)
                return _set_of(at for at, heat in heats if (heat > limit if above else heat >= limit))
            case Since(first):
                return _any(papers for day, papers in self._days.items() if day >= first)
            case Until(last):
                return _any(papers for day, papers in self._days.items() if day <= last)

    def _text(self, column: Column | None) -> "_Text":
        if column not in self._texts:
            self._texts[column] = _Text([_lines(paper, column) for paper in self.papers])
        return self._texts[column]


def _lines(paper: PaperTokens, column: Column | None) -> tuple[Tokens, ...]:
    match column:
        case Column.TITLE:
            return (paper.title,)
        case Column.ABSTRACT:
            return (paper.abstract,)
        case None:
            return paper.title, paper.abstract


class _Text:
    """What one or both columns of all papers say: who has a phrase or a beginning in one of its lines."""

    def __init__(self, texts: Sequence[Sequence[Tokens]]) -> None:
        # No token holds white space: a phrase stands in a line exactly where its letters, spaces around them, do.
        self._spaced = ["\n".join(f" {' '.join(tokens)} " for tokens in lines) for lines in texts]
        self._having = _sets(set().union(*lines) for lines in texts)

    def having(self, phrase: Tokens) -> _Set:
        if len(phrase) == 1:
            return self._with(phrase[0])
        return self._containing(_all(map(self._with, phrase)), f" {' '.join(phrase)} ")

    def having_start(self, start: Start) -> _Set:
        begun = _any(map(self._beginning_with, start.stems))
        if not start.before:
            return begun
        among = _all([begun, *map(self._with, start.before)])
        return _any(self._containing(among, f" {' '.join((*start.before, stem))}") for stem in start.stems)

    def _with(self, token: str) -> _Set:
        return self._having.get(token, _NOBODY)

    def _beginning_with(self, stem: str) -> _Set:
        first = bisect_left(self._alphabetical, stem)
        end = bisect_left(self._alphabetical, stem + _LAST, lo=first)
        return _any(map(self._with, self._alphabetical[first:end]))

    @cached_property
    def _alphabetical(self) -> Sequence[str]:
        return sorted(self._having)

    def _containing(self, among: _Set, piece: str) -> _Set:
        found = _NOBODY
        for at in _positions(among):
            if piece in self._spaced[at]:
                found |= 1 << at
        return found


class _Names:
    """The authors of all papers: each name once, and whose papers it stands on."""

    def __init__(self, authors: Sequence[Sequence[Tokens]]) -> None:
        papers = _sets(authors)
        self._papers = tuple(papers.values())
        self._having = _sets(papers)
        self._names = tuple(papers)

    @cached_property
    def _initials(self) -> Mapping[str, _Set]:
        return _sets({token[0] for token in name} for name in self._names)

    def having(self, name: Tokens) -> _Set:
        bearers = _all((self._initials if len(word) == 1 else self._having).get(word, _NOBODY) for word in name)
        return _any(self._papers[number] for number in _positions(bearers))


def _sets(keys_of: Iterable[Iterable[K]]) -> Mapping[K, _Set]:
    """Return who has each key, given the keys of each in order."""
    sets: dict[K, _Set] = {}
    for at, keys in enumerate(keys_of):
        bit = 1 << at
        for key in keys:
            sets[key] = sets.get(key, _NOBODY) | bit
    return sets


def _set_of(positions: Iterable[int]) -> _Set:
    return _any(1 << at for at in positions)


def _any(sets: Iterable[_Set]) -> _Set:
    return reduce(or_, sets, _NOBODY)


def _all(sets: Iterable[_Set]) -> _Set:
    """Return who is in all of ``sets``, of which there is at least one."""
    return reduce(and_, sets)


def _positions(papers: _Set) -> list[int]:
    positions = []
    while papers:
        lowest = papers & -papers
        positions.append(lowest.bit_length() - 1)
        papers ^= lowest
    return positions
