"""Spans of time, as people type them: ``7d``, ``6h``."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from bot.errors import BadArgument

LONGEST_WINDOW_DAYS: Final = 366
LONGEST_SPAN: Final = timedelta(days=30)

_UNITS: Final[Mapping[str, timedelta]] = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_SPAN: Final = re.compile(r"([0-9]{1,5})\s?(m|min|minutes?|h|hours?|d|days?|w|weeks?)", re.ASCII)
_SHOWN_CHARS: Final = 40


def parse_window(text: str) -> int:
    """Return the number of days that ``text`` is, as ``7d`` or ``2w``. Raises BadArgument."""
    span = _span(text)
    if span is None or not 1 <= span / _UNITS["d"] <= LONGEST_WINDOW_DAYS or span % _UNITS["d"]:
        raise BadArgument(f"“{_shown(text)}” is not a window. Give days like 7d or weeks like 2w, a year at most.")
    return span.days


def parse_span(text: str) -> timedelta:
    """Return how long ``text`` is, as ``6h`` or ``90m``; ``0h`` is none. Raises BadArgument."""
    span = _span(text)
    if span is None or span > LONGEST_SPAN:
        raise BadArgument(f"“{_shown(text)}” is no span of time. Give hours like 6h or days like 1d, 30 days at most.")
    return span


def say_span(span: timedelta) -> str:
    """Return ``span`` as it is typed: ``6h``."""
    for unit, length in reversed(list(_UNITS.items())):
        if span and not span % length:
            return f"{span // length}{unit}"
    return f"{span // _UNITS['m']}m" if span else "0h"


def _span(text: str) -> timedelta | None:
    match = _SPAN.fullmatch(text.strip().casefold())
    return int(match[1]) * _UNITS[match[2][0]] if match else None


def _shown(text: str) -> str:
    line = " ".join(text[: 2 * _SHOWN_CHARS].split())
    return line if len(line) <= _SHOWN_CHARS else f"{line[: _SHOWN_CHARS - 1]}…"
