"""The Store: everything the bot remembers, as a Protocol.

Every method is one whole transaction and safe to repeat: a caller that is cancelled, or that dies and
starts again, may call it once more with the same arguments and leaves the same state. Any method may
raise StoreError. All moments are aware UTC.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from bot.papers.model import ArxivId, Engagement, ImportedPaper, Mention, Paper, StoredPaper
from bot.papers.posts import Post
from bot.query.bind import BoundQuery
from bot.query.match import PaperTokens
from bot.query.tree import Query
from bot.subscriptions.model import Digest, Place, Shown


class RunState(StrEnum):
    """How one reading of one source ended."""

    OK = "ok"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SourceRun:
    """One reading of one source; ``detail`` is a line that a reader may see.

    ``listing_day`` is the date whose announcement was read whole (arXiv only): the one thing that
    allows "nothing was announced" to be said of that date. ``day`` is the past day that was read, None for
    the present: only a run without it tells how the source stands now.
    """

    source: str
    started_at: datetime
    finished_at: datetime
    state: RunState
    detail: str = ""
    listing_day: date | None = None
    papers: int = 0
    mentions: int = 0
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one run of one source found, or a part of it: stored whole or not at all.

    ``goes_on`` says that more of the run follows: what was found is stored, the run itself not yet.
    ``papers`` enter or refresh; ``revisions`` refresh a known paper and never enter. ``etags`` (address
    → ETag) are only remembered with the data they stand for, so that a "not modified" never hides
    something that was lost. Mentions of papers that are not in the store are left out and counted.
    ``strangers`` were looked up and do not belong to the gathered categories, or do not exist.
    """

    run: SourceRun
    papers: Sequence[Paper] = ()
    revisions: Sequence[Paper] = ()
    mentions: Sequence[Mention] = ()
    code_urls: Mapping[ArxivId, str] = field(default_factory=dict)
    etags: Mapping[str, str] = field(default_factory=dict)
    strangers: Collection[ArxivId] = ()
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Announced:
    """When a stored paper was announced, None where it is not known; told by a listing, or an estimate."""

    day: date | None
    is_estimate: bool = False

    @property
    def told(self) -> date | None:
        """Return the day if a listing told it."""
        return None if self.is_estimate else self.day


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save did: papers that were ``new``, and known ones that came again (``refreshed``).

    ``changed`` counts each word on a known paper that changed what is known of it, ``measurements`` what was
    added to the series of engagement.
    """

    new: int = 0
    refreshed: int = 0
    mentions: int = 0
    mentions_left_out: int = 0
    changed: int = 0
    measurements: int = 0


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


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: ``papers``, best first, and the score of each.

    ``bounded_at`` is None where all that the query asks for was scored; else only that many were, the newest
    of those that pass all its filters; where it asks for beginnings of very many words there may be no older ones.
    ``more`` tells that further ones follow on the next page.
    """

    papers: Sequence[StoredPaper]
    scores: Sequence[float]
    bounded_at: int | None = None
    more: bool = False


@dataclass(frozen=True, slots=True)
class Neighbor:
    """A paper like another one; ``score``, from 0 to 1, is its relevance to the other's most telling words."""

    paper: StoredPaper
    score: float


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
        """Enter or refresh papers from a file; a later one of the same id refreshes an earlier one.

        Engagement measured at ``seen_at`` itself is that of a file that tells no moment: it is passed over
        where the latest of its source says the same, so that the same file again adds nothing.
        """
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
        """Return, ascending, every day with an imported post or an announced paper, both ends included.

        A paper that was withdrawn does not count.
        """
        ...

    async def papers(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, StoredPaper]:
        """Return the stored ones among ``ids``."""
        ...

    async def announced(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, Announced]:
        """Return when the stored ones among ``ids`` were announced."""
        ...

    async def announced_between(self, since: date, until: date, *, talked_about: bool = False) -> Sequence[StoredPaper]:
        """Return papers announced in [since, until], withdrawn ones left out, hottest first, ties by id.

        Only those with any heat if ``talked_about``.
        """
        ...

    async def withdrawn_between(self, since: date, until: date) -> int:
        """Return how many papers announced in [since, until] were withdrawn."""
        ...

    async def search(self, query: Query, *, top: int, skip: int = 0) -> Found:
        """Return the ``top`` best papers for ``query``, withdrawn ones among them, without the first ``skip``.

        Best is what scores highest by relevance and heat; where no word has to be met, the hottest. Of more
        hits than can be scored in time the newest are, and the answer says so. Raises QueryError for a term
        in which there is nothing to look for.
        """
        ...

    async def announced_matching(self, query: Query, since: date, until: date) -> Sequence[StoredPaper]:
        """Return the papers announced in [since, until] that ``query`` matches.

        Withdrawn ones are left out; hottest first, ties by id. Raises QueryError.
        """
        ...

    async def bound(self, queries: Sequence[Query]) -> Sequence[BoundQuery]:
        """Return each query with the index's own tokens of its terms. Raises QueryError."""
        ...

    async def paper_tokens(self, since: date, until: date, *, talked_about: bool = False) -> Sequence[PaperTokens]:
        """Return what queries can ask of the papers that ``announced_between`` returns, in its order."""
        ...

    async def similar(self, paper_id: ArxivId, *, top: int) -> Sequence[Neighbor]:
        """Return the ``top`` papers most like one, best first; never itself, never a withdrawn one.

        Empty where the paper is not stored or nothing is like it. Lists of papers that ``refresh_similar`` was
        called for are read; others are worked out, among the newest papers that share its telling words.
        """
        ...

    async def refresh_search(self) -> None:
        """Make ready for questions after many papers were saved: what is found stays the same, and is found sooner.

        Mostly there is nothing to do; once in 100,000 papers it takes some seconds.
        """
        ...

    async def refresh_similar(self, day: date) -> int:
        """Work out anew which papers those announced on ``day`` are like, and keep it; return how many they are."""
        ...

    async def mentions(self, ids: Sequence[ArxivId]) -> Mapping[ArxivId, Sequence[Mention]]:
        """Return each paper's mentions: highest score first, then in the order in which they came."""
        ...

    async def series(self, paper_id: ArxivId) -> Sequence[Engagement]:
        """Return every measurement of a paper, oldest first."""
        ...

    async def series_of(self, ids: Collection[ArxivId]) -> Mapping[ArxivId, Sequence[Engagement]]:
        """Return every measurement of each of ``ids``, oldest first; nothing for a paper never measured."""
        ...

    async def set_weights(self, weights: Mapping[str, float]) -> None:
        """Make ``weights`` (source → factor, 1 where missing) the ones heat is made with, and refresh all heat."""
        ...

    async def etag(self, url: str) -> str | None:
        """Return the ETag remembered for an address."""
        ...

    async def source_histories(self, day: date | None = None) -> Mapping[str, SourceHistory]:
        """Return, by source name, how its last readings of the present ended; with ``day`` also those of that day."""
        ...

    async def listing_was_read(self, day: date) -> bool:
        """Tell whether the announcement of ``day`` was read whole."""
        ...

    async def listings_read(self, since: date, until: date) -> Mapping[date, datetime]:
        """Return the days in [since, until] whose announcement was read whole, and when it first was."""
        ...

    async def strangers(self, ids: Sequence[ArxivId], *, asked_since: datetime) -> Collection[ArxivId]:
        """Return those among ``ids`` that were looked up in vain at ``asked_since`` or later."""
        ...

    async def rests(self, now: datetime) -> Mapping[str, datetime]:
        """Return who asked to be left alone (a host, or a whole source), and until when."""
        ...

    async def save_rests(self, rests: Mapping[str, datetime], *, now: datetime) -> None:
        """Remember who asked to be left alone until when; rests that are over by ``now`` are forgotten."""
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
