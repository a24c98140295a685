"""The index of the newest papers: what makes questions of common words quick.

To score a hit, bm25 lists every paper that has the word: 20 ms for a common one among a million papers, before
the first of the newest SCORED hits is scored. Those are all among the newest papers anyway where a word is
common, and so they are looked for there first, in an index a tenth of the size.
"""

import sqlite3
from typing import Final

from bot.store.index import recent_from

KEPT: Final = 100_000
"""How many papers it starts from; with twice as many it is made anew, with fewer in all there is none."""

_BATCH: Final = 5_000
_COUNT: Final = "SELECT count(*) FROM papers INDEXED BY papers_in_brief WHERE number >= ?"
_FIRST: Final = "SELECT number FROM papers INDEXED BY papers_in_brief ORDER BY number DESC LIMIT 1 OFFSET ?"
_ENTRIES: Final = "SELECT number, title, abstract, authors, categories FROM papers WHERE number >= ? ORDER BY number"


def is_outgrown(db: sqlite3.Connection) -> bool:
    """Tell whether the index of the newest papers is to be made, or made anew."""
    count: int = db.execute(_COUNT, (recent_from(db) or 0,)).fetchone()[0]
    return count >= 2 * KEPT


def make(db: sqlite3.Connection) -> None:
    """Index the newest KEPT papers by themselves, in place of those indexed before."""
    first: int = db.execute(_FIRST, (KEPT - 1,)).fetchone()[0]
    db.execute("INSERT INTO recent_fts (recent_fts) VALUES ('delete-all')")
    db.execute("DELETE FROM recent_index")
    db.execute("INSERT INTO recent_index (first_number) VALUES (?)", (first,))
    entries = db.execute(_ENTRIES, (first,))
    while batch := entries.fetchmany(_BATCH):
        db.executemany(
            "INSERT INTO recent_fts (rowid, title, abstract, authors, categories) VALUES (?, ?, ?, ?, ?)",
            map(tuple, batch),
        )
