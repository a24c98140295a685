"""What somebody may mean while still typing: names of authors, titles of papers.

It is asked for at every key, so that all of it is bounded. Text reaches FTS5 as quoted strings of letters
and digits and as nothing else; text without any means nothing.
"""

import heapq
import re
import sqlite3
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from typing import Final

from bot.papers.model import StoredPaper
from bot.papers.text import readable
from bot.store.papers import papers

_MAX_CHARS: Final = 500
"""Nobody types more of a name or a title; as much as a query may have."""

_MAX_AUTHORS: Final = 5_000
"""Whose papers are counted for one answer."""

_MAX_CANDIDATES: Final = 2_000
"""How many titles of a kind are looked at for one answer."""

_MIN_INDEXED_CHARS: Final = 4
"""From here on the index is asked for what begins so; of fewer letters, FTS5 would have too much to gather.

Over a million papers it gathers for 1 s what begins with one letter, for 0.2 s what begins with two.
"""

_WORD: Final = re.compile(r"[^\W_]+")

# Counts before it reads any name.
_AUTHORS: Final = """
    SELECT name FROM (
        SELECT hits.rowid AS author, (SELECT count(*) FROM paper_authors WHERE author = hits.rowid) AS papers
        FROM (SELECT rowid FROM authors_fts WHERE authors_fts MATCH ? LIMIT ?) AS hits
        ORDER BY papers DESC, author LIMIT ?
    ) AS counted CROSS JOIN authors ON authors.id = counted.author
    ORDER BY papers DESC, author
"""
_WITH_WORDS: Final = """
    SELECT papers.number, papers.id, papers.title FROM papers_fts CROSS JOIN papers ON papers.number = papers_fts.rowid
    WHERE papers_fts MATCH ? ORDER BY papers_fts.rowid DESC LIMIT ?
"""
_NEWEST: Final = "SELECT number, id, title FROM papers ORDER BY number DESC LIMIT ?"


def author_names(db: sqlite3.Connection, beginning: str, *, limit: int) -> Sequence[str]:
    """Return names that have the words of ``beginning``, the last one begun; those with most papers first.

    Of more than 5,000 authors, those that came into the store first are counted.
    """
    words = _words(beginning)
    if not words:
        return []
    *whole, last = map(_quoted, words)
    rows = db.execute(_AUTHORS, (" AND ".join([*whole, f"{last}*"]), _MAX_AUTHORS, limit))
    return list(dict.fromkeys(readable(row["name"]) for row in rows))


def titles(db: sqlite3.Connection, beginning: str, *, limit: int) -> Sequence[StoredPaper]:
    """Return papers whose title has the words of ``beginning``, the last one begun; the newest first.

    The newest 2,000 that may be meant are looked at: of up to three letters alone, the newest of all.
    """
    words = _words(beginning)
    if not words:
        return []
    meant = (row["id"] for row in _candidates(db, words) if _has_begun(words[-1], row["title"]))
    ids = list(islice((paper_id for paper_id, _ in groupby(meant)), limit))
    stored = papers(db, ids)
    return [stored[paper_id] for paper_id in ids]


def _candidates(db: sqlite3.Connection, words: Sequence[str]) -> Iterator[sqlite3.Row]:
    """Yield papers that may be meant, the newest first."""
    *whole, last = words
    asked = [_quoted(word) for word in whole]
    begun = [f"{_quoted(last)}*"] if len(last) >= _MIN_INDEXED_CHARS else []
    streams = _newest_with(db, [*asked, *begun]), _newest_with(db, [*asked, _stems(last)])
    return heapq.merge(*streams, key=lambda row: -row["number"])


def _newest_with(db: sqlite3.Connection, asked: Sequence[str]) -> Iterator[sqlite3.Row]:
    if not asked:
        return db.execute(_NEWEST, (_MAX_CANDIDATES,))
    return db.execute(_WITH_WORDS, (f"{{title}} : ({' AND '.join(asked)})", _MAX_CANDIDATES))


def _stems(word: str) -> str:
    """Return the word itself and the shorter stems that what begins so may have.

    ``learning`` is indexed as ``learn``, which does not begin with ``learni``.
    """
    shorter = [word[:length] for length in range(2, len(word))]
    return f"({' OR '.join(map(_quoted, [*shorter, word]))})"


def _has_begun(beginning: str, title: str) -> bool:
    return any(word.startswith(beginning) for word in _WORD.findall(_folded(title)))


def _words(text: str) -> Sequence[str]:
    return _WORD.findall(_folded(text)) if len(text) <= _MAX_CHARS else ()


def _folded(text: str) -> str:
    """Return ``text`` in lower case without accents, as the index has it."""
    letters = (letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return unicodedata.normalize("NFKC", "".join(letters)).lower()


def _quoted(word: str) -> str:
    return f'"{word}"'
