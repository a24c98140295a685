"""``terminal``: digests are printed where the bot runs."""

import asyncio
from typing import TextIO

from bot.adapters.payload import UNUSABLE, payload_of, text_of
from bot.delivery.place import Accepted, CannotTell, Found, Outcome, Refused
from bot.subscriptions.delivery import Delivery


class Terminal:
    """Prints on ``stream``; the payload is ``{"text": …}``, already without control characters."""

    kind = "terminal"

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    async def send(self, delivery: Delivery) -> Outcome:
        """Print one part, and an empty line behind it."""
        text = text_of(payload_of(delivery.payload), "text")
        return UNUSABLE if text is None else await asyncio.to_thread(self._print, text)

    async def find_sent(self, delivery: Delivery) -> Found:  # noqa: ARG002 - as every adapter
        """Say that nobody can tell: what was printed is not kept."""
        return CannotTell()

    def _print(self, text: str) -> Outcome:
        try:
            self._stream.write(f"{text.rstrip()}\n\n")
            self._stream.flush()
        except (OSError, ValueError) as error:
            # ValueError: the stream was closed, or cannot hold these letters.
            return Refused("cannot_print", type(error).__name__, is_gone=True)
        return Accepted()
