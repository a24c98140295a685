"""Text becomes what a parameter asks for, or an error that says what was wanted: pure."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Final, TypeVar

from bot.commands.typed import unknown_name, usage
from bot.commands.words import Command, Kind, Param
from bot.errors import BadArgument
from bot.papers.calendar import FIRST_DAY
from bot.papers.ids import parse_arxiv_id
from bot.query.grammar import parse
from bot.subscriptions.schedule import parse_days, parse_time, parse_zone
from bot.subscriptions.spans import parse_span, parse_window

T = TypeVar("T")

TEXT_CHARS: Final = 300
_SHOWN_CHARS: Final = 40
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs"})


@dataclass(frozen=True, slots=True)
class Given:
    """The arguments of a request, read: each is of its parameter's kind; what was left out is not there."""

    values: Mapping[str, object]

    def has(self, name: str) -> bool:
        """Tell whether the argument was given."""
        return name in self.values

    def get(self, name: str, kind: type[T]) -> T | None:
        """Return the argument if it was given and is a ``kind``."""
        value = self.values.get(name)
        return value if isinstance(value, kind) else None

    def need(self, name: str, kind: type[T]) -> T:
        """Return the argument of a parameter that is required."""
        if (value := self.get(name, kind)) is None:
            raise BadArgument(f"{name} is missing.")
        return value

    def flag(self, name: str) -> bool:
        """Tell whether a flag was set."""
        return self.get(name, bool) or False


def read_arguments(command: Command, arguments: Mapping[str, str]) -> Given:
    """Return ``arguments`` as values; an empty one counts as left out, unless its parameter is clearable.

    Raises BadArgument for a name that ``command`` does not have, for a value that is not of its kind, and
    for a required one that is missing.
    """
    params = {param.name: param for param in command.params}
    cleared = {param.name for param in command.params if param.clearable}
    given = {name: text for name, text in arguments.items() if name in cleared or _seen(text).strip()}
    for name in given:
        if name not in params:
            raise unknown_name(command, name)
    for param in command.params:
        if param.required and param.name not in given:
            raise BadArgument(f"{command.verb} needs {_article(param)}. {usage(command)}")
    return Given({name: read_value(params[name], text) for name, text in given.items()})


def read_value(param: Param, text: str) -> object:
    """Return what ``text`` says for ``param``. Raises BadArgument."""
    return _READERS[param.kind](param, text)


def parse_day(text: str) -> date:
    """Return the day that ``text`` is, as ``2026-11-20``. Raises BadArgument."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as exc:
        raise BadArgument(f"“{shown(text)}” is not a day. Give one like 2026-11-20.") from exc
    if day < FIRST_DAY:
        raise BadArgument(f"arXiv began on {FIRST_DAY}: give a later day.")
    return day


def shown(text: str) -> str:
    """Return a part of what somebody wrote, short enough to stand in a message."""
    line = " ".join(text[: 2 * _SHOWN_CHARS].split())
    return line if len(line) <= _SHOWN_CHARS else f"{line[: _SHOWN_CHARS - 1]}…"


def _article(param: Param) -> str:
    return f"{'an' if param.name[0] in 'aeiou' else 'a'} {param.name}"


def _seen(text: str) -> str:
    return "".join(char for char in text if char.isspace() or unicodedata.category(char) not in _UNSEEN)


def _text(param: Param, text: str) -> str:
    """Return ``text`` on one line, without what cannot be seen."""
    seen = _seen(" ".join(text.split()))
    most = int(param.maximum or TEXT_CHARS)
    if len(seen) > most:
        raise BadArgument(f"{param.name} has at most {most} characters: leave out {len(seen) - most}.")
    return seen


def _int(param: Param, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text.strip()):
        raise BadArgument(f"“{shown(text)}” is not a whole number. Give {param.name} as a number{_range(param)}.")
    return int(_within(param, int(text)))


def _number(param: Param, text: str) -> float | str:
    word = text.strip().casefold()
    if word in param.choices:
        return word
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,6})?", word):
        words = "".join(f" or {choice}" for choice in param.choices)
        raise BadArgument(f"“{shown(text)}” is not a number. Give {param.name} as a number{_range(param)}{words}.")
    return _within(param, float(word))


def _within(param: Param, number: float) -> float:
    above = param.maximum is not None and number > param.maximum
    below = param.minimum is not None and number < param.minimum
    if above or below:
        raise BadArgument(f"{param.name} is a number{_range(param)}, and {number:g} is not.")
    return number


def _range(param: Param) -> str:
    if param.minimum is not None and param.maximum is not None:
        return f" from {param.minimum:g} to {param.maximum:g}"
    return f" of at least {param.minimum:g}" if param.minimum is not None else ""


_FLAGS: Final = {
    **dict.fromkeys(("true", "yes", "on", "1"), True),
    **dict.fromkeys(("false", "no", "off", "0"), False),
}


def _flag(param: Param, text: str) -> bool:
    try:
        return _FLAGS[text.strip().casefold()]
    except KeyError:
        raise BadArgument(f"“{shown(text)}” is neither yes nor no, which is what {param.name} takes.") from None


def _choice(param: Param, text: str) -> str:
    word = text.strip().casefold()
    if word in param.choices:
        return word
    near = get_close_matches(word, param.choices, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"Choose one of {', '.join(param.choices)}."
    raise BadArgument(f"“{shown(text)}” is no {param.name}. {hint}")


_READERS: Final[Mapping[Kind, Callable[[Param, str], object]]] = {
    Kind.TEXT: _text,
    Kind.INT: _int,
    Kind.NUMBER: _number,
    Kind.FLAG: _flag,
    Kind.CHOICE: _choice,
    Kind.TIME_OF_DAY: lambda _, text: parse_time(text),
    Kind.ZONE: lambda _, text: parse_zone(text),
    Kind.DAYS: lambda _, text: parse_days(text),
    Kind.DAY: lambda _, text: parse_day(text),
    Kind.WINDOW: lambda _, text: parse_window(text),
    Kind.SPAN: lambda _, text: parse_span(text),
    Kind.QUERY: lambda _, text: parse(text),
    Kind.PAPER: lambda _, text: parse_arxiv_id(text),
    Kind.SUBSCRIPTION: _text,
}
