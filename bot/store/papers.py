"""Papers read: by id, by day, and how many there are."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from bot.papers.model import ArxivId, Paper, StoredPaper
from bot.store.contract import Totals
from bot.store.engagement import latest
from bot.store.rows import COLUMNS, PaperRow, day_of, paper_of

_BY_ID: Final = f"SELECT {COLUMNS}, heat FROM papers WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608 - constants
_OF_A_DAY: Final = (
    f"SELECT {COLUMNS}, heat FROM papers"  # noqa: S608 - constants
    " WHERE announced = ? AND NOT withdrawn ORDER BY heat DESC, id"
)
_OF_DAYS: Final = (
    f"SELECT {COLUMNS}, heat FROM papers"  # noqa: S608 - constants
    " WHERE announced BETWEEN ? AND ? AND NOT withdrawn ORDER BY heat DESC, id"
)
# Steps from day to day through the index instead of reading every paper.
_DAYS: Final = """
    WITH RECURSIVE listed (day) AS (
        SELECT min(announced) FROM papers WHERE announced >= :since
        UNION ALL
        SELECT (SELECT min(announced) FROM papers WHERE announced > listed.day) FROM listed WHERE listed.day < :until
    )
    SELECT day FROM listed WHERE day <= :until
    UNION
    SELECT day FROM posts WHERE day BETWEEN :since AND :until
    ORDER BY day
"""
_TOTALS: Final = """
    SELECT
        (SELECT count(*) FROM papers) AS papers,
        (SELECT count(*) FROM mentions) AS mentions,
        (SELECT count(*) FROM engagement) AS measurements,
        (SELECT count(*) FROM posts) AS posts,
        min(day) AS first_day,
        max(day) AS last_day
    FROM (
        SELECT min(announced) AS day FROM papers
        UNION ALL SELECT max(announced) FROM papers
        UNION ALL SELECT min(day) FROM posts
        UNION ALL SELECT max(day) FROM posts
    )
"""


def papers(db: sqlite3.Connection, ids: Collection[ArxivId]) -> dict[ArxivId, StoredPaper]:
    """Return the stored ones among ``ids``."""
    return {stored.id: stored for stored in _stored(db, db.execute(_BY_ID, (json.dumps(list(ids)),)))}


def announced(db: sqlite3.Connection, ids: Collection[ArxivId]) -> dict[ArxivId, date | None]:
    """Return the announcement of the stored ones among ``ids``."""
    rows = db.execute(
        "SELECT id, announced FROM papers WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)
    )
    return {row["id"]: day_of(row["announced"]) for row in rows}


def announced_between(db: sqlite3.Connection, since: date, until: date) -> Sequence[StoredPaper]:
    """Return papers announced in [since, until], withdrawn ones left out, hottest first, ties by id."""
    if since == until:
        return _stored(db, db.execute(_OF_A_DAY, (since.isoformat(),)))
    return _stored(db, db.execute(_OF_DAYS, (since.isoformat(), until.isoformat())))


def days(db: sqlite3.Connection, since: date | None, until: date | None) -> Sequence[date]:
    """Return, ascending, every day with an imported post or an announced paper, both ends included."""
    ends = {"since": (since or date.min).isoformat(), "until": (until or date.max).isoformat()}
    return [date.fromisoformat(row["day"]) for row in db.execute(_DAYS, ends)]


def totals(db: sqlite3.Connection) -> Totals:
    """Return how much is in the store."""
    row = db.execute(_TOTALS).fetchone()
    return Totals(
        papers=row["papers"],
        mentions=row["mentions"],
        measurements=row["measurements"],
        posts=row["posts"],
        first_day=day_of(row["first_day"]),
        last_day=day_of(row["last_day"]),
    )


def known_rows(db: sqlite3.Connection, ids: Collection[ArxivId]) -> dict[ArxivId, PaperRow]:
    """Return the rows of the stored ones among ``ids``."""
    rows = (PaperRow(*row[:-1]) for row in db.execute(_BY_ID, (json.dumps(list(ids)),)))
    return {row.id: row for row in rows}


def papers_in(db: sqlite3.Connection, rows: Collection[PaperRow]) -> dict[ArxivId, Paper]:
    """Return the papers that ``rows`` hold, with their exact authors and categories."""
    ids = json.dumps([row.id for row in rows])
    authors = _lists(
        db.execute(
            "SELECT paper, name FROM paper_authors JOIN authors ON authors.id = author"
            " WHERE paper IN (SELECT value FROM json_each(?)) ORDER BY paper, position",
            (ids,),
        )
    )
    categories = _lists(
        db.execute(
            "SELECT paper, category FROM paper_categories"
            " WHERE paper IN (SELECT value FROM json_each(?)) ORDER BY paper, position",
            (ids,),
        )
    )
    return {row.id: paper_of(row, authors.get(row.id, ()), categories.get(row.id, ())) for row in rows}


def _lists(rows: Iterable[tuple[ArxivId, str]]) -> Mapping[ArxivId, Sequence[str]]:
    lists = defaultdict[ArxivId, list[str]](list)
    for paper_id, text in rows:
        lists[paper_id].append(text)
    return lists


def _stored(db: sqlite3.Connection, cursor: sqlite3.Cursor) -> Sequence[StoredPaper]:
    """Return the papers of ``cursor``, whose last column is heat, in its order."""
    found = [(PaperRow(*row[:-1]), row[-1]) for row in cursor]
    by_id = papers_in(db, [row for row, _ in found])
    measured = latest(db, by_id)
    return [StoredPaper(by_id[row.id], row.title, row.abstract, heat, measured.get(row.id, {})) for row, heat in found]
