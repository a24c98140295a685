r"""BibTeX, with the fields for eprints that BibTeX styles and biblatex share.

Sources: https://info.arxiv.org/help/hypertex/bibstyles.html for the fields; N. Markey, "Tame the BeaST",
v1.4, for names and case; both read 2026-11.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bot.papers.names import Name
from bot.papers.reference import Reference
from bot.papers.tex import LITERAL, as_tex, one_line

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The names that every BibTeX style defines, to print months in its own way."""


def printed(references: Sequence[Reference]) -> str:
    """Return the references as one BibTeX file."""
    return "\n".join(_entry(reference) for reference in references)


def _entry(reference: Reference) -> str:
    kind = "article" if reference.journal else "misc"
    fields = ",\n".join(f"  {name} = {value}" for name, value in _fields(reference))
    return f"@{kind}{{{reference.key},\n{fields}\n}}\n"


def _fields(reference: Reference) -> Iterator[tuple[str, str]]:
    paper, (year, *rest) = reference.paper, reference.issued
    yield "title", _braced(_braced(_without_case(as_tex(paper.title))))
    if reference.authors:
        yield "author", _braced(" and ".join(_author(name) for name in reference.authors))
    if reference.journal:
        yield "journal", _braced(as_tex(reference.journal))
    yield "year", _braced(str(year))
    if rest:
        yield "month", _MONTHS[rest[0] - 1]
    yield "eprint", _braced(paper.id)
    yield "archivePrefix", _braced("arXiv")
    if paper.categories:
        yield "primaryClass", _braced(one_line(paper.categories[0]).translate(LITERAL))
    yield "doi", _braced(_verbatim(reference.doi))
    yield "url", _braced(paper.abs_url)


def _braced(value: str) -> str:
    return f"{{{value}}}"


def _without_case(title: str) -> str:
    r"""Return a title that keeps its capitals inside braces: behind ``{\`` BibTeX would look for an accent."""
    return f"{{}}{title}" if title.startswith("\\") else title


def _verbatim(doi: str) -> str:
    """Return a DOI whose braces, which BibTeX counts and TeX cannot escape here, are percent-encoded."""
    return doi.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


_SEPARATOR: Final = re.compile(r"(?<!\S)(and|others)(?!\S)", re.IGNORECASE)


def _author(name: Name) -> str:
    """Return ``von Last, Jr, First``, in braces where BibTeX would take it apart in another way."""
    if name.is_whole:
        whole = f"{name.family} {name.suffix}".strip()
        return _braced(whole.translate(LITERAL)) if re.search(r"[ ,]", whole) else _literal(whole)
    last = f"{name.particle} {_family(name.family)}".strip()
    parts = (last, _literal(name.suffix), _literal(name.given)) if name.suffix else (last, _literal(name.given))
    return ", ".join(parts) if name.given else last


def _family(family: str) -> str:
    """Return a family name as one word if a small letter in it would make a particle of what comes before."""
    first, *others = family.split()
    is_misread = bool(others) and any(word[0].islower() for word in (first, *others))
    return _braced(family.translate(LITERAL)) if is_misread else _literal(family)


def _literal(part: str) -> str:
    """Return a part of a name that TeX prints as it is and BibTeX does not read as the end of the name."""
    return _SEPARATOR.sub(r"{\1}", part.translate(LITERAL))
