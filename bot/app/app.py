"""Everything that a verb needs, built from the configuration, and closed in the right order."""

import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot import __version__
from bot.clock import Clock
from bot.config import Config
from bot.digest.availability import SourceState
from bot.digest.explain import Why, explain
from bot.digest.hot import ALL_PAPERS, HotRequest, HotRules, hot_list, states_now
from bot.digest.select import HotList
from bot.digest.status import OutboxStatus, Status
from bot.errors import BadArgument, ConfigError, NotFound
from bot.messages.render import Renderer
from bot.papers.calendar import latest_listing_day, next_announcement
from bot.papers.ids import parse_arxiv_id
from bot.query.tree import Query
from bot.store.lock import last_tick_at
from bot.store.sqlite import open_store

if TYPE_CHECKING:
    from bot.commands.dispatch import Dispatcher
    from bot.delivery.writing import Memory
    from bot.sources.arxiv import Arxiv
    from bot.sources.contract import Source
    from bot.sources.fetch import Fetcher, Politeness
    from bot.sources.gather import Progress, Report, Sources

WINDOW_DAYS: Final = 7
"""The default window of a digest, and how far back talk is gathered."""

_TOKEN_BYTES: Final = 9
"""Twelve characters: short on a button, and beyond guessing within the day that a draft lives."""

OnWait = Callable[[str, float, str], None]


@asynccontextmanager
async def open_app(config: Config, path: Path, clock: Clock, *, create: bool) -> AsyncIterator["App"]:
    """Open the database at ``path`` (made first if ``create``) and everything that a verb needs.

    Raises NotFound where there is no database, and whatever ``open_store`` raises.
    """
    store = await open_store(path, create=create)
    try:
        await store.set_weights(config.sources.weights)
        yield App(config, path, store, clock, Renderer(config.templates.dir))
    finally:
        await store.close()


@dataclass(frozen=True, slots=True)
class App:
    """Everything that a verb needs, open."""

    config: Config
    path: Path
    store: "Memory"
    clock: Clock
    renderer: Renderer

    async def hot(
        self,
        *,
        query: Query | None = None,
        day: date | None = None,
        window_days: int | None = None,
        top: int | None = None,
        min_heat: float | None = None,
    ) -> HotList:
        """Return the digest as it stands, of one day or of the days up to now; ``query`` None asks for all."""
        request = HotRequest(self.clock.now(), day, window_days or WINDOW_DAYS, top, min_heat, query or ALL_PAPERS)
        return await hot_list(self.store, request, self.rules())

    async def hot_day(self, day: date) -> HotList:
        """Return the digest of one day."""
        return await self.hot(day=day)

    async def post_text(self, hot: HotList) -> str:
        """Return a digest as a Hot Papers post; an imported day's is the post itself, byte for byte."""
        from bot.archive.gathered import post_of_day, shortened  # noqa: PLC0415 - only one format needs it
        from bot.archive.printing import print_post  # noqa: PLC0415

        imported = await self.store.post(hot.day) if hot.from_post else None
        post = shortened(imported, hot) if imported else post_of_day(hot, self.renderer)
        return print_post(post, self.renderer)

    async def why(self, paper: str) -> Why:
        """Return all that is known of one paper. Raises BadArgument for no id, NotFound for one we do not have."""
        paper_id = parse_arxiv_id(paper)
        stored = (await self.store.papers([paper_id])).get(paper_id)
        if stored is None:
            raise NotFound(
                f"{paper_id} is not in {self.path}: only papers of the gathered categories are kept.\n"
                "`hotpapers gather --day D` adds those of a past day."
            )
        return explain(
            stored,
            weights=self.config.sources.weights,
            series=await self.store.series(paper_id),
            mentions=(await self.store.mentions([paper_id])).get(paper_id, ()),
            sources=await self._states(),
        )

    async def status(self) -> Status:
        """Return how the sources and the database stand."""
        return Status(
            path=self.path,
            totals=await self.store.totals(),
            sources=await self._states(),
            next_due_at=next_announcement(self.clock.now(), self.config.arxiv.holidays),
        )

    async def status_of_all(self) -> Status:
        """Return how everything stands, other people's places included: for the operator."""
        depths = await self.store.queue_depths()
        outbox = OutboxStatus(
            waiting=sum(depths.values()) - depths["unknown"],
            failed=await self.store.failed_count(),
            unknown=depths["unknown"],
            paused=await self.store.paused(),
            looked_at=last_tick_at(self.path),
        )
        return replace(await self.status(), outbox=outbox)

    def dispatcher(self) -> "Dispatcher":
        """Return what answers ``/papers …``, wherever it is typed."""
        from bot.commands.desk import Desk  # noqa: PLC0415 - reading verbs do without
        from bot.commands.dispatch import Dispatcher  # noqa: PLC0415
        from bot.store.subscriptions_contract import Caps  # noqa: PLC0415

        limits = self.config.limits
        desk = Desk(
            reading=self,
            memory=self.store,
            clock=self.clock,
            categories=self.config.arxiv.categories,
            holidays=self.config.arxiv.holidays,
            caps=Caps(limits.subscriptions_per_place, limits.per_server, limits.per_user),
            new_token=partial(secrets.token_urlsafe, _TOKEN_BYTES),
        )
        return Dispatcher(desk, commands_per_minute=limits.commands_per_minute, blocked=limits.blocked)

    async def gather(
        self,
        *,
        day: date | None = None,
        only: Sequence[str] = (),
        missed: bool = True,
        politeness: "Mapping[str, Politeness] | None" = None,
        on_progress: "Callable[[Progress], None]" = lambda _: None,
        on_wait: OnWait = lambda *_: None,
    ) -> "Sequence[Report]":
        """Read the sources once; one that fails is named in its report.

        ``missed`` says that listing days that were missed are gathered too. ``politeness`` is for sources on
        this machine alone. Raises BadArgument for a source that is not there or is switched off, and for a
        day that has no listing; ConfigError where all are switched off; StoreError while another process
        gathers into the same database.
        """
        from bot.sources.asking import wish_for  # noqa: PLC0415 - aiohttp is only loaded to gather
        from bot.sources.gather import gather  # noqa: PLC0415
        from bot.store.lock import only_gathering  # noqa: PLC0415

        names = self._chosen(only)
        holidays = self.config.arxiv.holidays
        wish = wish_for(self.clock.now(), day, window_days=WINDOW_DAYS, missed=missed, holidays=holidays)
        with only_gathering(self.path):
            async with self._fetcher(politeness, on_wait) as fetcher:
                sources = self._sources(fetcher, names)
                reports = await gather(sources, self.store, self.clock, wish, on_progress=on_progress)
            # What a paper is like follows from its words alone: talk changes nothing of it.
            if any(report.saved.new for report in reports):
                await self.store.refresh_similar(day or latest_listing_day(wish.now, holidays))
        return reports

    def _chosen(self, only: Sequence[str]) -> Sequence[str]:
        enabled = self.config.sources.enabled
        if not enabled:
            keys = ", ".join(f"sources.{name}.enabled" for name in self.config.sources.that_can_be_read)
            raise ConfigError([f"Every source is switched off: set one of {keys} to true."])
        for name in only:
            if name not in enabled:
                raise BadArgument(f"There is no source {name!r} switched on. Those that are: {', '.join(enabled)}.")
        return [name for name in enabled if not only or name in only]

    @asynccontextmanager
    async def _fetcher(
        self, politeness: "Mapping[str, Politeness] | None", on_wait: OnWait
    ) -> AsyncIterator["Fetcher"]:
        import aiohttp  # noqa: PLC0415 - only loaded to gather

        from bot.sources.fetch import POLITENESS, Fetcher  # noqa: PLC0415

        async with aiohttp.ClientSession() as session:
            fetcher = Fetcher(
                session,
                self.clock,
                contact=self.config.contact or "no contact configured",
                version=__version__,
                politeness=politeness or POLITENESS,
                on_wait=on_wait,
                rests=await self.store.rests(self.clock.now()),
            )
            try:
                yield fetcher
            finally:
                await self.store.save_rests(fetcher.rests, now=self.clock.now())

    def _sources(self, fetcher: "Fetcher", names: Sequence[str]) -> "Sources":
        from bot.sources.gather import Sources  # noqa: PLC0415 - aiohttp is only loaded to gather

        makers = {"huggingface": self._huggingface, "hackernews": self._hackernews}
        # What is talked about is looked up at arXiv wherever that is on, also when only talk was asked for.
        arxiv = self._arxiv(fetcher) if "arxiv" in self.config.sources.enabled else None
        talk = [makers[name](fetcher) for name in names if name in makers]
        return Sources(arxiv if "arxiv" in names else None, talk, shelf=arxiv)

    def _arxiv(self, fetcher: "Fetcher") -> "Arxiv":
        from bot.sources.arxiv import Arxiv  # noqa: PLC0415 - a source that is off is never imported

        return Arxiv(
            fetcher.client("arxiv"),
            categories=self.config.arxiv.categories,
            holidays=self.config.arxiv.holidays,
            known=self.store.announced,
            etag_of=self.store.etag,
            was_read=self.store.listing_was_read,
            rss_url=self.config.sources.arxiv.rss_url,
            api_url=self.config.sources.arxiv.api_url,
        )

    def _huggingface(self, fetcher: "Fetcher") -> "Source":
        from bot.sources.huggingface import HuggingFace  # noqa: PLC0415 - a source that is off is never imported

        settings = self.config.sources.huggingface
        client = fetcher.client("huggingface", bearer=settings.key.reveal() if settings.key else None)
        return HuggingFace(client, self.clock, base_url=settings.base_url)

    def _hackernews(self, fetcher: "Fetcher") -> "Source":
        from bot.sources.hackernews import HackerNews  # noqa: PLC0415 - a source that is off is never imported

        return HackerNews(fetcher.client("hackernews"), self.clock, base_url=self.config.sources.hackernews.base_url)

    def rules(self) -> HotRules:
        """Return what the configuration decides of digests."""
        bar = self.config.ranking.min_heat
        return HotRules(
            enabled=self.config.sources.enabled,
            weights=self.config.sources.weights,
            holidays=self.config.arxiv.holidays,
            min_heat=None if bar == "auto" else bar,
        )

    async def _states(self) -> Mapping[str, SourceState]:
        return await states_now(self.store, self.rules(), self.clock.now())
