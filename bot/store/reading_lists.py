"""Reading lists of people and places."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from bot.errors import NotFound
from bot.papers.model import ArxivId
from bot.store.papers import announced, papers
from bot.store.rows import moment_text
from bot.store.subscriptions_contract import SavedPaper


def save_paper(db: sqlite3.Connection, owner: str, paper_id: ArxivId, *, at: datetime) -> bool:
    """Put a paper on a list; False if it was there already. Raises NotFound for a paper that is not stored."""
    if not announced(db, [paper_id]):
        raise NotFound(f"{paper_id} is not stored here, so it cannot be saved.")
    saved = db.execute(
        "INSERT OR IGNORE INTO reading_list (owner, paper, saved_at) VALUES (?, ?, ?)",
        (owner, paper_id, moment_text(at)),
    )
    return saved.rowcount > 0


def unsave_paper(db: sqlite3.Connection, owner: str, paper_id: ArxivId) -> bool:
    """Take a paper off a list; False if it was not there."""
    return db.execute("DELETE FROM reading_list WHERE owner = ? AND paper = ?", (owner, paper_id)).rowcount > 0


def saved_papers(db: sqlite3.Connection, owner: str) -> Sequence[SavedPaper]:
    """Return a list, the last saved first."""
    rows = db.execute(
        "SELECT paper, saved_at FROM reading_list WHERE owner = ? ORDER BY saved_at DESC, number DESC", (owner,)
    ).fetchall()
    stored = papers(db, [row["paper"] for row in rows])
    # A paper that another program deleted may still be listed: foreign keys are off by default.
    listed = [row for row in rows if row["paper"] in stored]
    return [SavedPaper(stored[row["paper"]], datetime.fromisoformat(row["saved_at"])) for row in listed]
