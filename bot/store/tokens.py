"""FTS5's own tokens: of the terms that people ask for, and of the papers that are matched.

Texts go through small indexes in the connection's temporary database, which have the tokenizers of
``papers_fts`` and ``authors_fts``, and their tokens are read back. The file itself is never written, so
that a reader can do it.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Final

from bot.papers.text import readable, searchable
from bot.query.bind import BoundQuery, Tokens, bind
from bot.query.match import PaperTokens
from bot.query.tree import Query
from bot.store.rows import day_of

_TOKENIZERS: Final[Mapping[str, str]] = {
    "stemmed": "porter unicode61 remove_diacritics 2",
    "folded": "unicode61 remove_diacritics 2",
}
_OF_DAYS: Final = """
    SELECT id, coalesce(search_title, title) AS title, coalesce(search_abstract, abstract) AS abstract, announced, heat,
        (
            SELECT json_group_array(name) FROM paper_authors CROSS JOIN authors ON authors.id = author
            WHERE paper = papers.id
        ) AS authors,
        (SELECT json_group_array(category) FROM paper_categories WHERE paper = papers.id) AS categories,
        (
            SELECT json_group_array(source) FROM (
                SELECT source FROM mentions WHERE paper = papers.id
                UNION SELECT source FROM engagement WHERE paper = papers.id
            )
        ) AS sources
    FROM papers WHERE announced BETWEEN ? AND ? AND NOT withdrawn ORDER BY heat DESC, id
"""
_TALKED_ABOUT: Final = _OF_DAYS.replace("NOT withdrawn", "heat > 0 AND NOT withdrawn")


_END: Final = "\0"
"""Where a text ends for SQLite: what to make of it is left to SQLite."""

_APART: Final = str.maketrans({sign: sign.lower() if sign.isalnum() else " " for sign in map(chr, range(1, 128))})
"""Splits text where unicode61 does, as far as it is ASCII: between its letters and digits, which it makes small."""


class Tokenizer:
    """Texts → their tokens in ``papers_fts`` ("stemmed") or ``authors_fts`` ("folded").

    Each word is asked for only once.
    """

    def __init__(self, db: sqlite3.Connection, name: str) -> None:
        self._db, self._name = db, name
        self._tokens: dict[str, str] = {}
        made = f"fts5 (text, content='', columnsize=0, tokenize='{_TOKENIZERS[name]}')"
        db.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{name} USING {made}")
        db.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{name}_tokens USING fts5vocab (temp, {name}, instance)")

    def __call__(self, texts: Sequence[str]) -> Sequence[Tokens]:
        """Return the tokens of each text, in order."""
        words = [text.translate(_APART).split() for text in texts]
        if unknown := set().union(*words).difference(self._tokens):
            plain = [word for word in unknown if word.isascii() and word.isalnum()]
            self._learn_plain(plain)
            if others := unknown.difference(plain):
                self._learn(list(others))
        return [self._tokens_of(text, each) for text, each in zip(texts, words, strict=True)]

    def _tokens_of(self, text: str, words: Sequence[str]) -> Tokens:
        found = map(self._tokens.__getitem__, words)
        if text.isascii() and _END not in text:
            return tuple(found)
        # Such a word may be no token, or several. No token holds a space.
        return tuple(" ".join(found).split())

    def _learn_plain(self, words: Sequence[str]) -> None:
        """Learn words of ASCII letters and digits: each is one token, so that all of them can be one text."""
        tokens = [token for _, token in self._read_back([" ".join(words)])]
        self._tokens.update(zip(words, tokens, strict=True))

    def _learn(self, words: Sequence[str]) -> None:
        found = [""] * len(words)
        for number, token in self._read_back(words):
            found[number] += f" {token}"
        self._tokens.update(zip(words, found, strict=True))

    def _read_back(self, texts: Sequence[str]) -> Iterator[tuple[int, str]]:
        self._db.execute(f"INSERT INTO temp.{self._name} ({self._name}) VALUES ('delete-all')")  # noqa: S608 - a constant
        self._db.executemany(f"INSERT INTO temp.{self._name} (rowid, text) VALUES (?, ?)", enumerate(texts))  # noqa: S608 - a constant
        return self._db.execute(f"SELECT doc, term FROM temp.{self._name}_tokens ORDER BY doc, offset")  # noqa: S608 - a constant


def bound(db: sqlite3.Connection, queries: Sequence[Query]) -> Sequence[BoundQuery]:
    """Return each query with the tokens of its terms. Raises QueryError."""
    stem, fold = Tokenizer(db, "stemmed"), Tokenizer(db, "folded")
    return [bind(query, stem=stem, fold=fold) for query in queries]


def paper_tokens(
    db: sqlite3.Connection, since: date, until: date, *, talked_about: bool = False
) -> Sequence[PaperTokens]:
    """Return what queries can ask of the papers announced in [since, until], withdrawn ones left out, hottest first.

    Only of those with any heat if ``talked_about``.
    """
    asked = _TALKED_ABOUT if talked_about else _OF_DAYS
    rows = db.execute(asked, (since.isoformat(), until.isoformat())).fetchall()
    names = [tuple(json.loads(row["authors"])) for row in rows]
    stem, fold = Tokenizer(db, "stemmed"), Tokenizer(db, "folded")
    titles, abstracts = stem([row["title"] for row in rows]), stem([row["abstract"] for row in rows])
    distinct = tuple(dict.fromkeys(chain.from_iterable(names)))
    folded = dict(zip(distinct, fold([searchable(readable(name)) for name in distinct]), strict=True))
    return [
        PaperTokens(
            row["id"],
            title,
            abstract,
            authors=tuple(folded[name] for name in authors),
            categories=tuple(json.loads(row["categories"])),
            announced=day_of(row["announced"]),
            heat=row["heat"],
            sources=frozenset(json.loads(row["sources"])),
        )
        for row, title, abstract, authors in zip(rows, titles, abstracts, names, strict=True)
    ]
