"""A few papers in the store's own tables, to be searched with SQL and matched one by one."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlite_utils import Database

from bot.papers.model import ArxivId, Paper
from bot.papers.text import readable
from bot.query.bind import BoundQuery, Tokens, bind
from bot.query.grammar import parse
from bot.query.match import PaperTokens, matches
from bot.query.sql import search
from bot.store.schema import STEPS

_PORTER = "porter unicode61 remove_diacritics 2"
_PLAIN = "unicode61 remove_diacritics 2"
_AT = "2026-11-20T08:00:00+00:00"


@dataclass(frozen=True)
class Sample:
    """A paper with its heat, the sources that mention it and those that measured it."""

    paper: Paper
    heat: float = 0.0
    mentioned_on: tuple[str, ...] = ()
    measured_on: tuple[str, ...] = ()


def sample(
    title: str = "A title",
    abstract: str = "",
    *,
    authors: Sequence[str] = (),
    categories: Sequence[str] = (),
    announced: date | None = None,
    heat: float = 0.0,
    mentioned_on: Sequence[str] = (),
    measured_on: Sequence[str] = (),
) -> Sample:
    """Return a sample; ``Library.add`` gives it an id."""
    paper = Paper(ArxivId(""), title, abstract, tuple(authors), tuple(categories), announced)
    return Sample(paper, heat, tuple(mentioned_on), tuple(measured_on))


class Library:
    """The tables in memory; ``search`` and ``match`` are the two answers that must agree."""

    def __init__(self) -> None:
        self.db = sqlite3.connect(":memory:", isolation_level=None)
        for step in STEPS:
            step(Database(self.db))
        self.db.executescript("""
            create virtual table temp.text_tokens using fts5vocab (main, papers_fts, instance);
            create virtual table temp.name_tokens using fts5vocab (main, authors_fts, instance);
        """)
        self.stem = Tokenizer(self.db, "stemmed", _PORTER)
        self.fold = Tokenizer(self.db, "folded", _PLAIN)

    def add(self, samples: Iterable[Sample]) -> None:
        first = self.db.execute("select count(*) from papers").fetchone()[0]
        for number, each in enumerate(samples, start=first + 1):
            known = each.paper.id or ArxivId(f"2101.{number:05}")
            self._add(number, replace(each, paper=replace(each.paper, id=known)))

    def _add(self, number: int, each: Sample) -> None:
        paper = each.paper
        self.db.execute(
            "insert into papers (number, id, title, abstract, authors, categories, announced, heat, first_seen_at)"
            " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                paper.id,
                readable(paper.title),
                readable(paper.abstract),
                ", ".join(map(readable, paper.authors)),
                " ".join(paper.categories),
                paper.announced and paper.announced.isoformat(),
                each.heat,
                _AT,
            ),
        )
        for position, name in enumerate(paper.authors):
            values = (paper.id, position, self._author(name))
            self.db.execute("insert into paper_authors (paper, position, author) values (?, ?, ?)", values)
        self.db.executemany(
            "insert into paper_categories (paper, position, category) values (?, ?, ?)",
            [(paper.id, position, category) for position, category in enumerate(paper.categories)],
        )
        self.db.executemany(
            "insert into mentions (source, key, paper, url, quotable, text) values (?, 'k', ?, 'u', 1, 't')",
            [(source, paper.id) for source in each.mentioned_on],
        )
        self.db.executemany(
            "insert into engagement (paper, source, measured_at, likes) values (?, ?, ?, 1)",
            [(paper.id, source, _AT) for source in each.measured_on],
        )

    def _author(self, name: str) -> int:
        known = self.db.execute("select id from authors where name = ?", (name,)).fetchone()
        if known:
            return int(known[0])
        author = self.db.execute("insert into authors (name) values (?) returning id", (name,)).fetchone()[0]
        self.db.execute("insert into authors_fts (rowid, name) values (?, ?)", (author, readable(name)))
        return int(author)

    def bind(self, text: str) -> BoundQuery:
        return bind(parse(text), stem=self.stem, fold=self.fold)

    def search(self, text: str) -> list[int]:
        """Return the numbers of the papers that SQL finds."""
        looked_up = search(self.bind(text))
        sql = f"select number from papers where {looked_up.where} order by number"  # noqa: S608 - the SQL under test
        return [number for (number,) in self.db.execute(sql, looked_up.parameters)]

    def match(self, text: str, papers: Mapping[int, PaperTokens] | None = None) -> list[int]:
        """Return the numbers of the papers that the matcher lets through; ``papers`` saves reading them again."""
        bound = self.bind(text)
        return [number for number, paper in (papers or self.papers()).items() if matches(bound, paper)]

    def papers(self) -> dict[int, PaperTokens]:
        """Return each paper as the matcher sees it, by number, tokens as FTS5 has them in the index."""
        text = self._grouped("select doc, col, term from temp.text_tokens order by doc, col, offset")
        names = self._grouped("select doc, '', term from temp.name_tokens order by doc, offset")
        rows = self.db.execute("select number, id, announced, heat from papers order by number").fetchall()
        return {
            number: PaperTokens(
                ArxivId(paper_id),
                title=text.get((number, "title"), ()),
                abstract=text.get((number, "abstract"), ()),
                authors=tuple(names.get((author, ""), ()) for author in self._of(paper_id, "author", "paper_authors")),
                categories=tuple(map(str, self._of(paper_id, "category", "paper_categories"))),
                announced=announced and date.fromisoformat(announced),
                heat=heat,
                sources=frozenset(
                    str(source)
                    for table in ("mentions", "engagement")
                    for source in self._of(paper_id, "source", table)
                ),
            )
            for number, paper_id, announced, heat in rows
        }

    def _grouped(self, sql: str) -> dict[tuple[object, str], Tokens]:
        tokens: dict[tuple[object, str], list[str]] = {}
        for document, column, token in self.db.execute(sql):
            tokens.setdefault((document, column), []).append(token)
        return {where: tuple(found) for where, found in tokens.items()}

    def _of(self, paper_id: str, column: str, table: str) -> list[object]:
        sql = f"select {column} from {table} where paper = ?"  # noqa: S608 - the names are from this file
        return [value for (value,) in self.db.execute(sql, (paper_id,))]


class Tokenizer:
    """FTS5's own tokens of any texts, read back from a table of their own."""

    def __init__(self, db: sqlite3.Connection, name: str, tokenize: str) -> None:
        self._db, self._name = db, name
        db.execute(f"create virtual table temp.{name} using fts5 (text, tokenize='{tokenize}')")
        db.execute(f"create virtual table temp.{name}_tokens using fts5vocab (temp, {name}, instance)")

    def __call__(self, texts: Sequence[str]) -> list[Tokens]:
        tokens: list[list[str]] = [[] for _ in texts]
        self._db.execute(f"delete from temp.{self._name}")  # noqa: S608 - the name is from this file
        rows = [(number, text) for number, text in enumerate(texts)]
        self._db.executemany(f"insert into temp.{self._name} (rowid, text) values (?, ?)", rows)  # noqa: S608 - as above
        for document, token in self._db.execute(
            f"select doc, term from temp.{self._name}_tokens order by doc, offset"  # noqa: S608 - as above
        ):
            tokens[document].append(token)
        return [tuple(found) for found in tokens]
