"""The replay answers over real HTTP, feeds and query answers as arXiv gives them."""

from collections import Counter
from datetime import timedelta

import pytest

from bot.demo.replay import MOMENTS, MORNING, NINE, SAMPLE_DAY, Replay
from bot.demo.sample import load_sample_day
from bot.errors import BotError
from bot.papers.calendar import submission_window
from tests.demo.asking import ARXIV, ATOM, DC, DEFAULT_FEED, OPENSEARCH, Get, daily, entry_ids, kinds


async def test_hacker_news_is_down_at_nine_and_nothing_else_is(replay: Replay, get: Get) -> None:
    replay.moment = NINE
    down = await get(f"{replay.hackernews_url}/api/v1/search_by_date", query="arxiv.org")
    up = [await get(f"{replay.rss_url}/cs"), await get(replay.api_url, id_list="2506.01939"), await daily(get, replay)]
    assert down.status == 500
    assert down.headers["Content-Type"] == "text/html"
    assert [got.status for got in up] == [200, 200, 200]


async def test_only_moments_with_counts_can_be_shown(replay: Replay) -> None:
    with pytest.raises(ValueError, match="no counts"):
        replay.moment = NINE + timedelta(hours=1)
    assert replay.moment == MORNING


async def test_a_port_in_use_is_said_in_one_line(replay: Replay) -> None:
    port = int(replay.rss_url.split(":")[2].split("/")[0])
    with pytest.raises(BotError, match=rf"Port {port} .* Choose another one\.$"):
        async with Replay(port=port):
            pass


async def test_the_feed_lists_new_papers_first_then_cross_listings_then_revisions(replay: Replay, get: Get) -> None:
    got = await get(f"{replay.rss_url}/{DEFAULT_FEED}")
    listed = list(kinds(got.xml).values())
    assert got.status == 200
    assert listed == sorted(listed, key=["new", "cross", "replace", "replace-cross"].index)
    assert Counter(listed)["new"] >= 30
    assert Counter(listed)["cross"] >= 3
    assert Counter(listed)["replace"] + Counter(listed)["replace-cross"] == 4


async def test_a_paper_is_new_where_its_primary_category_is_asked_for_and_a_cross_listing_elsewhere(
    replay: Replay, get: Get
) -> None:
    primary_in_robotics = "2506.01196"
    alone = kinds((await get(f"{replay.rss_url}/cs.CV")).xml)
    union = kinds((await get(f"{replay.rss_url}/cs.CV+cs.RO")).xml)
    assert alone[primary_in_robotics] == "cross"
    assert union[primary_in_robotics] == "new"
    assert len(union) == len(set(union))


async def test_a_paper_that_was_listed_before_is_never_new(replay: Replay, get: Get) -> None:
    primary = kinds((await get(f"{replay.rss_url}/cs.IR")).xml)
    both = kinds((await get(f"{replay.rss_url}/cs.IR+cs.CL")).xml)
    assert "2311.03057" not in primary
    assert both["2311.03057"] == "cross"


async def test_a_whole_archive_and_a_category_in_lower_case_can_be_asked_for(replay: Replay, get: Get) -> None:
    archive = kinds((await get(f"{replay.rss_url}/cs")).xml)
    lower, upper = [kinds((await get(f"{replay.rss_url}/{name}")).xml) for name in ("cs.cl", "cs.CL")]
    assert lower == upper
    assert lower.keys() < archive.keys()


async def test_a_feed_item_has_everything_that_arxiv_gives_and_nothing_that_it_does_not(
    replay: Replay, get: Get
) -> None:
    feed = (await get(f"{replay.rss_url}/cs.RO+cs.CL")).xml
    item = next(item for item in feed.iter("item") if item.findtext("link").endswith("/2506.01055"))
    assert item.findtext("description").startswith("arXiv:2506.01055v1 Announce Type: cross \nAbstract: ")
    assert item.findtext("guid") == "oai:arXiv.org:2506.01055v1"
    assert item.find("guid").get("isPermaLink") == "false"
    assert [category.text for category in item.iter("category")] == ["cs.CR", "cs.CL"]
    assert item.findtext("pubDate") == "Tue, 03 Jun 2025 00:00:00 -0400"
    assert item.findtext(f"{DC}creator") == "Meysam Alizadeh, Zeynab Samei, Daria Stetsenko, Fabrizio Gilardi"
    assert item.find("comments") is None


async def test_the_feed_prints_accents_as_tex(replay: Replay, get: Get) -> None:
    feed = (await get(f"{replay.rss_url}/{DEFAULT_FEED}")).xml
    creators = [item.findtext(f"{DC}creator") for item in feed.iter("item")]
    assert all(creator.isascii() for creator in creators)
    assert any(r"Marc-Andr\'e Carbonneau" in creator for creator in creators)
    assert any(r"Lukas H\"ollein, Matthias Nie{\ss}ner" in creator for creator in creators)


async def test_a_feed_that_has_not_changed_is_not_sent_again(replay: Replay, get: Get) -> None:
    first = await get(f"{replay.rss_url}/cs.CL")
    replay.moment = NINE
    second = await get(f"{replay.rss_url}/cs.CL", headers={"If-None-Match": first.headers["ETag"]})
    other = await get(f"{replay.rss_url}/cs.CV", headers={"If-None-Match": first.headers["ETag"]})
    assert (second.status, second.body) == (304, b"")
    assert second.headers["ETag"] == first.headers["ETag"]
    assert other.status == 200


async def test_a_feed_may_be_kept_until_midnight_in_new_york(replay: Replay, get: Get) -> None:
    ages = []
    for moment in MOMENTS:
        replay.moment = moment
        ages.append((await get(f"{replay.rss_url}/cs.CL")).headers["Cache-Control"])
    assert ages == ["max-age=79200", "max-age=68400"]


@pytest.mark.parametrize(
    ("spec", "reason"),
    [("cs.CL+cs.ZZ", "Bad subject class 'ZZ'"), ("cooking", "Bad archive 'cooking'"), ("cs.CL+", "Bad archive ''")],
)
async def test_one_unknown_category_fails_the_whole_feed_and_is_named(
    replay: Replay, get: Get, spec: str, reason: str
) -> None:
    got = await get(f"{replay.rss_url}/{spec}")
    assert got.status == 400
    assert got.xml.findtext("channel/title") == f"Feed error for query: http://rss.arxiv.org/rss/{spec}"
    assert got.xml.findtext("channel/description").startswith(reason)
    assert kinds(got.xml) == {}


async def test_the_query_api_finds_known_ids_and_drops_unknown_ones(replay: Replay, get: Get) -> None:
    got = await get(replay.api_url, id_list="2506.01939,2506.77777,2505.24832v2,2506.01055v7")
    assert got.status == 200
    assert entry_ids(got.xml) == ["2505.24832v2", "2506.01939v1"]
    assert got.xml.findtext(f"{OPENSEARCH}totalResults") == "2"
    assert got.xml.findtext(f"{OPENSEARCH}itemsPerPage") == "10"


async def test_an_entry_has_what_the_feed_lacks(replay: Replay, get: Get) -> None:
    got = await get(replay.api_url, id_list="2506.00077,2506.01950")
    mixture, mapping = got.xml.iter(f"{ATOM}entry")
    assert [category.get("term") for category in mixture.iter(f"{ATOM}category")] == [
        "cs.CL",
        "cs.LG",
        "stat.ML",
        "62R07",
    ]
    assert mixture.find(f"{ARXIV}comment") is None
    assert mapping.findtext(f"{ARXIV}comment").startswith("8 pages, 6 figures. Code: https://github.com/Eku127/DualMap")
    assert mapping.find(f"{ARXIV}primary_category").get("term") == "cs.RO"
    assert [name.text for name in mapping.iter(f"{ATOM}name")] == [
        "Jiajun Jiang",
        "Yiming Zhu",
        "Zirui Wu",
        "Jie Song",
    ]


async def test_the_withdrawn_paper_says_so_in_its_comment_only(replay: Replay, get: Get) -> None:
    entry = next((await get(replay.api_url, id_list="2506.99990")).xml.iter(f"{ATOM}entry"))
    feed = await get(f"{replay.rss_url}/cs.LG")
    assert "withdrawn" in entry.findtext(f"{ARXIV}comment")
    assert b"withdrawn" not in feed.body
    assert kinds(feed.xml)["2506.99990"] == "new"


async def test_a_past_day_is_found_by_category_and_time_of_submission_page_by_page(replay: Replay, get: Get) -> None:
    start, end = submission_window(SAMPLE_DAY)
    search = f"(cat:cs.CL OR cat:cs.CV) AND submittedDate:[{start:%Y%m%d%H%M} TO {end:%Y%m%d%H%M}]"
    pages = [await get(replay.api_url, search_query=search, start=str(at), max_results="15") for at in (0, 15, 30, 45)]
    found = [paper_id.partition("v")[0] for page in pages for paper_id in entry_ids(page.xml)]
    wanted = {
        paper.id
        for paper in load_sample_day().papers
        if {"cs.CL", "cs.CV"}.intersection(paper.categories) and paper.id.startswith("2506.")
    }
    assert len(found) == len(set(found))
    assert set(found) == wanted
    assert {page.xml.findtext(f"{OPENSEARCH}totalResults") for page in pages} == {str(len(wanted))}
    assert [len(entry_ids(page.xml)) for page in pages][-1] == 0


async def test_a_search_can_be_sorted_by_time_both_ways_and_narrowed_to_ids(replay: Replay, get: Get) -> None:
    wish = {"search_query": "cat:cs.CV", "sortBy": "submittedDate", "max_results": "100"}
    newest = entry_ids((await get(replay.api_url, **wish)).xml)
    oldest = entry_ids((await get(replay.api_url, **wish, sortOrder="ascending")).xml)
    both = await get(replay.api_url, search_query="cat:cs.CV", id_list="2506.01196,2506.01055")
    revised = await get(replay.api_url, search_query="cat:cs.CL", sortBy="lastUpdatedDate", max_results="1")
    assert newest == oldest[::-1]
    assert oldest[0].startswith("2505.")
    assert entry_ids(both.xml) == ["2506.01196v1"]
    assert len(entry_ids(revised.xml)) == 1


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"id_list": "abc"}, "incorrect id format for abc"),
        ({"id_list": "2506.01939,"}, "incorrect id format for "),
        ({"search_query": "cat:cs.CL", "start": "-1"}, "start must be a non-negative integer"),
        ({"search_query": "cat:cs.CL", "max_results": "2001"}, "max_results must be at most 2000"),
        ({"search_query": "submittedDate:[202513010000 TO 202513020000]"}, "incorrect date format for 202513010000"),
        ({"search_query": "au:mallat"}, "the replay searches by cat: and submittedDate: only"),
    ],
)
async def test_a_malformed_request_is_400_with_one_error_entry(
    replay: Replay, get: Get, params: dict[str, str], message: str
) -> None:
    got = await get(replay.api_url, **params)
    entry = next(got.xml.iter(f"{ATOM}entry"))
    assert got.status == 400
    assert entry.findtext(f"{ATOM}title") == "Error"
    assert entry.findtext(f"{ATOM}id") == f"https://arxiv.org/api/errors#{message.replace(' ', '_')}"
    assert entry.findtext(f"{ATOM}summary") == message
    assert entry.find(f"{ATOM}published") is None


async def test_asking_the_query_api_for_nothing_finds_nothing(replay: Replay, get: Get) -> None:
    got = await get(replay.api_url)
    assert (got.status, entry_ids(got.xml)) == (200, [])
