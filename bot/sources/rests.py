"""Who is to be left alone, also by the next process."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock

LONGEST_REST_S: Final = 24 * 3600.0
"""A site that asks to be left alone for longer, or a clock that was wrong, costs no more than a day."""


class Rests:
    """Who is to be left alone, a host or a whole source, and for how long.

    ``ends`` are the moments that an earlier process was told.
    """

    def __init__(self, clock: Clock, ends: Mapping[str, datetime]) -> None:
        self._clock = clock
        self._ends_s: dict[str, float] = {}
        for who, end in ends.items():
            self.add(who, (end - clock.now()).total_seconds())

    def add(self, who: str, seconds: float) -> None:
        """Leave somebody alone for a while."""
        self._ends_s[who] = self._clock.monotonic_s() + min(seconds, LONGEST_REST_S)

    def left_s(self, who: str) -> float:
        """Return how long somebody is still to be left alone."""
        return max(self._ends_s.get(who, 0.0) - self._clock.monotonic_s(), 0.0)

    @property
    def ends(self) -> dict[str, datetime]:
        """Return who is left alone until when, for the next process to know."""
        now = self._clock.now()
        return {who: now + timedelta(seconds=left_s) for who in self._ends_s if (left_s := self.left_s(who))}
