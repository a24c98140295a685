"""The audit: who changed what, and when."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from bot.store.rows import moment_text
from bot.subscriptions.model import Person, Place


@dataclass(frozen=True, slots=True)
class Act:
    """One change; ``what`` is a verb, ``detail`` what it was about. ``by`` is None for who asked to be forgotten.

    It is None too for the bot itself, and for the operator's hand on a delivery.
    """

    what: str
    by: Person | None
    at: datetime
    subscription: int | None = None
    place: Place | None = None
    server: str | None = None
    detail: str = ""


def record(db: sqlite3.Connection, act: Act) -> None:
    """Write a change down; call it in the transaction that makes it."""
    who = (None, None) if act.by is None else (act.by.user, act.by.name)
    db.execute(
        "INSERT INTO audit (at, who, who_name, what, subscription, place, server, detail)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (moment_text(act.at), *who, act.what, act.subscription, act.place, act.server, act.detail),
    )


def blank(db: sqlite3.Connection, person: str) -> None:
    """Take a person out of the audit, as who and as the place of direct messages; what and when stay."""
    db.execute("UPDATE audit SET who = NULL, who_name = NULL WHERE who = ?", (person,))
    db.execute("UPDATE audit SET place = NULL WHERE place = ?", (person,))
