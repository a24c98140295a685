"""Imported posts."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sqlite_utils import Database

_POSTS: Final = """
    CREATE TABLE posts (
        day TEXT PRIMARY KEY,
        zone TEXT NOT NULL,
        seen_at TEXT NOT NULL,
        front_matter TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE post_papers (
        day TEXT NOT NULL REFERENCES posts (day) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        paper TEXT NOT NULL REFERENCES papers (id),
        number INTEGER NOT NULL,
        title TEXT NOT NULL,
        authors TEXT NOT NULL,
        abs_url TEXT NOT NULL,
        pdf_url TEXT NOT NULL,
        categories TEXT NOT NULL,
        discussed TEXT NOT NULL,
        abstract TEXT NOT NULL,
        PRIMARY KEY (day, position)
    );
    CREATE TABLE post_counts (
        day TEXT NOT NULL,
        paper_position INTEGER NOT NULL,
        position INTEGER NOT NULL,
        source TEXT NOT NULL,
        likes INTEGER,
        reposts INTEGER,
        replies INTEGER,
        measured_at TEXT NOT NULL,
        PRIMARY KEY (day, paper_position, position),
        FOREIGN KEY (day, paper_position) REFERENCES post_papers (day, position) ON DELETE CASCADE
    ) WITHOUT ROWID;
    CREATE TABLE post_quotes (
        day TEXT NOT NULL,
        paper_position INTEGER NOT NULL,
        position INTEGER NOT NULL,
        html TEXT NOT NULL,
        PRIMARY KEY (day, paper_position, position),
        FOREIGN KEY (day, paper_position) REFERENCES post_papers (day, position) ON DELETE CASCADE
    ) WITHOUT ROWID;
"""


def m004_posts(db: "Database") -> None:
    """Keep imported posts as they were printed; ``categories`` and ``discussed`` are JSON."""
    db.executescript(_POSTS)
