"""The stored heat of papers, kept in step with engagement and weights."""

import sqlite3
from collections.abc import Collection, Mapping

from bot.papers.model import ArxivId, Engagement
from bot.store.engagement import latest


def heat(engagement: Mapping[str, Engagement], weights: Mapping[str, float]) -> float:
    """Return Σ over sources of weight × (likes + reposts); a source without a weight weighs 1.

    The heaviest terms are added first, ties by name, as the ranking adds them: the same numbers in
    another order may give another last digit, and then a bar passes a paper here and stops it there.
    """
    terms = ((weights.get(source, 1.0) * latest.count, source) for source, latest in engagement.items())
    return sum((term for term, _ in sorted(terms, key=lambda term: (-term[0], term[1]))), 0.0)


def refresh(db: sqlite3.Connection, ids: Collection[ArxivId]) -> None:
    """Make the heat of these papers what their latest engagement says."""
    weights = _weights(db)
    measured = latest(db, ids)
    db.executemany(
        "UPDATE papers SET heat = ?1 WHERE id = ?2 AND heat <> ?1",
        ((heat(engagement, weights), paper_id) for paper_id, engagement in measured.items()),
    )


def has_weights(db: sqlite3.Connection, weights: Mapping[str, float]) -> bool:
    """Tell whether ``weights`` are the ones that heat is made with."""
    return weights == _weights(db)


def set_weights(db: sqlite3.Connection, weights: Mapping[str, float]) -> None:
    """Make ``weights`` the ones that heat is made with; the same again costs nothing."""
    if has_weights(db, weights):
        return
    db.execute("DELETE FROM weights")
    db.executemany("INSERT INTO weights (source, weight) VALUES (?, ?)", weights.items())
    refresh(db, [row["id"] for row in db.execute("SELECT id FROM papers")])


def _weights(db: sqlite3.Connection) -> dict[str, float]:
    return {row["source"]: row["weight"] for row in db.execute("SELECT source, weight FROM weights")}
