"""Mentions: each one once for each paper, with its latest counts."""

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.papers.model import ArxivId, Mention
from bot.store.papers import announced
from bot.store.rows import moment_of, moment_text

_SAVE: Final = """
    INSERT INTO mentions (
        source, key, paper, url, author, handle, posted_at, language, likes, reposts, replies, quotable, text, html
    ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (source, key, paper) DO UPDATE SET
        url = excluded.url,
        author = coalesce(excluded.author, author),
        handle = coalesce(excluded.handle, handle),
        posted_at = coalesce(excluded.posted_at, posted_at),
        language = coalesce(excluded.language, language),
        likes = coalesce(excluded.likes, likes),
        reposts = coalesce(excluded.reposts, reposts),
        replies = coalesce(excluded.replies, replies),
        quotable = excluded.quotable,
        text = coalesce(nullif(excluded.text, ''), text),
        html = coalesce(excluded.html, html)
"""


@dataclass(frozen=True, slots=True)
class SavedMentions:
    """How many were stored and left out; ``counted`` are the (paper, source) pairs that got counts."""

    stored: int
    left_out: int
    counted: frozenset[tuple[ArxivId, str]]


def save_mentions(db: sqlite3.Connection, mentions: Sequence[Mention]) -> SavedMentions:
    """Enter or refresh mentions of stored papers; what one does not say (None) keeps what is stored."""
    known = announced(db, {mention.paper_id for mention in mentions})
    stored = [mention for mention in mentions if mention.paper_id in known]
    db.executemany(_SAVE, map(_values, stored))
    counted = frozenset((mention.paper_id, mention.source) for mention in stored if mention.has_counts)
    return SavedMentions(len(stored), len(mentions) - len(stored), counted)


def mentions(db: sqlite3.Connection, ids: Collection[ArxivId]) -> Mapping[ArxivId, Sequence[Mention]]:
    """Return each paper's mentions: highest score first, then in the order in which they came."""
    found: dict[ArxivId, list[Mention]] = {paper_id: [] for paper_id in ids}
    rows = db.execute(
        "SELECT * FROM mentions WHERE paper IN (SELECT value FROM json_each(?)) ORDER BY number",
        (json.dumps(list(ids)),),
    )
    for row in rows:
        found[row["paper"]].append(_mention(row))
    return {paper_id: sorted(those, key=lambda one: -one.score) for paper_id, those in found.items()}


def _values(mention: Mention) -> tuple[object, ...]:
    return (
        mention.source,
        mention.key,
        mention.paper_id,
        mention.url,
        mention.author,
        mention.handle,
        mention.posted_at and moment_text(mention.posted_at),
        mention.language,
        mention.likes,
        mention.reposts,
        mention.replies,
        int(mention.quotable),
        mention.text,
        mention.html,
    )


def _mention(row: sqlite3.Row) -> Mention:
    return Mention(
        source=row["source"],
        key=row["key"],
        paper_id=row["paper"],
        url=row["url"],
        author=row["author"],
        handle=row["handle"],
        text=row["text"],
        posted_at=moment_of(row["posted_at"]),
        language=row["language"],
        html=row["html"],
        likes=row["likes"],
        reposts=row["reposts"],
        replies=row["replies"],
        quotable=bool(row["quotable"]),
    )
