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


class Tokenizer:
    """Texts → their tokens in ``papers_fts`` ("stemmed") or ``authors_fts`` ("folded").

    Tokens never reach across a space, so each piece between spaces is asked for only once.
    """

    def __init__(self, db: sqlite3.Connection, name: str) -> None:
        self._db, self._name = db, name
        self._tokens: dict[str, str] = {}
        made = f"fts5 (text, content='', columnsize=0, tokenize='{_TOKENIZERS[name]}')"
        db.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{name} USING {made}")
        db.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{name}_tokens USING fts5vocab (temp, {name}, instance)")

    def __call__(self, texts: Sequence[str]) -> Sequence[Tokens]:
        """Return the tokens of each text, in order."""
        pieces = [text.split(" ") for text in texts]
        if unknown := set(chain.from_iterable(pieces)).difference(self._tokens):
            self._learn(list(unknown))
        # No token holds a space either.
        return [tuple(" ".join(map(self._tokens.__getitem__, each)).split()) for each in pieces]

    def _learn(self, pieces: Sequence[str]) -> None:
        found = [""] * len(pieces)
        for number, token in self._read_back(pieces):
            found[number] += f" {token}"
        self._tokens.update(zip(pieces, found, strict=True))

    def _read_back(self, pieces: Sequence[str]) -> Iterator[tuple[int, str]]:
        self._db.execute(f"INSERT INTO temp.{self._name} ({self._name}) VALUES ('delete-all')")  # noqa: S608 - a constant
        self._db.executemany(f"INSERT INTO temp.{self._name} (rowid, text) VALUES (?, ?)", enumerate(pieces))  # noqa: S608 - a constant
        return self._db.execute(f"SELECT doc, term FROM temp.{self._name}_tokens ORDER BY doc, offset")  # noqa: S608 - a constant


def bound(db: sqlite3.Connection, queries: Sequence[Query]) -> Sequence[BoundQuery]:
    """Return each query with the tokens of its terms. Raises QueryError."""
    stem, fold = Tokenizer(db, "stemmed"), Tokenizer(db, "folded")
    return [bind(query, stem=stem, fold=fold) for query in queries]


def paper_tokens(db: sqlite3.Connection, since: date, until: date) -> Sequence[PaperTokens]:
    """Return what queries can ask of the papers announced in [since, until], withdrawn ones left out, hottest first."""
    rows = db.execute(_OF_DAYS, (since.isoformat(), until.isoformat())).fetchall()
    names = [tuple(searchable(readable(name)) for name in json.loads(row["authors"])) for row in rows]
    stem, fold = Tokenizer(db, "stemmed"), Tokenizer(db, "folded")
    titles, abstracts = stem([row["title"] for row in rows]), stem([row["abstract"] for row in rows])
    distinct = tuple(dict.fromkeys(chain.from_iterable(names)))
    folded = dict(zip(distinct, fold(distinct), strict=True))
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
