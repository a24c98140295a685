"""arXiv's query API: Atom, one entry a paper.

Source: info.arxiv.org/help/api/user-manual, and answers recorded in 2026, whose element order and attributes
differ from the manual's.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha1
from typing import Final
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

from bot.demo.markup import ARXIV_NS, add, document
from bot.demo.reply import Reply
from bot.demo.sample import ListedPaper

MAX_SLICE: Final = 2000
"""The most entries that one request may ask for."""

_ID = re.compile(r"(\d{4}\.\d{4,5}|[a-z-]+(\.[A-Z]{2})?/\d{7})(v[1-9]\d*)?")
_CATEGORY = re.compile(r"\bcat:([\w.-]+)")
_SUBMITTED = re.compile(r"\bsubmittedDate:\[(\d{12}) TO (\d{12})\]")
_GLUE = re.compile(r"\b(?:AND|OR)\b|[()\s]")


class _Refused(Exception):
    """The request is one that arXiv, or this replay, does not take."""


@dataclass(frozen=True, slots=True)
class _Asked:
    search_query: str
    id_list: str
    start: int
    max_results: int
    sort_by: str
    is_ascending: bool


def query_answer(papers: Sequence[ListedPaper], query: Mapping[str, str], *, now: datetime) -> Reply:
    """Return the Atom answer to a query by ``id_list``, by ``cat:`` and ``submittedDate:``, or by both.

    Categories are alternatives, whatever joins them. Unknown ids are left out, as arXiv does; a malformed
    request is HTTP 400 with one error entry, and so is any other search field, which only arXiv knows.
    """
    try:
        asked = _read(query)
        found = _select(papers, asked)
    except _Refused as exc:
        return _reply(_error_feed(str(exc), now), status=400)
    return _reply(_feed(found, asked, now))


def _read(query: Mapping[str, str]) -> _Asked:
    asked = _Asked(
        search_query=query.get("search_query", ""),
        id_list=query.get("id_list", ""),
        start=_count(query, "start", default=0),
        max_results=_count(query, "max_results", default=10),
        sort_by=query.get("sortBy", "relevance"),
        is_ascending=query.get("sortOrder") == "ascending",
    )
    if asked.max_results > MAX_SLICE:
        raise _Refused(f"max_results must be at most {MAX_SLICE}")
    return asked


def _count(query: Mapping[str, str], name: str, *, default: int) -> int:
    text = query.get(name, str(default))
    if not text.isdecimal():
        raise _Refused(f"{name} must be a non-negative integer")
    return int(text)


def _select(papers: Sequence[ListedPaper], asked: _Asked) -> list[ListedPaper]:
    if not (asked.id_list or asked.search_query):
        return []
    found = list(papers)
    if asked.id_list:
        found = _with_ids(found, asked.id_list.split(","))
    if asked.search_query:
        found = _matching(found, asked.search_query)
    return _ordered(found, asked)


def _with_ids(papers: Iterable[ListedPaper], ids: Sequence[str]) -> list[ListedPaper]:
    for text in ids:
        if not _ID.fullmatch(text):
            raise _Refused(f"incorrect id format for {text}")
    wanted = frozenset(ids)
    return [paper for paper in papers if wanted & {paper.id, f"{paper.id}v{paper.version}"}]


def _matching(papers: Iterable[ListedPaper], search_query: str) -> list[ListedPaper]:
    rest = _SUBMITTED.sub("", _CATEGORY.sub("", search_query))
    if _GLUE.sub("", rest):
        raise _Refused("the replay searches by cat: and submittedDate: only")
    wanted = frozenset(_CATEGORY.findall(search_query))
    spans = [(_minute(start), _minute(end)) for start, end in _SUBMITTED.findall(search_query)]
    return [
        paper
        for paper in papers
        if (not wanted or wanted.intersection(paper.categories))
        and all(start <= paper.submitted_at <= end for start, end in spans)
    ]


def _minute(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y%m%d%H%M").replace(tzinfo=UTC)
    except ValueError as exc:
        raise _Refused(f"incorrect date format for {text}") from exc


def _ordered(papers: list[ListedPaper], asked: _Asked) -> list[ListedPaper]:
    if asked.sort_by == "submittedDate":
        return sorted(papers, key=lambda paper: paper.submitted_at, reverse=not asked.is_ascending)
    if asked.sort_by == "lastUpdatedDate":
        return sorted(papers, key=lambda paper: paper.updated_at, reverse=not asked.is_ascending)
    return papers


def _feed(found: Sequence[ListedPaper], asked: _Asked, now: datetime) -> Element:
    params = {
        "search_query": asked.search_query,
        "start": str(asked.start),
        "max_results": str(asked.max_results),
        "id_list": asked.id_list,
    }
    address = f"https://arxiv.org/api/query?{urlencode(params, safe=':,()[]')}"
    root = _head(
        feed_id=f"https://arxiv.org/api/{_digest(address)}",
        title=(
            f"arXiv Query: search_query={asked.search_query}&id_list={asked.id_list}"
            f"&start={asked.start}&max_results={asked.max_results}"
        ),
        now=now,
        address=address,
    )
    _totals(root, per_page=asked.max_results, total=len(found), start=asked.start)
    for paper in found[asked.start : asked.start + asked.max_results]:
        _entry(root, paper)
    return root


def _digest(text: str) -> str:
    # No secret hangs on it: arXiv's own feed ids are 20 bytes in base64 without padding.
    return b64encode(sha1(text.encode(), usedforsecurity=False).digest()).decode().rstrip("=")


def _head(*, feed_id: str, title: str, now: datetime, address: str | None = None) -> Element:
    root = Element(
        "feed",
        {
            "xmlns:opensearch": "http://a9.com/-/spec/opensearch/1.1/",
            "xmlns:arxiv": ARXIV_NS,
            "xmlns": "http://www.w3.org/2005/Atom",
        },
    )
    add(root, "id", feed_id)
    add(root, "title", title)
    add(root, "updated", _zulu(now))
    if address:
        add(root, "link", attributes={"href": address, "type": "application/atom+xml"})
    return root


def _totals(root: Element, *, per_page: int, total: int, start: int) -> None:
    add(root, "opensearch:itemsPerPage", str(per_page))
    add(root, "opensearch:totalResults", str(total))
    add(root, "opensearch:startIndex", str(start))


def _entry(root: Element, paper: ListedPaper) -> None:
    versioned = f"{paper.id}v{paper.version}"
    entry = add(root, "entry")
    add(entry, "id", f"http://arxiv.org/abs/{versioned}")
    add(entry, "title", paper.title)
    add(entry, "updated", _zulu(paper.updated_at))
    _link(entry, f"https://arxiv.org/abs/{versioned}", rel="alternate", type="text/html")
    _link(entry, f"https://arxiv.org/pdf/{versioned}", rel="related", type="application/pdf", title="pdf")
    add(entry, "summary", paper.abstract)
    for category in paper.categories:
        add(entry, "category", attributes={"term": category, "scheme": ARXIV_NS})
    add(entry, "published", _zulu(paper.submitted_at))
    if paper.comment:
        add(entry, "arxiv:comment", paper.comment)
    add(entry, "arxiv:primary_category", attributes={"term": paper.categories[0]})
    for author in paper.authors:
        add(add(entry, "author"), "name", author)


def _link(entry: Element, href: str, **attributes: str) -> None:
    add(entry, "link", attributes={"href": href, **attributes})


def _error_feed(message: str, now: datetime) -> Element:
    address = f"https://arxiv.org/api/errors#{message.replace(' ', '_')}"
    root = _head(feed_id="https://arxiv.org/", title="arXiv Search Results", now=now)
    _totals(root, per_page=1, total=1, start=0)
    entry = add(root, "entry")
    add(entry, "id", address)
    add(entry, "title", "Error")
    add(entry, "updated", _zulu(now))
    _link(entry, address, rel="alternate", type="text/html")
    add(entry, "summary", message)
    add(add(entry, "author"), "name", "arXiv api core")
    return root


def _zulu(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _reply(root: Element, *, status: int = 200) -> Reply:
    return Reply(document(root), "application/atom+xml; charset=utf-8", status)
