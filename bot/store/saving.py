"""What was gathered or imported, saved whole: papers, talk, engagement and heat in step."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.papers.model import ArxivId, ImportedPaper
from bot.papers.posts import Post, papers_of
from bot.store import engagement, heat
from bot.store.contract import Gathered, Saved
from bot.store.enter import enter
from bot.store.mentions import save_mentions
from bot.store.posts import insert_post, is_stored
from bot.store.runs import save_etags, save_run
from bot.store.strangers import save_strangers


def save_gathered(db: sqlite3.Connection, gathered: Gathered) -> Saved:
    """Store one run of one source: papers, mentions, engagement, ETags and the run itself."""
    at = gathered.run.finished_at
    entered = enter(db, gathered.papers, revisions=gathered.revisions, seen_at=at)
    _set_code_urls(db, gathered.code_urls)
    talk = save_mentions(db, gathered.mentions)
    engagement.record(db, engagement.measured(db, talk.counted, at))
    heat.refresh(db, {paper_id for paper_id, _ in talk.counted})
    save_etags(db, gathered.etags, at)
    save_strangers(db, gathered.strangers, at)
    if not gathered.goes_on:
        save_run(db, gathered.run)
    return Saved(entered.new, entered.refreshed, talk.stored, talk.left_out, entered.changed)


def save_imported(db: sqlite3.Connection, papers: Sequence[ImportedPaper], *, seen_at: datetime) -> Saved:
    """Enter or refresh papers from a file, with the engagement that it tells.

    Where a file has counted mentions of a source but no engagement, the source is measured at ``seen_at``.
    What is measured at ``seen_at`` is only kept where it is news.
    """
    entered = enter(db, [one.paper for one in papers], seen_at=seen_at)
    talk = save_mentions(db, [mention for one in papers for mention in one.mentions])
    told = [(one.paper.id, measured) for one in papers for measured in one.engagement]
    untold = talk.counted - {(paper_id, measured.source) for paper_id, measured in told}
    found = [*told, *engagement.measured(db, untold, seen_at)]
    news = engagement.telling(db, found, undated=seen_at)
    recorded = engagement.record(db, news)
    heat.refresh(db, {paper_id for paper_id, _ in news})
    return Saved(entered.new, entered.refreshed, talk.stored, talk.left_out, entered.changed, recorded)


def save_post(db: sqlite3.Connection, post: Post, *, seen_at: datetime) -> bool:
    """Enter a post with its papers, mentions and engagement; False if it was there already.

    Raises UserError if another post of that day is stored.
    """
    if is_stored(db, post):
        return False
    papers = papers_of(post)
    save_imported(db, papers, seen_at=seen_at)
    insert_post(db, post, [one.paper.id for one in papers], seen_at=seen_at)
    return True


def _set_code_urls(db: sqlite3.Connection, code_urls: Mapping[ArxivId, str]) -> None:
    db.executemany(
        "UPDATE papers SET code_url = ? WHERE id = ?", ((url, paper_id) for paper_id, url in code_urls.items())
    )
