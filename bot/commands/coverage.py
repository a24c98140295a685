"""What a topic can find among the categories that are gathered, and from when on: no topic sits silent."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from bot.commands.desk import Desk
from bot.papers.calendar import is_listing_day, latest_listing_day
from bot.papers.categories import expand, in_scope
from bot.query.tree import And, Category, Node, Or, Query

PREVIEW_DAYS: Final = 7
"""How many days a preview looks back."""


def not_gathered(query: Query, gathered: Sequence[str]) -> tuple[str, ...]:
    """Return the categories and archives that ``query`` asks for and that are not gathered, each once."""
    asked = _asked(query.root) if query.root else ()
    return tuple(dict.fromkeys(name for name in asked if not _is_gathered(name, gathered)))


def is_out_of_reach(query: Query, gathered: Sequence[str]) -> bool:
    """Tell whether whatever ``query`` asks for is in no gathered category; cross-lists may still bring some."""
    return query.root is not None and not _is_reached(query.root, gathered)


def coverage_note(query: Query, gathered: Sequence[str]) -> str | None:
    """Return a sentence about the categories that ``query`` names and nobody gathers, None if there is none."""
    missing = not_gathered(query, gathered)
    if not missing:
        return None
    verb = "is" if len(missing) == 1 else "are"
    return (
        f"{', '.join(missing)} {verb} not gathered here: only papers that are also in {', '.join(gathered)} are found."
    )


async def unread_days(desk: Desk) -> tuple[date, ...]:
    """Return the listing days of a preview that were not read whole yet, ascending."""
    latest = latest_listing_day(desk.clock.now(), desk.holidays)
    today = desk.clock.now().date()
    days = (today - timedelta(days=ago) for ago in reversed(range(PREVIEW_DAYS)))
    due = [day for day in days if day <= latest and is_listing_day(day, desk.holidays)]
    return tuple([day for day in due if not await desk.memory.listing_was_read(day)])


def _asked(node: Node) -> tuple[str, ...]:
    match node:
        case And(parts) | Or(parts):
            return tuple(name for part in parts for name in _asked(part))
        case Category(name):
            return (name,)
        case _:
            return ()


def _is_reached(node: Node, gathered: Sequence[str]) -> bool:
    match node:
        case And(parts):
            return all(_is_reached(part, gathered) for part in parts)
        case Or(parts):
            return any(_is_reached(part, gathered) for part in parts)
        case Category(name):
            return _is_gathered(name, gathered)
        case _:
            return True


def _is_gathered(name: str, gathered: Sequence[str]) -> bool:
    return in_scope(tuple(expand(name)), tuple(gathered))
