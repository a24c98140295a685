"""The sample day is lively, honest about what is invented, and copies nobody."""

import json
import re
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from bot.demo.sample import MORNING, SAMPLE_DAY, Listing, load_sample_day
from bot.papers.calendar import submission_window


def test_the_sample_day_is_a_lively_one() -> None:
    day = load_sample_day()
    listed = Counter(paper.listing for paper in day.papers)
    talked_about = {entry.paper.id for entry in day.featured} | {
        paper_id for story in day.stories for paper_id in re.findall(r"\d{4}\.\d{5}", f"{story.url} {story.text}")
    }
    assert (listed[Listing.NEW], listed[Listing.CROSS], listed[Listing.REPLACE]) == (41, 3, 4)
    assert len(talked_about) >= 12
    assert {"cs.CL", "cs.LG", "cs.CV", "cs.AI", "cs.RO", "cs.CR", "stat.ML"} <= {
        category for paper in day.papers for category in paper.categories
    }
    assert max(len(paper.authors) for paper in day.papers) >= 20
    assert all(2 <= len(re.findall(r"[.?!]''?(?:\s|$)|[.?!](?:\s|$)", paper.abstract)) <= 4 for paper in day.papers)


def test_new_papers_were_submitted_in_the_window_of_the_listing() -> None:
    start, end = submission_window(SAMPLE_DAY)
    new = [paper for paper in load_sample_day().papers if paper.listing is Listing.NEW]
    assert all(start <= paper.submitted_at < end for paper in new)


def test_everything_said_was_said_between_the_announcement_and_the_morning() -> None:
    day = load_sample_day()
    assert all(item.at.date() == SAMPLE_DAY and item.at < MORNING for item in (*day.stories, *day.comments))
    assert all(story.at < comment.at for comment in day.comments for story in [comment.story])


def test_nobody_real_speaks_in_the_sample_day() -> None:
    day = load_sample_day()
    names = {item.by for item in (*day.stories, *day.comments)} | {entry.submitter for entry in day.featured}
    assert all(name.startswith("demo_") for name in names)
    assert min(item.id for item in (*day.stories, *day.comments)) > 9_900_000_000


def test_the_file_of_the_sample_day_travels_with_the_package_and_says_what_is_invented() -> None:
    file = files("bot.demo").joinpath("sample_day.json")
    assert "invented" in " ".join(json.loads(file.read_text("utf-8"))["note"]).lower()


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def runs_of_six(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[at : at + 6]) for at in range(len(found) - 5)}


def originals(shared: Path) -> dict[str, dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for name in ("2025-06-02", "2025-06-03"):
        for line in (shared / "papers" / f"{name}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            rows.setdefault(row["id"], row)
    return rows


@pytest.mark.shared
def test_papers_are_real_ones_and_no_sentence_of_them_is_copied(shared: Path) -> None:
    rows = originals(shared)
    papers = [paper for paper in load_sample_day().papers if paper.id in rows]
    assert len(papers) == len(load_sample_day().papers) - 1
    for paper in papers:
        original = rows[paper.id]
        assert paper.title == " ".join(original["title"].split())
        assert list(paper.authors) == original["authors"]
        assert list(paper.categories) == original["categories"]
        assert paper.comment == (" ".join(original["comment"].split()) if original["comment"] else None)
        assert not runs_of_six(paper.abstract) & runs_of_six(original["summary"]), paper.id
