"""arXiv's query API: papers by id, or by the time of their submission."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.errors import BadAnswer
from bot.papers.model import ArxivId, Paper
from bot.sources.arxiv_feed import SOURCE, QueryPage, parse_query_page
from bot.sources.contract import Client

ACCEPT: Final = "application/atom+xml, application/xml;q=0.9, */*;q=0.8"
IDS_PER_REQUEST: Final = 100
PAPERS_PER_PAGE: Final = 500
MAX_PAPERS: Final = 30_000
"""The API pages no further: https://info.arxiv.org/help/api/user-manual.html, read 2026-11-21."""
TRIES_PER_PAGE: Final = 4
"""The API now and then gives an empty or short page; the next try usually heals it."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the API gave; ``missing_count`` is how many more papers it had promised."""

    papers: tuple[Paper, ...]
    missing_count: int


class QueryApi:
    """Asks the query API; what it promises and does not give is asked for again, then counted."""

    def __init__(self, client: Client, url: str) -> None:
        self._client = client
        self._url = url

    async def by_ids(self, ids: Sequence[ArxivId]) -> Found:
        """Return the newest versions of the existing ones among ``ids``, up to IDS_PER_REQUEST. Raises SourceError."""
        params = {"id_list": ",".join(ids), "start": "0", "max_results": str(len(ids))}
        page = await self._page(params, start=0, size=len(ids))
        return Found(page.papers, max(page.total - page.entry_count, 0))

    async def submitted_between(self, categories: Sequence[str], start: datetime, end: datetime) -> Found:
        """Return the papers in any of ``categories`` first submitted in [start, end). Raises SourceError."""
        query = {
            "search_query": _search(categories, start, end),
            "sortBy": "submittedDate",
            "sortOrder": "ascending",
            "max_results": str(PAPERS_PER_PAGE),
        }
        papers: list[Paper] = []
        given, promised = 0, 1
        for first in range(0, MAX_PAPERS, PAPERS_PER_PAGE):
            if first >= promised:
                break
            page = await self._page({**query, "start": str(first)}, start=first, size=PAPERS_PER_PAGE)
            given, promised = given + page.entry_count, page.total
            papers += page.papers
        inside = tuple(paper for paper in papers if _is_inside(paper, start, end))
        return Found(inside, max(promised - given, 0))

    async def _page(self, params: Mapping[str, str], *, start: int, size: int) -> QueryPage:
        """Return a page as whole as it can be had in TRIES_PER_PAGE."""
        pages: list[QueryPage] = []
        for _ in range(TRIES_PER_PAGE):
            page = await self._ask(params)
            if page is not None and page.entry_count >= min(size, page.total - start):
                return page
            pages += [page] if page else []
        if not pages:
            raise BadAnswer(SOURCE, f"arXiv's query API answered with nothing, {TRIES_PER_PAGE} times.")
        return max(pages, key=lambda page: page.entry_count)

    async def _ask(self, params: Mapping[str, str]) -> QueryPage | None:
        """Return one page, None for an empty body."""
        answer = await self._client.get(self._url, params=params, accept=ACCEPT, handles=frozenset({200, 400}))
        return await asyncio.to_thread(parse_query_page, answer.body) if answer.body.strip() else None


def _search(categories: Sequence[str], start: datetime, end: datetime) -> str:
    # Asked up to and including ``end``, and cut here: whether the API's own end is inclusive is not documented.
    anywhere = " OR ".join(f"cat:{category}" for category in categories)
    return f"({anywhere}) AND submittedDate:[{start:%Y%m%d%H%M} TO {end:%Y%m%d%H%M}]"


def _is_inside(paper: Paper, start: datetime, end: datetime) -> bool:
    return paper.submitted_at is None or start <= paper.submitted_at < end
