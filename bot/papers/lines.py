"""The lines of a text, taken one after the other by a parser that says what it expected."""

from collections.abc import Callable
from typing import Final, TypeVar

from bot.errors import MalformedInput

T = TypeVar("T")

_LONGEST_EXCERPT: Final = 60


class Lines:
    """The lines of a text, each looked at once; every error names the line that is wrong.

    The text must end with a newline. Raises MalformedInput where it does not.
    """

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._taken = 0
        if self._lines.pop():
            raise MalformedInput("The file ends in the middle of this line.", line=len(self._lines) + 1)

    @property
    def number(self) -> int:
        """Return the number of the next line, counted from 1."""
        return self._taken + 1

    @property
    def at_end(self) -> bool:
        """Tell whether every line was taken."""
        return self._taken == len(self._lines)

    def peek(self) -> str | None:
        """Return the next line without taking it; None at the end."""
        return None if self.at_end else self._lines[self._taken]

    def next_begins(self, prefix: str) -> bool:
        """Tell whether there is a next line and it begins with ``prefix``."""
        return (self.peek() or "").startswith(prefix)

    def take(self, expected: str) -> str:
        """Return the next line, whatever it is. Raises MalformedInput at the end."""
        return self.read(str, expected)

    def read(self, reader: Callable[[str], T | None], expected: str) -> T:
        """Take the next line and return what ``reader`` makes of it; None is a refusal. Raises MalformedInput."""
        line = self.peek()
        made = None if line is None else reader(line)
        if made is None:
            raise self.wrong(expected)
        self._taken += 1
        return made

    def skip(self, line: str = "", expected: str = "an empty line") -> None:
        """Take the next line, which must be ``line``. Raises MalformedInput."""
        if self.peek() != line:
            raise self.wrong(expected)
        self._taken += 1

    def wrong(self, expected: str) -> MalformedInput:
        """Return the error that says what was ``expected`` of the next line."""
        return MalformedInput(f"Expected {expected}, found {self._found()}.", line=self.number)

    def _found(self) -> str:
        line = self.peek()
        if line is None:
            return "the end of the file"
        shown = line if len(line) <= _LONGEST_EXCERPT else f"{line[:_LONGEST_EXCERPT]}…"
        return repr(shown) if line else "an empty line"
