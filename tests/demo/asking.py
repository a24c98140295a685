"""Ask the replay as any client would."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from bot.demo.replay import Replay

ATOM = "{http://www.w3.org/2005/Atom}"
ARXIV = "{http://arxiv.org/schemas/atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
DEFAULT_FEED = "cs.AI+cs.CL+cs.CV+cs.LG+stat.ML"


@dataclass(frozen=True)
class Got:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def xml(self) -> etree._Element:
        return etree.fromstring(self.body)

    @property
    def json(self) -> Any:  # noqa: ANN401 - a list or an object, as the source has it
        return json.loads(self.body)


Get = Callable[..., Awaitable[Got]]


def kinds(feed: etree._Element) -> dict[str, str]:
    return {
        item.findtext("link").rpartition("/")[2]: item.findtext(f"{ARXIV}announce_type") for item in feed.iter("item")
    }


def entry_ids(feed: etree._Element) -> list[str]:
    return [entry.findtext(f"{ATOM}id").rpartition("/")[2] for entry in feed.iter(f"{ATOM}entry")]


async def daily(get: Get, replay: Replay, **params: str) -> Got:
    return await get(f"{replay.huggingface_url}/api/daily_papers", **params)


async def hits(get: Get, replay: Replay, **params: str) -> dict[str, Any]:
    got = await get(f"{replay.hackernews_url}/api/v1/search_by_date", **params)
    assert got.status == 200
    return dict(got.json)
