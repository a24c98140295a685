"""Questions answered from the index: the best papers first, in time however common the words.

FTS5 walks its hits newest first for nothing, but scoring them all takes a second and more where a word is
common. So only the newest SCORED of those that pass every filter are scored, or somewhat fewer, and the answer
says how many. Row numbers rise with the announcement (``rows.numbers_of``): "newest" is their order.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from bot.papers.model import ArxivId, StoredPaper
from bot.query.bind import BoundQuery
from bot.query.sql import Condition, from_number, reads_index, search
from bot.query.tree import And, Beginning, From, Heat, Id, Node, Or, Query, Since, Until, Words
from bot.store.contract import Found
from bot.store.index import recent_from
from bot.store.papers import papers
from bot.store.rows import numbers_of
from bot.store.tokens import bound
from bot.store.words import counted_ahead

SCORED: Final = 5_000
"""How many papers are scored at most."""

ENOUGH: Final = 500
"""How many will do where the words are COSTLY and so many of the hits are among the newest papers."""

COSTLY: Final = 100_000
"""In how many papers the words of a query stand together when it takes too long to list them all for bm25."""

_RELEVANCE: Final = "-bm25({index}, 4.0, 1.0, 0.0, 0.0)"
_SCORE: Final = "relevance * (1 + 0.5 * max(heat, 0) / (max(heat, 0) + 100))"
"""The score of a paper: relevance × (1 + ½ · heat / (heat + 100)).

Relevance is FTS5's −bm25, where a word in the title counts four times one in the abstract, and authors and
categories count nothing (https://sqlite.org/fts5.html#the_bm25_function, read 2026-11). How rare a word is, is
counted over all papers, or over the newest where all that are scored are among them (``recent.py``). Relevance
is 1 for all where no word has to be met (``#cs.CL``, ``-survey``, ``tool OR heat>=50``): there heat alone
orders. Heat lifts by a half at most, and by a quarter at 100. Of equals the hotter is first, then the newer.
"""

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
    "SELECT number FROM papers WHERE id IN"
    " (SELECT paper FROM mentions WHERE source = ? UNION SELECT paper FROM engagement WHERE source = ?)"
)
_NUMBER: Final = "SELECT number FROM papers WHERE id = ?"
_NEWEST: Final = "SELECT max(announced) FROM papers INDEXED BY papers_of_a_day_by_heat"
_BEST: Final = f"""
    SELECT (SELECT id FROM papers WHERE papers.number = best.number) AS id, score, scored, oldest FROM (
        SELECT number, heat, {_SCORE} AS score, count(*) OVER () AS scored, min(number) OVER () AS oldest
        FROM ({{found}} LIMIT ?) ORDER BY score DESC, heat DESC, number DESC LIMIT ? OFFSET ?
    ) AS best ORDER BY score DESC, heat DESC, number DESC
"""  # noqa: S608 - constants
_OF_DAYS: Final = """
    SELECT id FROM papers WHERE announced BETWEEN ? AND ? AND NOT withdrawn AND {where} ORDER BY heat DESC, id
"""

_ALL: Final = range(numbers_of(date.max).stop)

_LOOKS_BACK_DAYS: Final = (30, 300)
"""How far a condition that lists hits of the index looks back at first, before it lists all there are."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is looked up: hits of ``match``, or any row, that pass ``rest``.

    The row ``numbers`` and the ``lists`` (each selects row numbers) narrow the look; ``rest`` says it all.
    ``by_relevance`` tells whether words order what is found, ``is_costly`` whether these are common. ``index`` is
    where ``match`` is looked up, and ``enough`` is how many found make a further look needless.
    """

    match: str | None
    rest: Condition
    numbers: range
    lists: Sequence[Condition]
    by_relevance: bool
    is_costly: bool
    enough: int
    index: str = "papers_fts"

    def select(self, columns: str) -> Condition:
        """Return the lookup of ``columns``, newest first; it has them as ``{number}``, ``{heat}`` and ``{index}``."""
        number = "papers.number" if self.match is None else f"{self.index}.rowid"
        heat = "coalesce(papers.heat, 0.0)" if self._is_bare else "papers.heat"
        # The plus keeps SQLite from asking the index anew for each number of a list.
        listed = number if self.match is None else f"+{number}"
        lists = "".join(f" AND {listed} IN ({each.sql})" for each in self.lists)
        rest = from_number(self.rest.sql, self.numbers.start)
        found = self._found.format(index=self.index, lists=lists, rest=rest)
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


@dataclass(frozen=True, slots=True)
class _Page:
    """Ids and scores, best first; how many papers were scored for it, and the oldest number among those."""

    ids: Sequence[ArxivId]
    scores: Sequence[float]
    scored: int
    oldest: int


def find(db: sqlite3.Connection, query: Query, *, top: int, skip: int) -> Found:
    """Return the best papers for ``query``, without the first ``skip``. Raises QueryError."""
    wanted = _wanted(db, bound(db, [query])[0])
    page, is_full = _Page((), (), 0, 0), False
    for look in _looks(db, wanted):
        page = _best(db, look, top=top, skip=skip)
        is_full = page.scored >= look.enough
        if is_full:
            break
    stored = papers(db, page.ids)
    return Found(
        papers=tuple(stored[paper_id] for paper_id in page.ids),
        scores=page.scores,
        bounded_at=page.scored if is_full and _has_older(db, wanted, page.oldest) else None,
        more=page.scored > skip + top,
    )


def announced_matching(db: sqlite3.Connection, query: Query, since: date, until: date) -> Sequence[StoredPaper]:
    """Return papers announced in [since, until] that ``query`` matches, withdrawn ones left out, hottest first.

    Raises QueryError.
    """
    asked = search(bound(db, [query])[0])
    where = from_number(asked.where, numbers_of(since).start)
    days = (since.isoformat(), until.isoformat())
    ids = [row["id"] for row in db.execute(_OF_DAYS.format(where=where), (*days, *asked.parameters))]
    stored = papers(db, ids)
    return [stored[paper_id] for paper_id in ids]


def _wanted(db: sqlite3.Connection, bound: BoundQuery) -> _Wanted:
    asked, needed = search(bound), _needed(bound.query.root)
    return _Wanted(
        asked.match,
        asked.rest,
        numbers=_numbers(db, needed),
        lists=[each for node in needed if (each := _list(node))],
        by_relevance=any(map(_needs_words, needed)),
        is_costly=_papers_with_words(db, bound) > COSTLY,
        enough=SCORED,
    )


def _papers_with_words(db: sqlite3.Connection, bound: BoundQuery) -> int:
    """Return in how many papers the common words of a query stand, added up."""
    return sum(counted_ahead(db, set().union(*bound.phrases.values())).values())


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


def _list(node: Node) -> Condition | None:
    match node:
        case Heat(least, above) if least > 0 or above:
            return Condition(_HOT, (least,))
        case From(source):
            return Condition(_TALKED_OF, (source, source))
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


def _looks(db: sqlite3.Connection, wanted: _Wanted) -> Iterator[_Wanted]:
    """Yield lookups that reach further and further back; the last one is ``wanted`` itself."""
    recent = recent_from(db)
    if recent is not None and wanted.match is not None and wanted.by_relevance:
        numbers = range(max(recent, wanted.numbers.start), wanted.numbers.stop)
        enough = ENOUGH if wanted.is_costly else wanted.enough
        yield replace(wanted, numbers=numbers, enough=enough, index="recent_fts")
    newest: str | None = db.execute(_NEWEST).fetchone()[0]
    if newest and reads_index(wanted.rest.sql):
        for days in _LOOKS_BACK_DAYS:
            first = numbers_of(date.fromisoformat(newest) - timedelta(days=days)).start
            if first > wanted.numbers.start:
                yield replace(wanted, numbers=range(first, wanted.numbers.stop))
    yield wanted


def _best(db: sqlite3.Connection, wanted: _Wanted, *, top: int, skip: int) -> _Page:
    relevance = _RELEVANCE if wanted.by_relevance else "1.0"
    found = wanted.select(f"{{number}} AS number, {{heat}} AS heat, {relevance} AS relevance")
    rows = db.execute(_BEST.format(found=found.sql), (*found.parameters, SCORED, top, skip)).fetchall()
    if not rows and skip:
        first = _best(db, wanted, top=1, skip=0)
        return replace(first, ids=(), scores=())
    scored, oldest = (rows[0]["scored"], rows[0]["oldest"]) if rows else (0, 0)
    return _Page([row["id"] for row in rows], [row["score"] for row in rows], scored, oldest)


def _has_older(db: sqlite3.Connection, wanted: _Wanted, number: int) -> bool:
    return any(_exists(db, replace(look, numbers=range(look.numbers.start, number))) for look in _looks(db, wanted))


def _exists(db: sqlite3.Connection, wanted: _Wanted) -> bool:
    one = wanted.select("1")
    return db.execute(f"{one.sql} LIMIT 1", one.parameters).fetchone() is not None
