"""The sample day: what ``sample_day.json`` holds, as objects."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final

from bot.papers.model import ArxivId

SAMPLE_DAY: Final = date(2025, 6, 3)
"""The listing day, a Tuesday."""

INVENTED: Final = ArxivId("2506.99990")
"""The one paper that does not exist, so that no real one has to be called withdrawn."""

MORNING: Final = datetime(2025, 6, 3, 6, tzinfo=UTC)
NINE: Final = datetime(2025, 6, 3, 9, tzinfo=UTC)
MOMENTS: Final = (MORNING, NINE)
"""The moments whose counts the sample day knows, ascending."""


class Listing(StrEnum):
    """Why a paper stands in the day's listing."""

    NEW = "new"
    CROSS = "cross"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class ListedPaper:
    """One paper of the listing; ``categories`` has the primary one first, and may end in ACM or MSC classes."""

    id: str
    title: str
    abstract: str
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    listing: Listing
    submitted_at: datetime
    updated_at: datetime
    version: int
    comment: str | None


@dataclass(frozen=True, slots=True)
class Votes:
    """What Hugging Face counted of one paper at one moment."""

    upvotes: int
    comments: int


@dataclass(frozen=True, slots=True)
class FeaturedPaper:
    """A paper on Hugging Face's page of the day; it is not on the page at a moment without ``votes``."""

    paper: ListedPaper
    submitter: str
    votes: Mapping[datetime, Votes]
    github: str | None
    github_stars: int | None
    project_page: str | None
    organization: str | None
    media_urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """A Hacker News story; one without ``url`` has ``text``. ``comments`` is None where no count is given."""

    id: int
    by: str
    at: datetime
    title: str
    url: str | None
    text: str | None
    points: int
    comments: int | None


@dataclass(frozen=True, slots=True)
class Comment:
    """A Hacker News comment below a story."""

    id: int
    by: str
    at: datetime
    text: str
    story: Story


@dataclass(frozen=True, slots=True)
class SampleDay:
    """Everything that the replay answers from."""

    papers: tuple[ListedPaper, ...]
    featured: tuple[FeaturedPaper, ...]
    stories: tuple[Story, ...]
    comments: tuple[Comment, ...]


@cache
def load_sample_day() -> SampleDay:
    """Return the bundled sample day; papers by ascending id."""
    raw = json.loads(files("bot.demo").joinpath("sample_day.json").read_text("utf-8"))
    papers = {row["id"]: _paper(row) for row in raw["papers"]}
    stories = {row["id"]: _story(row) for row in raw["stories"]}
    return SampleDay(
        papers=tuple(papers.values()),
        featured=tuple(_featured(row, papers[row["paper"]]) for row in raw["huggingface"]),
        stories=tuple(stories.values()),
        comments=tuple(_comment(row, stories[row["story"]]) for row in raw["comments"]),
    )


def _paper(row: Mapping[str, Any]) -> ListedPaper:
    return ListedPaper(
        id=row["id"],
        title=row["title"],
        abstract=row["abstract"],
        authors=tuple(row["authors"]),
        categories=tuple(row["categories"]),
        listing=Listing(row["listing"]),
        submitted_at=datetime.fromisoformat(row["submitted_at"]),
        updated_at=datetime.fromisoformat(row.get("updated_at", row["submitted_at"])),
        version=row.get("version", 1),
        comment=row.get("comment"),
    )


def _featured(row: Mapping[str, Any], paper: ListedPaper) -> FeaturedPaper:
    return FeaturedPaper(
        paper=paper,
        submitter=row["submitter"],
        votes={_moment(clock): Votes(**counts) for clock, counts in row["counts"].items()},
        github=row.get("github"),
        github_stars=row.get("github_stars"),
        project_page=row.get("project_page"),
        organization=row.get("organization"),
        media_urls=tuple(row.get("media_urls", ())),
    )


def _story(row: Mapping[str, Any]) -> Story:
    return Story(
        id=row["id"],
        by=row["by"],
        at=datetime.fromisoformat(row["at"]),
        title=row["title"],
        url=row.get("url"),
        text=row.get("text"),
        points=row["points"],
        comments=row.get("comments"),
    )


def _comment(row: Mapping[str, Any], story: Story) -> Comment:
    return Comment(id=row["id"], by=row["by"], at=datetime.fromisoformat(row["at"]), text=row["text"], story=story)


def _moment(clock: str) -> datetime:
    return datetime.combine(SAMPLE_DAY, time.fromisoformat(clock), UTC)
