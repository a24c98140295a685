"""What one topic contributes to a digest of one place."""

from dataclasses import dataclass

from bot.digest.select import HotList
from bot.digest.weekly import WeekPaper
from bot.subscriptions.model import Layout


@dataclass(frozen=True, slots=True)
class Section:
    """One topic's papers in a digest.

    ``name`` is what the topic's maker called it, None where it has no name. ``shown_above`` counts the papers
    that an earlier section of the same digest shows instead. ``notes`` are sentences that its reader should
    know, such as that the last digest was skipped. ``rising`` are papers of the week, the fastest first, that
    stand nowhere else in the digest; only a weekly one has them.
    """

    hot: HotList
    layout: Layout = Layout.COMPACT
    name: str | None = None
    shown_above: int = 0
    notes: tuple[str, ...] = ()
    rising: tuple[WeekPaper, ...] = ()
