"""What a source is asked for, what it may use, and what it gives back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

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
    announced from ``since`` on.
    """

    now: datetime
    since: date
    day: date | None = None


class Source(Protocol):
    """A place that we gather from; one file each."""

    @property
    def name(self) -> str:
        """Return the source's name, one of SOURCE_LABELS."""
        ...

    async def gather(self, wish: Wish) -> Gathered:
        """Return everything found, to be stored whole. Raises SourceError when nothing usable came."""
        ...


class PaperSource(Source, Protocol):
    """A source that knows papers, and can look up ones that others talk about."""

    async def look_up(self, ids: Sequence[ArxivId]) -> Sequence[Paper]:
        """Return the existing ones among ``ids`` that are in the gathered categories. Raises SourceError."""
        ...
