"""``gather`` as a user runs it: what it refuses before it asks anybody, and where it looks papers up."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from bot.app import open_app
from bot.config import Config
from bot.store.lock import only_gathering
from tests.fakes import FakeClock
from tests.sources.arxiv_pages import FakeArxiv, many, rss
from tests.sources.fake_site import FakeSite, Reply

Gather = Callable[..., subprocess.CompletedProcess[str]]

NO_NETWORK = """
[sources.arxiv]
rss_url = "http://127.0.0.1:9/rss"
api_url = "http://127.0.0.1:9/api"
[sources.huggingface]
enabled = false
[sources.hackernews]
enabled = false
"""
FRIDAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def gather(tmp_path: Path) -> Gather:
    """Return the command, run in an empty folder."""

    def call(*arguments: str, config: str = NO_NETWORK) -> subprocess.CompletedProcess[str]:
        (tmp_path / "config.toml").write_text(config, encoding="utf-8")
        return subprocess.run(
            [sys.executable, "-m", "bot", "gather", *arguments],
            cwd=tmp_path,
            env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": ""},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return call


@pytest.mark.parametrize(("day", "words"), [("2999-01-01", "is not out yet"), ("2026-11-15", "it is a weekend")])
def test_a_day_that_has_no_listing_is_refused_in_plain_words(gather: Gather, day: str, words: str) -> None:
    done = gather("--day", day)
    assert done.returncode == 2
    assert words in done.stderr


def test_with_every_source_switched_off_the_keys_are_named(gather: Gather) -> None:
    off = "".join(f"[sources.{name}]\nenabled = false\n" for name in ("arxiv", "huggingface", "hackernews"))
    done = gather(config=off)
    assert done.returncode == 2
    assert "sources.arxiv.enabled, sources.huggingface.enabled, sources.hackernews.enabled" in done.stderr


def test_a_second_gather_of_one_database_is_sent_away(gather: Gather, tmp_path: Path) -> None:
    with only_gathering(tmp_path / "hotpapers.db"):
        done = gather()
    assert done.returncode == 1
    assert "Another gather is running on this database" in done.stderr


@pytest_asyncio.fixture
async def site() -> AsyncIterator[FakeSite]:
    async with FakeSite() as site:
        site.on("/api/v1/search_by_date", Reply(json.dumps({"hits": [], "nbHits": 0}), content_type="application/json"))
        yield site


def config(site: FakeSite, **arxiv: object) -> Config:
    urls = {"rss_url": f"{site.url}/rss", "api_url": f"{site.url}/api/query"}
    sources = {
        "arxiv": {**urls, **arxiv},
        "huggingface": {"base_url": site.url},
        "hackernews": {"base_url": site.url},
    }
    return Config.model_validate({"arxiv": {"categories": ("cs.CL",)}, "sources": sources})


def upvoted(site: FakeSite) -> None:
    paper = {"paper": {"id": "2611.00001", "upvotes": 7}, "numComments": 1}
    site.on("/api/daily_papers", Reply(json.dumps([paper]), content_type="application/json"))


@pytest.mark.parametrize(("is_on", "stored"), [(True, 1), (False, 0)])
async def test_talk_alone_brings_its_papers_where_arxiv_is_on(
    site: FakeSite,
    tmp_path: Path,
    is_on: bool,  # noqa: FBT001 - a column
    stored: int,
) -> None:
    arxiv = FakeArxiv(site, many(1))
    arxiv.api()
    upvoted(site)
    async with open_app(config(site, enabled=is_on), tmp_path / "a.db", FakeClock(NOON), create=True) as app:
        (report,) = await app.gather(only=["huggingface"])
        assert (report.saved.new, (await app.store.totals()).papers) == (stored, stored)
    assert ("arXiv is switched off" in report.run.detail) is not is_on
    assert arxiv.feeds_asked == []


async def test_a_throttled_host_is_left_alone_by_the_next_gather_too(site: FakeSite, tmp_path: Path) -> None:
    site.on("/rss/cs.CL", Reply(rss(many(1), FRIDAY)))
    site.on("/api/query", Reply("Access denied", status=403))
    site.on("/api/daily_papers", Reply("[]", content_type="application/json"))
    clock = FakeClock(NOON)
    for _ in range(2):
        async with open_app(config(site), tmp_path / "a.db", clock, create=True) as app:
            reports = await app.gather(only=["arxiv"])
        clock.advance(hours=1)
    assert site.paths == ["/rss/cs.CL", "/api/query"]
    assert reports[0].failed
    assert "arXiv denied us access: left alone for another 11.0 hours" in reports[0].run.detail
