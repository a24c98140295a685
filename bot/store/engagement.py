"""Engagement: a series of measurements for each paper and source, and the latest of each."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, TypeAlias

from bot.papers.model import ArxivId, Engagement
from bot.store.rows import known_moment, moment_text

# Steps from source to source and then to the newest row of each, so that a long series costs nothing.
_LATEST: Final = """
    WITH RECURSIVE measured (paper, source) AS (
        SELECT value, (SELECT min(source) FROM engagement WHERE paper = value) FROM json_each(?)
        UNION ALL
        SELECT paper, (
            SELECT min(source) FROM engagement
            WHERE engagement.paper = measured.paper AND engagement.source > measured.source
        )
        FROM measured WHERE source IS NOT NULL
    )
    SELECT engagement.* FROM measured CROSS JOIN engagement
    WHERE measured.source IS NOT NULL
        AND engagement.paper = measured.paper
        AND engagement.source = measured.source
        AND engagement.measured_at = (
            SELECT max(measured_at) FROM engagement AS newer
            WHERE newer.paper = measured.paper AND newer.source = measured.source
        )
"""
_RECORD: Final = """
    INSERT INTO engagement (paper, source, measured_at, likes, reposts, replies) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (paper, source, measured_at) DO UPDATE SET
        likes = coalesce(excluded.likes, likes),
        reposts = coalesce(excluded.reposts, reposts),
        replies = coalesce(excluded.replies, replies)
"""
_SERIES_OF: Final = """
    SELECT engagement.* FROM json_each(?) AS asked CROSS JOIN engagement ON engagement.paper = asked.value
    ORDER BY paper, measured_at, source
"""
_SUM: Final = "SELECT sum(likes), sum(reposts), sum(replies) FROM mentions WHERE paper = ? AND source = ?"


Measurement: TypeAlias = tuple[ArxivId, Engagement]


def record(db: sqlite3.Connection, measurements: Iterable[Measurement]) -> int:
    """Add measurements to the series; one of the same paper, source and moment is refreshed. Return how many."""
    rows = (
        (paper_id, one.source, moment_text(one.measured_at), one.likes, one.reposts, one.replies)
        for paper_id, one in measurements
    )
    return max(0, db.executemany(_RECORD, rows).rowcount)


def measured(db: sqlite3.Connection, talk: Iterable[tuple[ArxivId, str]], at: datetime) -> Sequence[Measurement]:
    """Measure each (paper, source) of ``talk`` anew: the sum over all known mentions of each one's latest counts."""
    return [(paper_id, _summed(db, paper_id, source, at)) for paper_id, source in talk]


def telling(db: sqlite3.Connection, measurements: Sequence[Measurement], *, undated: datetime) -> Sequence[Measurement]:
    """Return ``measurements`` without those at the moment ``undated`` that say what the latest of their source says.

    Of several on one paper and source at that moment the last one decides.
    """
    guessed = {(paper_id, one.source): one for paper_id, one in measurements if one.measured_at == undated}
    known = latest(db, {paper_id for paper_id, _ in guessed})
    told = {pair for pair, one in guessed.items() if _says_the_same(one, known.get(pair[0], {}).get(pair[1]))}
    return [
        (paper_id, one)
        for paper_id, one in measurements
        if one.measured_at != undated or (paper_id, one.source) not in told
    ]


def latest(db: sqlite3.Connection, ids: Collection[ArxivId]) -> Mapping[ArxivId, Mapping[str, Engagement]]:
    """Return the latest measurement of each source, by paper; nothing for a paper never measured."""
    found = defaultdict[ArxivId, dict[str, Engagement]](dict)
    for row in db.execute(_LATEST, (json.dumps(list(ids)),)):
        found[row["paper"]][row["source"]] = _engagement(row)
    return found


def series(db: sqlite3.Connection, paper_id: ArxivId) -> Sequence[Engagement]:
    """Return every measurement of a paper, oldest first."""
    rows = db.execute("SELECT * FROM engagement WHERE paper = ? ORDER BY measured_at, source", (paper_id,))
    return [_engagement(row) for row in rows]


def series_of(db: sqlite3.Connection, ids: Collection[ArxivId]) -> Mapping[ArxivId, Sequence[Engagement]]:
    """Return every measurement of each of ``ids``, oldest first; nothing for a paper never measured."""
    found = defaultdict[ArxivId, list[Engagement]](list)
    for row in db.execute(_SERIES_OF, (json.dumps(list(ids)),)):
        found[row["paper"]].append(_engagement(row))
    return found


def _says_the_same(one: Engagement, other: Engagement | None) -> bool:
    return other is not None and (one.likes, one.reposts, one.replies) == (other.likes, other.reposts, other.replies)


def _engagement(row: sqlite3.Row) -> Engagement:
    return Engagement(row["source"], row["likes"], row["reposts"], row["replies"], known_moment(row["measured_at"]))


def _summed(db: sqlite3.Connection, paper_id: ArxivId, source: str, at: datetime) -> Engagement:
    likes, reposts, replies = db.execute(_SUM, (paper_id, source)).fetchone()
    return Engagement(source, likes, reposts, replies, at)
