"""The Store: everything the bot remembers, as a Protocol.

Every method is one whole transaction and safe to repeat: a caller that is cancelled, or that dies and
starts again, may call it once more with the same arguments and leaves the same state. Any method may
raise StoreError. All moments are aware UTC.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from bot.papers.model import ArxivId, Engagement, ImportedPaper, Mention, Paper, StoredPaper
from bot.papers.posts import Post
from bot.subscriptions.model import Digest, Place, Shown


class RunState(StrEnum):
    """How one reading of one source ended."""

    OK = "ok"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SourceRun:
    """One reading of one source; ``detail`` is a line that a reader may see.

    ``listing_day`` is the date whose announcement was read whole (arXiv only): the one thing that
    allows "nothing was announced" to be said of that date.
    """

    source: str
    started_at: datetime
    finished_at: datetime
    state: RunState
    detail: str = ""
    listing_day: date | None = None
    papers: int = 0
    mentions: int = 0


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one run of one source found: stored whole or not at all.

    ``papers`` enter or refresh; ``revisions`` refresh a known paper and never enter. ``etags`` (address
    → ETag) are only remembered with the data they stand for, so that a "not modified" never hides
    something that was lost. Mentions of papers that are not in the store are left out and counted.
    """

    run: SourceRun
    papers: Sequence[Paper] = ()
    revisions: Sequence[Paper] = ()
    mentions: Sequence[Mention] = ()
    code_urls: Mapping[ArxivId, str] = field(default_factory=dict)
    etags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save did."""

    new: int = 0
    refreshed: int = 0
    mentions: int = 0
    mentions_left_out: int = 0


@dataclass(frozen=True, slots=True)
class SourceHistory:
    """The last run of a source and its last good one."""

    last: SourceRun
    last_ok: SourceRun | None


@dataclass(frozen=True, slots=True)
class Totals:
    """How much is in the store."""

    papers: int
    mentions: int
    measurements: int
    posts: int
    first_day: date | None
    last_day: date | None


class Store(Protocol):
    """What the bot remembers."""

    async def save_gathered(self, gathered: Gathered) -> Saved:
        """Store one run of one source: papers, mentions, engagement, ETags and the run itself.

        A paper is matched by id. A known ``announced`` beats an estimate, and of two of a kind the
        earlier is kept. Text is replaced unless it comes from an older version than the stored one; a
        field the source did not give (None) keeps what is stored. For each (source, paper) that got
        mentions with counts, engagement is measured anew at the run's ``finished_at``: the sum over all
        its known mentions of each one's latest counts.
        """
        ...

    async def save_imported(self, papers: Sequence[ImportedPaper], *, seen_at: datetime) -> Saved:
        """Enter or refresh papers from a file; a later one of the same id refreshes an earlier one."""
        ...

    async def save_post(self, post: Post, *, seen_at: datetime) -> bool:
        """Enter a Hot Papers post with its papers, mentions and engagement; False if it was there already.

        The same post again changes nothing. Raises UserError if another post of that day is stored.
        """
        ...

    async def post(self, day: date) -> Post | None:
        """Return the imported post of a day, exactly as it was."""
        ...

    async def days(self, since: date | None = None, until: date | None = None) -> Sequence[date]:
        """Return, ascending, every day with an imported post or an announced paper, both ends included."""
        ...

    async def papers(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, StoredPaper]:
        """Return the stored ones among ``ids``."""
        ...

    async def announced(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, date | None]:
        """Return the announcement date of the stored ones among ``ids``; None where it is not known."""
        ...

    async def announced_between(self, since: date, until: date) -> Sequence[StoredPaper]:
        """Return papers announced in [since, until], withdrawn ones left out, hottest first, ties by id."""
        ...

    async def mentions(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, Sequence[Mention]]:
        """Return each paper's mentions: highest score first, then in the order in which they came."""
        ...

    async def series(self, paper_id: ArxivId) -> Sequence[Engagement]:
        """Return every measurement of a paper, oldest first."""
        ...

    async def set_weights(self, weights: Mapping[str, float]) -> None:
        """Make ``weights`` (source → factor, 1 where missing) the ones heat is made with, and refresh all heat."""
        ...

    async def etag(self, url: str) -> str | None:
        """Return the ETag remembered for an address."""
        ...

    async def source_histories(self) -> Mapping[str, SourceHistory]:
        """Return, by source name, how its last readings ended."""
        ...

    async def listing_was_read(self, day: date) -> bool:
        """Tell whether the announcement of ``day`` was read whole."""
        ...

    async def save_digest(self, digest: Digest) -> None:
        """Remember what a place was shown; a digest of the same place and period is replaced."""
        ...

    async def shown(self, place: Place) -> Sequence[Shown]:
        """Return what a place was ever shown, newest first."""
        ...

    async def totals(self) -> Totals:
        """Return how much is in the store."""
        ...

    async def close(self) -> None:
        """Finish what is being written and let go of the file; may be called twice."""
        ...
