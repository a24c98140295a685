"""arXiv ids in any form in which people write them, brought to the canonical one.

Source: https://info.arxiv.org/help/arxiv_identifier.html and arXiv's own patterns
(https://github.com/arXiv/arxiv-base, arxiv/identifier), read 2026-11.
"""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from bot.errors import BadArgument
from bot.papers.model import ArxivId
from bot.papers.text import clean

# The archives that gave out ids of the old style, until March 2007.
_ARCHIVE = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs|dg-ga|"
    "funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math-ph|math|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|"
    "q-alg|q-bio|quant-ph|solv-int|supr-con"
)
_MONTH = r"(?:0[1-9]|1[0-2])"
_NEW = rf"(?:07(?:0[4-9]|1[0-2])|(?:0[89]|1[0-4]){_MONTH})\.[0-9]{{4}}|(?:1[5-9]|[2-9][0-9]){_MONTH}\.[0-9]{{5}}"
_OLD = rf"(?:9[1-9]{_MONTH}|0[0-6]{_MONTH}|070[1-3])[0-9]{{3}}"
_ID = (
    rf"(?:(?P<new>{_NEW})|(?P<archive>{_ARCHIVE})(?:\.[a-z-]{{2,9}})?/(?P<number>{_OLD}))"
    r"(?:v(?P<version>[1-9][0-9]{0,2}))?(?![0-9a-z_]|\.[0-9])"
)
_MARK = r"arxiv(?:\.org)?[\s:./_#-]{0,3}"

_PAGES: Final = {
    "arxiv.org": r"(?:(?:abs|pdf|html|ps|format|src|e-print|tb|bibtex)/)?",
    "xxx.lanl.gov": r"(?:abs|pdf|ps|format)/",
    "ar5iv.org": r"(?:abs|html)/",
    "alphaxiv.org": r"(?:[a-z]{2}/)?(?:abs|overview|pdf)/",
    "huggingface.co": r"papers/",
    "hf.co": r"papers/",
    "semanticscholar.org": r"arxiv/",
    "scirate.com": r"arxiv/",
    "arxiv-vanity.com": r"papers/",
    "emergentmind.com": r"papers/",
}
"""Sites with a page for each paper, and what stands between host and id; subdomains count as the site."""

_HOSTS = "|".join(map(re.escape, _PAGES))
_TAIL = r"[!#-;=?-~]"

# DOIs come first: their digits are the main source of false ids. An address is taken whole, so that it is
# judged by its host and not by what its path looks like. A bare id may not continue a number, a version, a
# path or a price. Every repetition is bounded or of one class of characters: time is linear.
_TOKEN = re.compile(
    rf"(?P<doi>(?<![\w.])10\.[0-9]{{4,9}}/(?:(?!https?://){_TAIL})+)"
    rf"|(?P<address>https?://{_TAIL}+|(?<![\w.@/-])(?:[a-z0-9-]{{1,63}}\.){{0,3}}(?:{_HOSTS})/{_TAIL}+)"
    rf"|(?:(?<!\w){_MARK}|(?<![\w./=@+$€£¥-])){_ID}(?!\s?[%€£¥])",
    re.ASCII | re.IGNORECASE,
)
_DOI = re.compile(rf"10\.48550/arxiv\.{_ID}", re.ASCII | re.IGNORECASE)
_NAMED = re.compile(rf"(?:10\.48550/arxiv\.|(?<!\w)arxiv(?:\.org)?:){_ID}", re.ASCII | re.IGNORECASE)
_SCHEME = re.compile(r"https?://", re.ASCII | re.IGNORECASE)
_END_OF_AUTHORITY = re.compile(r"[/?#\\]")
_PATHS = {host: re.compile(rf"/+{page}{_ID}", re.ASCII | re.IGNORECASE) for host, page in _PAGES.items()}

_AROUND = " \t\r\n<>()[]{}\"'`.,;"


def parse_arxiv_id(text: str) -> ArxivId:
    """Return the canonical id that ``text`` is: an id, a DOI or a page's address, with or without version.

    Raises BadArgument if it is anything else, or more than one paper.
    """
    return split_version(text)[0]


def split_version(text: str) -> tuple[ArxivId, int | None]:
    """Return the canonical id that ``text`` is, and the version it names or None.

    Raises BadArgument if it is anything else, or more than one paper.
    """
    word = text.partition(" [")[0].strip(_AROUND)
    token = _TOKEN.fullmatch(word.removeprefix("oai:").removeprefix("doi:").removesuffix(".pdf"))
    named = tuple(_read(token)) if token else ()
    if len({paper_id for paper_id, _ in named}) != 1:
        raise BadArgument(
            f"“{_shortened(text)}” is not an arXiv id. "
            "Give one like 2102.01672 or hep-th/9901001, or the address of its arXiv page."
        )
    return named[0]


def find_arxiv_ids(text: str) -> tuple[ArxivId, ...]:
    """Return the canonical ids that ``text`` cites, each once, in order of appearance.

    Addresses of paper pages, arXiv DOIs, ``arXiv:…`` and bare ids count; the digits of other DOIs and of
    other sites' addresses do not. Takes time linear in the length of ``text``.
    """
    return tuple(dict.fromkeys(paper_id for token in _TOKEN.finditer(text) for paper_id, _ in _read(token)))


def _read(token: re.Match[str]) -> Iterator[tuple[ArxivId, int | None]]:
    if token["doi"]:
        if match := _DOI.match(token["doi"]):
            yield _canonical(match)
    elif token["address"]:
        for address in _SCHEME.split(unquote(token["address"])):
            if match := _in_address(address):
                yield _canonical(match)
    else:
        yield _canonical(token)


def _in_address(address: str) -> re.Match[str] | None:
    """Find the paper that an address without scheme is about: by its host and path, or named in it."""
    authority = _END_OF_AUTHORITY.split(address, maxsplit=1)[0]
    host = authority.rpartition("@")[2].partition(":")[0].rstrip(".").lower()
    for site, path in _PATHS.items():
        if f".{host}".endswith(f".{site}") and (match := path.match(address, len(authority))):
            return match
    return _NAMED.search(address, len(authority))


def _canonical(match: re.Match[str]) -> tuple[ArxivId, int | None]:
    version = int(match["version"]) if match["version"] else None
    paper_id = match["new"] or f"{match['archive'].lower()}/{match['number']}"
    return ArxivId(paper_id), version


def _shortened(text: str, max_chars: int = 60) -> str:
    shown = clean(text[: 2 * max_chars])
    return shown if len(shown) <= max_chars else f"{shown[: max_chars - 1]}…"
