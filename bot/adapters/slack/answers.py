"""Answers go back where somebody asked, through the address that came with the question.

Source: https://docs.slack.dev/interactivity/handling-user-interaction, "Message responses", read 2026-11.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

import aiohttp

from bot.messages.message import Composer, Message
from bot.messages.reply import Reply, Said

_log = logging.getLogger(__name__)

MESSAGES: Final = 5
"""How often such an address may be used."""

HOSTS: Final = frozenset({"hooks.slack.com", "hooks.slack-gov.com"})
"""Where such addresses are."""

DEFAULT_API: Final = "slack.com"

_MORE: Final = "There is more than Slack lets me answer at once: ask for less of it, such as with --top 10."


class Answers:
    """Sends answers; ``api_base_url`` says whose addresses are to be trusted."""

    def __init__(self, session: aiohttp.ClientSession, composer: Composer, *, api_base_url: str) -> None:
        self._session = session
        self._composer = composer
        api = urlsplit(api_base_url)
        self._allowed = _slacks_own if api.hostname == DEFAULT_API else lambda url: urlsplit(url).netloc == api.netloc

    async def say(self, url: str, reply: Reply) -> None:
        """Send an answer; what cannot be sent is logged, because nobody waits for it any more."""
        if not self._is_trusted(url):
            _log.warning("not answered: the address for it is not one of Slack's")
            return
        for message in await asyncio.to_thread(self._messages, reply):
            if not await self._post(url, message, is_private=reply.private):
                return

    def _messages(self, reply: Reply) -> Sequence[Message]:
        messages = self._composer.reply(reply)
        if len(messages) <= MESSAGES:
            return messages
        return *messages[: MESSAGES - 1], *self._composer.reply(Reply((Said(_MORE),), reply.buttons))[:1]

    def _is_trusted(self, url: str) -> bool:
        try:
            return self._allowed(url)
        except ValueError:
            return False

    async def _post(self, url: str, message: Message, *, is_private: bool) -> bool:
        kind = "ephemeral" if is_private else "in_channel"
        payload = {**message.payload, "response_type": kind, "replace_original": False}
        try:
            async with self._session.post(url, json=payload, allow_redirects=False) as response:
                if response.status != 200:
                    _log.warning("not answered: HTTP %d", response.status)
                return response.status == 200
        except (aiohttp.ClientError, OSError) as error:
            _log.warning("not answered: %s", type(error).__name__)
            return False


def _slacks_own(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" and parts.netloc in HOSTS
