"""Fakes that we own."""

import asyncio
from datetime import UTC, datetime, timedelta


class FakeClock:
    """A clock that moves when somebody sleeps on it, at once."""

    def __init__(self, now: datetime = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)) -> None:
        self._now = now
        self.slept_s: list[float] = []

    def now(self) -> datetime:
        return self._now

    async def sleep(self, seconds: float) -> None:
        self.slept_s.append(seconds)
        self._now += timedelta(seconds=seconds)
        await asyncio.sleep(0)

    def advance(self, **delta: float) -> None:
        self._now += timedelta(**delta)
