"""The index of the newest papers: what makes questions of common words quick.

To score a hit, bm25 first lists every paper that has the word: 20 ms for a common one among a million papers.
Where a word is common the newest SCORED hits are among the newest papers anyway; so they are looked for in an
index of these alone first, a tenth of the size. It grows from the newest paper downwards, some at a time, and
has all papers from ``recent_index.first_number`` on at any moment.
"""

import sqlite3
from typing import Final

from bot.store.index import recent_from

KEPT: Final = 150_000
"""How many papers it grows to; with twice as many it begins anew, with fewer than that in all there is none."""

BATCH: Final = 5_000

_ALL: Final = "SELECT count(*) FROM papers"
_COUNT: Final = "SELECT count(*) FROM papers INDEXED BY papers_in_brief WHERE number >= ?"
_NEXT: Final = """
    SELECT number, title, abstract, authors, categories FROM indexed_papers
    WHERE number < ? ORDER BY number DESC LIMIT ?
"""
_END: Final = 2**63 - 1


def is_unready(db: sqlite3.Connection) -> bool:
    """Tell whether the index is to grow, or to begin anew."""
    total: int = db.execute(_ALL).fetchone()[0]
    return total >= 2 * KEPT and not KEPT <= _size(db) < 2 * KEPT


def grow(db: sqlite3.Connection) -> None:
    """Index the newest BATCH papers that are not in the index yet; begin anew where it is outgrown."""
    if _size(db) >= 2 * KEPT:
        db.execute("INSERT INTO recent_fts (recent_fts) VALUES ('delete-all')")
        db.execute("DELETE FROM recent_index")
    first = recent_from(db)
    entries = db.execute(_NEXT, (_END if first is None else first, BATCH)).fetchall()
    db.executemany(
        "INSERT INTO recent_fts (rowid, title, abstract, authors, categories) VALUES (?, ?, ?, ?, ?)",
        map(tuple, reversed(entries)),
    )
    db.execute("DELETE FROM recent_index")
    db.execute("INSERT INTO recent_index (first_number) VALUES (?)", (entries[-1]["number"],))


def _size(db: sqlite3.Connection) -> int:
    first = recent_from(db)
    return 0 if first is None else int(db.execute(_COUNT, (first,)).fetchone()[0])
