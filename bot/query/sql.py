"""A bound query → SQL over the store's tables. Strings only: nobody here opens a database.

Every value is bound; text reaches FTS5 as quoted strings and nothing else. The conditions are about one row
of ``papers``, and read ``papers_fts``, ``authors_fts`` (``unicode61 remove_diacritics 2``, one row an
author), ``paper_authors``, ``paper_categories``, ``mentions`` and ``engagement``.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

from bot.papers.categories import CATEGORIES, expand
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
    Until,
    Words,
)

Parameter: TypeAlias = str | float
_Filter: TypeAlias = Author | Category | Id | From | Heat | Since | Until

# A plus keeps SQLite from an index by which it would try every pair of two lists: for each paper all authors of
# that name, for each hit all papers of that source.
_IN_INDEX: Final = "papers.number in (select rowid from papers_fts where papers_fts match ?)"
_IN_INDEX_WITHIN: Final = (
    "papers.number in (select rowid from {index} where {index} match ? and rowid between {first:d} and {last:d})"
)
_IN_CATEGORIES: Final = (
    "exists (select 1 from paper_categories where paper_categories.paper = papers.id"
    " and +paper_categories.category in (select value from json_each(?)))"
)
_BY_AUTHOR: Final = (
    "exists (select 1 from paper_authors where paper_authors.paper = papers.id"
    " and +paper_authors.author in (select rowid from authors_fts where authors_fts match ?))"
)
_FROM_SOURCE: Final = (
    "+papers.id in (select paper from mentions where source = ? union select paper from engagement where source = ?)"
)


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on a row of ``papers``, with the values of its placeholders in order."""

    sql: str
    parameters: tuple[Parameter, ...] = ()


_ANY: Final = Condition("1")


@dataclass(frozen=True, slots=True)
class Search:
    """What is to be looked up.

    ``match`` is an FTS5 expression that every paper asked for meets, or None where there is none: the index
    can be read by it, in any order, before ``rest`` is checked of each hit. Its hits in the columns
    ``authors`` and ``categories`` only narrow: relevance gives these two the weight 0.
    """

    match: str | None
    rest: Condition

    @property
    def where(self) -> str:
        """Return the whole condition: ``select number from papers where …`` is exactly what was asked for."""
        return self.rest.sql if self.match is None else f"{_IN_INDEX} and {self.rest.sql}"

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Return the values of the placeholders of ``where``."""
        return self.rest.parameters if self.match is None else (self.match, *self.rest.parameters)


def reads_index(sql: str) -> bool:
    """Tell whether a condition of this module lists hits of the index: all of them, before the first row is checked."""
    return _IN_INDEX in sql


def within(sql: str, numbers: range, index: str = "papers_fts") -> str:
    """Return a condition of this module so that it lists only hits with a ``papers.number`` in ``numbers``.

    They are looked up in the full-text table ``index``, which has to have them all.
    """
    return sql.replace(_IN_INDEX, _IN_INDEX_WITHIN.format(index=index, first=numbers.start, last=numbers.stop - 1))


@dataclass(frozen=True, slots=True)
class _Expression:
    """An FTS5 expression that whatever a node asks for meets; ``exact`` if nothing else meets it."""

    text: str
    exact: bool = True


def search(bound: BoundQuery) -> Search:
    """Return what to look up for ``bound``."""
    root = bound.query.root
    return Search(None, _ANY) if root is None else _search(root, bound)


def _search(node: Node, bound: BoundQuery) -> Search:
    match = _expression(node, bound)
    if match is None:
        return Search(None, _joined(" and ", [_checked(part, bound) for part in _conjuncts(node)]))
    rest = [_checked(part, bound) for part in _conjuncts(node) if not _is_settled(part, bound)]
    return Search(match.text, _joined(" and ", rest) if rest else _ANY)


def _conjuncts(node: Node) -> tuple[Node, ...]:
    return node.parts if isinstance(node, And) else (node,)


def _is_settled(conjunct: Node, bound: BoundQuery) -> bool:
    """Tell whether the expression of a conjunction says all of this part: nothing is left to check."""
    return _exact(conjunct.part if isinstance(conjunct, Not) else conjunct, bound) is not None


def _exact(node: Node, bound: BoundQuery) -> str | None:
    expression = _expression(node, bound)
    return expression.text if expression and expression.exact else None


def _expression(node: Node, bound: BoundQuery) -> _Expression | None:  # noqa: PLR0911 - one return for each kind of node
    match node:
        case Words(text, column):
            return _Expression(_in_text(column, _quoted(text)))
        case Beginning(text, column):
            return _Expression(_in_text_beginning(column, bound.starts[text]))
        case Author(name):
            return _narrowing(" AND ", [f"{{authors}}:{_quoted(word)}" for word in bound.names[name] if len(word) > 1])
        case Category(name):
            return _narrowing(" OR ", [f"{{categories}}:{_quoted(phrase)}" for phrase in category_phrases(name)])
        case And(parts):
            return _both(parts, bound)
        case Or(parts):
            return _either([_expression(part, bound) for part in parts])
        case _:
            return None


def _narrowing(operator: str, expressions: Sequence[str]) -> _Expression | None:
    return _Expression(_grouped(operator, expressions), exact=False) if expressions else None


def _both(parts: Sequence[Node], bound: BoundQuery) -> _Expression | None:
    needed = [each for part in parts if (each := _expression(part, bound))]
    excluded = [text for part in parts if isinstance(part, Not) and (text := _exact(part.part, bound))]
    if not needed:
        return None
    match = _grouped(" AND ", [each.text for each in needed])
    settled = len(excluded) + sum(each.exact for each in needed)
    return _Expression(f"({match} NOT {_grouped(' OR ', excluded)})" if excluded else match, settled == len(parts))


def _either(expressions: Sequence[_Expression | None]) -> _Expression | None:
    known = [each for each in expressions if each]
    if len(known) < len(expressions):
        return None
    return _Expression(_grouped(" OR ", [each.text for each in known]), all(each.exact for each in known))


def _grouped(operator: str, expressions: Sequence[str]) -> str:
    return f"({operator.join(expressions)})" if len(expressions) > 1 else expressions[0]


def _in_text(column: Column | None, phrase: str) -> str:
    return f"{{{column or 'title abstract'}}}:{phrase}"


def _in_text_beginning(column: Column | None, start: Start) -> str:
    return _grouped(" OR ", [_in_text(column, f"{_quoted(spelling)}*") for spelling in start.spellings])


@lru_cache(maxsize=512)
def category_phrases(name: str) -> tuple[str, ...]:
    """Return phrases of which the column ``categories`` has one, if a paper is in the category or archive.

    An archive is the beginning of its categories' names; their second names in other archives stand alone. Of
    a category the part behind the dot will do: the index lists it in a third of the time, and ``rest`` is checked.
    """
    archives = {each.archive: None for each in CATEGORIES.values() if name in {each.archive, each.group}}
    others = (each.rpartition(".")[2] for each in expand(name) if each.partition(".")[0] not in archives)
    return tuple(dict.fromkeys((*archives, *others)))


def _quoted(text: str) -> str:
    return '"{}"'.format(text.replace('"', '""'))


def _whole(node: Node, bound: BoundQuery) -> Condition:
    """Return the condition for ``node`` that holds wherever it stands."""
    if isinstance(node, Or | Not):
        return _checked(node, bound)
    found = _search(node, bound)
    return Condition(found.where, found.parameters)


def _checked(node: Node, bound: BoundQuery) -> Condition:
    """Return the condition for ``node``, where its expression was seen to already if it has one."""
    match node:
        case And() | Words() | Beginning():
            return _whole(node, bound)
        case Or(parts):
            return _any_of(parts, bound)
        case Not(part):
            inner = _whole(part, bound)
            return Condition(f"not ({inner.sql})", inner.parameters)
        case _:
            return _filter(node, bound)


def _any_of(parts: Sequence[Node], bound: BoundQuery) -> Condition:
    """Join conditions by "or", with one look into the index for all of those that it answers alone."""
    indexed = [text for part in parts if (text := _exact(part, bound))]
    conditions = [Condition(_IN_INDEX, (_grouped(" OR ", indexed),))] if indexed else []
    conditions += [_whole(part, bound) for part in parts if not _exact(part, bound)]
    joined = _joined(" or ", conditions)
    return Condition(f"({joined.sql})", joined.parameters)


def _joined(operator: str, conditions: Sequence[Condition]) -> Condition:
    parameters = tuple(value for condition in conditions for value in condition.parameters)
    return Condition(operator.join(condition.sql for condition in conditions), parameters)


def _filter(term: _Filter, bound: BoundQuery) -> Condition:  # noqa: PLR0911 - one return for each kind of term
    match term:
        case Author(name):
            return Condition(_BY_AUTHOR, (_author_expression(bound.names[name]),))
        case Category(name):
            return Condition(_IN_CATEGORIES, (json.dumps(expand(name)),))
        case Id(paper_id):
            return Condition("papers.id = ?", (paper_id,))
        case From(source):
            return Condition(_FROM_SOURCE, (source, source))
        case Heat(bound_heat, above):
            return Condition(f"papers.heat {'>' if above else '>='} ?", (bound_heat,))
        case Since(day):
            return Condition("(papers.announced is not null and papers.announced >= ?)", (day.isoformat(),))
        case Until(day):
            return Condition("(papers.announced is not null and papers.announced <= ?)", (day.isoformat(),))


def _author_expression(name: Tokens) -> str:
    return " AND ".join(f"{_quoted(word)}*" if len(word) == 1 else _quoted(word) for word in name)
