"""When a digest is due: a local time of day, on some weekdays, in a zone."""

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, slots=True)
class Schedule:
    """A local time of day in an IANA zone, on weekdays (Monday is 0)."""

    at: time
    zone: str
    days: frozenset[int]
