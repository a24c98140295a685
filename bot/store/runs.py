"""How the sources were read, the ETags of their answers, and who is to be left alone."""

import sqlite3
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from bot.store.contract import RunState, SourceHistory, SourceRun
from bot.store.rows import day_of, moment_text

_COLUMNS: Final = "source, started_at, finished_at, state, detail, day, listing_day, papers, mentions"
_SAVE: Final = f"""
    INSERT INTO source_runs ({_COLUMNS})
    SELECT :source, :started_at, :finished_at, :state, :detail, :day, :listing_day, :papers, :mentions
    WHERE NOT EXISTS (
        SELECT 1 FROM source_runs
        WHERE source = :source AND finished_at = :finished_at AND started_at = :started_at AND state = :state
            AND detail = :detail AND day IS :day AND listing_day IS :listing_day
            AND papers = :papers AND mentions = :mentions
    )
"""  # noqa: S608 - constants
_SOURCES: Final = """
    WITH RECURSIVE sources (name) AS (
        SELECT min(source) FROM source_runs
        UNION ALL
        SELECT (SELECT min(source) FROM source_runs WHERE source > name) FROM sources WHERE name IS NOT NULL
    )
    SELECT name FROM sources WHERE name IS NOT NULL
"""
_LAST: Final = (
    f"SELECT {_COLUMNS} FROM source_runs"  # noqa: S608 - constants
    " WHERE source = ? AND (day IS NULL OR day = ?) ORDER BY finished_at DESC, number DESC LIMIT 1"
)
_LAST_OK: Final = (
    f"SELECT {_COLUMNS} FROM source_runs"  # noqa: S608 - constants
    " WHERE source = ? AND (day IS NULL OR day = ?) AND state = 'ok' ORDER BY finished_at DESC, number DESC LIMIT 1"
)


def save_run(db: sqlite3.Connection, run: SourceRun) -> None:
    """Remember one reading of one source; the same again changes nothing."""
    db.execute(
        _SAVE,
        {
            "source": run.source,
            "started_at": moment_text(run.started_at),
            "finished_at": moment_text(run.finished_at),
            "state": run.state.value,
            "detail": run.detail,
            "day": run.day and run.day.isoformat(),
            "listing_day": run.listing_day and run.listing_day.isoformat(),
            "papers": run.papers,
            "mentions": run.mentions,
        },
    )


def source_histories(db: sqlite3.Connection, day: date | None = None) -> Mapping[str, SourceHistory]:
    """Return, by source name, how its last readings of the present ended; with ``day`` also those of that day."""
    histories = {}
    for row in db.execute(_SOURCES).fetchall():
        asked = (row["name"], day and day.isoformat())
        if last := db.execute(_LAST, asked).fetchone():
            last_ok = db.execute(_LAST_OK, asked).fetchone()
            histories[row["name"]] = SourceHistory(_run(last), last_ok and _run(last_ok))
    return histories


def listing_was_read(db: sqlite3.Connection, day: date) -> bool:
    """Tell whether the announcement of ``day`` was read whole."""
    row = db.execute("SELECT 1 FROM source_runs WHERE listing_day = ? LIMIT 1", (day.isoformat(),)).fetchone()
    return row is not None


def listings_read(db: sqlite3.Connection, since: date, until: date) -> Mapping[date, datetime]:
    """Return the days in [since, until] whose announcement was read whole, and when it first was."""
    rows = db.execute(
        "SELECT listing_day, min(finished_at) AS read_at FROM source_runs"
        " WHERE listing_day BETWEEN ? AND ? GROUP BY listing_day",
        (since.isoformat(), until.isoformat()),
    )
    return {date.fromisoformat(row["listing_day"]): datetime.fromisoformat(row["read_at"]) for row in rows}


def rests(db: sqlite3.Connection, now: datetime) -> Mapping[str, datetime]:
    """Return who asked to be left alone (a host, or a whole source), and until when."""
    rows = db.execute("SELECT who, until FROM rests")
    ends = {row["who"]: datetime.fromisoformat(row["until"]) for row in rows}
    return {who: until for who, until in ends.items() if until > now}


def save_rests(db: sqlite3.Connection, rests: Mapping[str, datetime], *, now: datetime) -> None:
    """Remember who asked to be left alone until when; rests that are over by ``now`` are forgotten."""
    db.execute("DELETE FROM rests WHERE until <= ?", (moment_text(now),))
    db.executemany(
        "INSERT OR REPLACE INTO rests (who, until) VALUES (?, ?)",
        ((who, moment_text(until)) for who, until in rests.items()),
    )


def save_etags(db: sqlite3.Connection, etags: Mapping[str, str], saved_at: datetime) -> None:
    """Remember the ETag of each address."""
    db.executemany(
        "INSERT INTO http_cache (url, etag, saved_at) VALUES (?, ?, ?)"
        " ON CONFLICT (url) DO UPDATE SET etag = excluded.etag, saved_at = excluded.saved_at",
        ((url, etag, moment_text(saved_at)) for url, etag in etags.items()),
    )


def etag(db: sqlite3.Connection, url: str) -> str | None:
    """Return the ETag remembered for an address."""
    row = db.execute("SELECT etag FROM http_cache WHERE url = ?", (url,)).fetchone()
    return None if row is None else str(row["etag"])


def _run(row: sqlite3.Row) -> SourceRun:
    return SourceRun(
        source=row["source"],
        started_at=datetime.fromisoformat(row["started_at"]),
        finished_at=datetime.fromisoformat(row["finished_at"]),
        state=RunState(row["state"]),
        detail=row["detail"],
        day=day_of(row["day"]),
        listing_day=day_of(row["listing_day"]),
        papers=row["papers"],
        mentions=row["mentions"],
    )
