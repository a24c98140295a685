"""How sources were read."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sqlite_utils import Database

_SOURCES: Final = """
    CREATE TABLE source_runs (
        number INTEGER PRIMARY KEY,
        source TEXT NOT NULL,
        started_at TEXT NOT NULL,
        finished_at TEXT NOT NULL,
        state TEXT NOT NULL,
        detail TEXT NOT NULL,
        day TEXT,
        listing_day TEXT,
        papers INTEGER NOT NULL,
        mentions INTEGER NOT NULL
    );
    CREATE INDEX runs_of_a_source ON source_runs (source, finished_at);
    CREATE INDEX good_runs_of_a_source ON source_runs (source, finished_at) WHERE state = 'ok';
    CREATE INDEX listings_read ON source_runs (listing_day) WHERE listing_day IS NOT NULL;
    CREATE TABLE http_cache (
        url TEXT PRIMARY KEY,
        etag TEXT NOT NULL,
        saved_at TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE rests (
        who TEXT PRIMARY KEY,
        until TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE strangers (
        paper TEXT PRIMARY KEY,
        asked_at TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX strangers_by_age ON strangers (asked_at);
"""


def m006_sources(db: "Database") -> None:
    """Keep how the sources were read, and what they said to remember their answers by.

    ``rests`` has the hosts and sources that are to be left alone; ``strangers`` the papers that were looked
    up in vain.
    """
    db.executescript(_SOURCES)
