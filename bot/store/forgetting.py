"""A person forgotten."""

import sqlite3
from datetime import datetime

from bot.store import audit, lines
from bot.store.subscriptions_contract import Forgotten


def forget(db: sqlite3.Connection, person: str, *, at: datetime) -> Forgotten:
    """Remove what is a person's own, and their name from what stays.

    The place of their direct messages has their name: ``discord:@1``. What it was sent goes with it, and so does what
    was on its way there.
    """
    saved = db.execute("DELETE FROM reading_list WHERE owner = ?", (person,)).rowcount
    ended = "DELETE FROM subscriptions WHERE place = ? RETURNING ended_at IS NULL"
    blanked = (
        "UPDATE subscriptions SET made_by = NULL, made_by_name = NULL WHERE made_by = ? RETURNING ended_at IS NULL"
    )
    forgotten = Forgotten(saved, _live(db, ended, person), _live(db, blanked, person))
    _forget_deliveries(db, person)
    db.execute("DELETE FROM drafts WHERE asked_by = ?", (person,))
    audit.blank(db, person)
    if forgotten != Forgotten(0, 0, 0):
        audit.record(db, audit.Act("forget", None, at))
    return forgotten


def _forget_deliveries(db: sqlite3.Connection, person: str) -> None:
    """Remove what was sent to a person or was on its way, and what was told of it elsewhere."""
    db.execute("DELETE FROM digests WHERE place = ?", (person,))
    db.execute("DELETE FROM deliveries WHERE place = ?", (person,))
    elsewhere = db.execute("DELETE FROM deliveries WHERE about = ? RETURNING place", (person,)).fetchall()
    for row in elsewhere:
        lines.move_up(db, row["place"])
    db.execute("DELETE FROM notes WHERE place = ?", (person,))
    db.execute("DELETE FROM place_troubles WHERE place = ?", (person,))


def _live(db: sqlite3.Connection, change: str, person: str) -> int:
    """Return how many live subscriptions ``change`` changes; those that were ended long ago are not news."""
    return sum(is_live for (is_live,) in db.execute(change, (person,)))
