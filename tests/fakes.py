"""Fakes that we own."""

import asyncio
from datetime import UTC, datetime, timedelta


class FakeClock:
    """A clock that moves when somebody sleeps on it, at once."""

    def __init__(self, now: datetime = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)) -> None:
        self._now = now
        self._monotonic_s = 0.0
        self.slept_s: list[float] = []

    def now(self) -> datetime:
        return self._now

    def monotonic_s(self) -> float:
        return self._monotonic_s

    async def sleep(self, seconds: float) -> None:
        self.slept_s.append(seconds)
        # A timedelta has microseconds: less than one would be no time at all, and who waits would wait for ever.
        self.advance(seconds=max(seconds, 1e-6) if seconds > 0 else 0)
        await asyncio.sleep(0)

    def advance(self, **delta: float) -> None:
        step = timedelta(**delta)
        self._now += step
        # A clock that is set back makes nobody younger.
        self._monotonic_s += max(step.total_seconds(), 0.0)
