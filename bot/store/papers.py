"""Papers read: by id, by day, and how many there are."""

import json
import sqlite3
from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from bot.errors import StoreError
from bot.papers.model import ArxivId, StoredPaper
from bot.store.contract import Announced, Totals
from bot.store.engagement import latest
from bot.store.rows import COLUMNS, PaperRow, day_of, known_day, paper_of, unreadable

_BY_ID: Final = f"SELECT {COLUMNS}, heat FROM papers WHERE id IN (SELECT value FROM json_each(?))"  # noqa: S608 - constants
_OF_A_DAY: Final = (
    f"SELECT {COLUMNS}, heat FROM papers"  # noqa: S608 - constants
    " WHERE announced = ? AND NOT withdrawn ORDER BY heat DESC, id"
)
_OF_DAYS: Final = (
    f"SELECT {COLUMNS}, heat FROM papers"  # noqa: S608 - constants
    " WHERE announced BETWEEN ? AND ? AND NOT withdrawn ORDER BY heat DESC, id"
)
_TALKED_ABOUT: Final = _OF_DAYS.replace("NOT withdrawn", "heat > 0 AND NOT withdrawn")
# Steps from day to day through the index instead of reading every paper.
_DAYS: Final = """
    WITH RECURSIVE listed (day) AS (
        SELECT min(announced) FROM papers WHERE announced >= :since AND NOT withdrawn
        UNION ALL
        SELECT (SELECT min(announced) FROM papers WHERE announced > listed.day AND NOT withdrawn)
        FROM listed WHERE listed.day < :until
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


def announced(db: sqlite3.Connection, ids: Collection[ArxivId]) -> dict[ArxivId, Announced]:
    """Return when the stored ones among ``ids`` were announced."""
    rows = db.execute(
        "SELECT id, announced, announced_is_estimate FROM papers WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return {row["id"]: Announced(day_of(row["announced"]), bool(row["announced_is_estimate"])) for row in rows}


def announced_between(
    db: sqlite3.Connection, since: date, until: date, *, talked_about: bool = False
) -> Sequence[StoredPaper]:
    """Return papers announced in [since, until], withdrawn ones left out, hottest first, ties by id.

    Only those with any heat if ``talked_about``.
    """
    if talked_about:
        return _stored(db, db.execute(_TALKED_ABOUT, (since.isoformat(), until.isoformat())))
    if since == until:
        return _stored(db, db.execute(_OF_A_DAY, (since.isoformat(),)))
    return _stored(db, db.execute(_OF_DAYS, (since.isoformat(), until.isoformat())))


def withdrawn_between(db: sqlite3.Connection, since: date, until: date) -> int:
    """Return how many papers announced in [since, until] were withdrawn."""
    asked = "SELECT count(*) FROM papers WHERE announced BETWEEN ? AND ? AND withdrawn"
    count: int = db.execute(asked, (since.isoformat(), until.isoformat())).fetchone()[0]
    return count


def days(db: sqlite3.Connection, since: date | None, until: date | None) -> Sequence[date]:
    """Return, ascending, every day with a post or an announced paper that still stands, both ends included."""
    ends = {"since": (since or date.min).isoformat(), "until": (until or date.max).isoformat()}
    return [_listed(db, row["day"]) for row in db.execute(_DAYS, ends)]


def totals(db: sqlite3.Connection) -> Totals:
    """Return how much is in the store."""
    row = db.execute(_TOTALS).fetchone()
    return Totals(
        papers=row["papers"],
        mentions=row["mentions"],
        measurements=row["measurements"],
        posts=row["posts"],
        first_day=row["first_day"] and _listed(db, row["first_day"]),
        last_day=row["last_day"] and _listed(db, row["last_day"]),
    )


def _listed(db: sqlite3.Connection, day: str) -> date:
    """Return a day that papers or a post stand under. Raises StoreError that names whose it is."""
    try:
        return known_day(day)
    except StoreError as exc:
        row = db.execute("SELECT id FROM papers WHERE announced = ?", (day,)).fetchone()
        raise unreadable(f"paper {row['id']}" if row else "a post", exc) from exc


def known_rows(db: sqlite3.Connection, ids: Collection[ArxivId]) -> dict[ArxivId, PaperRow]:
    """Return the rows of the stored ones among ``ids``."""
    rows = (PaperRow(*row[:-1]) for row in db.execute(_BY_ID, (json.dumps(list(ids)),)))
    return {row.id: row for row in rows}


def _stored(db: sqlite3.Connection, cursor: sqlite3.Cursor) -> Sequence[StoredPaper]:
    """Return the papers of ``cursor``, whose last column is heat, in its order."""
    found = [(PaperRow(*row[:-1]), row[-1]) for row in cursor]
    measured = latest(db, [row.id for row, _ in found])
    return [StoredPaper(paper_of(row), row.title, row.abstract, heat, measured.get(row.id, {})) for row, heat in found]
