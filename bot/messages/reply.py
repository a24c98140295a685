"""What a command answers: parts, then buttons.

A reply has no markup: whoever draws it escapes every text for its platform.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from bot.digest.explain import Why
from bot.digest.select import HotList
from bot.digest.status import Status
from bot.papers.model import ArxivId, StoredPaper
from bot.subscriptions.model import Layout


@dataclass(frozen=True, slots=True)
class Said:
    """Plain words, one paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of short lines, each with a label in front (a number, a verb, a name)."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Digested:
    """A digest as it stands."""

    hot: HotList
    layout: Layout = Layout.COMPACT


@dataclass(frozen=True, slots=True)
class Papers:
    """Papers one below the other, numbered from ``first_rank``; ``notes`` are a remark on each, or none."""

    papers: tuple[StoredPaper, ...]
    first_rank: int = 1
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """One paper; ``explained`` shows the arithmetic of its heat as well."""

    why: Why
    explained: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """How the sources and the database stand."""

    status: Status


@dataclass(frozen=True, slots=True)
class Snippet:
    """Text to copy as it is, such as a BibTeX entry; ``file_name`` if a platform had rather attach it."""

    text: str
    file_name: str


Part: TypeAlias = Said | Listed | Digested | Papers | Card | Standing | Snippet


class Tone(StrEnum):
    """What a button means to its reader."""

    PLAIN = "plain"
    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Button:
    """A choice that sends another request; small enough for any platform's button."""

    label: str
    verb: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Reply:
    """What comes back: parts one below the other, then buttons; private unless it says otherwise."""

    parts: tuple[Part, ...]
    buttons: tuple[Button, ...] = ()
    private: bool = True


def papers_of(reply: Reply) -> tuple[ArxivId, ...]:
    """Return the papers that ``reply`` shows, in order, each once."""
    return tuple(dict.fromkeys(paper.id for part in reply.parts for paper in _papers_of(part)))


def _papers_of(part: Part) -> tuple[StoredPaper, ...]:
    match part:
        case Digested(hot):
            return tuple(one.stored for one in hot.papers)
        case Papers(papers):
            return papers
        case Card(why):
            return (why.stored,)
        case _:
            return ()
