"""Hacker News search as Algolia runs it: JSON, newest first.

Source: hn.algolia.com/api, and answers recorded in 2026.
"""

import html
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any, Final
from urllib.parse import urlencode

from bot.demo.reply import Reply, json_reply
from bot.demo.sample import Comment, SampleDay, Story

REACHABLE_HITS: Final = 1000
"""The most hits of one query that can be paged through."""

_SEARCHABLE: Final = "author,title,url,story_text,comment_text,story_title,story_url"
_WORD = re.compile(r"[^\W_]+")
_ADDRESS = re.compile(r"https?://[^\s)]*[^\s).,;:]")
_TAG_GROUP = re.compile(r"\([^)]*\)|[^,()]+")
_FILTER = re.compile(r"(created_at_i|points|num_comments)(<=|>=|<|>|=)(-?\d+)")
_COMPARE: Final[Mapping[str, Callable[[int, int], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    ">=": operator.ge,
    ">": operator.gt,
}


@dataclass(frozen=True, slots=True)
class _Asked:
    words: tuple[str, ...]
    attributes: tuple[str, ...]
    highlighted: tuple[str, ...]
    tags: str
    filters: str
    page: int
    per_page: int


def search_by_date(day: SampleDay, query: Mapping[str, str], *, now: datetime) -> Reply:
    """Return the stories and comments so far that pass ``query``, ``tags`` and ``numericFilters``.

    Every word must occur, the last one as the beginning of a word, in the attributes that
    ``restrictSearchableAttributes`` names, or in any. As on the real site a filter that cannot be read
    finds nothing, and so does a page beyond REACHABLE_HITS, with a ``message``; both are HTTP 200.
    """
    try:
        asked = _read(query)
    except ValueError as exc:
        return json_reply({"message": str(exc), "status": 400}, status=400)
    first = asked.page * asked.per_page
    if first >= REACHABLE_HITS:
        message = f"you can only fetch the {REACHABLE_HITS} hits for this query."
        return json_reply({"hits": [], "nbHits": 0, "message": message})
    found = [hit for hit in _hits(day, now) if _is_wanted(hit, asked)]
    shown = [_highlighted(hit, asked) for hit in found[first : first + asked.per_page]]
    return json_reply(_envelope(shown, len(found), asked, query))


def _read(query: Mapping[str, str]) -> _Asked:
    return _Asked(
        words=_words(query.get("query", "")),
        attributes=tuple(query.get("restrictSearchableAttributes", _SEARCHABLE).split(",")),
        highlighted=tuple(query.get("attributesToHighlight", _SEARCHABLE).split(",")),
        tags=query.get("tags", ""),
        filters=query.get("numericFilters", ""),
        page=_number(query, "page", 0, least=0),
        per_page=min(_number(query, "hitsPerPage", 20, least=1), REACHABLE_HITS),
    )


def _number(query: Mapping[str, str], name: str, default: int, *, least: int) -> int:
    text = query.get(name, str(default))
    if not text.isdecimal() or int(text) < least:
        raise ValueError(f"invalid {name}: expected an integer of at least {least}")
    return int(text)


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(html.unescape(text).lower()))


def _hits(day: SampleDay, now: datetime) -> list[dict[str, Any]]:
    replies = {story.id: [comment.id for comment in day.comments if comment.story is story] for story in day.stories}
    hits = [_story_hit(story, replies[story.id]) for story in day.stories if story.at <= now]
    hits += [_comment_hit(comment) for comment in day.comments if comment.at <= now]
    return sorted(hits, key=lambda hit: hit["created_at_i"], reverse=True)


def _story_hit(story: Story, children: Sequence[int]) -> dict[str, Any]:
    hit = _hit("story", story.id, story.by, story.at, story_id=story.id)
    hit |= {"title": story.title, "points": story.points}
    if children:
        hit["children"] = list(children)
    if story.comments is not None:
        hit["num_comments"] = story.comments
    if story.url:
        hit["url"] = story.url
    if story.text:
        hit["story_text"] = _as_html(story.text)
    return hit


def _comment_hit(comment: Comment) -> dict[str, Any]:
    hit = _hit("comment", comment.id, comment.by, comment.at, story_id=comment.story.id)
    hit |= {
        "comment_text": _as_html(comment.text),
        "parent_id": comment.story.id,
        "story_title": comment.story.title,
    }
    if comment.story.url:
        hit["story_url"] = comment.story.url
    return hit


def _hit(kind: str, item_id: int, author: str, at: datetime, *, story_id: int) -> dict[str, Any]:
    return {
        "_tags": [kind, f"author_{author}", f"story_{story_id}"],
        "author": author,
        "created_at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "created_at_i": int(at.timestamp()),
        "objectID": str(item_id),
        "story_id": story_id,
        "updated_at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
    }


def _as_html(text: str) -> str:
    """Return ``text`` the way Hacker News stores it: every slash an entity, addresses as links."""
    linked, end = [], 0
    for match in _ADDRESS.finditer(text):
        address = _escaped(match[0])
        linked += [_escaped(text[end : match.start()]), f'<a href="{address}" rel="nofollow">{address}</a>']
        end = match.end()
    return "".join([*linked, _escaped(text[end:])]).replace("\n", "<p>")


def _escaped(text: str) -> str:
    return html.escape(text).replace("/", "&#x2F;")


def _is_wanted(hit: Mapping[str, Any], asked: _Asked) -> bool:
    return _has_tags(hit, asked.tags) and _passes(hit, asked.filters) and _has_words(hit, asked)


def _has_tags(hit: Mapping[str, Any], tags: str) -> bool:
    have = frozenset(hit["_tags"])
    return all(have.intersection(group.strip("()").split(",")) for group in _TAG_GROUP.findall(tags))


def _passes(hit: Mapping[str, Any], filters: str) -> bool:
    return all(_passes_one(hit, text.strip()) for text in filters.split(",") if text)


def _passes_one(hit: Mapping[str, Any], text: str) -> bool:
    match = _FILTER.fullmatch(text)
    if match is None or match[1] not in hit:
        return False
    return _COMPARE[match[2]](hit[match[1]], int(match[3]))


def _has_words(hit: Mapping[str, Any], asked: _Asked) -> bool:
    have = [word for name in asked.attributes for word in _words(hit.get(name, ""))]
    return len(_found(asked.words, have)) == len(asked.words)


def _found(words: Sequence[str], have: Sequence[str]) -> list[str]:
    """Return those of ``words`` that occur; the last one may be the beginning of a word."""
    *whole, last = words or [""]
    found = [word for word in whole if word in have]
    if last and any(word.startswith(last) for word in have):
        found.append(last)
    return found


def _highlighted(hit: dict[str, Any], asked: _Asked) -> dict[str, Any]:
    shown = {name: _highlight(hit[name], asked) for name in asked.highlighted if name in hit}
    return {"_highlightResult": shown} | hit if shown else hit


def _highlight(value: str, asked: _Asked) -> dict[str, Any]:
    have = _words(value)
    found = _found(asked.words, have)
    if not found:
        return {"matchLevel": "none", "matchedWords": [], "value": value}
    marked = re.sub(rf"\b({'|'.join(found)})", r"<em>\1</em>", value, flags=re.IGNORECASE)
    return {
        "fullyHighlighted": all(word in found for word in have),
        "matchLevel": "full" if len(found) == len(asked.words) else "partial",
        "matchedWords": found,
        "value": marked,
    }


def _envelope(hits: Sequence[object], total: int, asked: _Asked, query: Mapping[str, str]) -> dict[str, Any]:
    return {
        "exhaustive": {"nbHits": True},
        "exhaustiveNbHits": True,
        "hits": hits,
        "hitsPerPage": asked.per_page,
        "nbHits": total,
        "nbPages": ceil(total / asked.per_page),
        "page": asked.page,
        "params": urlencode(query),
        "processingTimeMS": 1,
        "processingTimingsMS": {"_request": {"roundTrip": 1}, "total": 1},
        "query": query.get("query", ""),
        "serverTimeMS": 1,
    }
