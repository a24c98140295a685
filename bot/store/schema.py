"""The tables, as steps that are only ever added to.

The file is made to be opened with Datasette and sqlite-utils: names are plain words, papers go
by their arXiv id, moments are ISO 8601 in UTC, dates ``YYYY-MM-DD``.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from bot.papers.text import readable, searchable
from bot.store.steps.delivery import m011_delivery
from bot.store.steps.rising import m012_rising

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


# What the index has of a row: as it was, and as an edit by another program leaves it. Such an edit knows nothing
# of the search columns, so that the text it writes is indexed as it stands.
_OLD_ENTRY: Final = (
    "old.number, coalesce(old.search_title, old.title), coalesce(old.search_abstract, old.abstract),"
    " coalesce(old.search_authors, old.authors), old.categories"
)
_NEW_ENTRY: Final = "new.number, new.title, new.abstract, new.authors, new.categories"
_EDITED_ENTRY: Final = (
    "new.number, iif(new.title = old.title, coalesce(new.search_title, new.title), new.title),"
    " iif(new.abstract = old.abstract, coalesce(new.search_abstract, new.abstract), new.abstract),"
    " iif(new.authors = old.authors, coalesce(new.search_authors, new.authors), new.authors), new.categories"
)

# Datasette and sqlite-utils find the index of ``papers`` by the words in the comment.
_INDEX: Final = f"""
    CREATE VIEW indexed_papers AS
        SELECT
            number,
            id,
            coalesce(search_title, title) AS title,
            coalesce(search_abstract, abstract) AS abstract,
            coalesce(search_authors, authors) AS authors,
            categories
        FROM papers;
    CREATE VIRTUAL TABLE papers_fts USING fts5 /* content="papers" */ (
        title, abstract, authors, categories,
        content="indexed_papers", content_rowid="number", tokenize='porter unicode61 remove_diacritics 2'
    );
    INSERT INTO papers_fts (papers_fts, rank) VALUES ('hashsize', 67108864);
    INSERT INTO papers_fts (papers_fts, rank) VALUES ('automerge', 8);
    CREATE TABLE index_batches (kept_by TEXT NOT NULL);
    CREATE TRIGGER papers_inserted AFTER INSERT ON papers
    WHEN NOT EXISTS (SELECT 1 FROM index_batches) BEGIN
        INSERT INTO papers_fts (rowid, title, abstract, authors, categories) VALUES ({_NEW_ENTRY});
        UPDATE papers SET search_title = NULL, search_abstract = NULL, search_authors = NULL WHERE number = new.number;
    END;
    CREATE TRIGGER papers_deleted AFTER DELETE ON papers
    WHEN NOT EXISTS (SELECT 1 FROM index_batches) BEGIN
        INSERT INTO papers_fts (papers_fts, rowid, title, abstract, authors, categories)
        VALUES ('delete', {_OLD_ENTRY});
    END;
    CREATE TRIGGER papers_updated AFTER UPDATE OF number, title, abstract, authors, categories ON papers
    WHEN NOT EXISTS (SELECT 1 FROM index_batches) BEGIN
        INSERT INTO papers_fts (papers_fts, rowid, title, abstract, authors, categories)
        VALUES ('delete', {_OLD_ENTRY});
        INSERT INTO papers_fts (rowid, title, abstract, authors, categories) VALUES ({_EDITED_ENTRY});
        UPDATE papers SET
            search_title = iif(new.title = old.title, search_title, NULL),
            search_abstract = iif(new.abstract = old.abstract, search_abstract, NULL),
            search_authors = iif(new.authors = old.authors, search_authors, NULL),
            raw_title = iif(new.title = old.title OR raw_title IS NOT old.raw_title, raw_title, NULL),
            raw_abstract = iif(new.abstract = old.abstract OR raw_abstract IS NOT old.raw_abstract, raw_abstract, NULL),
            raw_authors = iif(new.authors = old.authors OR raw_authors IS NOT old.raw_authors, raw_authors, NULL),
            raw_categories
                = iif(new.categories = old.categories OR raw_categories IS NOT old.raw_categories, raw_categories, NULL)
        WHERE number = new.number;
    END;
"""  # noqa: S608 - constants


def m002_index(db: "Database") -> None:
    """Index the text of papers as it is searched in; ``index.py`` says who keeps it right.

    Where another program rewords a paper, what said the old words in another way (raw, search) goes.

    ``hashsize`` is how many bytes of new entries are held before they are written (default 1 MB), and
    ``automerge`` how many pieces of the index there must be before they are merged (default 4): with the
    defaults a big import takes a third longer, and the longer the bigger the file is. Measured 2026-11.
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
        [(id_, searchable(readable(name))) for id_, name in names],
    )


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


_RECENT: Final = f"""
    CREATE VIRTUAL TABLE recent_fts USING fts5 (
        title, abstract, authors, categories,
        content="indexed_papers", content_rowid="number", tokenize='porter unicode61 remove_diacritics 2'
    );
    CREATE TABLE recent_index (first_number INTEGER NOT NULL);
    CREATE TRIGGER recent_inserted AFTER INSERT ON papers
    WHEN NOT EXISTS (SELECT 1 FROM index_batches) AND new.number >= (SELECT first_number FROM recent_index) BEGIN
        INSERT INTO recent_fts (rowid, title, abstract, authors, categories)
        VALUES ({_NEW_ENTRY});
    END;
    CREATE TRIGGER recent_deleted AFTER DELETE ON papers
    WHEN NOT EXISTS (SELECT 1 FROM index_batches) AND old.number >= (SELECT first_number FROM recent_index) BEGIN
        INSERT INTO recent_fts (recent_fts, rowid, title, abstract, authors, categories)
        VALUES ('delete', {_OLD_ENTRY});
    END;
    CREATE TRIGGER recent_updated AFTER UPDATE OF number, title, abstract, authors, categories ON papers
    WHEN NOT EXISTS (SELECT 1 FROM index_batches) BEGIN
        INSERT INTO recent_fts (recent_fts, rowid, title, abstract, authors, categories)
        SELECT 'delete', {_OLD_ENTRY}
        WHERE old.number >= (SELECT first_number FROM recent_index);
        INSERT INTO recent_fts (rowid, title, abstract, authors, categories)
        SELECT {_EDITED_ENTRY}
        WHERE new.number >= (SELECT first_number FROM recent_index);
    END;
"""  # noqa: S608 - constants


def m009_recent(db: "Database") -> None:
    """Index the newest papers once more by themselves, where there are so many that it pays (``recent.py``).

    ``recent_index`` has one row, or none while there is no such index: it holds all papers from ``first_number``.
    """
    db.executescript(_RECENT)


STEPS: Final[tuple[Callable[["Database"], None], ...]] = (
    m001_papers,
    m002_index,
    m003_talk,
    m004_posts,
    m005_digests,
    m006_sources,
    m007_asking,
    m008_people,
    m009_recent,
    m011_delivery,
    m012_rising,
)
"""Every step there is, oldest first. One that was released is never changed: add another behind it."""

STEP_NAMES: Final = tuple(step.__name__ for step in STEPS)
