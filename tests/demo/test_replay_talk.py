"""The replay answers as Hugging Face and Hacker News do."""

import re
from collections import Counter

import pytest

from bot.demo.replay import NINE, Replay
from tests.demo.asking import Get, daily, hits


async def test_hugging_face_lists_the_most_upvoted_first_and_counts_rise_by_nine(replay: Replay, get: Get) -> None:
    morning = {item["paper"]["id"]: item for item in (await daily(get, replay, date="2025-06-03")).json}
    replay.moment = NINE
    nine = {item["paper"]["id"]: item for item in (await daily(get, replay, date="2025-06-03")).json}
    upvotes = [item["paper"]["upvotes"] for item in nine.values()]
    assert upvotes == sorted(upvotes, reverse=True)
    assert max(upvotes) == 160
    assert min(item["paper"]["upvotes"] for item in morning.values()) == 3
    assert morning.keys() < nine.keys()
    assert all(nine[paper]["paper"]["upvotes"] > morning[paper]["paper"]["upvotes"] for paper in morning)
    assert all(nine[paper]["numComments"] >= morning[paper]["numComments"] for paper in morning)


async def test_what_hugging_face_does_not_know_is_absent_and_never_null(replay: Replay, get: Get) -> None:
    items = (await daily(get, replay)).json
    outer = [item.keys() for item in items]
    inner = [item["paper"].keys() for item in items]
    for key in ("projectPage", "githubRepo", "organization", "mediaUrls"):
        assert 0 < sum(key in keys for keys in inner) < len(items)
    assert 0 < sum("mediaUrls" in keys for keys in outer) < len(items)
    assert b"null" not in (await daily(get, replay)).body


async def test_hugging_face_pages_end_with_an_empty_one(replay: Replay, get: Get) -> None:
    whole = (await daily(get, replay, date="2025-06-03")).json
    pages = [await daily(get, replay, date="2025-06-03", limit="6", p=str(page)) for page in range(4)]
    assert [item for page in pages for item in page.json] == whole
    assert pages[-1].json == []
    assert ["Link" in page.headers for page in pages] == [True, True, False, False]
    assert pages[0].headers["Link"].endswith('p=1>; rel="next"')


async def test_hugging_face_has_nothing_on_a_sunday(replay: Replay, get: Get) -> None:
    got = await daily(get, replay, date="2025-06-01")
    assert (got.status, got.json) == (200, [])


@pytest.mark.parametrize(
    ("params", "where"),
    [
        ({"limit": "101"}, "at limit"),
        ({"limit": "0"}, "at limit"),
        ({"p": "x"}, "at p"),
        ({"date": "2025-06-31"}, "at date"),
        ({"week": "2025-W23"}, "at week"),
    ],
)
async def test_hugging_face_refuses_what_it_cannot_list(
    replay: Replay, get: Get, params: dict[str, str], where: str
) -> None:
    got = await daily(get, replay, **params)
    assert got.status == 400
    assert got.json["error"].endswith(where)


async def test_stories_are_found_by_the_host_that_they_link_to(replay: Replay, get: Get) -> None:
    wish = {"tags": "story", "restrictSearchableAttributes": "url", "hitsPerPage": "1000", "typoTolerance": "false"}
    arxiv = (await hits(get, replay, query="arxiv.org", **wish))["hits"]
    others = [(await hits(get, replay, query=host, **wish))["nbHits"] for host in ("alphaxiv.org", "huggingface.co")]
    times = [hit["created_at_i"] for hit in arxiv]
    assert all("arxiv.org/" in hit["url"] for hit in arxiv)
    assert times == sorted(times, reverse=True)
    assert max((hit["points"], hit["num_comments"]) for hit in arxiv if "num_comments" in hit) == (318, 120)
    assert Counter("2506.01734" in hit["url"] for hit in arxiv)[True] == 2
    assert others == [1, 1]


async def test_a_text_post_has_no_url_and_a_count_may_be_missing(replay: Replay, get: Get) -> None:
    stories = (await hits(get, replay, query="", tags="story", hitsPerPage="100"))["hits"]
    post = next(hit for hit in stories if "url" not in hit)
    assert '<a href="https:&#x2F;&#x2F;arxiv.org&#x2F;abs&#x2F;2506.01115" rel="nofollow">' in post["story_text"]
    assert "adds &amp; memorizes.<p>Has" in post["story_text"]
    assert any("num_comments" not in hit for hit in stories)


async def test_one_comment_cites_two_papers(replay: Replay, get: Get) -> None:
    comments = (
        await hits(get, replay, query="arxiv.org", tags="comment", restrictSearchableAttributes="comment_text")
    )["hits"]
    cited = [frozenset(re.findall(r"\d{4}\.\d{5}", hit["comment_text"])) for hit in comments]
    assert frozenset({"2506.01372", "2506.01716"}) in cited
    assert all("points" not in hit and hit["story_id"] == hit["parent_id"] for hit in comments)


async def test_filters_narrow_by_time_and_points_and_pages_tile_the_rest(replay: Replay, get: Get) -> None:
    everything = (await hits(get, replay, tags="(story,comment)", hitsPerPage="1000"))["hits"]
    middle = everything[len(everything) // 2]["created_at_i"]
    older, newer = [
        (await hits(get, replay, numericFilters=f"created_at_i{sign}{middle}", hitsPerPage="1000"))["hits"]
        for sign in ("<", ">=")
    ]
    popular = (await hits(get, replay, numericFilters="points>50,num_comments>=31"))["hits"]
    pages = [(await hits(get, replay, hitsPerPage="7", page=str(page)))["hits"] for page in range(3)]
    assert newer + older == everything
    assert sorted(hit["points"] for hit in popular) == [64, 89, 147, 318]
    assert [hit["objectID"] for page in pages for hit in page] == [hit["objectID"] for hit in everything]


@pytest.mark.parametrize("filters", ["upvotes>3", "points=>3", "created_at_i"])
async def test_a_filter_that_cannot_be_read_finds_nothing_without_an_error(
    replay: Replay, get: Get, filters: str
) -> None:
    assert (await hits(get, replay, numericFilters=filters))["nbHits"] == 0


async def test_hits_past_the_thousandth_are_refused_with_a_message(replay: Replay, get: Get) -> None:
    got = await hits(get, replay, page="1", hitsPerPage="1000")
    assert (got["hits"], got["nbHits"]) == ([], 0)
    assert "1000 hits" in got["message"]


async def test_a_page_that_is_no_number_is_refused(replay: Replay, get: Get) -> None:
    got = await get(f"{replay.hackernews_url}/api/v1/search_by_date", page="two")
    assert (got.status, got.json["status"]) == (400, 400)


async def test_what_was_found_is_highlighted(replay: Replay, get: Get) -> None:
    (story,) = (await hits(get, replay, query="benford's digits", tags="author_demo_vole,story", page="0"))["hits"][:1]
    shown = story["_highlightResult"]
    assert shown["title"]["value"] == "<em>Benford</em>'<em>s</em> Curse: LLMs have favorite <em>digits</em> [pdf]"
    assert (shown["title"]["matchLevel"], shown["url"]["matchLevel"]) == ("full", "none")
    plain = (await hits(get, replay, attributesToHighlight="none"))["hits"]
    assert not any("_highlightResult" in hit for hit in plain)
