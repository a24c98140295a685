"""Places of a kind that this bot is not set up for, such as after a token was taken out of the configuration."""

from bot.delivery.place import Busy, Found, Outcome
from bot.subscriptions.delivery import Delivery


class Absent:
    """Takes nothing and knows nothing: what waits there says why, and goes out if the kind comes back in time."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    async def send(self, delivery: Delivery) -> Outcome:  # noqa: ARG002 - as every adapter
        """Say that nobody is there to send it."""
        return self._not_now()

    async def find_sent(self, delivery: Delivery) -> Found:  # noqa: ARG002 - as every adapter
        """Say that nobody is there to ask."""
        return self._not_now()

    def _not_now(self) -> Busy:
        return Busy(f"this bot is not set up for {self.kind}")
