"""Citations: papers as text that reference managers read."""

from collections.abc import Sequence
from enum import StrEnum

from bot.papers import bibtex, csl, ris
from bot.papers.model import Paper
from bot.papers.reference import references


class CitationStyle(StrEnum):
    """The formats that reference managers share."""

    BIBTEX = "bibtex"
    RIS = "ris"
    CSL = "csl"


_PRINTERS = {
    CitationStyle.BIBTEX: bibtex.printed,
    CitationStyle.RIS: ris.printed,
    CitationStyle.CSL: csl.printed,
}


def cite(papers: Sequence[Paper], style: CitationStyle) -> str:
    """Return a file of ``style`` that cites ``papers``, each once, in the given order.

    Its DOI is that of the published version where arXiv knows it, else arXiv's own. Keys are ASCII and
    differ. The text is UTF-8, lines end in LF, the last one too; no papers make an empty file.
    """
    return _PRINTERS[style](references(papers))
