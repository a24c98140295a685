"""arXiv's daily feed: RSS 2.0 of one announcement, for any union of categories and archives.

Source: info.arxiv.org/help/rss_specifications.html, and arXiv's own feed service (arXiv/arxiv-feed, 2025-07).
"""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from email.utils import format_datetime
from hashlib import sha256
from typing import Final
from xml.etree.ElementTree import Element

from bot.demo.markup import ARXIV_NS, add, document
from bot.demo.reply import Reply
from bot.demo.sample import SAMPLE_DAY, ListedPaper, Listing
from bot.errors import BadArgument
from bot.papers.calendar import EASTERN
from bot.papers.categories import CATEGORIES, expand, is_archive

_PUBLISHED_AT: Final = datetime.combine(SAMPLE_DAY, time.min, EASTERN)
# The service builds its feeds two seconds after midnight in New York, and prints that in UTC.
_BUILT_AT: Final = (_PUBLISHED_AT + timedelta(seconds=2)).astimezone(UTC)
_ORDER: Final = ("new", "cross", "replace", "replace-cross")
_LICENSE: Final = "http://arxiv.org/licenses/nonexclusive-distrib/1.0/"
_ROOT: Final = {
    "xmlns:arxiv": ARXIV_NS,
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "version": "2.0",
}
_TEX_MARKS: Final[Mapping[str, str]] = {
    "\N{COMBINING GRAVE ACCENT}": r"\`",
    "\N{COMBINING ACUTE ACCENT}": r"\'",
    "\N{COMBINING CIRCUMFLEX ACCENT}": r"\^",
    "\N{COMBINING TILDE}": r"\~",
    "\N{COMBINING DIAERESIS}": r"\"",
}
_TEX_LETTERS: Final[Mapping[str, str]] = {"ß": r"{\ss}", "ø": r"{\o}", "ł": r"{\l}"}


def listing_feed(papers: Sequence[ListedPaper], spec: str, *, now: datetime) -> Reply:
    """Return the feed of ``spec``: categories or archives joined by ``+``, in any case.

    What is asked for decides whether a paper is new there or a cross-listing. One unknown name makes the
    whole request HTTP 400, with the reason in the channel's description.
    """
    wanted: set[str] = set()
    for name in spec.split("+"):
        try:
            wanted.update(expand(name))
        except BadArgument:
            return _reply(_error(spec, _reason(name)), status=400)
    return _reply(_feed(papers, spec, wanted), headers={"Cache-Control": f"max-age={_seconds_to_rebuild(now)}"})


def announce_type(paper: ListedPaper, wanted: Collection[str]) -> str | None:
    """Return what ``paper`` is in a feed of the ``wanted`` categories, None if it is not in it."""
    is_primary = paper.categories[0] in wanted
    is_cross_listed = any(category in wanted for category in paper.categories[1:])
    if not (is_primary or is_cross_listed):
        return None
    match paper.listing:
        case Listing.NEW:
            return "new" if is_primary else "cross"
        case Listing.CROSS:
            return "cross" if is_cross_listed else None
        case Listing.REPLACE:
            return "replace" if is_primary else "replace-cross"


def tex_accents(name: str) -> str:
    """Return ``name`` with its accents as TeX, as the feed prints authors; ones that it lacks stay."""
    return "".join(_tex_letter(letter) for letter in name)


def _tex_letter(letter: str) -> str:
    decomposed = unicodedata.normalize("NFD", letter)
    base, marks = decomposed[0], decomposed[1:]
    if not all(mark in _TEX_MARKS for mark in marks):
        return letter
    return "".join(_TEX_MARKS[mark] for mark in marks) + _TEX_LETTERS.get(base, base)


def _feed(papers: Sequence[ListedPaper], spec: str, wanted: Collection[str]) -> Element:
    updates = f"{spec.replace('+', ', ')} updates on"
    root, channel = _rss(f"{updates} arXiv.org", spec, f"{updates} the arXiv.org e-print archive.")
    days = add(channel, "skipDays")
    for day in ("Sunday", "Saturday"):
        add(days, "day", day)
    listed = [(kind, paper) for paper in papers if (kind := announce_type(paper, wanted))]
    for kind, paper in sorted(listed, key=lambda pair: _ORDER.index(pair[0])):
        _item(channel, paper, kind)
    return root


def _error(spec: str, reason: str) -> Element:
    root, _ = _rss(f"Feed error for query: {_address(spec)}", spec, reason)
    return root


def _reason(name: str) -> str:
    archive, _, subject = name.partition(".")
    if subject and is_archive(archive):
        return f"Bad subject class '{subject}'. Valid subject classes for the archive '{archive}' are: " + ", ".join(
            category.id for category in CATEGORIES.values() if category.archive == archive and category.active
        )
    return f"Bad archive '{archive}'."


def _address(spec: str) -> str:
    return f"http://rss.arxiv.org/rss/{spec}"


def _rss(title: str, spec: str, description: str) -> tuple[Element, Element]:
    root = Element("rss", _ROOT)
    channel = add(root, "channel")
    add(channel, "title", title)
    add(channel, "link", _address(spec))
    add(channel, "description", description)
    add(channel, "atom:link", attributes={"href": _address(spec), "rel": "self", "type": "application/rss+xml"})
    add(channel, "docs", "http://www.rssboard.org/rss-specification")
    add(channel, "language", "en-us")
    add(channel, "lastBuildDate", format_datetime(_BUILT_AT))
    add(channel, "managingEditor", "rss-help@arxiv.org")
    add(channel, "pubDate", format_datetime(_PUBLISHED_AT))
    return root, channel


def _item(channel: Element, paper: ListedPaper, kind: str) -> None:
    # A paper is announced with its first version, whatever has become of it since.
    version = paper.version if paper.listing is Listing.REPLACE else 1
    item = add(channel, "item")
    add(item, "title", paper.title)
    add(item, "link", f"https://arxiv.org/abs/{paper.id}")
    add(item, "description", f"arXiv:{paper.id}v{version} Announce Type: {kind} \nAbstract: {paper.abstract}")
    add(item, "guid", f"oai:arXiv.org:{paper.id}v{version}", {"isPermaLink": "false"})
    for category in paper.categories:
        if category in CATEGORIES:
            add(item, "category", category)
    add(item, "pubDate", format_datetime(_PUBLISHED_AT))
    add(item, "arxiv:announce_type", kind)
    add(item, "dc:rights", _LICENSE)
    add(item, "dc:creator", ", ".join(tex_accents(author) for author in paper.authors))


def _seconds_to_rebuild(now: datetime) -> int:
    next_day = now.astimezone(EASTERN).date() + timedelta(days=1)
    return int((datetime.combine(next_day, time.min, EASTERN) - now).total_seconds())


def _reply(root: Element, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    body = document(root)
    etag = f'"{sha256(body).hexdigest()}"'
    return Reply(body, "application/rss+xml; charset=utf-8", status, {"ETag": etag, **(headers or {})})
