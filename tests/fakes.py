"""Fakes that we own."""

import asyncio
import time
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


class FlowingClock(FakeClock):
    """A clock that goes at its own pace, as others are at work meanwhile, and can be put ahead."""

    def __init__(self) -> None:
        super().__init__()
        self._began_s = time.monotonic()

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=self._gone_s)

    def monotonic_s(self) -> float:
        return super().monotonic_s() + self._gone_s

    async def sleep(self, seconds: float) -> None:
        wakes_s = self.monotonic_s() + seconds
        await asyncio.sleep(0)
        while (left_s := wakes_s - self.monotonic_s()) > 0:  # noqa: ASYNC110 - it may be put ahead
            await asyncio.sleep(min(left_s, _LOOK_S))

    @property
    def _gone_s(self) -> float:
        return time.monotonic() - self._began_s


_LOOK_S = 0.005
