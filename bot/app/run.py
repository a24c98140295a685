"""The bot at work: gathering, planning and sending, until it is told to stop."""

import asyncio
import gc
import logging
import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final, TextIO

from bot.adapters.absent import Absent
from bot.app.app import App
from bot.app.chats import Service, open_chats
from bot.app.places import Composers, open_adapters
from bot.commands.topics import topic_key
from bot.delivery.budget import Budgets
from bot.delivery.outbox import ASK_AFTER
from bot.delivery.place import Adapter, KnowsKeepers, kind_of
from bot.delivery.recorder import Recorder
from bot.delivery.returning import resume_returned
from bot.delivery.scheduler import BOT, Scheduler
from bot.delivery.sender import Line, Sender
from bot.delivery.telling import Teller
from bot.errors import StoreError
from bot.store.lock import note_tick, only_running
from bot.store.outbox_contract import Declared
from bot.subscriptions.model import Place
from bot.subscriptions.schedule import next_fire_at

_log = logging.getLogger(__name__)

GATHER_EVERY: Final = timedelta(minutes=30)
GATHER_AT: Final = timedelta(minutes=20)
"""Twenty past and ten to: talk is fresh when the digests of the full and of the half hour are made."""

_NOTE_TICKS_EVERY_S: Final = 15.0
_GC_THRESHOLDS: Final = (100_000, 50, 50)


async def run(app: App, stopping: asyncio.Event, stream: TextIO) -> None:
    """Gather, plan and send until ``stopping`` is set, then finish what is in hand; ``stream`` is the terminal.

    Raises StoreError where another bot runs on the same database, ConfigError for a webhook that cannot be used and
    for a token that its platform refuses.
    """
    composers = Composers(app.config, app.renderer)
    with only_running(app.path):
        async with open_adapters(app.config, stream) as adapters:
            await _prepare(app, composers)
            async with open_chats(app, composers) as chats:
                await _work(app, composers, {**adapters, **chats.adapters}, chats.services, stopping)


async def _prepare(app: App, composers: Composers) -> None:
    """Take up what the last run left, and what the configuration says by now."""
    now = app.clock.now()
    # What died while it was sent may still be on its way: a place asked too soon would not have it yet.
    if left := await app.store.reap(now + ASK_AFTER, all_of_them=True):
        _log.warning("deliveries left open by the last run count=%d: their places are asked first", left)
    synced = await app.store.sync_declared(_declared(app, now), by=BOT, at=now)
    for what, names in (("added", synced.added), ("changed", synced.changed), ("ended", synced.ended)):
        if names:
            _log.info("declared subscriptions %s: %s", what, ", ".join(name or "all papers" for name in names))
    await resume_returned(app.store, composers, now)


def _declared(app: App, now: datetime) -> Sequence[Declared]:
    return [
        Declared(
            name=each.known_as,
            place=Place(each.to),
            topic=each.topic_of_it,
            topic_key=topic_key(each.topic_of_it),
            rules=each.rules,
            next_fire_at=next_fire_at(each.rules.schedule, now),
        )
        for each in app.config.subscription
    ]


async def _work(
    app: App,
    composers: Composers,
    adapters: Mapping[str, Adapter],
    services: Sequence[Service],
    stopping: asyncio.Event,
) -> None:
    keeper_of = partial(_keeper_of, adapters)
    teller = Teller(app.store, composers, app.clock, keeper_of)
    scheduler = Scheduler(app.store, composers, app.clock, app.rules(), keeper_of)
    line = Line(
        store=app.store,
        clock=app.clock,
        budgets=Budgets(app.clock),
        recorder=Recorder(app.store, app.clock),
        on_gone=teller.pause,
        on_untold=teller.pass_on,
        jitter=random.SystemRandom().random,
    )
    _collect_garbage_less()
    async with asyncio.TaskGroup() as tasks:
        own = (scheduler.run(), _gather(app), _note_ticks(app, scheduler))
        endless = [tasks.create_task(work) for work in (*own, *(each() for each in services))]
        for adapter in (*adapters.values(), *await _absent(app, adapters)):
            tasks.create_task(Sender(line, adapter).run(stopping))
        await stopping.wait()
        for task in endless:
            task.cancel()


def _collect_garbage_less() -> None:
    """Keep Python from looking through all that there is while digests are made: nothing else goes on meanwhile.

    With 2,000 digests due at once, the longest stall of the event loop is a third of what it is otherwise.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GC_THRESHOLDS)


async def _absent(app: App, adapters: Mapping[str, Adapter]) -> Sequence[Adapter]:
    """Return what stands in for the kinds of places that something waits for and this bot is not set up for."""
    return [Absent(kind) for kind in await app.store.open_kinds() if kind not in adapters]


async def _note_ticks(app: App, scheduler: Scheduler) -> None:
    """Keep where ``status`` finds it when the scheduler last looked."""
    noted_at = None
    while True:
        if scheduler.looked_at != noted_at:
            noted_at = scheduler.looked_at
            try:
                await asyncio.to_thread(note_tick, app.path)
            except StoreError as error:
                _log.error("last look not noted: %s", error)
        await app.clock.sleep(_NOTE_TICKS_EVERY_S)


async def _keeper_of(adapters: Mapping[str, object], place: Place) -> Place | None:
    adapter = adapters.get(kind_of(place))
    return await adapter.keeper_of(place) if isinstance(adapter, KnowsKeepers) else None


async def _gather(app: App) -> None:
    """Read the sources now and at every turn; one that fails, or another process that gathers, waits for the next."""
    while True:
        try:
            for report in await app.gather():
                _log.info("gathered source=%s state=%s", report.run.source, report.run.state.value)
        except Exception as error:  # noqa: BLE001 - what is known already goes out on time, whatever is wrong here
            _log.warning("not gathered: %s", error, exc_info=error)
        now = app.clock.now()
        await app.clock.sleep((next_gathering_at(now) - now).total_seconds())


def next_gathering_at(now: datetime) -> datetime:
    """Return the next turn after ``now``."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    turns = (now - midnight - GATHER_AT) // GATHER_EVERY + 1
    return midnight + GATHER_AT + turns * GATHER_EVERY
