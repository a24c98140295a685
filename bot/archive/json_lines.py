"""Papers as JSON Lines: one object a line, read in batches that fit in memory."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from bot.archive.bounds import wrong_day
from bot.archive.records import Record
from bot.archive.reports import ImportProblem
from bot.errors import BadArgument, MalformedInput
from bot.papers.ids import split_version
from bot.papers.mention_links import mention_key
from bot.papers.model import ENGAGEMENT_SOURCES, ArxivId, Engagement, ImportedPaper, Mention, Paper

BATCH_LINES: Final = 500
BATCH_BYTES: Final = 4 * 2**20
"""A batch ends with the line that reaches either."""

LONGEST_LINE_BYTES: Final = 8 * 2**20
"""A paper with 10,000 authors and as many mentions is shorter."""

_CHUNK_BYTES: Final = 2**20
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WEB_ADDRESS: Final = re.compile(r"https?://\S+")

_CATEGORY: Final = re.compile(r"[A-Za-z0-9(][A-Za-z0-9.,;:()/&+\t\r\n -]*")
"""A category, or subject classes as authors write them and break their lines: "68T50 (Primary); 62H30"."""


@dataclass(slots=True)
class Batch:
    """Lines read together: the papers they hold, and what is wrong with the others."""

    papers: list[ImportedPaper] = field(default_factory=list)
    problems: list[ImportProblem] = field(default_factory=list)


def read_batches(path: Path, *, seen_at: datetime) -> Iterator[Batch]:
    """Return the papers of a file, at most ``BATCH_LINES`` at a time; blank lines are passed over.

    A file named ``YYYY-MM-DD.jsonl`` gives that date to papers that have none of their own. Raises
    OSError where the file cannot be read.
    """
    parse = partial(parse_paper, announced=_date_in_name(path, seen_at), seen_at=seen_at)
    batch, size = Batch(), 0
    with path.open("rb") as file:
        for number, line in _lines(file):
            try:
                batch.papers.append(parse(line, number))
            except MalformedInput as error:
                batch.problems.append(ImportProblem(path, error.line, str(error)))
            size += len(line)
            if len(batch.papers) + len(batch.problems) >= BATCH_LINES or size >= BATCH_BYTES:
                yield batch
                batch, size = Batch(), 0
    yield batch


def parse_paper(line: bytes, number: int, *, announced: date | None, seen_at: datetime) -> ImportedPaper:
    """Return the paper that a line is.

    ``announced`` and ``seen_at`` stand in for a date and for moments of measuring that the line does not
    tell; nothing that it tells can be later than ``seen_at``. Fields that we do not know are passed over.
    Raises MalformedInput that names the field.
    """
    record = Record(_json_object(line, number), line=number)
    paper = _paper(record, announced, seen_at)
    return ImportedPaper(
        paper,
        tuple(_engagement(record, seen_at)),
        tuple(_mention(mention, paper.id, seen_at) for mention in record.objects("mentions")),
    )


def _date_in_name(path: Path, now: datetime) -> date | None:
    try:
        day = date.fromisoformat(path.stem) if _DATE.fullmatch(path.stem) else None
    except ValueError:
        return None
    return None if day is None or wrong_day(day, now) else day


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Return each line that is not blank, with its number; of one that is too long only the beginning."""
    number = 0
    while line := file.readline(LONGEST_LINE_BYTES + 1):
        number += 1
        if len(line) > LONGEST_LINE_BYTES:
            _skip_rest(file, line)
        if line.strip():
            yield number, line


def _skip_rest(file: BinaryIO, read: bytes) -> None:
    while read and not read.endswith(b"\n"):
        read = file.readline(_CHUNK_BYTES)


def _json_object(line: bytes, number: int) -> dict[str, object]:
    if len(line) > LONGEST_LINE_BYTES:
        raise MalformedInput(f"The line is longer than {LONGEST_LINE_BYTES // 2**20} MB.", line=number)
    try:
        values = json.loads(line.decode())
    except UnicodeDecodeError as exc:
        raise MalformedInput("The line is not UTF-8.", line=number) from exc
    except json.JSONDecodeError as exc:
        raise MalformedInput(f"Not JSON at character {exc.pos + 1}: {exc.msg}.", line=number) from exc
    except (RecursionError, ValueError) as exc:
        raise MalformedInput("Not JSON of a paper: nested too deep, or a number too long.", line=number) from exc
    if not isinstance(values, dict):
        raise MalformedInput("Expected a JSON object.", line=number)
    return values


def _paper(record: Record, announced: date | None, now: datetime) -> Paper:
    paper_id, version = _id(record)
    title = record.text("title")
    if not title.strip():
        raise record.wrong("title", "is blank")
    return Paper(
        id=paper_id,
        title=title,
        abstract=record.text("summary" if record.has("summary") else "abstract"),
        authors=record.texts("authors"),
        categories=_categories(record),
        announced=record.day("announced", now=now) or announced,
        version=version,
        comment=record.optional_text("comment"),
    )


def _id(record: Record) -> tuple[ArxivId, int | None]:
    try:
        return split_version(record.text("id"))
    except BadArgument as exc:
        raise record.wrong("id", str(exc).removesuffix(".")) from exc


def _categories(record: Record) -> tuple[str, ...]:
    categories = record.texts("categories")
    for category in categories:
        if not _CATEGORY.fullmatch(category):
            raise record.wrong("categories", f"{category[:40]!r} is no category as cs.CL and no subject class as 68T50")
    return categories


def _engagement(record: Record, seen_at: datetime) -> Iterator[Engagement]:
    for source, counts in record.named_objects("engagement").items():
        if source not in ENGAGEMENT_SOURCES:
            raise record.wrong("engagement", _unknown(source))
        likes, reposts, replies = counts.count("likes"), counts.count("reposts"), counts.count("replies")
        if (likes, reposts, replies) != (None, None, None):
            yield Engagement(source, likes, reposts, replies, counts.moment("at", now=seen_at) or seen_at)


def _mention(record: Record, paper_id: ArxivId, now: datetime) -> Mention:
    source, url = record.text("source"), record.text("url")
    if source not in ENGAGEMENT_SOURCES:
        raise record.wrong("source", _unknown(source))
    if not _WEB_ADDRESS.fullmatch(url):
        raise record.wrong("url", "expected a web address")
    return Mention(
        source=source,
        key=mention_key(source, url),
        paper_id=paper_id,
        url=url,
        author=record.optional_text("author"),
        handle=record.optional_text("handle"),
        text=record.optional_text("text") or "",
        posted_at=record.moment("at", now=now),
        likes=record.count("likes"),
        reposts=record.count("reposts"),
        replies=record.count("replies"),
    )


def _unknown(source: str) -> str:
    return f"{source[:40]!r} is not a source of talk; there are {', '.join(ENGAGEMENT_SOURCES)}"
