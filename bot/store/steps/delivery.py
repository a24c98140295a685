"""The step that keeps what is on its way to places."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sqlite_utils import Database

_SUBSCRIPTIONS: Final = """
    ALTER TABLE subscriptions ADD COLUMN last_fired_day TEXT;
    ALTER TABLE subscriptions ADD COLUMN declared TEXT;
    CREATE INDEX subscriptions_to_fire_of_a_place ON subscriptions (place, next_fire_at)
        WHERE ended_at IS NULL AND paused_at IS NULL;
    CREATE INDEX declared_subscriptions ON subscriptions (place, declared) WHERE declared IS NOT NULL;
"""

_DIGESTS: Final = """
    ALTER TABLE digests ADD COLUMN released INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE digest_subscriptions (
        place TEXT NOT NULL,
        period TEXT NOT NULL,
        subscription INTEGER NOT NULL,
        PRIMARY KEY (place, period, subscription),
        FOREIGN KEY (place, period) REFERENCES digests (place, period) ON DELETE CASCADE
    ) WITHOUT ROWID;
    CREATE TABLE notes (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        place TEXT NOT NULL,
        text TEXT NOT NULL,
        at TEXT NOT NULL,
        UNIQUE (place, text, at)
    );
"""

_DELIVERIES: Final = """
    CREATE TABLE deliveries (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        place TEXT NOT NULL,
        kind TEXT NOT NULL,
        period TEXT NOT NULL,
        part INTEGER NOT NULL,
        key TEXT NOT NULL UNIQUE,
        about TEXT,
        in_thread INTEGER NOT NULL,
        is_quiet INTEGER NOT NULL,
        state TEXT NOT NULL,
        is_first INTEGER,
        attempts INTEGER NOT NULL DEFAULT 0,
        due_at TEXT NOT NULL,
        planned_at TEXT NOT NULL,
        next_try_at TEXT NOT NULL,
        lease_until TEXT,
        sent_at TEXT,
        message_id TEXT,
        head_id TEXT,
        reason TEXT NOT NULL DEFAULT '',
        UNIQUE (place, period, part)
    );
    CREATE TABLE delivery_payloads (
        delivery INTEGER PRIMARY KEY REFERENCES deliveries (number) ON DELETE CASCADE,
        payload TEXT NOT NULL
    );
    CREATE TABLE delivery_files (
        delivery INTEGER NOT NULL REFERENCES deliveries (number) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        name TEXT NOT NULL,
        alt TEXT NOT NULL,
        content BLOB NOT NULL,
        PRIMARY KEY (delivery, position)
    );
    CREATE INDEX deliveries_in_line ON deliveries (place, due_at, period, part) WHERE is_first IS NOT NULL;
    CREATE UNIQUE INDEX first_of_a_place ON deliveries (place) WHERE is_first = 1;
    CREATE INDEX deliveries_to_send ON deliveries (kind, next_try_at)
        WHERE is_first = 1 AND state IN ('pending', 'retry');
    CREATE INDEX next_tries ON deliveries (next_try_at) WHERE is_first = 1 AND state IN ('pending', 'retry');
    CREATE INDEX next_questions ON deliveries (next_try_at) WHERE is_first = 1 AND state = 'unknown';
    CREATE INDEX deliveries_to_ask_for ON deliveries (kind, next_try_at) WHERE is_first = 1 AND state = 'unknown';
    CREATE INDEX deliveries_in_hand ON deliveries (lease_until) WHERE state = 'sending';
    CREATE INDEX deliveries_open ON deliveries (state) WHERE state IN ('pending', 'sending', 'retry', 'unknown');
    CREATE INDEX deliveries_gone_wrong ON deliveries (number) WHERE state IN ('failed', 'unknown');
    CREATE UNIQUE INDEX notices ON deliveries (period) WHERE about IS NOT NULL;
    CREATE INDEX notices_about_a_place ON deliveries (about) WHERE about IS NOT NULL;
    CREATE TABLE place_troubles (
        place TEXT PRIMARY KEY,
        reason TEXT NOT NULL,
        since_at TEXT NOT NULL,
        last_at TEXT NOT NULL,
        refusals INTEGER NOT NULL
    ) WITHOUT ROWID;
"""


def m011_delivery(db: "Database") -> None:
    """Keep deliveries, what the next digest of a place should tell, and the places that refuse.

    ``is_first`` is 1 for the one delivery of its place whose turn it is, 0 for those in line behind it, and null
    for what is settled: to find what may be sent, only the first of each place is looked at, however many wait.
    ``kind`` is what stands in front of the colon of ``place``. A delivery with ``about`` is a notice about that
    place, whose key stands as its period. Payloads are apart so that a change of state does not write them again.
    The papers of a ``released`` digest count as never shown. ``last_fired_day`` is the local date of the last turn,
    ``declared`` the name of a subscription in the configuration.
    """
    db.executescript(_SUBSCRIPTIONS)
    db.executescript(_DIGESTS)
    db.executescript(_DELIVERIES)
