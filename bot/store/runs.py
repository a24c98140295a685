"""How the sources were read, and the ETags of their answers."""

import sqlite3
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from bot.store.contract import RunState, SourceHistory, SourceRun
from bot.store.rows import day_of, moment_text

_COLUMNS: Final = "source, started_at, finished_at, state, detail, listing_day, papers, mentions"
_SAVE: Final = f"""
    INSERT INTO source_runs ({_COLUMNS})
    SELECT :source, :started_at, :finished_at, :state, :detail, :listing_day, :papers, :mentions
    WHERE NOT EXISTS (
        SELECT 1 FROM source_runs
        WHERE source = :source AND finished_at = :finished_at AND started_at = :started_at AND state = :state
            AND detail = :detail AND listing_day IS :listing_day AND papers = :papers AND mentions = :mentions
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
_LAST: Final = f"SELECT {_COLUMNS} FROM source_runs WHERE source = ? ORDER BY finished_at DESC, number DESC LIMIT 1"  # noqa: S608 - constants
_LAST_OK: Final = (
    f"SELECT {_COLUMNS} FROM source_runs"  # noqa: S608 - constants
    " WHERE source = ? AND state = 'ok' ORDER BY finished_at DESC, number DESC LIMIT 1"
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
            "listing_day": run.listing_day and run.listing_day.isoformat(),
            "papers": run.papers,
            "mentions": run.mentions,
        },
    )


def source_histories(db: sqlite3.Connection) -> Mapping[str, SourceHistory]:
    """Return, by source name, how its last readings ended."""
    histories = {}
    for row in db.execute(_SOURCES).fetchall():
        last = _run(db.execute(_LAST, (row["name"],)).fetchone())
        last_ok = db.execute(_LAST_OK, (row["name"],)).fetchone()
        histories[last.source] = SourceHistory(last, last_ok and _run(last_ok))
    return histories


def listing_was_read(db: sqlite3.Connection, day: date) -> bool:
    """Tell whether the announcement of ``day`` was read whole."""
    row = db.execute("SELECT 1 FROM source_runs WHERE listing_day = ? LIMIT 1", (day.isoformat(),)).fetchone()
    return row is not None


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
        listing_day=day_of(row["listing_day"]),
        papers=row["papers"],
        mentions=row["mentions"],
    )
