"""Papers like a paper: the newest that share its most telling words.

Telling is a word that is often in the paper and seldom elsewhere: term frequency × inverse document frequency.
"""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from heapq import nlargest
from math import log
from typing import Final, TypeAlias

from bot.papers.model import ArxivId
from bot.store.contract import Neighbor
from bot.store.papers import papers
from bot.store.search import SCORED
from bot.store.tokens import Tokenizer
from bot.store.words import counted

KEPT: Final = 20
"""How many neighbors of a paper are kept."""

_TELLING: Final = 8
"""How many words a paper's neighbors are looked for by: with more, hardly others are found, and later."""

_TITLE_WEIGHT: Final = 3
_K1: Final = 1.2
"""A word weighs at most 1 + K1 in FTS5's bm25 (https://sqlite.org/fts5.html#the_bm25_function, read 2026-11)."""

_BEST: Final = f"""
    SELECT id, score FROM (
        SELECT * FROM (
            SELECT rowid AS number, -bm25(papers_fts, {_TITLE_WEIGHT}.0, 1.0, 0.0, 0.0) AS score
            FROM papers_fts WHERE papers_fts MATCH ? ORDER BY rowid DESC LIMIT {SCORED}
        ) ORDER BY score DESC, number DESC LIMIT ?
    ) CROSS JOIN papers USING (number) WHERE NOT withdrawn AND id <> ? ORDER BY score DESC, number DESC
"""  # noqa: S608 - constants
_WITHDRAWN_AT_MOST: Final = 20
"""How many withdrawn papers among the best may be skipped."""

_WORD: Final = re.compile(r"[^\W\d_]\w+")
"""What can be telling: two characters at least, a letter first."""

Scores: TypeAlias = Mapping[ArxivId, float]
"""Neighbors, best first, with their scores."""


def similar(db: sqlite3.Connection, paper_id: ArxivId, *, top: int) -> Sequence[Neighbor]:
    """Return the ``top`` papers most like one, best first: from its kept list, or worked out now."""
    scores = _kept(db, paper_id)
    if not scores or top > KEPT:
        scores = neighbors(db, paper_id, top=top)
    best = list(scores)[:top]
    stored = papers(db, best)
    # Since a list was kept a paper may have been withdrawn.
    return [
        Neighbor(stored[each], scores[each]) for each in best if each in stored and not stored[each].paper.withdrawn
    ]


def neighbors(db: sqlite3.Connection, paper_id: ArxivId, *, top: int) -> Scores:
    """Return the ``top`` papers most like one, worked out now."""
    row = db.execute("SELECT title, abstract FROM indexed_papers WHERE id = ?", (paper_id,)).fetchone()
    telling = _telling(db, row["title"], row["abstract"]) if row else {}
    if not telling:
        return {}
    match = "{{title abstract}}: ({})".format(" OR ".join(f'"{word}"' for word in telling))
    most = (1 + _K1) * sum(telling.values())
    found = db.execute(_BEST, (match, top + 1 + _WITHDRAWN_AT_MOST, paper_id)).fetchmany(top)
    return {each["id"]: min(1.0, each["score"] / most) for each in found}


def keep(db: sqlite3.Connection, lists: Mapping[ArxivId, Scores]) -> None:
    """Keep the neighbors of papers in place of those kept before."""
    db.executemany("DELETE FROM similar_papers WHERE paper = ?", ((paper_id,) for paper_id in lists))
    db.executemany(
        "INSERT INTO similar_papers (paper, position, similar, score) VALUES (?, ?, ?, ?)",
        (
            (paper_id, position, other, score)
            for paper_id, scores in lists.items()
            for position, (other, score) in enumerate(scores.items())
        ),
    )


def ids_of(db: sqlite3.Connection, day: date) -> Sequence[ArxivId]:
    """Return the papers announced on ``day``."""
    return [row["id"] for row in db.execute("SELECT id FROM papers WHERE announced = ?", (day.isoformat(),))]


def _kept(db: sqlite3.Connection, paper_id: ArxivId) -> Scores:
    rows = db.execute("SELECT similar, score FROM similar_papers WHERE paper = ? ORDER BY position", (paper_id,))
    return {row["similar"]: row["score"] for row in rows}


def _telling(db: sqlite3.Connection, title: str, abstract: str) -> Mapping[str, float]:
    """Return the paper's most telling words, as they stand in it, with their inverse document frequency."""
    weights = Counter(_WORD.findall(abstract))
    for word in _WORD.findall(title):
        weights[word] += _TITLE_WEIGHT
    spellings = _by_token(db, weights)
    frequency = _inverse_frequency(db, spellings)
    tokens = nlargest(
        _TELLING, frequency, key=lambda token: sum(weights[word] for word in spellings[token]) * frequency[token]
    )
    return {spellings[token][0]: frequency[token] for token in tokens}


def _by_token(db: sqlite3.Connection, words: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """Return the spellings of each token; words of several tokens are left out."""
    words = list(words)
    spellings: dict[str, list[str]] = {}
    for word, tokens in zip(words, Tokenizer(db, "stemmed")(words), strict=True):
        if len(tokens) == 1:
            spellings.setdefault(tokens[0], []).append(word)
    return spellings


def _inverse_frequency(db: sqlite3.Connection, tokens: Iterable[str]) -> Mapping[str, float]:
    """Return the inverse document frequency of those tokens that stand in two papers at least and not in most."""
    counts = counted(db, tokens)
    total = counts.of_papers
    return {token: log((total + 1) / count) for token, count in counts.papers.items() if 1 < count <= total / 2}
