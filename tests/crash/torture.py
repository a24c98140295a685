"""Bots that are killed at random instants, and the accounts of what arrived."""

import asyncio
import json
import multiprocessing
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from datetime import time as time_of_day
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Final

from bot.demo.replay import Replay
from bot.demo.run import SETTINGS
from bot.demo.sample import MORNING, SAMPLE_DAY
from bot.store.sqlite import open_store
from bot.store.subscriptions_contract import Caps, NewSubscription
from bot.subscriptions.delivery import Delivery, DeliveryState
from bot.subscriptions.model import DigestRules, Person, Place, Topic
from bot.subscriptions.schedule import EVERY_DAY, Schedule
from tests.crash import fake_place
from tests.crash.bot_process import Life, live
from tests.crash.watch import Doing, Doom

PARTS: Final = 4
AT_ONCE: Final = 2

_LONGEST_LIFE_S: Final = 0.3
_LAST_LIFE_S: Final = 120
_PLACES_A_KILL: Final = 2
_BOTH: Final = 5
"""Every so manyth place has two topics."""

_CONTEXT: Final = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.crash.bot_process", "tests.crash.fake_place"])


@dataclass
class Account:
    """What became of everything: kills by what the bot was doing, stops by SIGTERM, and what arrived."""

    kills: Counter[str] = field(default_factory=Counter)
    stops: int = 0
    messages: int = 0
    duplicates: int = 0
    lost: int = 0
    out_of_order: int = 0
    wrong: list[str] = field(default_factory=list)

    def __add__(self, other: "Account") -> "Account":
        return Account(
            self.kills + other.kills,
            self.stops + other.stops,
            self.messages + other.messages,
            self.duplicates + other.duplicates,
            self.lost + other.lost,
            self.out_of_order + other.out_of_order,
            self.wrong + other.wrong,
        )

    def __str__(self) -> str:
        by_doing = ", ".join(f"{doing} {count}" for doing, count in self.kills.most_common())
        return (
            f"{self.kills.total()} kills ({by_doing}), {self.stops} stops: {self.messages} messages, "
            f"duplicates = {self.duplicates}, lost = {self.lost}, out of order = {self.out_of_order}"
        )


def torture(folder: Path, *, bots: int, kills: int, seed: int) -> Account:
    """Let ``bots`` bots live one after the other and beside each other, each killed ``kills`` times; add up.

    Digests are due in as many minutes of the bot's clock as there are kills, which is about as long as it lives.
    """
    # Not threads: of two that wait for children of one process, either may take the other's news.
    with server(replay_server) as port, ProcessPoolExecutor(AT_ONCE, _CONTEXT) as workers:
        tortured = partial(_bot, folder, port, kills)
        return sum(workers.map(tortured, range(seed, seed + bots)), Account())


def _bot(home: Path, replay_port: int, kills: int, seed: int) -> Account:
    """Kill one bot again and again, let it finish, and return the account of it."""
    folder = home / f"bot{seed}"
    folder.mkdir()
    log = folder / "place.jsonl"
    chance = random.Random(seed)  # noqa: S311 - reproducible, not secret
    asyncio.run(_subscribe(folder / "hotpapers.db", kills))
    account = Account()
    with server(fake_place.serve, log, seed) as port:
        life = Life(
            folder=folder,
            settings=source_settings(replay_port),
            place_url=f"http://{fake_place.HOST}:{port}",
            began_s=time.time(),  # noqa: TID251 - the bot's own clock starts here
            until=MORNING + timedelta(minutes=kills + 1),
        )
        live_and_die(life, chance, account, kills=kills)
    _settle_accounts(account, log, asyncio.run(deliveries_in(folder / "hotpapers.db")), kills)
    return account


def live_and_die(life: Life, chance: random.Random, account: Account, *, kills: int) -> None:
    """Let a bot live until it was killed so often, and then once more to its end."""
    while account.kills.total() < kills:
        _end(life, chance, account)
    last = _started(life)[0]
    last.join(_LAST_LIFE_S)
    if last.exitcode != 0:
        last.kill()
        account.wrong.append(f"{life.folder.name}: the last life ended with {last.exitcode}")


def _end(life: Life, chance: random.Random, account: Account) -> None:
    """Let a bot live and end it: by itself in the middle of something, by a kill from outside, or by a stop."""
    way = chance.random()
    doing = chance.choice([each for each in Doing if each is not Doing.WAITING])
    after_s = 0.0 if doing in {Doing.ACCEPTED, Doing.CLAIMED} else chance.choice((0, 0.0005, 0.002, 0.01))
    doom = Doom(doing, chance.randrange(3), after_s) if way < 0.6 else None
    process, going_on = _started(replace(life, doom=doom, gathers=doing is Doing.GATHERING or chance.random() < 0.3))
    process.join(_LONGEST_LIFE_S if doom else chance.uniform(0.03, _LONGEST_LIFE_S))
    if way > 0.9 and process.is_alive():
        process.terminate()
        process.join(_LAST_LIFE_S)
    elif process.is_alive():
        process.kill()
        process.join()
    if process.exitcode == -signal.SIGKILL:
        account.kills[_what(going_on)] += 1
    elif process.exitcode in {0, -signal.SIGTERM}:
        account.stops += 1
    else:
        account.wrong.append(f"{life.folder.name} ended with {process.exitcode}")


def _what(going_on: Sequence[int]) -> str:
    found = next((doing for doing in Doing if going_on[doing] > 0), Doing.WAITING)
    return found.name.lower()


def _started(life: Life) -> tuple[BaseProcess, Sequence[int]]:
    going_on = _CONTEXT.RawArray("i", len(Doing))
    process = _CONTEXT.Process(target=live, args=(life, going_on), daemon=True)
    process.start()
    return process, going_on


@contextmanager
def server(target: Any, *args: object) -> Iterator[int]:  # noqa: ANN401 - what runs as a server
    """Run a server as a process of its own; give its port."""
    ours, theirs = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=target, args=(*args, theirs), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.kill()
        process.join()


def replay_server(port: Connection) -> None:
    asyncio.run(_serve_replay(port))


async def _serve_replay(port: Connection) -> None:
    async with Replay() as replay:
        port.send(int(replay.rss_url.rpartition(":")[2].partition("/")[0]))
        await asyncio.Event().wait()


def source_settings(port: int) -> dict[str, Any]:
    origin = f"http://{fake_place.HOST}:{port}"
    sources = {
        "arxiv": {"rss_url": f"{origin}/rss", "api_url": f"{origin}/api/query"},
        "huggingface": {"base_url": origin},
        "hackernews": {"base_url": origin},
    }
    return {**SETTINGS, "sources": sources}


async def _subscribe(path: Path, minutes: int) -> None:
    store = await open_store(path, create=True)
    for number in range(_PLACES_A_KILL * minutes):
        for topic in ("", "model")[: 2 if number % _BOTH == 0 else 1]:
            at = _due_at(number, minutes)
            schedule = Schedule(time_of_day(at.hour, at.minute), "UTC", EVERY_DAY)
            new = NewSubscription(
                key=f"{number} {topic}",
                place=_place(number),
                server=None,
                topic=Topic(topic),
                topic_key=topic,
                rules=DigestRules(schedule),
                made_by=Person("fake:@1", "Ada"),
                made_at=MORNING,
                next_fire_at=at,
            )
            await store.subscribe(new, Caps(9, 999, None))
    await store.close()


def _place(number: int) -> Place:
    return Place(f"fake:{number}")


def _due_at(number: int, minutes: int) -> datetime:
    return MORNING + timedelta(minutes=1 + number % minutes)


async def deliveries_in(path: Path) -> Sequence[Delivery]:
    store = await open_store(path, create=False)
    found = await store.deliveries(limit=1_000_000)
    await store.close()
    return found


def _settle_accounts(account: Account, log: Path, deliveries: Sequence[Delivery], minutes: int) -> None:
    """Hold what arrived against what had to."""
    arrived = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    account.messages += len(arrived)
    account.duplicates += sum(times - 1 for times in Counter((one["place"], one["key"]) for one in arrived).values())
    for number in range(_PLACES_A_KILL * minutes):
        place = _place(number)
        period = f"{SAMPLE_DAY.isoformat()}T{_due_at(number, minutes):%H:%M} UTC"
        planned = sorted((one for one in deliveries if one.place == place), key=lambda one: (one.period, one.part))
        there = [one for one in arrived if one["place"] == place]
        account.lost += PARTS - len({one["key"] for one in there} & {one.key for one in planned})
        _check_place(account, f"{log.parent.name}, {place}", period, planned, there)


def _check_place(
    account: Account, name: str, period: str, planned: Sequence[Delivery], there: Sequence[dict[str, Any]]
) -> None:
    if [(one.period, one.part) for one in planned] != [(period, part) for part in range(PARTS)]:
        account.wrong.append(f"{name}: planned {[(one.period, one.part) for one in planned]}")
    if any(one.state is not DeliveryState.SENT for one in planned):
        account.wrong.append(f"{name}: {[(one.part, one.state.value, one.reason) for one in planned]}")
    first = list(dict.fromkeys(one["key"] for one in there))
    if first != [one.key for one in planned]:
        account.out_of_order += 1
    heads = {one["head"] for one in there[1:]}
    if there and heads != {there[0]["id"]}:
        account.wrong.append(f"{name}: replies stand under {heads} and not {there[0]['id']}")
