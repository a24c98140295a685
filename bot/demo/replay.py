"""A local server that answers as arXiv, Hugging Face and Hacker News did on the sample day."""

from datetime import datetime
from typing import Final, Self

from aiohttp import web

from bot.demo.arxiv_api import query_answer
from bot.demo.arxiv_rss import listing_feed
from bot.demo.hackernews import search_by_date
from bot.demo.huggingface import daily_papers
from bot.demo.reply import Reply
from bot.demo.sample import MOMENTS, MORNING, NINE, SAMPLE_DAY, load_sample_day
from bot.errors import BotError

__all__ = ["MOMENTS", "MORNING", "NINE", "SAMPLE_DAY", "Replay"]

_HOST: Final = "127.0.0.1"
_CLOSING_S: Final = 1.0
_HACKERNEWS_IS_DOWN_AT: Final = NINE
_OUTAGE: Final = Reply(b"<html><body><h1>500 Internal Server Error</h1></body></html>", "text/html", status=500)


class Replay:
    """The sample day over real HTTP on this machine; an async context manager.

    ``moment`` is the time that answers are given at: MORNING when entered, any of MOMENTS by assignment.
    At NINE Hacker News answers HTTP 500. The addresses are known once entered, unless a port was given.
    Entering raises BotError if the port cannot be had.
    """

    def __init__(self, *, port: int = 0) -> None:
        self._port = port
        self._day = load_sample_day()
        self._moment = MORNING
        application = web.Application()
        application.add_routes(
            [
                web.get("/rss/{spec}", self._rss),
                web.get("/api/query", self._query),
                web.get("/api/daily_papers", self._daily_papers),
                web.get("/api/v1/search_by_date", self._search_by_date),
            ]
        )
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=_CLOSING_S)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, _HOST, self._port).start()
        except OSError as exc:
            await self._runner.cleanup()
            raise BotError(f"Port {self._port} of {_HOST} cannot be used. Choose another one.") from exc
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self._runner.cleanup()

    @property
    def moment(self) -> datetime:
        """Return the time that answers are given at."""
        return self._moment

    @moment.setter
    def moment(self, moment: datetime) -> None:
        if moment not in MOMENTS:
            raise ValueError(f"the sample day has no counts for {moment}")
        self._moment = moment

    @property
    def rss_url(self) -> str:
        """Return the address before ``/CATEGORY+CATEGORY…`` of arXiv's daily feeds."""
        return f"{self._origin}/rss"

    @property
    def api_url(self) -> str:
        """Return the address of arXiv's query API."""
        return f"{self._origin}/api/query"

    @property
    def huggingface_url(self) -> str:
        """Return the address before ``/api/daily_papers``."""
        return self._origin

    @property
    def hackernews_url(self) -> str:
        """Return the address before ``/api/v1/search_by_date``."""
        return self._origin

    @property
    def _origin(self) -> str:
        return f"http://{_HOST}:{self._port}"

    async def _rss(self, request: web.Request) -> web.Response:
        return _sent(request, listing_feed(self._day.papers, request.match_info["spec"], now=self._moment))

    async def _query(self, request: web.Request) -> web.Response:
        return _sent(request, query_answer(self._day.papers, request.query, now=self._moment))

    async def _daily_papers(self, request: web.Request) -> web.Response:
        return _sent(request, daily_papers(self._day.featured, request.query, now=self._moment))

    async def _search_by_date(self, request: web.Request) -> web.Response:
        if self._moment == _HACKERNEWS_IS_DOWN_AT:
            return _sent(request, _OUTAGE)
        return _sent(request, search_by_date(self._day, request.query, now=self._moment))


def _sent(request: web.Request, reply: Reply) -> web.Response:
    headers = {**reply.headers, "Content-Type": reply.content_type}
    etag = reply.headers.get("ETag")
    if etag and request.headers.get("If-None-Match") == etag:
        return web.Response(status=304, headers=reply.headers)
    return web.Response(status=reply.status, body=reply.body, headers=headers)
