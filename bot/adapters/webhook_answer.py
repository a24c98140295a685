"""What is posted to a webhook and what comes back, of any platform."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Optional

from bot.delivery.place import Busy, Lost, Outcome, Refused, Scope
from bot.messages.message import JsonObject
from bot.subscriptions.delivery import File

LONGEST_WAIT_S: Final = 86_400.0
"""Who asks for more than a day has made a mistake."""

_SILENCE: Final = frozenset({504, 520, 524})
"""Who stands before the platform handed the message over and got no answer: it may have been taken.

520 and 524 are Cloudflare's, which Discord stands behind: https://developers.cloudflare.com/support/troubleshooting,
read 2026-11.
"""


@dataclass(frozen=True, slots=True)
class Post:
    """One request; ``otherwise`` is what to post where the thread that it is meant for is gone."""

    url: str = field(repr=False)
    payload: JsonObject
    files: tuple[File, ...] = ()
    otherwise: Optional["Post"] = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; ``body`` may be cut off."""

    status: int
    body: bytes
    headers: Mapping[str, str]

    @property
    def is_taken(self) -> bool:
        """Tell whether the message was taken."""
        return 200 <= self.status < 300

    @property
    def lacks_thread(self) -> bool:
        """Tell whether it is only the thread that is gone: Discord's 10003, an unknown channel."""
        return self.status == 404 and self.json.get("code") == 10003

    @property
    def json(self) -> JsonObject:
        """Return the object in the body; an empty one where there is none."""
        try:
            value = json.loads(self.body)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}

    def wait_s(self, asked_for: object = None) -> float | None:
        """Return how long it asks us to wait; ``asked_for`` goes before the header ``Retry-After``."""
        for value in (asked_for, self.headers.get("Retry-After")):
            seconds = seconds_of(value)
            if seconds is not None:
                return seconds
        return None


def usual_outcome(answer: Answer, reason: str, *, detail: str = "") -> Outcome:
    """Return what a status means everywhere, of a message that was not taken."""
    status = answer.status
    if status in _SILENCE:
        return Lost(f"HTTP {status}")
    if status >= 500 or status in {408, 425}:
        return Busy(f"HTTP {status}", answer.wait_s())
    if status == 429:
        return Busy("HTTP 429", answer.wait_s())
    is_gone = status in {401, 403, 404, 410} or status < 400
    return Refused(reason, detail or f"HTTP {status}", is_gone=is_gone)


def resting(answer: Answer, asked_for: object, *, is_for_all: bool) -> Busy:
    """Return what a 429 means."""
    return Busy("HTTP 429", answer.wait_s(asked_for), Scope.BOT if is_for_all else Scope.PLACE)


def seconds_of(value: object) -> float | None:
    """Return the seconds that a platform asks for, LONGEST_WAIT_S at most; None where it gives no number."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        seconds = float(value)
    except (ValueError, OverflowError):
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT_S) if not math.isnan(seconds) else None
