"""The bot as a process of its own: it gathers, plans and sends as the app does, on a clock that runs fast."""

import asyncio
import logging
import random
import signal
import sys
import time
from collections.abc import MutableSequence, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import aiohttp

from bot.app import App, open_app
from bot.app.run import run
from bot.config import Config
from bot.delivery.budget import Budgets
from bot.delivery.outbox import ASK_AFTER
from bot.delivery.place import Found, Outcome
from bot.delivery.recorder import Recorder
from bot.delivery.scheduler import Scheduler
from bot.delivery.sender import Line, Sender
from bot.demo.run import BRISK
from bot.demo.sample import MORNING
from bot.digest.hot import HotRules
from bot.digest.section import Section
from bot.messages.message import Attachment, Message, Where
from bot.messages.reply import Reply
from bot.subscriptions.delivery import Delivery
from bot.subscriptions.model import Place
from tests.crash.adapter import FakeAdapter
from tests.crash.watch import Doing, Doom, Watch

PACE: Final = 240
"""Seconds on the bot's clock in one of ours."""

_SHORTEST_SLEEP_S: Final = 0.004
_GATHER_EVERY_S: Final = 300
_ANSWER_WITHIN_S: Final = 2


@dataclass(frozen=True, slots=True)
class Life:
    """One life of a bot: its files, its neighbors, its clock and its end.

    It ends by itself once all that is due by ``until`` was sent. ``gathers`` says whether it reads the sources, too.
    ``is_app`` has it run as ``hotpapers run`` does, to the places that ``settings`` declare.
    """

    folder: Path
    settings: dict[str, Any]
    place_url: str
    began_s: float
    until: datetime
    doom: Doom | None = None
    gathers: bool = False
    is_app: bool = False


class FastClock:
    """A clock that goes on while nobody lives, PACE times as fast as ours; it began at MORNING."""

    def __init__(self, began_s: float) -> None:
        self._began_s = began_s

    def now(self) -> datetime:
        passed_s = time.time() - self._began_s  # noqa: TID251 - what all lives share
        return MORNING.astimezone(UTC) + timedelta(seconds=passed_s * PACE)

    def monotonic_s(self) -> float:
        return time.monotonic() * PACE

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(seconds / PACE, _SHORTEST_SLEEP_S))


class WatchedStore:
    """The store, with what is going on in it told."""

    _TOLD: Final = {"plan": Doing.PLANNING, "claim": Doing.CLAIMING, "settle": Doing.RECORDING}

    def __init__(self, store: Any, watch: Watch) -> None:  # noqa: ANN401 - whatever it has is handed on
        self._store = store
        self._watch = watch

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        method = getattr(self._store, name)
        return self._watched(method, self._TOLD[name]) if name in self._TOLD else method

    def _watched(self, method: Any, doing: Doing) -> Any:  # noqa: ANN401
        async def watched(*args: object, **kwargs: object) -> object:
            with self._watch.over(doing):
                result = await method(*args, **kwargs)
            if doing is Doing.CLAIMING and result:
                with self._watch.over(Doing.CLAIMED):
                    pass
            return result

        return watched


class WatchedAdapter:
    """The adapter, with what is going on in it told."""

    kind = FakeAdapter.kind

    def __init__(self, adapter: FakeAdapter, watch: Watch) -> None:
        self._adapter = adapter
        self._watch = watch

    async def send(self, delivery: Delivery) -> Outcome:
        with self._watch.over(Doing.SENDING):
            outcome = await self._adapter.send(delivery)
        with self._watch.over(Doing.ACCEPTED):
            return outcome

    async def find_sent(self, delivery: Delivery) -> Found:
        with self._watch.over(Doing.ASKING):
            return await self._adapter.find_sent(delivery)


class ThreadComposer:
    """Writes a head in the channel, and under it the papers in three messages."""

    takes_pictures = False

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def digest(self, sections: Sequence[Section], attachments: Sequence[Attachment] = ()) -> tuple[Message, ...]:
        with self._watch.over(Doing.COMPOSING):
            papers = [one.stored.id for section in sections for one in section.hot.papers]
            head = Message(Where.CHANNEL, {"text": f"{len(papers)} papers"}, attachments=tuple(attachments))
            return (head, *(Message(Where.THREAD, {"text": " ".join(papers[at::3])}) for at in range(3)))

    def reply(self, reply: Reply, attachments: Sequence[Attachment] = ()) -> tuple[Message, ...]:  # noqa: ARG002
        return (Message(Where.CHANNEL, {"text": str(reply)}),)


def live(life: Life, going_on: MutableSequence[int]) -> None:
    """Run as a process, until it is killed, told to stop, or has sent everything."""
    logging.basicConfig(filename=life.folder / "bot.log", level=logging.INFO)
    watch = Watch(going_on, life.doom)
    asyncio.run(_live_as_app(life, watch) if life.is_app else _live(life, watch))


async def _live_as_app(life: Life, watch: Watch) -> None:
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    clock = FastClock(life.began_s)
    config = Config.model_validate(life.settings)
    async with open_app(config, life.folder / "hotpapers.db", clock, create=False) as app:
        store: Any = WatchedStore(app.store, watch)
        async with asyncio.TaskGroup() as tasks:
            ending = tasks.create_task(_end(app, life, stopping))
            await run(replace(app, store=store), stopping, sys.stdout)
            ending.cancel()


async def _live(life: Life, watch: Watch) -> None:
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    clock = FastClock(life.began_s)
    connector = aiohttp.TCPConnector(force_close=True, limit=0)
    config = Config.model_validate(life.settings)
    async with (
        open_app(config, life.folder / "hotpapers.db", clock, create=False) as app,
        aiohttp.ClientSession(connector=connector) as session,
    ):
        # What died while it was sent may still be on its way.
        await app.store.reap(clock.now() + ASK_AFTER, all_of_them=True)
        store: Any = WatchedStore(app.store, watch)
        composer = ThreadComposer(watch)
        scheduler = Scheduler(store, lambda _: composer, clock, HotRules(enabled=config.sources.enabled))
        adapter = WatchedAdapter(FakeAdapter(session, life.place_url), watch)
        async with asyncio.TaskGroup() as tasks:
            others = [
                tasks.create_task(scheduler.run()),
                tasks.create_task(_end(app, life, stopping)),
                *([tasks.create_task(_gather(app, watch))] if life.gathers else []),
            ]
            await Sender(_line(store, clock), adapter).run(stopping)
            for task in others:
                task.cancel()


def _line(store: Any, clock: FastClock) -> Line:  # noqa: ANN401 - a store, watched
    return Line(
        store=store,
        clock=clock,
        budgets=Budgets(clock, {}),
        recorder=Recorder(store, clock),
        on_gone=_gone,
        jitter=random.random,
        timeout_s=_ANSWER_WITHIN_S,
    )


async def _gone(_place: Place, reason: str) -> None:
    raise AssertionError(f"a blip counted as the end of a place: {reason}")


async def _gather(app: App, watch: Watch) -> None:
    while True:
        with watch.over(Doing.GATHERING):
            await app.gather(missed=False, politeness=BRISK)
        await app.clock.sleep(_GATHER_EVERY_S)


async def _end(app: App, life: Life, stopping: asyncio.Event) -> None:
    """Stop once everything that is due by then was sent."""
    while not await _is_done(app, life):
        await app.clock.sleep(PACE / 50)
    stopping.set()


async def _is_done(app: App, life: Life) -> bool:
    store: Any = app.store
    if app.clock.now() < life.until or await store.due(app.clock.now(), limit=1):
        return False
    return not any((await store.queue_depths()).values())
