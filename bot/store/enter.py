"""Papers entered and refreshed: rows, authors, categories and the full-text index together."""

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, repeat
from typing import Final

from bot.errors import StoreError
from bot.papers.model import ArxivId, Paper
from bot.papers.text import readable, searchable
from bot.store import index
from bot.store.merge import merged
from bot.store.papers import known_rows
from bot.store.rows import COLUMNS, PaperRow, moment_text, numbers_of, paper_of, paper_row

_VALUES: Final = ", ".join("?" for _ in PaperRow._fields)
_INSERT: Final = f"INSERT INTO papers ({COLUMNS}, first_seen_at) VALUES ({_VALUES}, ?)"  # noqa: S608 - constants
_UPDATE: Final = f"UPDATE papers SET ({COLUMNS}) = ({_VALUES}) WHERE id = ?"  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class Entered:
    """How many papers are new, and how many were known and came again; ``changed`` as Saved has it."""

    new: int
    refreshed: int
    changed: int


@dataclass(frozen=True, slots=True)
class _Change:
    """One paper to be written; ``before`` is its row until now."""

    paper: Paper
    row: PaperRow
    before: PaperRow | None = None

    @property
    def is_indexed_anew(self) -> bool:
        return self.before is None or self.before.indexed != self.row.indexed


def enter(
    db: sqlite3.Connection, papers: Sequence[Paper], *, revisions: Sequence[Paper] = (), seen_at: datetime
) -> Entered:
    """Enter or refresh ``papers``, and refresh those of ``revisions`` that are known; call it in a transaction."""
    rows = known_rows(db, {paper.id for paper in (*papers, *revisions)})
    known = {id_: paper_of(row) for id_, row in rows.items()}
    wanted, changed = _wanted(known, papers, revisions)
    changes = _changes(db, rows, known, wanted)
    if changes:
        with index.batch(db):
            _write(db, changes, seen_at)
    return Entered(len(wanted.keys() - known.keys()), len(wanted.keys() & known.keys()), changed)


def _wanted(
    known: Mapping[ArxivId, Paper], papers: Sequence[Paper], revisions: Sequence[Paper]
) -> tuple[Mapping[ArxivId, Paper], int]:
    """Return what each paper named is from now on, in the order of naming, and how many words changed one."""
    wanted: dict[ArxivId, Paper] = {}
    changed = 0
    for paper, may_enter in chain(zip(papers, repeat(True)), zip(revisions, repeat(False))):
        before = wanted.get(paper.id) or known.get(paper.id)
        if before is None and may_enter:
            wanted[paper.id] = paper
        elif before is not None:
            wanted[paper.id] = merged(before, paper)
            changed += wanted[paper.id] != before
    return wanted, changed


def _changes(
    db: sqlite3.Connection,
    rows: Mapping[ArxivId, PaperRow],
    known: Mapping[ArxivId, Paper],
    wanted: Mapping[ArxivId, Paper],
) -> Sequence[_Change]:
    numbers = _Numbers(db)
    changes = []
    for id_, paper in wanted.items():
        before = known.get(id_)
        if before == paper:
            continue
        stays = before is not None and before.announced == paper.announced
        number = rows[id_].number if stays else numbers.take(paper.announced)
        changes.append(_Change(paper, paper_row(paper, number), rows.get(id_)))
    return changes


class _Numbers:
    """Gives out row numbers, rising within each day of announcement."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._free: dict[date | None, int] = {}

    def take(self, announced: date | None) -> int:
        numbers = numbers_of(announced)
        free = self._free.get(announced) or self._first_free(numbers)
        if free not in numbers:
            raise StoreError(f"More than {len(numbers)} papers of one announcement ({announced}) do not fit.")
        self._free[announced] = free + 1
        return free

    def _first_free(self, numbers: range) -> int:
        last = "SELECT max(number) FROM papers WHERE number >= ? AND number < ?"
        taken: int | None = self._db.execute(last, (numbers.start, numbers.stop)).fetchone()[0]
        return numbers.start if taken is None else taken + 1


def _write(db: sqlite3.Connection, changes: Sequence[_Change], seen_at: datetime) -> None:
    moved = [change for change in changes if change.is_indexed_anew]
    index.forget(db, (change.before.indexed for change in moved if change.before))
    seen = moment_text(seen_at)
    db.executemany(_INSERT, ((*change.row, seen) for change in changes if not change.before))
    db.executemany(_UPDATE, ((*change.row, change.row.id) for change in changes if change.before))
    _drop_lists(db, [change.paper.id for change in changes if change.before])
    _write_lists(db, [change.paper for change in changes])
    index.learn(db, (change.row.indexed for change in moved))


def _drop_lists(db: sqlite3.Connection, ids: Collection[ArxivId]) -> None:
    db.executemany("DELETE FROM paper_authors WHERE paper = ?", ((id_,) for id_ in ids))
    db.executemany("DELETE FROM paper_categories WHERE paper = ?", ((id_,) for id_ in ids))


def _write_lists(db: sqlite3.Connection, papers: Sequence[Paper]) -> None:
    _write_names(db, dict.fromkeys(name for paper in papers for name in paper.authors))
    db.executemany(
        "INSERT INTO paper_authors (paper, position, author) VALUES (?, ?, (SELECT id FROM authors WHERE name = ?))",
        ((paper.id, position, name) for paper in papers for position, name in enumerate(paper.authors)),
    )
    db.executemany(
        "INSERT INTO paper_categories (paper, position, category) VALUES (?, ?, ?)",
        ((paper.id, position, name) for paper in papers for position, name in enumerate(paper.categories)),
    )


def _write_names(db: sqlite3.Connection, names: Collection[str]) -> None:
    last: int = db.execute("SELECT coalesce(max(id), 0) FROM authors").fetchone()[0]
    db.executemany("INSERT OR IGNORE INTO authors (name) VALUES (?)", ((name,) for name in names))
    new = db.execute("SELECT id, name FROM authors WHERE id > ?", (last,)).fetchall()
    db.executemany(
        "INSERT INTO authors_fts (rowid, name) VALUES (?, ?)",
        ((row["id"], searchable(readable(row["name"]))) for row in new),
    )
