"""What people say of papers, and how it is counted."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sqlite_utils import Database

_TALK: Final = """
    CREATE TABLE mentions (
        number INTEGER PRIMARY KEY,
        source TEXT NOT NULL,
        key TEXT NOT NULL,
        paper TEXT NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
        url TEXT NOT NULL,
        author TEXT,
        handle TEXT,
        posted_at TEXT,
        language TEXT,
        likes INTEGER,
        reposts INTEGER,
        replies INTEGER,
        quotable INTEGER NOT NULL,
        text TEXT NOT NULL,
        html TEXT,
        UNIQUE (source, key, paper)
    );
    CREATE INDEX mentions_of_a_paper ON mentions (paper, source);
    CREATE TABLE engagement (
        paper TEXT NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
        source TEXT NOT NULL,
        measured_at TEXT NOT NULL,
        likes INTEGER,
        reposts INTEGER,
        replies INTEGER,
        PRIMARY KEY (paper, source, measured_at)
    ) WITHOUT ROWID;
    CREATE TABLE weights (
        source TEXT PRIMARY KEY,
        weight REAL NOT NULL
    ) WITHOUT ROWID;
"""


def m003_talk(db: "Database") -> None:
    """Keep what people said of papers: mentions with their latest counts, and engagement as a series."""
    db.executescript(_TALK)
