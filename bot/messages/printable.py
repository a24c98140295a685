"""Text without any character that acts instead of showing: pure, and where every flavor's escaping begins."""

import re
import unicodedata
from typing import Final

_WHITE_SPACE: Final = re.compile(r"\s+")

_TERMINAL_SEQUENCE: Final = re.compile(
    r"""(?: \x1b\[ | \x9b ) [0-?]* [\x20-/]* [@-~]
      | (?: \x1b[\]PX^_] | [\x90\x98\x9d-\x9f] ) [^\x07\x1b\x80-\x9f]* (?: \x07 | \x1b\\ | \x9c )""",
    re.VERBOSE,
)
"""Whole control sequences and control strings (ECMA-48, 5.4 and 5.6; xterm ends strings with BEL too)."""

_FILLERS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0")
"""Invisible by Unicode's Default_Ignorable_Code_Point, though of a category that is otherwise text."""

JOINERS: Final = frozenset("\u200c\u200d")
"""Needed to spell some languages, and to join emoji."""

_UNPRINTABLE: Final = frozenset({"Cc", "Cf", "Cs"})
"""Control, format (bidirectional and zero-width included) and lone surrogate."""


def one_line(text: str) -> str:
    """Return ``text`` with each run of white space made one space, unless it is of spaces only."""
    return _WHITE_SPACE.sub(lambda run: run[0] if set(run[0]) == {" "} else " ", text)


def printable(text: str, *, keep: frozenset[str] = frozenset()) -> str:
    """Return ``text`` on one line and without any character that acts instead of showing, but for ``keep``."""
    line = one_line(_TERMINAL_SEQUENCE.sub("", text))
    if line.isascii() and line.isprintable():
        return line
    return "".join(char for char in line if char in keep or not _is_unprintable(char))


def _is_unprintable(char: str) -> bool:
    return unicodedata.category(char) in _UNPRINTABLE or char in _FILLERS
