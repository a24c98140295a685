"""The full-text index of papers, and who keeps it right.

Our own saves write the index themselves, a batch at a time, which spares a trigger for every row:
within ``batch`` the triggers of ``papers`` are silent, ``forget`` takes out what is about to change and
``learn`` puts in what changed. Everybody else (Datasette, sqlite-utils, the ``sqlite3`` shell) edits
``papers`` outside a batch, and the triggers keep the index right. Two edits go past them: ``REPLACE``
on a connection where ``recursive_triggers`` is off (sqlite-utils turns it on), and one made with
triggers dropped. ``INSERT INTO papers_fts (papers_fts) VALUES ('rebuild')`` mends what they leave.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

Entry: TypeAlias = tuple[int, str, str, str, str]
"""What is indexed of a paper: number, title, abstract, authors, categories."""


@contextmanager
def batch(db: sqlite3.Connection) -> Iterator[None]:
    """Silence the triggers within; call it inside a transaction.

    The row that does it is never committed, so that no other connection ever sees it.
    """
    db.execute("INSERT INTO index_batches (kept_by) VALUES ('hotpapers')")
    yield
    db.execute("DELETE FROM index_batches")


def forget(db: sqlite3.Connection, entries: Iterable[Entry]) -> None:
    """Take papers out of the index; ``entries`` must be exactly what was indexed."""
    _write(
        db,
        "INSERT INTO {0} ({0}, rowid, title, abstract, authors, categories) VALUES ('delete', ?, ?, ?, ?, ?)",
        entries,
    )


def learn(db: sqlite3.Connection, entries: Iterable[Entry]) -> None:
    """Put papers into the index."""
    _write(db, "INSERT INTO {0} (rowid, title, abstract, authors, categories) VALUES (?, ?, ?, ?, ?)", entries)


def recent_from(db: sqlite3.Connection) -> int | None:
    """Return the first number in ``recent_fts``, which has all papers from there on; None where there is none."""
    row = db.execute("SELECT first_number FROM recent_index").fetchone()
    return None if row is None else int(row["first_number"])


def _write(db: sqlite3.Connection, sql: str, entries: Iterable[Entry]) -> None:
    """Write entries by number: FTS5 writes out all it holds at a number below the one before.

    It does so at every ``INSERT … SELECT`` too, which is why the values are given here.
    """
    in_order = sorted(entries)
    db.executemany(sql.format("papers_fts"), in_order)
    first = recent_from(db)
    if first is not None:
        db.executemany(sql.format("recent_fts"), (entry for entry in in_order if entry[0] >= first))
