"""What people asked for."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sqlite_utils import Database

_PEOPLE: Final = """
    CREATE TABLE subscriptions (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT NOT NULL UNIQUE,
        place TEXT NOT NULL,
        server TEXT,
        topic TEXT NOT NULL,
        topic_name TEXT,
        topic_key TEXT NOT NULL,
        at TEXT NOT NULL,
        zone TEXT NOT NULL,
        days TEXT NOT NULL,
        layout TEXT NOT NULL,
        top INTEGER NOT NULL,
        min_heat REAL,
        window_days INTEGER NOT NULL,
        silent_when_empty INTEGER NOT NULL,
        quiet INTEGER NOT NULL,
        late_limit_s REAL NOT NULL,
        settle_s REAL NOT NULL,
        made_by TEXT,
        made_by_name TEXT,
        made_at TEXT NOT NULL,
        next_fire_at TEXT NOT NULL,
        paused_at TEXT,
        pause_reason TEXT,
        ended_at TEXT
    );
    CREATE INDEX subscriptions_of_a_place ON subscriptions (place, ended_at);
    CREATE INDEX subscriptions_of_a_server ON subscriptions (server, ended_at);
    CREATE INDEX subscriptions_by_maker ON subscriptions (made_by, ended_at);
    CREATE UNIQUE INDEX topics_of_a_place ON subscriptions (place, topic_key) WHERE ended_at IS NULL;
    CREATE INDEX subscriptions_to_fire ON subscriptions (next_fire_at) WHERE ended_at IS NULL AND paused_at IS NULL;
    CREATE TABLE server_settings (
        server TEXT PRIMARY KEY,
        zone TEXT
    ) WITHOUT ROWID;
    CREATE TABLE reading_list (
        number INTEGER PRIMARY KEY,
        owner TEXT NOT NULL,
        paper TEXT NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
        saved_at TEXT NOT NULL,
        UNIQUE (owner, paper)
    );
    CREATE INDEX reading_list_of_an_owner ON reading_list (owner, saved_at);
    CREATE INDEX reading_lists_with_a_paper ON reading_list (paper);
    CREATE TABLE drafts (
        token TEXT PRIMARY KEY,
        place TEXT NOT NULL,
        asked_by TEXT NOT NULL,
        asked_by_name TEXT NOT NULL,
        verb TEXT NOT NULL,
        arguments TEXT NOT NULL,
        made_at TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX drafts_by_age ON drafts (made_at);
    CREATE INDEX drafts_of_a_person ON drafts (asked_by);
    CREATE TABLE audit (
        number INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        who TEXT,
        who_name TEXT,
        what TEXT NOT NULL,
        subscription INTEGER,
        place TEXT,
        server TEXT,
        detail TEXT NOT NULL
    );
    CREATE INDEX audit_of_a_person ON audit (who);
    CREATE INDEX audit_of_a_place ON audit (place);
"""


def m008_people(db: "Database") -> None:
    """Keep what people asked for: subscriptions, reading lists, drafts, and who changed what.

    A subscription that was ended stays; AUTOINCREMENT keeps the numbers of deleted ones from coming again.
    ``at`` is on the wall clock of ``zone``, ``arguments`` is JSON. The audit names a subscription by its
    number alone, because it outlives those that are deleted.
    """
    db.executescript(_PEOPLE)
