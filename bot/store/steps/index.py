"""The full text of papers: of all, and of the newest once more."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sqlite_utils import Database

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


_RECENT_BEGINNINGS: Final = """
    DROP TABLE recent_fts;
    DELETE FROM recent_index;
    CREATE VIRTUAL TABLE recent_fts USING fts5 (
        title, abstract, authors, categories,
        content="indexed_papers", content_rowid="number", tokenize='porter unicode61 remove_diacritics 2',
        prefix='1 2'
    );
"""


def m013_recent_beginnings(db: "Database") -> None:
    """Let the newest papers be found by one or two letters too: their index begins anew and grows at the next refresh.

    Without ``prefix`` FTS5 joins the lists of all words that begin so: ``b*`` took 0.8 s among 150,000 papers,
    and takes 0.02 s. The index is two thirds larger for it. Measured 2026-11.
    """
    db.executescript(_RECENT_BEGINNINGS)
