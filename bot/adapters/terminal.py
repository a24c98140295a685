"""``terminal``: digests are printed where the bot runs."""

from typing import TextIO

from bot.adapters.aside import Aside
from bot.adapters.payload import UNUSABLE, payload_of, text_of
from bot.delivery.place import Accepted, Busy, CannotTell, Found, Outcome, Refused
from bot.subscriptions.delivery import Delivery


class Terminal:
    """Prints on ``stream``; the payload is ``{"text": …}``, already without control characters."""

    kind = "terminal"

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._aside = Aside(self.kind)
        self._is_printing = False

    async def send(self, delivery: Delivery) -> Outcome:
        """Print one part, and an empty line behind it; nothing while nobody reads what was printed before."""
        text = text_of(payload_of(delivery.payload), "text")
        if text is None:
            return UNUSABLE
        if self._is_printing:
            return Busy("nobody reads what was printed before")
        self._is_printing = True
        return await self._aside.run(self._print, text)

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
        finally:
            self._is_printing = False
        return Accepted()
