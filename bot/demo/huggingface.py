"""Hugging Face's papers of a day: JSON, with keys left out where nothing is known.

Source: huggingface.co/docs/hub/api, and answers recorded in 2026.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Final
from urllib.parse import urlencode

from bot.demo.reply import Reply, json_reply
from bot.demo.sample import SAMPLE_DAY, FeaturedPaper, Votes

MAX_LIMIT: Final = 100
_TAKEN: Final = frozenset({"date", "p", "limit"})
# Recorded answers are four hours apart here: the page's own date is midnight in UTC, this one in New York.
_OUTER_OFFSET: Final = timedelta(hours=4)


class _Refused(Exception):
    """The request is one that Hugging Face, or this replay, does not take."""


@dataclass(frozen=True, slots=True)
class _Asked:
    day: date | None
    page: int
    limit: int


def daily_papers(featured: Sequence[FeaturedPaper], query: Mapping[str, str], *, now: datetime) -> Reply:
    """Return one page of the papers featured on ``date`` (default: the latest), most upvotes first.

    A day other than the sample day is an empty list, a later one too: who gathers from the replay may live
    at any time. A malformed parameter and one that the replay does not know are HTTP 400 with ``error``.
    """
    try:
        asked = _read(query)
    except _Refused as exc:
        return json_reply({"error": f"✖ {exc}"}, status=400)
    listed = _listed(featured, now) if asked.day in {None, SAMPLE_DAY} else []
    first = asked.page * asked.limit
    page = listed[first : first + asked.limit]
    has_more = first + asked.limit < len(listed)
    return json_reply([_item(entry, votes) for entry, votes in page], headers=_next(query, asked) if has_more else None)


def _read(query: Mapping[str, str]) -> _Asked:
    if unknown := sorted(query.keys() - _TAKEN):
        raise _Refused(f"The replay lists by date only\n  → at {unknown[0]}")
    return _Asked(_day(query), _number(query, "p", 0, least=0), _number(query, "limit", 50, least=1))


def _day(query: Mapping[str, str]) -> date | None:
    if "date" not in query:
        return None
    try:
        return date.fromisoformat(query["date"])
    except ValueError as exc:
        raise _Refused("Invalid date\n  → at date") from exc


def _number(query: Mapping[str, str], name: str, default: int, *, least: int) -> int:
    text = query.get(name, str(default))
    if not text.isdecimal() or int(text) < least:
        raise _Refused(f"Invalid input: expected number to be >={least}\n  → at {name}")
    if name == "limit" and int(text) > MAX_LIMIT:
        raise _Refused(f"Too big: expected number to be <={MAX_LIMIT}\n  → at limit")
    return int(text)


def _next(query: Mapping[str, str], asked: _Asked) -> dict[str, str]:
    params = urlencode({**query, "p": asked.page + 1})
    return {"Link": f'<https://huggingface.co/api/daily_papers?{params}>; rel="next"'}


def _listed(featured: Sequence[FeaturedPaper], now: datetime) -> list[tuple[FeaturedPaper, Votes]]:
    there = [(entry, entry.votes[now]) for entry in featured if now in entry.votes]
    return sorted(there, key=lambda pair: -pair[1].upvotes)


def _item(entry: FeaturedPaper, votes: Votes) -> dict[str, object]:
    paper = entry.paper
    item: dict[str, object] = {
        "paper": _paper(entry, votes),
        "publishedAt": _millis(_midnight(paper.submitted_at.date()) - _OUTER_OFFSET),
        "title": paper.title,
        "summary": paper.abstract,
    }
    if entry.media_urls:
        item["mediaUrls"] = list(entry.media_urls)
    item["thumbnail"] = f"https://cdn-thumbnails.huggingface.co/social-thumbnails/papers/{paper.id}.png"
    item["numComments"] = votes.comments
    item["submittedBy"] = _submitter(entry.submitter)
    if entry.organization:
        item["organization"] = _organization(entry.organization)
    item["isAuthorParticipating"] = False
    return item


def _paper(entry: FeaturedPaper, votes: Votes) -> dict[str, object]:
    paper = entry.paper
    result: dict[str, object] = {"id": paper.id, "authors": [_author(paper.id, name) for name in paper.authors]}
    if entry.media_urls:
        result["mediaUrls"] = list(entry.media_urls)
    result |= {
        "publishedAt": _millis(_midnight(paper.submitted_at.date())),
        "submittedOnDailyAt": _millis(_midnight(SAMPLE_DAY)),
        "title": paper.title,
        "submittedOnDailyBy": _account(entry.submitter) | {"user": entry.submitter},
        "summary": paper.abstract,
        "upvotes": votes.upvotes,
        "discussionId": _object_id("discussion", paper.id),
    }
    if entry.project_page:
        result["projectPage"] = entry.project_page
    if entry.github:
        result |= {"githubRepo": entry.github, "githubRepoAddedBy": "user", "githubStars": entry.github_stars}
    if entry.organization:
        result["organization"] = _organization(entry.organization)
    return result


def _author(paper_id: str, name: str) -> dict[str, object]:
    return {"_id": _object_id("author", paper_id, name), "name": name, "hidden": False}


def _account(handle: str) -> dict[str, object]:
    return {
        "_id": _object_id("user", handle),
        "avatarUrl": f"/avatars/{_object_id('avatar', handle)}.svg",
        "isPro": False,
        "fullname": handle.replace("_", " ").title(),
        "type": "user",
        "name": handle,
    }


def _submitter(handle: str) -> dict[str, object]:
    roles = {"isHf": False, "isHfAdmin": False, "isMod": False}
    return _account(handle) | roles | {"followerCount": 0, "isUserFollowing": False}


def _organization(name: str) -> dict[str, object]:
    return {
        "_id": _object_id("organization", name),
        "name": name,
        "fullname": name.replace("-", " ").title(),
        "avatar": f"https://cdn-avatars.huggingface.co/v1/production/uploads/{_object_id('avatar', name)}.png",
    }


def _object_id(*parts: str) -> str:
    return sha256("/".join(parts).encode()).hexdigest()[:24]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min)


def _millis(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.000Z"
