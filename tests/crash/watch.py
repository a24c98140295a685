"""What the bot is doing, told to whoever will kill it; and the moment at which it kills itself."""

import os
import signal
import threading
from collections.abc import Iterator, MutableSequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from itertools import count


class Doing(IntEnum):
    """What a bot does, from what is over in a moment to what takes long."""

    ACCEPTED = 0
    CLAIMED = 1
    RECORDING = 2
    PLANNING = 3
    SENDING = 4
    ASKING = 5
    COMPOSING = 6
    CLAIMING = 7
    GATHERING = 8
    WAITING = 9


@dataclass(frozen=True, slots=True)
class Doom:
    """To be killed ``after_s`` after ``doing`` was begun for the ``nth`` time (from 0)."""

    doing: Doing
    nth: int
    after_s: float


class Watch:
    """Counts what is going on in ``going_on``, one number for each of Doing, shared with another process."""

    def __init__(self, going_on: MutableSequence[int], doom: Doom | None) -> None:
        self._going_on = going_on
        self._doom = doom
        self._begun = count()

    @contextmanager
    def over(self, doing: Doing) -> Iterator[None]:
        """Say that this is going on within."""
        self._going_on[doing] += 1
        try:
            if self._doom and self._doom.doing is doing and next(self._begun) == self._doom.nth:
                _die_in(self._doom.after_s)
            yield
        finally:
            self._going_on[doing] -= 1


def _die_in(seconds: float) -> None:
    if seconds == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    timer = threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGKILL))
    timer.daemon = True
    timer.start()
