"""What places were shown."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sqlite_utils import Database

_DIGESTS: Final = """
    CREATE TABLE digests (
        place TEXT NOT NULL,
        period TEXT NOT NULL,
        planned_at TEXT NOT NULL,
        PRIMARY KEY (place, period)
    ) WITHOUT ROWID;
    CREATE INDEX digests_of_a_place ON digests (place, planned_at DESC, period DESC);
    CREATE TABLE digest_items (
        place TEXT NOT NULL,
        period TEXT NOT NULL,
        position INTEGER NOT NULL,
        rank INTEGER NOT NULL,
        paper TEXT NOT NULL REFERENCES papers (id),
        heat REAL NOT NULL,
        PRIMARY KEY (place, period, position),
        FOREIGN KEY (place, period) REFERENCES digests (place, period) ON DELETE CASCADE
    ) WITHOUT ROWID;
"""


def m005_digests(db: "Database") -> None:
    """Keep what each place was shown."""
    db.executescript(_DIGESTS)
