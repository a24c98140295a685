"""What a source is asked for, what it may use, and what it gives back."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.errors import SourceError
from bot.papers.model import ArxivId, Paper
from bot.store.contract import Gathered


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer, whole and within its size limit."""

    status: int
    body: bytes
    content_type: str
    etag: str | None = None


class Client(Protocol):
    """The way a source asks the outside: paced, retried, capped and named by ``sources/fetch.py``."""

    async def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        accept: str = "*/*",
        etag: str | None = None,
        handles: frozenset[int] = frozenset({200}),
    ) -> Answer:
        """Return the answer if its status is one that the caller ``handles``.

        With ``etag`` the request is conditional: put 304 into ``handles``.
        Raises Throttled or SourceError, with the source's name, after the last try.
        """
        ...


@dataclass(frozen=True, slots=True)
class Wish:
    """What one gathering is after.

    ``day`` is a past listing day asked for by name; None is the present. Talk is gathered about papers
    announced from ``since`` on. ``missed_since`` is the day from which on listings that were missed are
    gathered too; None asks for none.
    """

    now: datetime
    since: date
    day: date | None = None
    missed_since: date | None = None


@dataclass(frozen=True, slots=True)
class LookedUp:
    """The ``papers`` that were found, of the ids that were ``answered``; ``problem`` cut the others off."""

    papers: Sequence[Paper]
    answered: frozenset[ArxivId]
    problem: SourceError | None = None


class Source(Protocol):
    """A place that we gather from; one file each."""

    @property
    def name(self) -> str:
        """Return the source's name, one of SOURCE_LABELS."""
        ...

    async def gather(self, wish: Wish) -> Gathered:
        """Return everything found, to be stored whole. Raises SourceError when nothing usable came."""
        ...


class PaperSource(Protocol):
    """A source of papers, which may take its time: what it has is given as it comes."""

    @property
    def name(self) -> str:
        """Return the source's name, one of SOURCE_LABELS."""
        ...

    def gather(self, wish: Wish) -> AsyncGenerator[Gathered, None]:
        """Give what is found in parts, each to be stored whole; the run of the last one speaks for all.

        A part whose run has another ``day`` than the wish is a missed day. Raises SourceError when nothing
        usable came.
        """
        ...


class Shelf(Protocol):
    """Where papers that others talk about can be looked up."""

    async def look_up(self, ids: Sequence[ArxivId]) -> LookedUp:
        """Return the existing ones among ``ids`` that are in the gathered categories."""
        ...
