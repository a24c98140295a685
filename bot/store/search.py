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
from bot.query.sql import Condition, search, within
from bot.query.tree import Query
from bot.store.contract import Found
from bot.store.effort import Effort, effort
from bot.store.index import recent_from
from bot.store.lookup import RECENT, Lookup, lookup_of
from bot.store.papers import papers
from bot.store.rows import numbers_of
from bot.store.tokens import bound

SCORED: Final = 5_000
"""How many papers are scored at most."""

ENOUGH: Final = 500
"""How many will do where the words are COSTLY and so many of the hits are among the newest papers."""

COSTLY: Final = 100_000
"""In how many papers the words of a query stand together when it takes too long to list them all for bm25."""

JOINED: Final = 4_000_000
"""In how many papers the words with a beginning stand together when it takes too long to join them all.

FTS5 joins them before it gives the first hit, wherever it is to look; but for beginnings of one or two letters
the index of the newest papers has them joined. There a single hit will do.
"""

TERMS: Final = 50_000
"""How often a term is scored in a paper at most: of 50 terms those of 1,000 papers are."""

_RELEVANCE: Final = "-bm25({index}, 4.0, 1.0, 0.0, 0.0)"
_SCORE: Final = "relevance * (1 + 0.5 * max(heat, 0) / (max(heat, 0) + 100))"
"""The score of a paper: relevance × (1 + ½ · heat / (heat + 100)).

Relevance is FTS5's −bm25, where a word in the title counts four times one in the abstract, and authors and
categories count nothing (https://sqlite.org/fts5.html#the_bm25_function, read 2026-11). How rare a word is, is
counted over all papers, or over the newest where all that are scored are among them (``recent.py``). Relevance
is 1 for all where no word has to be met (``#cs.CL``, ``-survey``, ``tool OR heat>=50``): there heat alone
orders. Heat lifts by a half at most, and by a quarter at 100. Of equals the hotter is first, then the newer.
"""

_FOUND: Final = f"{{number}} AS number, {{heat}} AS heat, {_RELEVANCE} AS relevance"
_FOUND_ALIKE: Final = "{number} AS number, {heat} AS heat, 1.0 AS relevance"
_BEST: Final = f"""
    SELECT (SELECT id FROM papers WHERE papers.number = best.number) AS id, score, found FROM (
        SELECT number, heat, score, found FROM (
            SELECT number, heat, {_SCORE} AS score, count(*) OVER () AS found, min(number) OVER () AS oldest
            FROM ({{found}} LIMIT ? + 1)
        ) WHERE found <= ? OR number > oldest
        ORDER BY score DESC, heat DESC, number DESC LIMIT ? OFFSET ?
    ) AS best ORDER BY score DESC, heat DESC, number DESC
"""  # noqa: S608 - constants
_NEWEST: Final = "SELECT max(announced) FROM papers INDEXED BY papers_of_a_day_by_heat"
_MAKE_HITS: Final = "CREATE TEMP TABLE IF NOT EXISTS hits (number INTEGER PRIMARY KEY, heat REAL, relevance REAL)"
_KEEP_HITS: Final = "INSERT INTO temp.hits (number, heat, relevance) {found} LIMIT ?"
_HITS: Final = "SELECT number, heat, relevance FROM temp.hits"
_OF_DAYS: Final = """
    SELECT id FROM papers WHERE announced BETWEEN ? AND ? AND NOT withdrawn AND {where} ORDER BY heat DESC, id
"""

BLOCKS_DAYS: Final = (10, 30, 90, 270, 810)
"""Where what lists hits of the index pauses on its way back from the newest papers, to see whether there are enough."""


@dataclass(frozen=True, slots=True)
class _Limits:
    """How many papers are scored at ``most``, and how many found make a look further back needless.

    ``presumes_older`` tells that it would take too long to see whether there are older ones.
    """

    most: int
    enough: int
    presumes_older: bool


@dataclass(frozen=True, slots=True)
class _Page:
    """Ids and scores, best first; how many papers were scored for it, and whether there are older ones."""

    ids: Sequence[ArxivId]
    scores: Sequence[float]
    scored: int
    is_bounded: bool


@dataclass(frozen=True, slots=True)
class _Cut:
    """Which part of an answer is asked for, of how many papers at most."""

    top: int
    skip: int
    most: int


def find(db: sqlite3.Connection, query: Query, *, top: int, skip: int) -> Found:
    """Return the best papers for ``query``, without the first ``skip``. Raises QueryError."""
    terms = bound(db, [query])[0]
    limits = _limits(effort(db, terms))
    page = _page(db, lookup_of(db, terms), limits, _Cut(top, skip, limits.most))
    stored = papers(db, page.ids)
    return Found(
        papers=tuple(stored[paper_id] for paper_id in page.ids),
        scores=page.scores,
        bounded_at=page.scored if page.is_bounded else None,
        more=page.scored > skip + top,
    )


def announced_matching(db: sqlite3.Connection, query: Query, since: date, until: date) -> Sequence[StoredPaper]:
    """Return papers announced in [since, until] that ``query`` matches, withdrawn ones left out, hottest first.

    Raises QueryError.
    """
    asked = search(bound(db, [query])[0])
    where = within(asked.where, range(numbers_of(since).start, numbers_of(until).stop))
    days = (since.isoformat(), until.isoformat())
    ids = [row["id"] for row in db.execute(_OF_DAYS.format(where=where), (*days, *asked.parameters))]
    stored = papers(db, ids)
    return [stored[paper_id] for paper_id in ids]


def _limits(effort: Effort) -> _Limits:
    most = min(SCORED, max(ENOUGH, TERMS // max(effort.terms, 1)))
    if effort.begun > JOINED:
        return _Limits(most, 1, presumes_older=True)
    return _Limits(most, min(ENOUGH, most) if effort.entries > COSTLY else most, presumes_older=False)


def _page(db: sqlite3.Connection, wanted: Lookup, limits: _Limits, cut: _Cut) -> _Page:
    """Look among the newest papers by themselves first, where that is worth it, and then among all."""
    recent = recent_from(db)
    if recent is not None and wanted.by_relevance and recent < wanted.numbers.stop:
        newest = wanted.within(range(max(recent, wanted.numbers.start), wanted.numbers.stop), RECENT)
        page = _best(db, newest, cut)
        older = range(wanted.numbers.start, newest.numbers.start)
        if page.is_bounded or not older:
            return page
        if page.scored >= limits.enough:
            return replace(page, is_bounded=_has_any(db, wanted.within(older), limits))
    return _best_of_blocks(db, wanted, limits, cut) if wanted.lists_hits else _best(db, wanted, cut)


def _best_of_blocks(db: sqlite3.Connection, wanted: Lookup, limits: _Limits, cut: _Cut) -> _Page:
    """Look at one block of days after the other, newest first, until there are enough."""
    db.execute(_MAKE_HITS)
    db.execute("DELETE FROM temp.hits")
    found, older = 0, wanted.numbers
    for block in _blocks(db, wanted, limits):
        hits = block.select(_FOUND if wanted.by_relevance else _FOUND_ALIKE)
        found += db.execute(_KEEP_HITS.format(found=hits.sql), (*hits.parameters, cut.most + 1 - found)).rowcount
        older = range(wanted.numbers.start, block.numbers.start)
        if found >= limits.enough:
            break
    page = _ranked(db, Condition(_HITS), cut)
    if found < limits.enough or page.is_bounded:
        return page
    return replace(page, is_bounded=bool(older) and _has_any(db, wanted.within(older), limits))


def _blocks(db: sqlite3.Connection, wanted: Lookup, limits: _Limits) -> Iterator[Lookup]:
    """Yield lookups that together are ``wanted``, newest first; what has many hits to join is cut only once."""
    newest: str | None = db.execute(_NEWEST).fetchone()[0]
    recent = recent_from(db)
    firsts = _firsts(date.fromisoformat(newest)) if newest and not limits.presumes_older else ()
    stop = wanted.numbers.stop
    for first in sorted({*firsts, recent or 0, wanted.numbers.start}, reverse=True):
        if wanted.numbers.start <= first < stop:
            # Relevance is to be the same measure in all blocks.
            is_recent = recent is not None and first >= recent and wanted.match is None
            yield wanted.within(range(first, stop), RECENT if is_recent else wanted.index)
            stop = first


def _firsts(newest: date) -> Iterator[int]:
    return (numbers_of(newest - timedelta(days=back)).start for back in BLOCKS_DAYS)


def _best(db: sqlite3.Connection, wanted: Lookup, cut: _Cut) -> _Page:
    return _ranked(db, wanted.select(_FOUND if wanted.by_relevance else _FOUND_ALIKE), cut)


def _ranked(db: sqlite3.Connection, found: Condition, cut: _Cut) -> _Page:
    """Return the best of what ``found`` selects newest first."""
    values = (*found.parameters, cut.most, cut.most, cut.top, cut.skip)
    rows = db.execute(_BEST.format(found=found.sql), values).fetchall()
    if not rows and cut.skip:
        return replace(_ranked(db, found, replace(cut, top=1, skip=0)), ids=(), scores=())
    count = rows[0]["found"] if rows else 0
    return _Page([row["id"] for row in rows], [row["score"] for row in rows], min(count, cut.most), count > cut.most)


def _has_any(db: sqlite3.Connection, older: Lookup, limits: _Limits) -> bool:
    if limits.presumes_older:
        return True
    looks = _blocks(db, older, limits) if older.lists_hits else (older,)
    return any(_exists(db, each) for each in looks)


def _exists(db: sqlite3.Connection, wanted: Lookup) -> bool:
    one = wanted.select("1")
    return db.execute(f"{one.sql} LIMIT 1", one.parameters).fetchone() is not None
