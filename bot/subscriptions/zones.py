"""The names of time zones, as people type them.

Names come from the tz database; the places in use today from its zone.tab, which leaves out the second
names that are only kept for old programs (``Asia/Calcutta``, ``US/Pacific``).

Source: https://data.iana.org/time-zones/theory.html#naming, read 2026-11.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Final

from bot.errors import BadArgument

_OFFSET: Final = re.compile(r"(?:utc|gmt)?\s?[+-−]\s?[0-9]{1,2}(?::?[0-9]{2})?", re.IGNORECASE)
_MAX_GUESSES: Final = 3
_LIKENESS: Final = 0.75


def parse_zone(text: str) -> str:
    """Return the full name of the zone that ``text`` means: ``Europe/Berlin`` for ``berlin``.

    Case, accents, and spaces or hyphens for ``_`` do not matter. A place may be named without its
    region where it is clear; an old name is taken as it is. May read the zone table from disk, once.
    Raises BadArgument, with the nearest names, if no zone or more than one is meant.
    """
    meant = _meanings().get(_folded(text), ())
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise BadArgument(f"“{_shortened(text)}” is the name of several zones. Give one of {', '.join(meant)}.")
    raise BadArgument(f"“{_shortened(text)}” is not a time zone. {_hint(text)}")


@cache
def all_zones() -> frozenset[str]:
    """Return every name of the tz database, old ones included, that stands for a zone."""
    # zoneinfo.available_timezones() opens each zone's file, which takes 40 ms; tzdata has the list ready.
    return frozenset(files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()) - {"Factory"}


def _hint(text: str) -> str:
    if _OFFSET.fullmatch(text.strip()):
        return "An offset does not follow the clock changes: give a place like Europe/Berlin."
    near = get_close_matches(_folded(text), _places(), _MAX_GUESSES, _LIKENESS)
    names = dict.fromkeys(name for place in near for name in _places()[place])
    return f"Did you mean {' or '.join(names)}?" if names else "Give a place like Europe/Berlin or America/New_York."


@cache
def _meanings() -> Mapping[str, tuple[str, ...]]:
    """Return what may be typed, folded, and the zones that it may mean: the likeliest reading alone."""
    known = all_zones()
    regional = {name for name in known if "/" in name}
    # The offsets of Etc/GMT+2 run against what everybody else means by GMT+2: only the whole name will do.
    old = {name for name in regional if not name.startswith("Etc/")}
    readings = (_by_name(regional), _places(), _by_name(known), _by_ending(old))
    return {typed: names for reading in reversed(readings) for typed, names in reading.items()}


@cache
def _places() -> Mapping[str, tuple[str, ...]]:
    """Return every place in use today, folded, with and without its region, and its zones."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    return _by_ending({line.split("\t")[2] for line in table.splitlines() if not line.startswith("#")})


def _by_name(names: Collection[str]) -> dict[str, tuple[str, ...]]:
    return {_folded(name): (name,) for name in names}


def _by_ending(names: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return the names by all that they end with: ``America/Indiana/Knox``, ``Indiana/Knox`` and ``Knox``."""
    found: dict[str, tuple[str, ...]] = {}
    for name in sorted(names):
        for ending in _endings(name):
            found[ending] = (*found.get(ending, ()), name)
    return found


def _endings(name: str) -> Iterator[str]:
    parts = _folded(name).split("/")
    return ("/".join(parts[start:]) for start in range(len(parts)))


def _folded(text: str) -> str:
    plain = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFKD", text))
    words = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", plain.casefold()).replace("_", " ").split()
    return re.sub(r" ?/ ?", "/", " ".join(words))


def _shortened(text: str, max_chars: int = 40) -> str:
    shown = " ".join(text[: 2 * max_chars].split())
    return shown if len(shown) <= max_chars else f"{shown[: max_chars - 1]}…"
