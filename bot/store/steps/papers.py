"""Papers: what they are, and by whom."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sqlite_utils import Database

_PAPERS: Final = """
    CREATE TABLE papers (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        authors TEXT NOT NULL,
        categories TEXT NOT NULL,
        announced TEXT,
        announced_is_estimate INTEGER NOT NULL DEFAULT 0,
        heat REAL NOT NULL DEFAULT 0,
        withdrawn INTEGER NOT NULL DEFAULT 0,
        version INTEGER,
        submitted_at TEXT,
        first_seen_at TEXT NOT NULL,
        doi TEXT,
        journal_ref TEXT,
        comment TEXT,
        code_url TEXT,
        abstract TEXT NOT NULL,
        raw_title TEXT,
        raw_abstract TEXT,
        raw_authors TEXT,
        raw_categories TEXT,
        search_title TEXT,
        search_abstract TEXT,
        search_authors TEXT
    );
    CREATE INDEX papers_of_a_day_by_heat ON papers (announced, heat DESC, id);
    CREATE TABLE authors (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE
    );
    CREATE TABLE paper_authors (
        paper TEXT NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        author INTEGER NOT NULL REFERENCES authors (id),
        PRIMARY KEY (paper, position)
    ) WITHOUT ROWID;
    CREATE INDEX papers_by_author ON paper_authors (author, paper);
    CREATE TABLE paper_categories (
        paper TEXT NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        category TEXT NOT NULL,
        PRIMARY KEY (paper, position)
    ) WITHOUT ROWID;
    CREATE INDEX papers_by_category ON paper_categories (category, paper);
"""


def m001_papers(db: "Database") -> None:
    """Keep papers, their authors and their categories.

    ``number`` is the order of announcement (see ``rows.numbers_of``) and may change; everything else
    refers to ``id``. Text is made readable, authors are joined by ", " and categories by a space; the raw
    columns (lists as JSON) say what the source gave, and are null where that follows from the readable.
    The search columns have the text that is looked in, and are null where that is the readable one. The
    tables of authors and categories are for looking papers up by them.
    """
    db.executescript(_PAPERS)
