"""A link to a paper becomes a card with the reason why people talk about it.

Source: https://docs.slack.dev/messaging/unfurling-links-in-messages, read 2026-11.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.asked import Body
from bot.adapters.slack.calling import CallFailed, called
from bot.clock import Clock
from bot.commands.words import Request
from bot.messages.message import Composer
from bot.messages.reply import Card, Papers, Reply
from bot.papers.ids import find_arxiv_ids
from bot.papers.model import ArxivId, StoredPaper

_log = logging.getLogger(__name__)

MOST_LINKS: Final = 2
"""A message with more of them is a list, which cards would bury."""

AGAIN_AFTER_S: Final = 1_800.0
"""A paper that was shown in a channel is not shown there again before."""

_KEPT: Final = 10_000


class Answering(Protocol):
    """What answers requests."""

    async def handle(self, request: Request) -> Reply | None:
        """Return the answer; None is silence."""
        ...


@dataclass(frozen=True, slots=True)
class Shared:
    """Links that somebody posted: where, and the paper that each is about."""

    channel: str
    message_ts: str
    papers: Mapping[str, ArxivId]


def shared(body: Body) -> Shared:
    """Return the links of an event that are each about one paper; none where there are too many.

    Slack tells of a link while somebody writes as well, and again when it is posted: only that counts.
    """
    event = body["event"]
    urls = [str(link["url"]) for link in event.get("links", ())] if event.get("source") != "composer" else []
    papers = {url: find_arxiv_ids(url) for url in urls} if len(urls) <= MOST_LINKS else {}
    return Shared(
        str(event["channel"]), str(event["message_ts"]), {url: ids[0] for url, ids in papers.items() if len(ids) == 1}
    )


class Unfurler:
    """Shows cards under messages; ``composer`` writes them without menus and buttons."""

    def __init__(self, client: AsyncWebClient, composer: Composer, answering: Answering, clock: Clock) -> None:
        self._client = client
        self._composer = composer
        self._answering = answering
        self._clock = clock
        self._shown_s: OrderedDict[tuple[str, ArxivId], float] = OrderedDict()

    async def show(self, links: Shared, sender: Request) -> None:
        """Show a card for each paper that is known and was not shown lately in that channel."""
        unfurls: dict[str, dict[str, Any]] = {}
        for url, paper in links.papers.items():
            if self._is_due(links.channel, paper) and (stored := await self._stored(paper, sender)):
                unfurls[url] = {"blocks": await asyncio.to_thread(self._card, stored)}
                self._note(links.channel, paper)
        if not unfurls:
            return
        try:
            await called(self._client.chat_unfurl(channel=links.channel, ts=links.message_ts, unfurls=unfurls))
        except CallFailed as failure:
            _log.warning("card not shown: %s", failure)

    async def _stored(self, paper: ArxivId, sender: Request) -> StoredPaper | None:
        reply = await self._answering.handle(replace(sender, verb="show", arguments={"paper": paper}))
        parts = reply.parts if reply else ()
        return next((part.why.stored for part in parts if isinstance(part, Card)), None)

    def _card(self, stored: StoredPaper) -> Sequence[object]:
        blocks = self._composer.reply(Reply((Papers((stored,)),)))[0].payload["blocks"]
        return blocks if isinstance(blocks, list) else ()

    def _is_due(self, channel: str, paper: ArxivId) -> bool:
        shown_s = self._shown_s.get((channel, paper))
        return shown_s is None or self._clock.monotonic_s() - shown_s >= AGAIN_AFTER_S

    def _note(self, channel: str, paper: ArxivId) -> None:
        self._shown_s[channel, paper] = self._clock.monotonic_s()
        self._shown_s.move_to_end((channel, paper))
        if len(self._shown_s) > _KEPT:
            self._shown_s.popitem(last=False)
