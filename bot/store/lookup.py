"""One look into the index: hits of a query within some row numbers, newest first.

Row numbers rise with the announcement (``rows.numbers_of``): "newest" is their order, and a range of them
a span of days.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bot.query.bind import BoundQuery
from bot.query.sql import Condition, reads_index, search, within
from bot.query.tree import And, Beginning, From, Heat, Id, Node, Or, Since, Until, Words
from bot.store.rows import numbers_of

FULL: Final = "papers_fts"
RECENT: Final = "recent_fts"

_HITS: Final = """
    FROM {index} CROSS JOIN papers INDEXED BY papers_in_brief ON papers.number = {index}.rowid
    WHERE {index} MATCH ? AND {index}.rowid BETWEEN ? AND ?{lists} AND {rest}
    ORDER BY {index}.rowid DESC
"""
_BARE_HITS: Final = """
    FROM {index} LEFT JOIN papers INDEXED BY hot_papers ON papers.number = {index}.rowid AND papers.heat > 0
    WHERE {index} MATCH ? AND {index}.rowid BETWEEN ? AND ?{lists} AND {rest}
    ORDER BY {index}.rowid DESC
"""
"""For hits of which nothing is left to check: reading the rows of 5,000 of them would take longer than scoring."""

_ROWS: Final = """
    FROM papers INDEXED BY papers_in_brief
    WHERE papers.number BETWEEN ? AND ?{lists} AND {rest}
    ORDER BY papers.number DESC
"""

_HOT: Final = "SELECT number FROM papers INDEXED BY hot_papers WHERE heat > 0 AND heat >= ?"
_TALKED_OF: Final = (
    "SELECT json_group_array(number) FROM papers WHERE id IN"
    " (SELECT paper FROM mentions WHERE source = ? UNION SELECT paper FROM engagement WHERE source = ?)"
)
_NUMBER: Final = "SELECT number FROM papers WHERE id = ?"
_LISTED: Final = "SELECT value FROM json_each(?)"

_ALL: Final = range(numbers_of(date.max).stop)


@dataclass(frozen=True, slots=True)
class Lookup:
    """What is looked up: hits of ``match``, or any row where it is None, that pass ``rest``.

    The row ``numbers`` and the ``lists`` (each selects row numbers) narrow the look; ``rest`` says it all. Both
    read ``index``, which has to have all papers of these numbers. ``by_relevance`` tells whether words order what
    is found.
    """

    match: str | None
    rest: Condition
    numbers: range
    lists: Sequence[Condition] = ()
    by_relevance: bool = False
    index: str = FULL

    @property
    def lists_hits(self) -> bool:
        """Tell whether ``rest`` lists hits of the index: all within ``numbers``, before the first row is checked."""
        return reads_index(self.rest.sql)

    def within(self, numbers: range, index: str = FULL) -> "Lookup":
        """Return the lookup of only those ``numbers``, in ``index``."""
        return replace(self, numbers=numbers, index=index)

    def select(self, columns: str) -> Condition:
        """Return the lookup of ``columns``, newest first; it has them as ``{number}``, ``{heat}`` and ``{index}``."""
        number = "papers.number" if self.match is None else f"{self.index}.rowid"
        heat = "coalesce(papers.heat, 0.0)" if self._is_bare else "papers.heat"
        # The plus keeps SQLite from asking the index anew for each number of a list.
        listed = number if self.match is None else f"+{number}"
        lists = "".join(f" AND {listed} IN ({each.sql})" for each in self.lists)
        found = self._found.format(index=self.index, lists=lists, rest=within(self.rest.sql, self.numbers, self.index))
        return Condition(
            f"SELECT {columns.format(number=number, heat=heat, index=self.index)} {found}",
            (
                *(() if self.match is None else (self.match,)),
                *(self.numbers.start, self.numbers.stop - 1),
                *(value for each in self.lists for value in each.parameters),
                *self.rest.parameters,
            ),
        )

    @property
    def _is_bare(self) -> bool:
        return self.match is not None and self.rest.sql == "1"

    @property
    def _found(self) -> str:
        if self.match is None:
            return _ROWS
        return _BARE_HITS if self._is_bare else _HITS


def lookup_of(db: sqlite3.Connection, bound: BoundQuery) -> Lookup:
    """Return the lookup of all that ``bound`` asks for."""
    asked, needed = search(bound), _needed(bound.query.root)
    return Lookup(
        asked.match,
        asked.rest,
        numbers=_numbers(db, needed),
        lists=[each for node in needed if (each := _list(db, node))],
        by_relevance=any(map(_needs_words, needed)),
    )


def _needed(root: Node | None) -> tuple[Node, ...]:
    """Return what every paper asked for has to meet."""
    if root is None:
        return ()
    return root.parts if isinstance(root, And) else (root,)


def _numbers(db: sqlite3.Connection, needed: Sequence[Node]) -> range:
    ranges = [_ALL, *(each for node in needed if (each := _range(db, node)) is not None)]
    return range(max(each.start for each in ranges), min(each.stop for each in ranges))


def _range(db: sqlite3.Connection, node: Node) -> range | None:
    match node:
        case Since(day):
            return range(numbers_of(day).start, _ALL.stop)
        case Until(day):
            return range(numbers_of(day).stop)
        case Id(paper_id):
            row = db.execute(_NUMBER, (paper_id,)).fetchone()
            return range(row["number"], row["number"] + 1) if row else range(0)
        case _:
            return None


def _list(db: sqlite3.Connection, node: Node) -> Condition | None:
    match node:
        case Heat(least, above) if least > 0 or above:
            return Condition(_HOT, (least,))
        case From(source):
            # Once for all looks: to find the numbers of 15,000 papers takes 30 ms.
            return Condition(_LISTED, (db.execute(_TALKED_OF, (source, source)).fetchone()[0],))
        case _:
            return None


def _needs_words(node: Node) -> bool:
    match node:
        case Words() | Beginning():
            return True
        case And(parts):
            return any(map(_needs_words, parts))
        case Or(parts):
            return all(map(_needs_words, parts))
        case _:
            return False
