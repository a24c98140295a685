"""A query, understood: a small tree that everything else is made from.

Nodes are equal when they ask for the same thing, wherever they stood in the text.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from bot.papers.model import ArxivId


class Column(StrEnum):
    """A part of a paper's text that can be searched on its own."""

    TITLE = "title"
    ABSTRACT = "abstract"


@dataclass(frozen=True, slots=True)
class Words:
    """A word, or a phrase: these words in this order. ``column`` None is title or abstract."""

    text: str
    column: Column | None = None
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Beginning:
    """Words that begin like this one (``learn*``). ``column`` None is title or abstract."""

    text: str
    column: Column | None = None
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Author:
    """One author with all words of ``name``, in any order; a single letter is an initial."""

    name: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Category:
    """One of the paper's categories; ``name`` is a category or archive as arXiv writes it."""

    name: str


@dataclass(frozen=True, slots=True)
class Id:
    """The paper of this id."""

    id: ArxivId


@dataclass(frozen=True, slots=True)
class From:
    """Papers that ``source`` has a mention or a measurement of."""

    source: str


@dataclass(frozen=True, slots=True)
class Heat:
    """Papers with at least ``bound`` heat, or more than ``bound`` where ``above``."""

    bound: float
    above: bool = False


@dataclass(frozen=True, slots=True)
class Since:
    """Papers announced on ``day`` or later; those of unknown date are not."""

    day: date


@dataclass(frozen=True, slots=True)
class Until:
    """Papers announced on ``day`` or earlier; those of unknown date are not."""

    day: date


@dataclass(frozen=True, slots=True)
class Not:
    """Papers that ``part`` does not match."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """Papers that all of ``parts`` match: two or more, none of them an And."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Papers that one of ``parts`` matches: two or more, none of them an Or."""

    parts: tuple["Node", ...]


Term: TypeAlias = Words | Beginning | Author | Category | Id | From | Heat | Since | Until
Node: TypeAlias = Term | Not | And | Or


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query; ``root`` None asks for all papers.

    ``text`` is what was written, without what cannot be seen: keep it where a query is stored, parsing it
    again gives an equal one.
    """

    root: Node | None
    text: str = field(default="", compare=False)


def all_of(*parts: Node) -> Node:
    """Return what asks for all of ``parts``, of which there is at least one."""
    flat = tuple(inner for part in parts for inner in (part.parts if isinstance(part, And) else (part,)))
    return And(flat) if len(flat) > 1 else flat[0]


def any_of(*parts: Node) -> Node:
    """Return what asks for any of ``parts``, of which there is at least one."""
    flat = tuple(inner for part in parts for inner in (part.parts if isinstance(part, Or) else (part,)))
    return Or(flat) if len(flat) > 1 else flat[0]
