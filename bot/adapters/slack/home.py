"""The app's own page: what its viewer subscribed to, what they saved, and how the sources stand.

Source: https://docs.slack.dev/surfaces/app-home, read 2026-11.
"""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, Protocol

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.calling import CallFailed, called
from bot.commands.words import Request
from bot.messages.message import Composer
from bot.messages.reply import Part, Reply, Said

_log = logging.getLogger(__name__)

SHOWN: Final = (
    ("subscriptions", "What comes to you, in your conversation with me"),
    ("status", "How the sources stand"),
    ("saved", "Your reading list"),
)
"""The verbs whose answers make the page, each with what stands above it; the last ones are left out first."""

BUTTONS: Final = 25
"""As many as stand in one block."""

_INTRODUCTION: Final = Said(
    "In a channel, or in your conversation with me, type /papers hot, /papers search or /papers subscribe."
)


class Answering(Protocol):
    """What answers requests."""

    async def handle(self, request: Request) -> Reply | None:
        """Return the answer; None is silence."""
        ...


class Home:
    """Draws the page of each viewer anew whenever they open it or press something there."""

    def __init__(self, client: AsyncWebClient, composer: Composer, answering: Answering) -> None:
        self._client = client
        self._composer = composer
        self._answering = answering

    async def show(self, user: str, sender: Request, news: Reply | None = None) -> None:
        """Publish the page of ``user``, with what their press came to above it; none for whom nobody answers."""
        replies = [await self._answering.handle(replace(sender, verb=verb)) for verb, _ in SHOWN]
        answered = [reply for reply in replies if reply is not None]
        if len(answered) < len(SHOWN):
            return
        try:
            view = {"type": "home", "blocks": await asyncio.to_thread(self._blocks, news, answered)}
            await called(self._client.views_publish(user_id=user, view=view))
        except CallFailed as failure:
            _log.warning("page not shown: %s", failure)

    def _blocks(self, news: Reply | None, answered: Sequence[Reply]) -> object:
        """Return as much as one message holds, which is what the composer counts by."""
        for count in range(len(answered), 0, -1):
            shown = answered[:count]
            buttons = tuple(button for reply in (news, *shown) if reply for button in reply.buttons)
            first, *others = self._composer.reply(Reply(tuple(_parts(news, shown)), buttons[:BUTTONS]))
            if not others or count == 1:
                return first.payload["blocks"]
        return []


def _parts(news: Reply | None, answered: Sequence[Reply]) -> Iterator[Part]:
    yield from news.parts if news else (_INTRODUCTION,)
    for (_, title), reply in zip(SHOWN, answered, strict=False):
        yield Said(f"— {title} —")
        yield from reply.parts
