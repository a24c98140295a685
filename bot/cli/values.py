"""The kinds of values that options take, each with an error that says what it wanted."""

import math
from datetime import date
from typing import Any

import click

from bot.errors import BadArgument
from bot.papers.calendar import FIRST_DAY
from bot.subscriptions.spans import parse_window


class Day(click.ParamType[date]):
    """A date as ``2026-11-20``."""

    name = "D"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ANN401
        """Return the date."""
        try:
            day = value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            return self.fail(f"{value!r} is not a date; write it as 2026-11-20", param, ctx)
        return day if day >= FIRST_DAY else self.fail(f"arXiv began on {FIRST_DAY}", param, ctx)


class Window(click.ParamType[int]):
    """A span of whole days up to now, as ``7d`` or ``2w``."""

    name = "7d"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401
        """Return the number of days."""
        if isinstance(value, int):
            return value
        try:
            return parse_window(value)
        except BadArgument as error:
            return self.fail(str(error), param, ctx)


class HeatBar(click.ParamType[float]):
    """A heat to reach: a number from 0 on."""

    name = "N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:  # noqa: ANN401
        """Return the number."""
        try:
            number = float(value)
        except ValueError:
            return self.fail(f"{value!r} is not a number", param, ctx)
        return number if 0 <= number < math.inf else self.fail(f"{value!r} is no heat: it starts at 0", param, ctx)


DAY = Day()
HEAT = HeatBar()
WINDOW = Window()
