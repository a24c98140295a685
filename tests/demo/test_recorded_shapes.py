"""The replay's answers have the tags and keys of answers recorded from the real sources."""

import json
import re
from pathlib import Path

import pytest
from lxml import etree

from bot.demo.replay import Replay
from tests.demo.asking import DEFAULT_FEED, Get, daily, hits


def paths(value: object, above: str = "") -> set[str]:
    """Return every path of keys in a JSON value."""
    if isinstance(value, dict):
        return {above} | {path for key, below in value.items() for path in paths(below, f"{above}.{key}")}
    if isinstance(value, list):
        return {path for below in value for path in paths(below, f"{above}[]")}
    return {above}


def hit_paths(answer: object) -> set[str]:
    """Return its paths, whichever attribute was highlighted; the recorded answer has no text post."""
    found = {path for path in paths(answer) if "story_text" not in path}
    return {re.sub(r"(_highlightResult)\.\w+", r"\1.*", path) for path in found}


def tags(element: etree._Element, above: str = "") -> set[str]:
    """Return every path of tags and attributes in an XML tree."""
    here = f"{above}/{element.tag}"
    mine = {here} | {f"{here}@{name}" for name in element.attrib}
    return mine | {path for child in element for path in tags(child, here)}


@pytest.mark.shared
async def test_feeds_have_the_tags_of_recorded_ones(shared: Path, replay: Replay, get: Get) -> None:
    samples = shared / "reference" / "samples" / "arxiv"
    recorded = etree.parse(samples / "rss_cs_assembled.xml").getroot()
    error = etree.parse(samples / "rss_error_bad_category_assembled.xml").getroot()
    ours = (await get(f"{replay.rss_url}/{DEFAULT_FEED}")).xml
    known_only_to_publishers = {path for path in tags(recorded) if path.endswith(("DOI", "journal_reference"))}
    assert tags(ours) == tags(recorded) - known_only_to_publishers
    assert ours.nsmap == recorded.nsmap
    assert [child.tag for child in ours[0]][:10] == [child.tag for child in recorded[0]][:10]
    assert tags((await get(f"{replay.rss_url}/cs.ZZ")).xml) == tags(error)


@pytest.mark.shared
async def test_query_answers_have_the_tags_of_recorded_ones(shared: Path, replay: Replay, get: Get) -> None:
    samples = shared / "reference" / "samples" / "arxiv"
    recorded = etree.parse(samples / "api_id_1605.08386.xml").getroot()
    error = etree.parse(samples / "api_bad_id_400_error_entry.xml").getroot()
    empty = etree.parse(samples / "api_id_not_found_200_empty.xml").getroot()
    ours = (await get(replay.api_url, id_list="2506.01950")).xml
    assert [child.tag for child in ours] == [child.tag for child in recorded]
    assert tags(ours) == tags(recorded)
    assert list(dict.fromkeys(child.tag for child in ours[-1])) == list(
        dict.fromkeys(child.tag for child in recorded[-1])
    )
    assert tags((await get(replay.api_url, id_list="abc")).xml) == tags(error)
    assert tags((await get(replay.api_url, id_list="2506.77777")).xml) == tags(empty)


@pytest.mark.shared
async def test_hugging_face_answers_have_the_keys_of_recorded_ones(shared: Path, replay: Replay, get: Get) -> None:
    samples = shared / "reference" / "samples" / "huggingface"
    recorded = json.loads((samples / "daily_papers_2026-09-30_REAL_trimmed.json").read_text("utf-8"))
    claimed_by_its_author = {
        path
        for path in paths(recorded)
        if path.startswith("[].paper.authors[].") and path.split(".")[3] in {"user", "status", "statusLastChangedAt"}
    }
    assert paths((await daily(get, replay)).json) == paths(recorded) - claimed_by_its_author


@pytest.mark.shared
async def test_hacker_news_answers_have_the_keys_of_recorded_ones(shared: Path, replay: Replay, get: Get) -> None:
    samples = shared / "reference" / "samples" / "hackernews"
    recorded = json.loads((samples / "algolia_search_by_date_REAL.json").read_text("utf-8"))
    past = json.loads((samples / "algolia_past_1000_hits_REAL_message.json").read_text("utf-8"))
    ours = await hits(get, replay, query="arxiv.org", tags="(story,comment)")
    assert hit_paths(ours) == hit_paths(recorded)
    assert paths(await hits(get, replay, page="1", hitsPerPage="1000")) == paths(past)
