"""The tables, as steps that are only ever added to.

The file is made to be opened with Datasette and sqlite-utils: names are words of the design, papers go
by their arXiv id, moments are ISO 8601 in UTC, dates ``YYYY-MM-DD``.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID: Final = 0x486F7450
"""``HotP``: marks the file as ours (https://sqlite.org/pragma.html#pragma_application_id)."""

MIGRATION_SET: Final = "hotpapers"


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
        raw_abstract TEXT
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
    refers to ``id``. ``title`` and ``abstract`` are made readable; the raw ones are null where they are
    the same. ``authors`` and ``categories`` are for reading and searching; the exact lists are in their
    own tables.
    """
    db.executescript(_PAPERS)


_INDEX: Final = """
    CREATE VIRTUAL TABLE papers_fts USING fts5 (
        title, abstract, authors, categories,
        content='papers', content_rowid='number', tokenize='porter unicode61 remove_diacritics 2'
    );
    INSERT INTO papers_fts (papers_fts, rank) VALUES ('hashsize', 67108864);
    INSERT INTO papers_fts (papers_fts, rank) VALUES ('automerge', 8);
    CREATE TABLE index_batches (kept_by TEXT NOT NULL);
    CREATE TRIGGER papers_inserted AFTER INSERT ON papers
    WHEN NOT EXISTS (SELECT 1 FROM index_batches) BEGIN
        INSERT INTO papers_fts (rowid, title, abstract, authors, categories)
        VALUES (new.number, new.title, new.abstract, new.authors, new.categories);
    END;
    CREATE TRIGGER papers_deleted AFTER DELETE ON papers
    WHEN NOT EXISTS (SELECT 1 FROM index_batches) BEGIN
        INSERT INTO papers_fts (papers_fts, rowid, title, abstract, authors, categories)
        VALUES ('delete', old.number, old.title, old.abstract, old.authors, old.categories);
    END;
    CREATE TRIGGER papers_updated AFTER UPDATE OF number, title, abstract, authors, categories ON papers
    WHEN NOT EXISTS (SELECT 1 FROM index_batches) BEGIN
        INSERT INTO papers_fts (papers_fts, rowid, title, abstract, authors, categories)
        VALUES ('delete', old.number, old.title, old.abstract, old.authors, old.categories);
        INSERT INTO papers_fts (rowid, title, abstract, authors, categories)
        VALUES (new.number, new.title, new.abstract, new.authors, new.categories);
    END;
"""


def m002_index(db: "Database") -> None:
    """Index the text of papers; ``index.py`` says who keeps it right.

    ``hashsize`` is how many bytes of new index entries are held before they are written: at the default
    of 1 MB a big import is a third slower.
    """
    db.executescript(_INDEX)


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


_SOURCES: Final = """
    CREATE TABLE source_runs (
        number INTEGER PRIMARY KEY,
        source TEXT NOT NULL,
        started_at TEXT NOT NULL,
        finished_at TEXT NOT NULL,
        state TEXT NOT NULL,
        detail TEXT NOT NULL,
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
"""


def m006_sources(db: "Database") -> None:
    """Keep how the sources were read, and what they said to remember their answers by."""
    db.executescript(_SOURCES)


STEPS: Final[tuple[Callable[["Database"], None], ...]] = (
    m001_papers,
    m002_index,
    m003_talk,
    m004_posts,
    m005_digests,
    m006_sources,
)
"""Every step there is, oldest first. One that was released is never changed: add another behind it."""

STEP_NAMES: Final = tuple(step.__name__ for step in STEPS)
