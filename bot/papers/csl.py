"""CSL-JSON: what citation processors such as citeproc and Zotero take in.

Source: https://github.com/citation-style-language/schema, schemas/input/csl-data.json, read 2026-11.
"""

import json
from collections.abc import Sequence

from bot.papers.names import Name
from bot.papers.reference import Reference
from bot.papers.text import readable


def printed(references: Sequence[Reference]) -> str:
    """Return the references as one JSON array."""
    return json.dumps([_item(reference) for reference in references], ensure_ascii=False, indent=2) + "\n"


def _item(reference: Reference) -> dict[str, object]:
    """Return an item of the schema; ``article`` is its type for preprints."""
    paper = reference.paper
    return {
        "id": reference.key,
        "type": "article-journal" if reference.journal else "article",
        "title": readable(paper.title),
        "author": [_author(name) for name in reference.authors],
        "issued": {"date-parts": [reference.issued]},
        **_where(reference),
        "archive": "arXiv",
        "archive_location": paper.id,
        "DOI": reference.doi,
        "URL": paper.abs_url,
    }


def _where(reference: Reference) -> dict[str, object]:
    if reference.journal:
        return {"container-title": reference.journal}
    return {"genre": "Preprint", "number": f"arXiv:{reference.paper.id}", "publisher": "arXiv"}


def _author(name: Name) -> dict[str, str]:
    if name.is_whole:
        return {"literal": f"{name.family} {name.suffix}".strip()}
    parts = {
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    return {field: part for field, part in parts.items() if part}
