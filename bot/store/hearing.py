"""Which requests were heard: the same one may be delivered several times."""

import sqlite3
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from bot.store.rows import moment_text

REMEMBERED_FOR: Final = timedelta(minutes=10)
"""Slack delivers an event again at once, after one minute and after five.

Source: https://docs.slack.dev/apis/events-api, "Retries", read 2026-11.
"""


def first_heard(db: sqlite3.Connection, keys: Collection[str], *, at: datetime) -> bool:
    """Remember ``keys``, which all name one request; False if one of them was heard in the last ten minutes."""
    db.execute("DELETE FROM heard_requests WHERE at < ?", (moment_text(at - REMEMBERED_FOR),))
    added = [
        db.execute("INSERT OR IGNORE INTO heard_requests (key, at) VALUES (?, ?)", (key, moment_text(at))).rowcount
        for key in keys
    ]
    return all(added)
