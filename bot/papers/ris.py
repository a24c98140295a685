"""RIS: one line for each tag, an empty line between papers.

Source: https://en.wikipedia.org/wiki/RIS_(file_format) (specification of 2011), read 2026-11.
"""

from collections.abc import Iterator, Sequence

from bot.papers.names import Name
from bot.papers.reference import Reference
from bot.papers.text import readable


def printed(references: Sequence[Reference]) -> str:
    """Return the references as one RIS file."""
    return "\n".join("".join(f"{tag}  - {value}\n" for tag, value in _tags(reference)) for reference in references)


def _tags(reference: Reference) -> Iterator[tuple[str, str]]:
    paper = reference.paper
    yield "TY", "JOUR" if reference.journal else "UNPB"
    yield "ID", reference.key
    yield "TI", readable(paper.title)
    for name in reference.authors:
        yield "AU", _author(name)
    yield "PY", str(reference.issued[0])
    yield "DA", _date(reference.issued)
    if reference.journal:
        yield "T2", reference.journal
    else:
        yield "PB", "arXiv"
    yield "DB", "arXiv"
    yield "AN", f"arXiv:{paper.id}"
    yield "DO", reference.doi
    yield "UR", paper.abs_url
    yield "ER", ""


def _author(name: Name) -> str:
    """Return ``Last, First, Suffix``; a name without commas is one that stays whole."""
    parts = (name.last.replace(",", ""), name.given, name.suffix)
    return ", ".join(part for part in parts if part)


def _date(issued: tuple[int, ...]) -> str:
    """Return ``YYYY/MM/DD``, which keeps its slashes where month or day are not known."""
    year, *rest = issued
    known = [f"{number:02}" for number in rest]
    return "/".join([str(year), *known, *[""] * (2 - len(known))])
