"""The text of papers as it is read and searched in."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bot.papers.text import clean, readable, searchable
from bot.store import index
from bot.store.rows import TextColumns, listed_authors, text_columns

if TYPE_CHECKING:
    from sqlite_utils import Database

_AT_ONCE: Final = 2_000
"""How many papers, or names, are held in memory."""

_TEXT: Final = ", ".join(TextColumns._fields)
_PAPERS: Final = f"SELECT number, id, categories, {_TEXT} FROM papers WHERE number > ? ORDER BY number LIMIT ?"  # noqa: S608 - constants
_REWORD: Final = f"UPDATE papers SET ({_TEXT}) = ({', '.join('?' for _ in TextColumns._fields)}) WHERE number = ?"  # noqa: S608 - constants
_NAMES: Final = "SELECT id, name FROM authors WHERE id > ? ORDER BY id LIMIT ?"


class _Change(NamedTuple):
    """A paper whose text is read in another way from now on."""

    number: int
    id: str
    categories: str
    before: TextColumns
    after: TextColumns


def m010_readable_text(db: "Database") -> None:
    """Make the text of the papers that are there readable once more: TeX and entities became Unicode.

    Papers and names go through memory some at a time, however many there are.
    """
    connection: sqlite3.Connection = db.conn
    _reword_papers(connection)
    _reword_names(connection)


def _reword_papers(db: sqlite3.Connection) -> None:
    last = -1
    while rows := db.execute(_PAPERS, (last, _AT_ONCE)).fetchall():
        last = rows[-1][0]
        changes = [_Change(number, id_, categories, *_texts(text)) for number, id_, categories, *text in rows]
        if reworded := [change for change in changes if change.before != change.after]:
            with index.batch(db):
                _reword(db, reworded)


def _texts(columns: Sequence[Any]) -> tuple[TextColumns, TextColumns]:
    """Return the text of a row as it is, and as it is to be; names that another program broke stay."""
    before = TextColumns(*columns)
    try:
        names = listed_authors(before.authors) if before.raw_authors is None else tuple(json.loads(before.raw_authors))
        after = text_columns(before.raw_title or before.title, before.raw_abstract or before.abstract, names)
    except (TypeError, ValueError):
        return before, before
    return before, after


def _reword(db: sqlite3.Connection, changes: Sequence[_Change]) -> None:
    index.forget(db, (_entry(change, change.before) for change in changes))
    db.executemany(_REWORD, ((*change.after, change.number) for change in changes))
    index.learn(db, (_entry(change, change.after) for change in changes))
    # They were found by other words.
    db.executemany("DELETE FROM similar_papers WHERE paper = ?", ((change.id,) for change in changes))


def _entry(change: _Change, text: TextColumns) -> index.Entry:
    title = text.title if text.search_title is None else text.search_title
    abstract = text.abstract if text.search_abstract is None else text.search_abstract
    authors = text.authors if text.search_authors is None else text.search_authors
    return (change.number, title, abstract, authors, change.categories)


def _reword_names(db: sqlite3.Connection) -> None:
    """Index the names anew that are read in another way; the index of names holds no copy of them."""
    last = -1
    while rows := db.execute(_NAMES, (last, _AT_ONCE)).fetchall():
        last = rows[-1][0]
        names = [(id_, searchable(clean(name)), searchable(readable(name))) for id_, name in rows]
        _reindex(db, [(id_, before, after) for id_, before, after in names if before != after])


def _reindex(db: sqlite3.Connection, names: Iterable[tuple[int, str, str]]) -> None:
    for id_, before, after in names:
        db.execute("INSERT INTO authors_fts (authors_fts, rowid, name) VALUES ('delete', ?, ?)", (id_, before))
        db.execute("INSERT INTO authors_fts (rowid, name) VALUES (?, ?)", (id_, after))
