"""A paper, what people said of it, and how much."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NewType

from bot.papers.text import readable

ArxivId = NewType("ArxivId", str)
"""Canonical arXiv id without version: ``2102.01672``, ``hep-th/9901001``, ``math/0309136``."""

SOURCE_LABELS: Final[Mapping[str, str]] = {
    "arxiv": "arXiv",
    "x": "X",
    "huggingface": "HF",
    "hackernews": "HN",
    "bluesky": "Bluesky",
    "reddit": "Reddit",
    "mastodon": "Mastodon",
    "semantic_scholar": "Semantic Scholar",
    "github": "GitHub",
    "openalex": "OpenAlex",
}
"""Every place that we may gather from, and how a reader knows it."""

ENGAGEMENT_SOURCES: Final = ("x", "hackernews", "huggingface", "bluesky", "reddit", "mastodon")
"""The sources whose likes and reposts make heat, in the order in which evidence lines name them."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One arXiv work as its source gave it: text raw, whitespace and all.

    ``categories`` has the primary one first. ``announced`` is the listing date (the day after the
    20:00 Eastern announcement); ``announced_is_estimate`` marks one that was worked out from the time
    of submission. ``version`` is None where the source does not tell it.
    """

    id: ArxivId
    title: str
    abstract: str
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    announced: date | None = None
    announced_is_estimate: bool = False
    version: int | None = None
    submitted_at: datetime | None = None
    comment: str | None = None
    journal_ref: str | None = None
    doi: str | None = None
    code_url: str | None = None
    withdrawn: bool = False

    @property
    def abs_url(self) -> str:
        """Return the address of the abstract page."""
        return f"https://arxiv.org/abs/{self.id}"

    @property
    def pdf_url(self) -> str:
        """Return the address of the PDF; without ``.pdf``, which arXiv answers with 406 since 2026."""
        return f"https://arxiv.org/pdf/{self.id}"


@dataclass(frozen=True, slots=True)
class Engagement:
    """What one source says of one paper at one moment; None is unknown, never 0."""

    source: str
    likes: int | None
    reposts: int | None
    replies: int | None
    measured_at: datetime

    @property
    def count(self) -> int:
        """Return likes + reposts: what enters heat."""
        return (self.likes or 0) + (self.reposts or 0)


@dataclass(frozen=True, slots=True)
class Mention:
    """One tweet, story, comment, post or page about one paper.

    ``key`` is the source's own stable id of it (one mention of two papers is two Mentions with one key).
    ``text`` is plain; ``html`` is kept only where the source gave a ready quotation. ``quotable`` is
    False when its author opted out of being shown to strangers: it counts, but is not quoted.
    """

    source: str
    key: str
    paper_id: ArxivId
    url: str
    author: str | None = None
    handle: str | None = None
    text: str = ""
    posted_at: datetime | None = None
    language: str | None = None
    html: str | None = None
    likes: int | None = None
    reposts: int | None = None
    replies: int | None = None
    quotable: bool = True

    @property
    def has_counts(self) -> bool:
        """Tell whether the source gave any number for it."""
        return (self.likes, self.reposts, self.replies) != (None, None, None)

    @property
    def score(self) -> int:
        """Return likes + reposts, by which mentions are ordered."""
        return (self.likes or 0) + (self.reposts or 0)


@dataclass(frozen=True, slots=True)
class StoredPaper:
    """A paper as the store gives it back.

    ``title``, ``abstract``, ``authors`` and ``comment`` are readable; ``paper`` has them raw. ``engagement``
    is the latest of each source. ``heat`` is the stored one.
    """

    paper: Paper
    title: str
    abstract: str
    heat: float
    engagement: Mapping[str, Engagement]

    @property
    def id(self) -> ArxivId:
        """Return the paper's id."""
        return self.paper.id

    @property
    def authors(self) -> tuple[str, ...]:
        """Return the authors' names as they are shown."""
        return tuple(map(readable, self.paper.authors))

    @property
    def comment(self) -> str | None:
        """Return the authors' comment as it is shown; None where there is none."""
        return None if self.paper.comment is None else readable(self.paper.comment)

    @property
    def journal_ref(self) -> str | None:
        """Return where the paper was published, as it is shown; None where that is not known."""
        return None if self.paper.journal_ref is None else readable(self.paper.journal_ref)


@dataclass(frozen=True, slots=True)
class ImportedPaper:
    """A paper from a file, with what the file knew of it."""

    paper: Paper
    engagement: Sequence[Engagement] = ()
    mentions: Sequence[Mention] = ()
