r"""The spaces in what is printed of a text, which depend on its neighbors.

While a tree is printed, a few control characters, which no text has by then, stand for what is settled when
all of it is there: a word that must not melt into another, a relation, a citation that is left out.
"""

import re
from typing import Final

EDGE: Final = "\x01"
"""A word that must not melt into another begins or ends here."""

RELATION: Final = "\x02"
"""On both sides of a relation."""

CITATION: Final = "\x03"
"""A citation was here."""

# Patterns that begin with one character are found ten times as fast.
_EMPTY_BRACKETS: Final = re.compile(rf"[(\[]{CITATION}[{CITATION},; ]*[)\]]")
_LEFT_OUT: Final = re.compile(rf"{CITATION}[{CITATION} ]*")
_MELTING: Final = re.compile(rf"{EDGE}+")


def spaced(text: str) -> str:
    """Return a whole text without marks, its words apart, and no brackets or space where a citation was."""
    text = without_edges(text)
    if CITATION not in text:
        return text
    text = _EMPTY_BRACKETS.sub(CITATION, text.replace(f" {CITATION}", CITATION))
    return _LEFT_OUT.sub(_space_left, text.replace(f" {CITATION}", CITATION))


def _space_left(match: re.Match[str]) -> str:
    """Return the space that a citation leaves behind, which is none before punctuation."""
    after = match.string[match.end() : match.end() + 1]
    return " " if after.isalnum() or after in {*"([“‘\"'–—"} else ""


def without_edges(text: str) -> str:
    """Return ``text`` with a space where two words would melt into one."""
    return _MELTING.sub(_space_between, text) if EDGE in text else text


def _space_between(match: re.Match[str]) -> str:
    before, after = match.string[max(0, match.start() - 1) : match.start()], match.string[match.end() : match.end() + 1]
    melts = (before.isalnum() or before in {*")]}_′″*"}) and (after.isalnum() or after in {*"√∑∏∫"})
    return " " if melts else ""


_FIRST: Final = re.compile(rf"\A *{RELATION}([^{RELATION}]*){RELATION} *")
_LAST: Final = re.compile(rf" *{RELATION}([^{RELATION}]*){RELATION} *\Z")
_BETWEEN: Final = re.compile(rf" *{RELATION}[ {RELATION}]*")
_INNER_SPACE: Final = re.compile(r"(?<=[(\[{⟨⌈⌊]) +| +(?=[)\]}⟩⌉⌋,])")
_TOUCHING: Final = RELATION * 2


def formula(text: str) -> str:
    """Return a formula, with spaces around its relations but not at its ends, where they belong to the text."""
    text = _LAST.sub(r"\1", _FIRST.sub(r"\1", without_edges(text).replace(_TOUCHING, "")))
    return _INNER_SPACE.sub("", _BETWEEN.sub(" ", text)).strip()


def dense(text: str) -> str:
    """Return a part of a formula that is written small, without spaces around its relations."""
    return _BETWEEN.sub("", without_edges(text)).strip()
