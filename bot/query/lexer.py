"""The text of a query, cleaned and cut into the pieces that the grammar is made of."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from bot.query.error import QueryError


class Kind(Enum):
    """What a piece is to the grammar."""

    OPEN = auto()
    CLOSE = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    FIELD = auto()
    PHRASE = auto()
    WORD = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of ``query``, as it stands there from ``start`` to ``end``."""

    kind: Kind
    query: str
    start: int
    end: int

    @property
    def text(self) -> str:
        """Return the piece as written."""
        return self.query[self.start : self.end]

    def wrong(self, message: str, *, offset: int = 0) -> QueryError:
        """Return the error that points ``offset`` characters into this piece."""
        return QueryError(message, query=self.query, position=self.start + offset)


_LOOKALIKES: Final = str.maketrans("“”„‟«»\u2010–−", '""""""---')
"""Quotes and dashes that keyboards put in for the plain ones."""

_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs"})

_PIECE: Final = re.compile(
    r"""
      (?P<OPEN>\()
    | (?P<CLOSE>\))
    | (?P<OR>\| | OR(?![^\s()"|]))
    | (?P<AND>AND(?![^\s()"|]))
    | (?P<NOT>NOT(?![^\s()"|]) | -(?=[^\s)|-]))
    | (?P<FIELD>(?<![:@#])(?:[@#] | [A-Za-z]+:)(?=[^\s)|]))
    | (?P<PHRASE>"[^"]*"?)
    | (?P<WORD>[^\s()"|]+)
    """,
    re.VERBOSE,
)


def readable_query(text: str) -> str:
    """Return ``text`` as we read it.

    NFKC; control, formatting and zero-width characters are gone, white space is spaces; typographic quotes
    and dashes are plain.
    """
    seen = "".join(" " if each.isspace() else each for each in text if each.isspace() or not _is_unseen(each))
    return unicodedata.normalize("NFKC", seen).translate(_LOOKALIKES)


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in _UNSEEN


def pieces(query: str) -> Iterator[Piece]:
    """Yield the pieces of a cleaned query, in order. Raises QueryError where a quote is never closed."""
    for match in _PIECE.finditer(query):
        piece = Piece(Kind[str(match.lastgroup)], query, match.start(), match.end())
        if piece.kind is Kind.PHRASE and (len(piece.text) == 1 or not piece.text.endswith('"')):
            raise piece.wrong("this quote is never closed")
        yield piece
