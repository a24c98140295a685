"""In how many papers a word stands.

To count that of a common word takes milliseconds among a million papers, so those are counted now and then;
the rare ones cost nothing and are counted when they are needed. Words are tokens of ``papers_fts``.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

COMMON: Final = 100
"""A word that stands in more papers than this is counted ahead."""

_OUTGROWN: Final = 1.1
"""With so many times as many papers the common words are counted anew."""

_MAKE: Final = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.index_words USING fts5vocab (main, papers_fts, row)"
_COUNTED: Final = "SELECT word, papers FROM common_words WHERE word IN (SELECT value FROM json_each(?))"
_BEGUN: Final = "SELECT sum(papers) FROM common_words WHERE word >= ? AND word < ?"
_LAST: Final = chr(0x10FFFF)
"""Sorts behind whatever may follow a beginning."""

_RARE: Final = "SELECT term, doc FROM temp.index_words WHERE term IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class WordCounts:
    """In how many ``of_papers`` each word stands."""

    of_papers: int
    papers: Mapping[str, int]


def counted(db: sqlite3.Connection, words: Iterable[str]) -> WordCounts:
    """Return in how many papers each of ``words`` stands, common ones as last counted; without those of none."""
    wanted = set(words)
    common = counted_ahead(db, wanted)
    db.execute(_MAKE)
    rare = db.execute(_RARE, (json.dumps([word for word in wanted if word not in common]),))
    papers = {**common, **{row["term"]: row["doc"] for row in rare}}
    return WordCounts(_papers_counted(db) or _all_papers(db), papers)


def counted_ahead(db: sqlite3.Connection, words: Iterable[str]) -> Mapping[str, int]:
    """Return in how many papers the common ones among ``words`` stood when they were counted."""
    return {row["word"]: row["papers"] for row in db.execute(_COUNTED, (json.dumps(list(words)),))}


def counted_beginnings(db: sqlite3.Connection, beginnings: Iterable[str]) -> int:
    """Return in how many papers the common words with each of ``beginnings`` stood when counted, added up."""
    return sum(db.execute(_BEGUN, (each, each + _LAST)).fetchone()[0] or 0 for each in beginnings)


def recount(db: sqlite3.Connection) -> WordCounts | None:
    """Return the common words counted anew; None while the last count will do."""
    count = _all_papers(db)
    if count <= _OUTGROWN * _papers_counted(db):
        return None
    db.execute(_MAKE)
    words = db.execute("SELECT term, doc FROM temp.index_words WHERE doc > ?", (COMMON,))
    return WordCounts(count, {row["term"]: row["doc"] for row in words})


def save_counts(db: sqlite3.Connection, counts: WordCounts) -> None:
    """Keep the counts of common words in place of those kept before."""
    db.execute("DELETE FROM common_words")
    db.executemany(
        "INSERT INTO common_words (word, papers, of_papers) VALUES (?, ?, ?)",
        ((word, count, counts.of_papers) for word, count in counts.papers.items()),
    )


def _papers_counted(db: sqlite3.Connection) -> int:
    row = db.execute("SELECT of_papers FROM common_words LIMIT 1").fetchone()
    return row["of_papers"] if row else 0


def _all_papers(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT count(*) FROM papers").fetchone()[0])
