"""One JSON object of a line, read field by field; every error names the field."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Final, TypeVar

from bot.archive.bounds import wrong_day, wrong_moment
from bot.errors import MalformedInput
from bot.papers.posts import LARGEST_COUNT
from bot.papers.text import clean

T = TypeVar("T")

_LONGEST_NAME_SHOWN: Final = 40

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Record:
    """A JSON object; ``path`` is the way to it, empty for the object that is the line.

    A field that is absent and one that is null are the same: not known. Every method raises
    MalformedInput where a field is not what it should be.
    """

    def __init__(self, values: Mapping[str, object], *, line: int, path: str = "") -> None:
        self._values = values
        self._line = line
        self._path = path

    def has(self, name: str) -> bool:
        """Tell whether a field is known."""
        return self._values.get(name) is not None

    def text(self, name: str) -> str:
        """Return a text that must be there."""
        return self._text(name, self._values.get(name))

    def optional_text(self, name: str) -> str | None:
        """Return a text, None where it is not known."""
        return self.text(name) if self.has(name) else None

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts that must be there, with one at least and none blank."""
        values = self._values.get(name)
        texts = tuple(self._text(name, value) for value in values) if isinstance(values, list) else ()
        if not texts or not all(text.strip() for text in texts):
            raise self.wrong(name, "expected a list of texts, none of them blank")
        return texts

    def count(self, name: str) -> int | None:
        """Return a whole number from 0 up, None where it is not known."""
        value = self._values.get(name)
        is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_COUNT
        if value is not None and not is_count:
            raise self.wrong(name, "expected a whole number, or null where it is not known")
        return value if isinstance(value, int) else None

    def day(self, name: str, *, now: datetime) -> date | None:
        """Return a date that a paper may have been announced on, None where it is not known."""
        day = self._read(name, _day, "a date as 2026-11-20")
        if day and (problem := wrong_day(day, now)):
            raise self.wrong(name, problem)
        return day

    def moment(self, name: str, *, now: datetime) -> datetime | None:
        """Return a moment in UTC that has been, None where it is not known."""
        moment = self._read(name, _moment, "a moment with its zone as 2026-11-20T09:00:00Z")
        if moment and (problem := wrong_moment(moment, now)):
            raise self.wrong(name, problem)
        return moment

    def objects(self, name: str) -> tuple["Record", ...]:
        """Return a list of objects, empty where it is not known."""
        values = self._values.get(name)
        if values is None:
            return ()
        if not isinstance(values, list):
            raise self.wrong(name, "expected a list of objects")
        return tuple(self._object(f"{name}[{place}]", value) for place, value in enumerate(values))

    def named_objects(self, name: str) -> Mapping[str, "Record"]:
        """Return the known ones among an object's own objects, by their names."""
        values = self._values.get(name)
        if values is None:
            return {}
        if not isinstance(values, dict):
            raise self.wrong(name, "expected an object")
        return {key: self._object(f"{name}.{_shown(key)}", value) for key, value in values.items() if value is not None}

    def wrong(self, name: str, problem: str) -> MalformedInput:
        """Return the error that a field has a ``problem``."""
        return MalformedInput(f"{self._path}{name}: {problem}.", line=self._line)

    def _text(self, name: str, value: object) -> str:
        if not isinstance(value, str):
            raise self.wrong(name, "is missing" if value is None else "expected a text")
        if "\0" in value:
            raise self.wrong(name, "has a NUL character")
        try:
            value.encode()
        except UnicodeEncodeError as exc:
            raise self.wrong(name, "has half a character (a lone surrogate)") from exc
        return value

    def _read(self, name: str, reader: Callable[[str], T], expected: str) -> T | None:
        text = self.optional_text(name)
        try:
            return None if text is None else reader(text)
        except (OverflowError, ValueError) as exc:
            raise self.wrong(name, f"expected {expected}") from exc

    def _object(self, name: str, value: object) -> "Record":
        if not isinstance(value, dict):
            raise self.wrong(name, "expected an object")
        return Record(value, line=self._line, path=f"{self._path}{name}.")


def _shown(name: str) -> str:
    return clean(name[:_LONGEST_NAME_SHOWN])


def _day(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment.astimezone(UTC)
