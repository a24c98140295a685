"""What makes questions quick."""

from typing import TYPE_CHECKING, Final

from bot.papers.text import clean, searchable

if TYPE_CHECKING:
    from sqlite_utils import Database

_ASKING: Final = """
    CREATE VIRTUAL TABLE authors_fts USING fts5 (
        name, content='', tokenize='unicode61 remove_diacritics 2'
    );
    CREATE INDEX hot_papers ON papers (number, heat, id, announced) WHERE heat > 0;
    CREATE INDEX papers_in_brief ON papers (number, heat, id, announced);
    CREATE INDEX engagement_of_a_source ON engagement (source, paper);
    CREATE TABLE common_words (
        word TEXT PRIMARY KEY,
        papers INTEGER NOT NULL,
        of_papers INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE similar_papers (
        paper TEXT NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        similar TEXT NOT NULL,
        score REAL NOT NULL,
        PRIMARY KEY (paper, position)
    ) WITHOUT ROWID;
"""


def m007_asking(db: "Database") -> None:
    """Make questions quick: authors by the words of their names, heat without the text beside it, neighbors.

    ``authors_fts`` has the names of ``authors`` as they are searched in, by ``authors.id``; it is written with them and
    holds no copy. ``common_words`` counts, from time to time, in how many of how many papers a word stands.
    """
    db.executescript(_ASKING)
    names = db.execute("SELECT id, name FROM authors").fetchall()
    db.conn.executemany(
        "INSERT INTO authors_fts (rowid, name) VALUES (?, ?)",
        [(id_, searchable(clean(name))) for id_, name in names],
    )
