"""Papers that were looked up in vain: remembered, so that others get their turn."""

import json
import sqlite3
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from bot.papers.model import ArxivId
from bot.store.rows import moment_text

_KEPT_FOR: Final = timedelta(days=30)


def strangers(db: sqlite3.Connection, ids: Collection[ArxivId], *, asked_since: datetime) -> Collection[ArxivId]:
    """Return those among ``ids`` that were looked up in vain at ``asked_since`` or later."""
    rows = db.execute(
        "SELECT paper FROM strangers WHERE paper IN (SELECT value FROM json_each(?)) AND asked_at >= ?",
        (json.dumps(list(ids)), moment_text(asked_since)),
    )
    return {ArxivId(row["paper"]) for row in rows}


def save_strangers(db: sqlite3.Connection, ids: Collection[ArxivId], asked_at: datetime) -> None:
    """Remember papers that were looked up in vain; those of a month ago are forgotten."""
    db.execute("DELETE FROM strangers WHERE asked_at < ?", (moment_text(asked_at - _KEPT_FOR),))
    db.executemany(
        "INSERT OR REPLACE INTO strangers (paper, asked_at) VALUES (?, ?)",
        ((paper_id, moment_text(asked_at)) for paper_id in ids),
    )
