"""Where numbers and moments stand on a chart, and how its axes are marked: pure, no drawing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil, floor, log10
from typing import Final

MIN_SPAN: Final = timedelta(hours=2)
"""The least that a time axis spans, so that two measurements of one minute are not a day apart."""

_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)
_CLOCK_STEPS: Final = tuple(n * _HOUR for n in (1, 2, 3, 6, 12)) + tuple(n * _DAY for n in (1, 2, 4, 7, 14))
_MONTH_STEPS: Final = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000, 24000)
_LONGEST_DAYS_SPAN: Final = timedelta(days=70)
"""From it on days of the month say less than months."""


@dataclass(frozen=True, slots=True)
class Tick:
    """One mark of an axis: where it stands, from 0 to 1, what it says, and a second line, mostly empty."""

    share: float
    text: str
    below: str = ""


@dataclass(frozen=True, slots=True)
class CountScale:
    """An axis of counts from 0 to ``top``, a round number not below any count."""

    top: float
    step: float

    def share(self, count: float) -> float:
        """Return where ``count`` stands between 0 and the top."""
        return min(1.0, max(0.0, count / self.top))

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """Return the marks, from 0 up."""
        marks = (n * self.step for n in range(round(self.top / self.step) + 1))
        return tuple(Tick(self.share(mark), short_number(mark)) for mark in marks)


def count_scale(highest: float, *, max_steps: int = 5) -> CountScale:
    """Return an axis with at most ``max_steps`` steps of 1, 2 or 5 × 10ⁿ, whole numbers all."""
    needed = max(1.0, highest) / max_steps
    power = 10.0 ** floor(log10(needed)) if needed > 1 else 1.0
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power * max_steps >= highest * (1 - 1e-12))
    return CountScale(step * max(1, ceil(highest / step * (1 - 1e-12))), step)


def short_number(number: float) -> str:
    """Return ``1,391``, ``12.4k``, ``3M``: four digits and a sign of the thousands at most; 0.5 stays 0.5."""
    if number < 9_999.5:
        return f"{number:,.0f}" if number >= 9.95 or float(number).is_integer() else f"{number:.1f}".removesuffix(".0")
    for unit, sign in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= unit * 0.9995:
            scaled = number / unit
            return f"{scaled:,.0f}{sign}" if scaled >= 99.95 else f"{scaled:.1f}".removesuffix(".0") + sign
    raise AssertionError(number)


@dataclass(frozen=True, slots=True)
class TimeScale:
    """An axis of moments in UTC from ``start_at`` to ``end_at``."""

    start_at: datetime
    end_at: datetime

    def share(self, at: datetime) -> float:
        """Return where ``at`` stands between the start and the end."""
        return (at - self.start_at) / (self.end_at - self.start_at)

    def ticks(self, max_ticks: int = 5) -> tuple[Tick, ...]:
        """Return at most ``max_ticks`` marks at round moments in UTC: hours, days, months or years."""
        span = self.end_at - self.start_at
        if span >= _LONGEST_DAYS_SPAN:
            return self._month_ticks(max_ticks)
        step = next(step for step in _CLOCK_STEPS if step * max_ticks > span)
        moments = list(self._every(step))
        if step >= _DAY:
            return tuple(Tick(self.share(at), f"{at.day} {at:%b}") for at in moments)
        days = [at.date() for at in moments]
        return tuple(
            Tick(self.share(at), f"{at:%H:%M}", f"{at.day} {at:%b}" if day not in days[:n] else "")
            for n, (at, day) in enumerate(zip(moments, days, strict=True))
        )

    def _every(self, step: timedelta) -> Iterator[datetime]:
        epoch = datetime(1970, 1, 1, tzinfo=UTC)
        number = ceil((self.start_at - epoch) / step)
        while (at := epoch + number * step) <= self.end_at:
            yield at
            number += 1

    def _month_ticks(self, max_ticks: int) -> tuple[Tick, ...]:
        first, last = (at.year * 12 + at.month - 1 for at in (self.start_at, self.end_at))
        step = next(step for step in _MONTH_STEPS if (last - first) // step < max_ticks)
        numbers = range(-(-first // step) * step, last + 1, step)
        moments = (datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC) for number in numbers)
        pattern = "%Y" if step >= 12 else "%b %Y"
        return tuple(Tick(self.share(at), f"{at:{pattern}}") for at in moments if at >= self.start_at)


def time_scale(moments: Sequence[datetime]) -> TimeScale:
    """Return an axis to the last of ``moments`` from the first, or from MIN_SPAN before the last where that is earlier.

    Raises ValueError if there is none.
    """
    end_at = max(moments).astimezone(UTC)
    return TimeScale(min(min(moments).astimezone(UTC), end_at - MIN_SPAN), end_at)


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> tuple[float, ...]:
    """Return where labels stand that want to stand at ``wanted``: in that order, ``gap`` apart, within [low, high].

    What stands free stays where it wants to be. Where there is not room for all, they share what there is.
    """
    if len(wanted) > 1:
        gap = min(gap, (high - low) / (len(wanted) - 1))
    order = sorted(range(len(wanted)), key=lambda n: (wanted[n], n))
    groups: list[list[int]] = []
    tops: list[float] = []
    for n in order:
        groups.append([n])
        tops.append(_top(groups[-1], wanted, gap, low, high))
        while len(groups) > 1 and tops[-2] + gap * len(groups[-2]) > tops[-1]:
            groups[-2:] = [groups[-2] + groups[-1]]
            tops[-2:] = [_top(groups[-1], wanted, gap, low, high)]
    placed = {n: top + gap * place for group, top in zip(groups, tops, strict=True) for place, n in enumerate(group)}
    return tuple(placed[n] for n in range(len(wanted)))


def _top(group: Sequence[int], wanted: Sequence[float], gap: float, low: float, high: float) -> float:
    """Return where the first of a ``group`` stands, so that all of it is as near as can be to what they want."""
    middle = sum(wanted[n] - gap * place for place, n in enumerate(group)) / len(group)
    return max(low, min(middle, high - gap * (len(group) - 1)))
