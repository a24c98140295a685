"""The demo: the real pipeline, on the sample day, against a server on this machine."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from bot.app import App, open_app
from bot.config import Config
from bot.demo.replay import MOMENTS, SAMPLE_DAY, Replay
from bot.sources.fetch import POLITENESS, Politeness
from bot.sources.gather import Progress, Report

SETTINGS: Final = {"contact": "demo@example.org", "arxiv": {"categories": ("cs", "stat.ML")}}
TOP: Final = 12

SERVED_SETTINGS: Final = """\
[store]
path = "sample.db"

[arxiv]
categories = ["cs", "stat.ML"]

[sources.arxiv]
rss_url = "{replay.rss_url}"
api_url = "{replay.api_url}"

[sources.huggingface]
base_url = "{replay.huggingface_url}"

[sources.hackernews]
base_url = "{replay.hackernews_url}"
"""
"""A configuration that gathers from a replay of the sample day."""

BRISK: Final[Mapping[str, Politeness]] = {
    name: replace(rules, min_interval_s=0, wait_initial_s=0, wait_max_s=0, attempts=2)
    for name, rules in POLITENESS.items()
}
"""The rules that sources are read by, without their waits: this machine needs none."""


class StageClock:
    """A clock that shows the moment it is set to, and lets nobody wait."""

    def __init__(self, now: datetime) -> None:
        self.moment = now

    def now(self) -> datetime:
        """Return the moment on stage."""
        return self.moment

    def monotonic_s(self) -> float:
        """Return the moment on stage, in seconds."""
        return self.moment.timestamp()

    async def sleep(self, seconds: float) -> None:  # noqa: ARG002 - a Clock's signature
        """Return at once."""
        await asyncio.sleep(0)


@dataclass(frozen=True, slots=True)
class Stage:
    """The demo's parts, open: a bot whose sources are all on this machine."""

    app: App
    replay: Replay
    clock: StageClock

    async def gather(self, moment: datetime, on_progress: Callable[[Progress], None]) -> tuple[Report, ...]:
        """Read every source as it answered at ``moment``."""
        self.replay.moment = self.clock.moment = moment
        # The sample has one listing: there are no earlier days to catch up with.
        return tuple(await self.app.gather(missed=False, politeness=BRISK, on_progress=on_progress))


@asynccontextmanager
async def open_stage(database: Path) -> AsyncIterator[Stage]:
    """Start the replay server and a bot with a new database that reads from it."""
    clock = StageClock(MOMENTS[0])
    async with Replay() as replay, open_app(_config(replay), database, clock, create=True) as app:
        yield Stage(app, replay, clock)


def _config(replay: Replay) -> Config:
    sources = {
        "arxiv": {"rss_url": replay.rss_url, "api_url": replay.api_url},
        "huggingface": {"base_url": replay.huggingface_url},
        "hackernews": {"base_url": replay.hackernews_url},
    }
    return Config.model_validate({**SETTINGS, "sources": sources})


__all__ = ["MOMENTS", "SAMPLE_DAY", "SERVED_SETTINGS", "TOP", "Stage", "open_stage"]
