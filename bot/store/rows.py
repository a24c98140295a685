"""How a paper and a moment are written in a row, and read from it."""

import json
from datetime import UTC, date, datetime
from typing import Final, NamedTuple

from bot.errors import StoreError
from bot.papers.calendar import FIRST_DAY
from bot.papers.model import ArxivId, Paper
from bot.papers.text import readable, searchable
from bot.store.index import Entry

_PAPERS_A_DAY: Final = 1_000_000


class PaperRow(NamedTuple):
    """A row of ``papers`` without what is not the paper's own: heat, and when it was first seen."""

    number: int
    id: ArxivId
    title: str
    authors: str
    categories: str
    announced: str | None
    announced_is_estimate: int
    withdrawn: int
    version: int | None
    submitted_at: str | None
    doi: str | None
    journal_ref: str | None
    comment: str | None
    code_url: str | None
    abstract: str
    raw_title: str | None
    raw_abstract: str | None
    raw_authors: str | None
    raw_categories: str | None
    search_title: str | None
    search_abstract: str | None
    search_authors: str | None

    @property
    def indexed(self) -> Entry:
        """Return what the full-text index knows of it."""
        title = self.title if self.search_title is None else self.search_title
        abstract = self.abstract if self.search_abstract is None else self.search_abstract
        authors = self.authors if self.search_authors is None else self.search_authors
        return (self.number, title, abstract, authors, self.categories)


class TextColumns(NamedTuple):
    """The columns that are made of a paper's text: readable, raw where that differs, and as it is searched in."""

    title: str
    abstract: str
    authors: str
    raw_title: str | None
    raw_abstract: str | None
    raw_authors: str | None
    search_title: str | None
    search_abstract: str | None
    search_authors: str | None


COLUMNS: Final = ", ".join(PaperRow._fields)


def numbers_of(announced: date | None) -> range:
    """Return the row numbers that papers of one announcement may have.

    They rise with the announcement, also after a backfill: 20210419000001, 20210419000002 … Where it is not
    known they are below all others.
    """
    if announced is None:
        return range(1, _first_number(date.min))
    return range(_first_number(announced) + 1, _first_number(announced) + _PAPERS_A_DAY)


def _first_number(day: date) -> int:
    return (day.year * 10_000 + day.month * 100 + day.day) * _PAPERS_A_DAY


def paper_row(paper: Paper, number: int) -> PaperRow:
    """Return the row that holds ``paper``."""
    categories = " ".join(paper.categories)
    return PaperRow(
        number=number,
        id=paper.id,
        categories=categories,
        announced=None if paper.announced is None else paper.announced.isoformat(),
        announced_is_estimate=int(paper.announced_is_estimate),
        withdrawn=int(paper.withdrawn),
        version=paper.version,
        submitted_at=None if paper.submitted_at is None else moment_text(paper.submitted_at),
        doi=paper.doi,
        journal_ref=paper.journal_ref,
        comment=paper.comment,
        code_url=paper.code_url,
        raw_categories=None if paper.categories == _categories(categories) else json.dumps(paper.categories),
        **text_columns(paper.title, paper.abstract, paper.authors)._asdict(),
    )


def text_columns(raw_title: str, raw_abstract: str, raw_authors: tuple[str, ...]) -> TextColumns:
    """Return what is kept of a paper's raw text."""
    title, abstract, authors = readable(raw_title), readable(raw_abstract), ", ".join(map(readable, raw_authors))
    return TextColumns(
        title=title,
        abstract=abstract,
        authors=authors,
        raw_title=_if_other(raw_title, than=title),
        raw_abstract=_if_other(raw_abstract, than=abstract),
        raw_authors=None if raw_authors == listed_authors(authors) else json.dumps(raw_authors),
        search_title=_if_other(searchable(title), than=title),
        search_abstract=_if_other(searchable(abstract), than=abstract),
        search_authors=_if_other(searchable(authors), than=authors),
    )


def _if_other(text: str, *, than: str) -> str | None:
    return None if text == than else text


def paper_of(row: PaperRow) -> Paper:
    """Return the paper that a row holds. Raises StoreError where an edit made it hold none."""
    try:
        return _paper(row)
    except (StoreError, TypeError, ValueError) as exc:
        raise unreadable(f"paper {row.id}", exc) from exc


def unreadable(what: str, why: Exception) -> StoreError:
    """Return the error that the row of ``what`` does not hold what it should."""
    return StoreError(f"The row of {what} cannot be read: {why}.\nAnother program edited it: put it right there.")


def _paper(row: PaperRow) -> Paper:
    return Paper(
        id=row.id,
        title=row.title if row.raw_title is None else row.raw_title,
        abstract=row.abstract if row.raw_abstract is None else row.raw_abstract,
        authors=listed_authors(row.authors) if row.raw_authors is None else tuple(json.loads(row.raw_authors)),
        categories=_categories(row.categories) if row.raw_categories is None else tuple(json.loads(row.raw_categories)),
        announced=day_of(row.announced),
        announced_is_estimate=bool(row.announced_is_estimate),
        version=row.version,
        submitted_at=moment_of(row.submitted_at),
        comment=row.comment,
        journal_ref=row.journal_ref,
        doi=row.doi,
        code_url=row.code_url,
        withdrawn=bool(row.withdrawn),
    )


def listed_authors(text: str) -> tuple[str, ...]:
    """Return the names that a row has in one text."""
    return tuple(text.split(", ")) if text else ()


def _categories(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def moment_text(at: datetime) -> str:
    """Return a moment as it is stored: in UTC, so that text order is the order in time."""
    return at.astimezone(UTC).isoformat()


def moment_of(text: str | None) -> datetime | None:
    """Return the moment that a text holds, in UTC if it tells no zone. Raises StoreError if it holds none."""
    return None if text is None else known_moment(text)


def known_moment(text: str) -> datetime:
    """Return the moment that a text holds, in UTC if it tells no zone. Raises StoreError if it holds none."""
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError) as exc:
        raise StoreError(f"{text!r} stands where a moment as 2026-11-20T09:00:00+00:00 should") from exc
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def day_of(text: str | None) -> date | None:
    """Return the date that a text holds. Raises StoreError if it holds none that arXiv has seen."""
    return None if text is None else known_day(text)


def known_day(text: str) -> date:
    """Return the date that a text holds. Raises StoreError if it holds none that arXiv has seen."""
    try:
        day = date.fromisoformat(text)
    except (TypeError, ValueError) as exc:
        raise StoreError(f"{text!r} stands where a date as 2026-11-20 should") from exc
    if day < FIRST_DAY:
        raise StoreError(f"{text!r} stands where a date should, and arXiv began on {FIRST_DAY}")
    return day
