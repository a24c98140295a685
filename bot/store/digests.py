"""What each place was shown."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from bot.store.rows import moment_text
from bot.subscriptions.model import Digest, Place, Shown


def save_digest(db: sqlite3.Connection, digest: Digest) -> None:
    """Remember what a place was shown; a digest of the same place and period is replaced."""
    key = (digest.place, digest.period)
    db.execute("DELETE FROM digests WHERE place = ? AND period = ?", key)
    db.execute(
        "INSERT INTO digests (place, period, planned_at) VALUES (?, ?, ?)", (*key, moment_text(digest.planned_at))
    )
    db.executemany(
        "INSERT INTO digest_items (place, period, position, rank, paper, heat, is_rising) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (*key, position, item.rank, item.paper_id, item.heat, item.is_rising)
            for position, item in enumerate(digest.items)
        ),
    )


def is_planned(db: sqlite3.Connection, place: Place, period: str) -> bool:
    """Tell whether the digest of a place and period is remembered already."""
    asked = "SELECT 1 FROM digests WHERE place = ? AND period = ?"
    return db.execute(asked, (place, period)).fetchone() is not None


def shown(db: sqlite3.Connection, place: Place) -> Sequence[Shown]:
    """Return what a place was ever shown, newest first, each digest in its own order; not what never reached it."""
    rows = db.execute(
        "SELECT paper, heat, planned_at, is_rising FROM digests CROSS JOIN digest_items USING (place, period)"
        " WHERE digests.place = ? AND NOT released ORDER BY planned_at DESC, period DESC, position",
        (place,),
    )
    return [
        Shown(row["paper"], row["heat"], datetime.fromisoformat(row["planned_at"]), bool(row["is_rising"]))
        for row in rows
    ]
