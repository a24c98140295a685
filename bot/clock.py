"""The only place that reads the time or waits for it."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Time as the bot sees it; tests and the demo bring their own."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...

    def monotonic_s(self) -> float:
        """Return seconds since some moment, which never run backwards: for pace, not for dates."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return once ``seconds`` have passed on this clock."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - this is the one place

    def monotonic_s(self) -> float:
        """Return seconds since some moment, whatever is done to the machine's clock."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Return once ``seconds`` have passed."""
        await asyncio.sleep(seconds)
