"""The one thing that can go wrong with a query, and where it is wrong."""

import unicodedata
from typing import Final

from bot.errors import BadArgument

_EXCERPT_CHARS: Final = 72
_SHOWN_CHARS: Final = 40


class QueryError(BadArgument):
    """A query cannot be understood; ``message`` says why and what to write instead.

    ``query`` is the text as it was read (see ``lexer.readable_query``) and ``position`` the character of it
    at fault, counted from 0; ``len(query)`` is its end.
    """

    def __init__(self, message: str, *, query: str, position: int) -> None:
        super().__init__(message)
        self.message = message
        self.query = query
        self.position = position

    def pointed(self) -> str:
        """Return the query and, on a second line, a caret under the character at fault.

        A long query is cut to the part around it. Both lines are meant for a fixed-width font.
        """
        start = max(0, min(self.position - _EXCERPT_CHARS // 2, len(self.query) - _EXCERPT_CHARS))
        end = start + _EXCERPT_CHARS
        before = ("…" if start else "") + self.query[start : self.position]
        after = self.query[self.position : end] + ("…" if end < len(self.query) else "")
        return f"{before}{after}\n{' ' * _columns(before)}^"


def _columns(text: str) -> int:
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def shown(text: str) -> str:
    """Return a part of a query short enough to stand in a message."""
    return text if len(text) <= _SHOWN_CHARS else f"{text[:_SHOWN_CHARS]}…"
