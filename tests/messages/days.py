"""The days of the ancestor's posts, as digests."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from pathlib import Path

from bot.digest.select import EmptyReason, HotList, as_posted
from bot.papers.model import ImportedPaper, StoredPaper
from bot.papers.posts import papers_of, parse_post
from tests.messages.samples import NEXT_DUE_AT, states


def post_files(shared: Path) -> Sequence[Path]:
    return sorted((shared / "posts").glob("*.md"))


def day_of(file: Path, *, top: int | None) -> HotList:
    """Return a post's papers in its own order, white space collapsed as the store does."""
    post = parse_post(file.read_text(encoding="utf-8"))
    posted = papers_of(post)
    papers = as_posted(posted, _stored(posted), {}, min_heat=None, top=top)
    day = datetime.combine(post.day, time(), UTC).date()
    return HotList(
        day=day,
        since=day,
        query="",
        said="all papers",
        considered=len(posted),
        papers=papers,
        sources=states(),
        min_heat=None,
        newest_day=day,
        empty_because=None if papers else EmptyReason.BELOW_THRESHOLD,
        next_due_at=NEXT_DUE_AT,
        from_post=True,
    )


def _stored(posted: Sequence[ImportedPaper]) -> Mapping[str, StoredPaper]:
    return {
        one.paper.id: StoredPaper(
            one.paper, " ".join(one.paper.title.split()), " ".join(one.paper.abstract.split()), 0.0, {}
        )
        for one in posted
    }
