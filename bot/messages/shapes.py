"""The JSON that other programs read: text raw, unknown numbers null, moments ISO 8601 in UTC with Z."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from bot.digest.availability import SourceState
from bot.digest.explain import Why
from bot.digest.ranking import Term, heat_terms
from bot.digest.select import HotList
from bot.digest.status import OutboxStatus, Status
from bot.digest.weekly import WeekPaper
from bot.messages.message import JsonObject
from bot.papers.model import ArxivId, Engagement, Mention, StoredPaper
from bot.query.say import say
from bot.query.tree import Query
from bot.store.contract import Found, Neighbor


def hot_json(hot_list: HotList) -> JsonObject:
    """Return the shape of ``hot --format json``."""
    return {
        "day": hot_list.day.isoformat(),
        "query": hot_list.query,
        "said": hot_list.said,
        "considered": hot_list.considered,
        "shown": len(hot_list.papers),
        "sources": _sources(hot_list.sources),
        "papers": [
            paper_json(one.stored, rank=one.rank, heat=one.heat, terms=one.terms, mentions=one.mentions)
            for one in hot_list.papers
        ],
    }


def rising_json(riser: WeekPaper) -> JsonObject:
    """Return a paper that stands under a weekly digest: what it gained in the last RISING_WINDOW."""
    stored = riser.stored
    return {
        "id": stored.id,
        "title": stored.paper.title,
        "heat": plain_number(riser.heat),
        "gained": plain_number(riser.gained),
    }


def show_json(why: Why) -> JsonObject:
    """Return the shape of ``show --format json``: a paper without a rank."""
    return paper_json(why.stored, rank=None, heat=why.heat, terms=why.terms, mentions=why.mentions)


def why_json(why: Why) -> JsonObject:
    """Return the shape of ``why --format json``; ``series`` is ascending in time."""
    return {
        "id": why.stored.id,
        "heat": plain_number(why.heat),
        "terms": [_term(term) for term in why.terms],
        "series": [{"source": one.source, "at": _moment(one.measured_at), **_counts(one)} for one in why.series],
        "mentions": [_mention(mention) for mention in why.mentions],
        "missing": [
            {"source": name, "state": state.state.value, "detail": state.detail} for name, state in why.missing.items()
        ],
    }


def search_json(query: Query, found: Found, weights: Mapping[str, float], *, first_rank: int = 1) -> JsonObject:
    """Return the shape of ``search --format json``: papers without their mentions, best first."""
    return {
        "query": query.text,
        "said": say(query),
        "bounded": found.bounded_at is not None,
        "papers": [_found(stored, rank, weights) for rank, stored in enumerate(found.papers, start=first_rank)],
    }


def similar_json(paper_id: ArxivId, neighbors: Sequence[Neighbor], weights: Mapping[str, float]) -> JsonObject:
    """Return the shape of ``similar --format json``: as that of ``search``, each paper with its score."""
    return {
        "query": paper_id,
        "said": f"like {paper_id}",
        "bounded": False,
        "papers": [
            _found(one.paper, rank, weights) | {"score": round(one.score, 4)}
            for rank, one in enumerate(neighbors, start=1)
        ],
    }


def _found(stored: StoredPaper, rank: int, weights: Mapping[str, float]) -> JsonObject:
    terms = heat_terms(stored.engagement, weights)
    paper = paper_json(stored, rank=rank, heat=stored.heat, terms=terms, mentions=())
    return {name: value for name, value in paper.items() if name != "mentions"}


def status_json(status: Status) -> JsonObject:
    """Return the shape of ``status --format json``."""
    totals = status.totals
    return {
        "path": str(status.path),
        "papers": totals.papers,
        "mentions": totals.mentions,
        "measurements": totals.measurements,
        "posts": totals.posts,
        "first_day": _day(totals.first_day),
        "last_day": _day(totals.last_day),
        "next_due_at": _moment(status.next_due_at),
        "sources": _sources(status.sources),
        **(_outbox(status.outbox) if status.outbox else {}),
    }


def _outbox(outbox: OutboxStatus) -> JsonObject:
    return {
        "looked_at": _moment(outbox.looked_at),
        "deliveries": {"waiting": outbox.waiting, "failed": outbox.failed, "unknown": outbox.unknown},
        "paused": [
            {
                "number": each.number,
                "place": each.place,
                "reason": each.paused.reason,
                "at": _moment(each.paused.since_at),
            }
            for each in outbox.paused
            if each.paused
        ],
    }


def paper_json(
    stored: StoredPaper, *, rank: int | None, heat: float, terms: Sequence[Term], mentions: Sequence[Mention]
) -> JsonObject:
    """Return the shape of one paper; a paper that stands in no list has the rank None."""
    paper = stored.paper
    return {
        "rank": rank,
        "id": paper.id,
        "title": paper.title,
        "authors": list(paper.authors),
        "categories": list(paper.categories),
        "announced": _day(paper.announced),
        "abstract": paper.abstract,
        "comment": paper.comment,
        "heat": plain_number(heat),
        "terms": [_term(term) for term in terms],
        "engagement": {
            source: {**_counts(latest), "at": _moment(latest.measured_at)}
            for source, latest in stored.engagement.items()
        },
        "mentions": [_mention(mention) for mention in mentions],
        "links": {"abs": paper.abs_url, "pdf": paper.pdf_url, "code": paper.code_url},
    }


def plain_number(number: float) -> float:
    """Return a whole number as an int, so that it prints without ``.0``."""
    return int(number) if float(number).is_integer() else number


def _sources(sources: Mapping[str, SourceState]) -> JsonObject:
    return {
        name: {"state": source.state.value, "detail": source.detail, "at": _moment(source.at)}
        for name, source in sources.items()
    }


def _term(term: Term) -> JsonObject:
    return {
        "source": term.source,
        "weight": plain_number(term.weight),
        "count": term.count,
        "heat": plain_number(term.heat),
    }


def _mention(mention: Mention) -> JsonObject:
    """Return one mention; of one that may not be quoted only where it is and what it counts."""
    return {
        "source": mention.source,
        "url": mention.url,
        "author": mention.author if mention.quotable else None,
        "handle": mention.handle if mention.quotable else None,
        "text": mention.text if mention.quotable else "",
        "at": _moment(mention.posted_at),
        **_counts(mention),
    }


def _counts(counted: Engagement | Mention) -> JsonObject:
    return {"likes": counted.likes, "reposts": counted.reposts, "replies": counted.replies}


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if at else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
