"""The real sources gather from the replay as they would from the sites."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, timedelta

import aiohttp
import pytest

from bot.demo.replay import MORNING, NINE, SAMPLE_DAY, Replay
from bot.errors import SourceError
from bot.papers.model import ArxivId, Mention
from bot.sources.arxiv import Arxiv
from bot.sources.contract import Wish
from bot.sources.fetch import Fetcher
from bot.sources.hackernews import HackerNews
from bot.sources.huggingface import HuggingFace
from bot.store.contract import Announced, Gathered
from tests.demo.conftest import TIMEOUT
from tests.fakes import FakeClock

CATEGORIES = ("cs.AI", "cs.CL", "cs.CV", "cs.LG", "stat.ML")
WEEK = timedelta(days=6)
MONDAY = date(2025, 6, 2)
REVISED = {"2505.24134", "2505.24305", "2505.24703", "2505.24832"}


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        yield Fetcher(session, FakeClock(MORNING), contact="demo@example.org", version="0")


def wish(replay: Replay) -> Wish:
    return Wish(now=replay.moment, since=SAMPLE_DAY - WEEK)


async def known_since_monday(ids: Sequence[ArxivId]) -> dict[ArxivId, Announced]:
    """Know what was new the day before: the four papers that the sample day revises."""
    return {paper_id: Announced(MONDAY) for paper_id in ids if paper_id in REVISED}


async def listed(source: Arxiv, asked: Wish) -> Gathered:
    """Return the last part: it holds all that came before."""
    return [part async for part in source.gather(asked)][-1]


async def never_asked_before(_: str) -> None:
    return None


async def never_read(_: date) -> bool:
    return False


def arxiv(replay: Replay, fetcher: Fetcher) -> Arxiv:
    return Arxiv(
        fetcher.client("arxiv"),
        categories=CATEGORIES,
        known=known_since_monday,
        etag_of=never_asked_before,
        was_read=never_read,
        rss_url=replay.rss_url,
        api_url=replay.api_url,
    )


def huggingface(replay: Replay, fetcher: Fetcher) -> HuggingFace:
    return HuggingFace(fetcher.client("huggingface"), FakeClock(replay.moment), base_url=replay.huggingface_url)


def hackernews(replay: Replay, fetcher: Fetcher) -> HackerNews:
    return HackerNews(fetcher.client("hackernews"), FakeClock(replay.moment), base_url=replay.hackernews_url)


def cited(mentions: Sequence[Mention]) -> set[ArxivId]:
    return {mention.paper_id for mention in mentions}


async def test_the_listing_is_gathered_whole(replay: Replay, fetcher: Fetcher) -> None:
    gathered = await listed(arxiv(replay, fetcher), wish(replay))
    papers = {paper.id: paper for paper in gathered.papers}
    assert len(papers) == 44
    assert {paper.id for paper in gathered.revisions} == REVISED
    assert gathered.run.listing_day == SAMPLE_DAY
    assert {paper.announced for paper in papers.values()} == {SAMPLE_DAY}
    assert all(paper.submitted_at for paper in papers.values())
    assert [paper.id for paper in papers.values() if paper.withdrawn] == ["2506.99990"]
    assert papers[ArxivId("2506.01799")].authors == ("Manuel-Andreas Schneider", "Lukas Höllein", "Matthias Nießner")
    assert papers[ArxivId("2506.01084")].code_url == "https://github.com/epfl-dlab/zip2zip"


async def test_the_listing_is_found_again_by_time_of_submission(replay: Replay, fetcher: Fetcher) -> None:
    today = await listed(arxiv(replay, fetcher), wish(replay))
    next_day = Wish(now=NINE + timedelta(days=1), since=SAMPLE_DAY, day=SAMPLE_DAY)
    past = await listed(arxiv(replay, fetcher), next_day)
    listed_before = {"2311.03057", "2505.24195", "2505.24736"}
    assert {paper.id for paper in past.papers} == {paper.id for paper in today.papers} - listed_before


async def test_papers_that_others_talk_about_are_looked_up(replay: Replay, fetcher: Fetcher) -> None:
    wanted = [ArxivId("2505.24832"), ArxivId("2506.77777")]
    (paper,) = (await arxiv(replay, fetcher).look_up(wanted)).papers
    assert (paper.id, paper.announced) == ("2505.24832", MONDAY)


async def test_hugging_face_is_gathered_at_both_moments(replay: Replay, fetcher: Fetcher) -> None:
    morning = await huggingface(replay, fetcher).gather(wish(replay))
    replay.moment = NINE
    nine = await huggingface(replay, fetcher).gather(wish(replay))
    before = {mention.paper_id: mention.likes or 0 for mention in morning.mentions}
    after = {mention.paper_id: mention.likes or 0 for mention in nine.mentions}
    assert len(before) >= 14
    assert before.keys() < after.keys()
    assert all(before[paper] < after[paper] for paper in before)
    assert nine.code_urls[ArxivId("2506.01347")] == "https://github.com/TianHongZXY/RLVR-Decomposed"


async def test_hacker_news_is_gathered_in_the_morning_and_fails_at_nine(replay: Replay, fetcher: Fetcher) -> None:
    gathered = await hackernews(replay, fetcher).gather(wish(replay))
    benford = [mention.likes for mention in gathered.mentions if mention.paper_id == "2506.01734"]
    two_in_one = [mention.key for mention in gathered.mentions if mention.paper_id in {"2506.01372", "2506.01716"}]
    assert sorted(likes or 0 for likes in benford) == [7, 64]
    assert len(two_in_one) == 2
    assert len(set(two_in_one)) == 1
    assert max((mention.likes or 0, mention.replies) for mention in gathered.mentions if mention.replies) == (318, 120)
    replay.moment = NINE
    with pytest.raises(SourceError):
        await hackernews(replay, fetcher).gather(wish(replay))


async def test_most_of_the_talk_is_about_papers_of_the_listing(replay: Replay, fetcher: Fetcher) -> None:
    ids = {paper.id for paper in (await listed(arxiv(replay, fetcher), wish(replay))).papers}
    talk = [await source.gather(wish(replay)) for source in (huggingface(replay, fetcher), hackernews(replay, fetcher))]
    counted = [mention for gathered in talk for mention in gathered.mentions if mention.has_counts]
    assert len(cited(counted)) >= 20
    assert cited(counted) <= ids
