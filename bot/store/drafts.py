"""Requests that wait for their asker's "yes"."""

import json
import sqlite3
from datetime import datetime, timedelta
from typing import Final

from bot.store.rows import moment_text
from bot.store.subscriptions_contract import Draft
from bot.subscriptions.model import Person

_KEPT_FOR: Final = timedelta(days=1)


def keep_draft(db: sqlite3.Connection, draft: Draft) -> None:
    """Remember a request; those more than a day older are swept out."""
    db.execute("DELETE FROM drafts WHERE made_at < ?", (moment_text(draft.made_at - _KEPT_FOR),))
    db.execute(
        "INSERT OR REPLACE INTO drafts (token, place, asked_by, asked_by_name, verb, arguments, made_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            draft.token,
            draft.place,
            draft.asked_by.user,
            draft.asked_by.name,
            draft.verb,
            json.dumps(dict(draft.arguments), ensure_ascii=False),
            moment_text(draft.made_at),
        ),
    )


def draft(db: sqlite3.Connection, token: str) -> Draft | None:
    """Return a kept draft."""
    row = db.execute("SELECT * FROM drafts WHERE token = ?", (token,)).fetchone()
    return None if row is None else _draft(row)


def drop_draft(db: sqlite3.Connection, token: str) -> bool:
    """Forget a draft; False if it was gone already."""
    return db.execute("DELETE FROM drafts WHERE token = ?", (token,)).rowcount > 0


def _draft(row: sqlite3.Row) -> Draft:
    return Draft(
        token=row["token"],
        place=row["place"],
        asked_by=Person(row["asked_by"], row["asked_by_name"]),
        verb=row["verb"],
        arguments=json.loads(row["arguments"]),
        made_at=datetime.fromisoformat(row["made_at"]),
    )
