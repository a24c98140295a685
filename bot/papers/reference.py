"""What a citation of a paper says, whatever the style: its date, its DOI and its key."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.papers.accents import decode_accents
from bot.papers.model import ArxivId, Paper
from bot.papers.names import Name, parse_names
from bot.papers.tex import one_line


@dataclass(frozen=True, slots=True)
class Reference:
    """One paper as bibliographies list it.

    ``key`` is ASCII letters and digits, and then perhaps ``-`` and the id. ``issued`` is year, and month
    and day where they are known. ``journal`` is where it was published, volume and pages included.
    """

    key: str
    paper: Paper
    authors: tuple[Name, ...]
    issued: tuple[int, ...]
    doi: str
    journal: str | None


def references(papers: Sequence[Paper]) -> tuple[Reference, ...]:
    """Return what to cite of ``papers``, each once, in the given order, with keys that differ.

    A key is made of the paper alone: ``vaswani2017attention``. Papers that would share one get their ids
    behind it, so that it can stand for no other paper.
    """
    once = {paper.id: paper for paper in reversed(papers)}
    cited = [once[paper_id] for paper_id in dict.fromkeys(paper.id for paper in papers)]
    authors = [parse_names(paper.authors) for paper in cited]
    keys = [_key(paper, names) for paper, names in zip(cited, authors, strict=True)]
    uses = Counter(keys)
    return tuple(
        _reference(paper, names, key if uses[key] == 1 else f"{key}-{paper.id.replace('/', '-')}")
        for paper, names, key in zip(cited, authors, keys, strict=True)
    )


def _reference(paper: Paper, authors: tuple[Name, ...], key: str) -> Reference:
    doi = _published_doi(paper) or f"10.48550/arXiv.{paper.id}"
    journal = one_line(decode_accents(paper.journal_ref or "")) or None
    return Reference(key, paper, authors, _issued(paper), doi, journal)


_DOI: Final = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/\S*[^\s,;.]", re.ASCII)


def _published_doi(paper: Paper) -> str | None:
    """Return the DOI of the published version; the first if arXiv lists several, None if it is arXiv's own."""
    match = _DOI.search(paper.doi or "")
    return match[0] if match and not match[0].casefold().startswith("10.48550/arxiv.") else None


_YEAR: Final = re.compile(r"(?<![0-9])(?<![0-9]\.)(?:19|20)[0-9]{2}(?!\.?[0-9])")
_MAX_YEARS_TO_PRINT: Final = 10


def _issued(paper: Paper) -> tuple[int, ...]:
    """Return the year that the journal reference names, if it names one; else when arXiv had the paper."""
    on_arxiv = _on_arxiv(paper)
    named = {int(year) for year in _YEAR.findall(paper.journal_ref or "")}
    likely = [year for year in named if -1 <= year - on_arxiv[0] <= _MAX_YEARS_TO_PRINT]
    return (likely[0],) if len(likely) == 1 and likely[0] != on_arxiv[0] else on_arxiv


def _on_arxiv(paper: Paper) -> tuple[int, ...]:
    """Return the date of the announcement, else of the submission, else the month that the id names.

    A date more than a month after that of the id is another one's: of a later listing or version.
    """
    year, month = _month_of(paper.id)
    submitted = paper.submitted_at.date() if paper.submitted_at else None
    for day in (paper.announced, submitted):
        if day and 12 * day.year + day.month <= 12 * year + month + 1:
            return day.year, day.month, day.day
    return year, month


def _month_of(paper_id: ArxivId) -> tuple[int, int]:
    """Return the year and month in an id: ``2102.01672``, ``hep-th/9901001``. arXiv began in 1991."""
    digits = paper_id.rpartition("/")[2]
    year = int(digits[:2])
    return (1900 if year >= 91 else 2000) + year, int(digits[2:4])


_PLAIN: Final = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "\u0131": "i", "ŋ": "ng"}
)
"""Letters that Unicode does not take apart into an ASCII letter and a mark."""

_STOP_WORD: Final = re.compile(
    r"an?|and|are|as|at|be|beyond|by|can|do|does|for|from|how|in|into|is|its?|not|of|on|or|should|that|the|this|to"
    r"|towards?|via|we|what|when|where|which|who|why|will|with|without|your?"
)
"""A word that tells one title too little from another."""

_MARKUP: Final = re.compile(r"\\[A-Za-z]+|[$^{}'’]")
_MAX_WORD_CHARS: Final = 24


def _key(paper: Paper, authors: Sequence[Name]) -> str:
    """Return first author, year on arXiv and first telling word of the title, as far as they are ASCII.

    The year is not that of print: a paper keeps its key when it is published.
    """
    author = _author(authors[0]) if authors else ""
    words = _words(_MARKUP.sub("", decode_accents(paper.title)))
    telling = (word for word in words if len(word) > 1 and not _STOP_WORD.fullmatch(word))
    return f"{author or 'arxiv'}{_on_arxiv(paper)[0]}{next(telling, '')}"


def _author(name: Name) -> str:
    words = list(_words(name.family))
    return "".join(words[:1] if name.is_whole else words)


def _words(text: str) -> Iterator[str]:
    """Return the runs of ASCII letters and digits, in lower case and not too long, accents left out."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    without_marks = re.sub("[\u0300-\u036f]", "", plain)
    return (match[0][:_MAX_WORD_CHARS] for match in re.finditer(r"[a-z0-9]+", without_marks))
