"""Imported posts, given back exactly as they were."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from bot.errors import UserError
from bot.papers.model import ArxivId, Engagement
from bot.papers.posts import Post, PostPaper
from bot.store.rows import known_moment, moment_text


def is_stored(db: sqlite3.Connection, post: Post) -> bool:
    """Tell whether this very post is there. Raises UserError if another post of its day is."""
    stored = load_post(db, post.day)
    if stored is not None and stored != post:
        raise UserError(f"Another post of {post.day} was imported before: its file differs from this one.")
    return stored is not None


def insert_post(db: sqlite3.Connection, post: Post, ids: Sequence[ArxivId], *, seen_at: datetime) -> None:
    """Store a post of a day that has none; ``ids`` are its papers', in its order, and are stored already."""
    db.execute(
        "INSERT INTO posts (day, zone, seen_at, front_matter) VALUES (?, ?, ?, ?)",
        (post.day.isoformat(), post.zone, moment_text(seen_at), post.front_matter),
    )
    db.executemany(
        "INSERT INTO post_papers (day, position, paper, number, title, authors, abs_url, pdf_url, categories,"
        " discussed, abstract) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        map(_paper_values, _keys(post), ids, post.papers),
    )
    db.executemany(
        "INSERT INTO post_counts (day, paper_position, position, source, likes, reposts, replies, measured_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (*key, position, one.source, one.likes, one.reposts, one.replies, moment_text(one.measured_at))
            for key, paper in zip(_keys(post), post.papers, strict=True)
            for position, one in enumerate(paper.engagement)
        ),
    )
    db.executemany(
        "INSERT INTO post_quotes (day, paper_position, position, html) VALUES (?, ?, ?, ?)",
        (
            (*key, position, html)
            for key, paper in zip(_keys(post), post.papers, strict=True)
            for position, html in enumerate(paper.quotes)
        ),
    )


def load_post(db: sqlite3.Connection, day: date) -> Post | None:
    """Return the imported post of a day."""
    key = (day.isoformat(),)
    row = db.execute("SELECT zone, front_matter FROM posts WHERE day = ?", key).fetchone()
    if row is None:
        return None
    counts, quotes = _counts(db, day), _quotes(db, day)
    papers = tuple(
        _post_paper(paper, tuple(counts[paper["position"]]), tuple(quotes[paper["position"]]))
        for paper in db.execute("SELECT * FROM post_papers WHERE day = ? ORDER BY position", key)
    )
    return Post(day, row["front_matter"], row["zone"], papers)


def _keys(post: Post) -> Iterator[tuple[str, int]]:
    return ((post.day.isoformat(), position) for position in range(len(post.papers)))


def _paper_values(key: tuple[str, int], paper_id: ArxivId, paper: PostPaper) -> tuple[object, ...]:
    return (
        *key,
        paper_id,
        paper.number,
        paper.title,
        paper.authors,
        paper.abs_url,
        paper.pdf_url,
        json.dumps(paper.categories),
        json.dumps(paper.discussed, ensure_ascii=False),
        paper.abstract,
    )


def _counts(db: sqlite3.Connection, day: date) -> Mapping[int, Sequence[Engagement]]:
    counts = defaultdict[int, list[Engagement]](list)
    rows = db.execute("SELECT * FROM post_counts WHERE day = ? ORDER BY paper_position, position", (day.isoformat(),))
    for row in rows:
        measured_at = known_moment(row["measured_at"])
        counts[row["paper_position"]].append(
            Engagement(row["source"], row["likes"], row["reposts"], row["replies"], measured_at)
        )
    return counts


def _quotes(db: sqlite3.Connection, day: date) -> Mapping[int, Sequence[str]]:
    quotes = defaultdict[int, list[str]](list)
    rows = db.execute("SELECT * FROM post_quotes WHERE day = ? ORDER BY paper_position, position", (day.isoformat(),))
    for row in rows:
        quotes[row["paper_position"]].append(row["html"])
    return quotes


def _post_paper(row: sqlite3.Row, engagement: tuple[Engagement, ...], quotes: tuple[str, ...]) -> PostPaper:
    return PostPaper(
        number=row["number"],
        title=row["title"],
        authors=row["authors"],
        engagement=engagement,
        abs_url=row["abs_url"],
        pdf_url=row["pdf_url"],
        categories=tuple(json.loads(row["categories"])),
        abstract=row["abstract"],
        quotes=quotes,
        discussed=tuple((label, url) for label, url in json.loads(row["discussed"])),
    )
