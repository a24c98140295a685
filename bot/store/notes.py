"""Notes: what the next digest of a place should tell."""

import sqlite3
from collections.abc import Collection, Sequence
from datetime import datetime

from bot.store.outbox_contract import Note
from bot.store.rows import known_moment, moment_text
from bot.subscriptions.model import Place


def notes(db: sqlite3.Connection, place: Place) -> Sequence[Note]:
    """Return what the next digest of a place should tell, oldest first."""
    rows = db.execute("SELECT number, text, at FROM notes WHERE place = ? ORDER BY at, number", (place,))
    return [Note(row["number"], row["text"], known_moment(row["at"])) for row in rows]


def add(db: sqlite3.Connection, place: Place, text: str, at: datetime) -> None:
    """Keep a note; the same of the same moment once."""
    db.execute("INSERT OR IGNORE INTO notes (place, text, at) VALUES (?, ?, ?)", (place, text, moment_text(at)))


def drop(db: sqlite3.Connection, place: Place, numbers: Collection[int]) -> None:
    """Forget notes of a place that were told."""
    db.executemany("DELETE FROM notes WHERE place = ? AND number = ?", ((place, number) for number in numbers))
