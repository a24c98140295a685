"""How often one person may ask."""

from collections import deque
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from bot.clock import Clock
from bot.errors import UserError

_MINUTE: Final = timedelta(minutes=1)
_SWEEP_ABOVE: Final = 1000
"""People remembered before those who have been silent for a minute are forgotten."""


class TooFast(UserError):
    """Somebody asked too often; the message says when to go on."""


class Pace:
    """Lets each person ask so many times in any minute."""

    def __init__(self, clock: Clock, per_minute: int) -> None:
        self._clock = clock
        self._per_minute = per_minute
        self._asked: dict[str, deque[datetime]] = {}

    def check(self, user: str) -> None:
        """Count one question of ``user``. Raises TooFast, which does not count as one."""
        now = self._clock.now()
        asked = self._asked.setdefault(user, deque(maxlen=self._per_minute))
        if len(asked) == self._per_minute and (wait := asked[0] + _MINUTE - now) > timedelta(0):
            seconds = ceil(wait.total_seconds())
            raise TooFast(
                f"That was {self._per_minute} commands within a minute, which is the most. "
                f"Go on in {seconds} {'second' if seconds == 1 else 'seconds'}."
            )
        asked.append(now)
        if len(self._asked) > _SWEEP_ABOVE:
            self._asked = {each: times for each, times in self._asked.items() if times[-1] + _MINUTE > now}
