"""The app itself, killed while it writes posts and lines of JSON, and the accounts of what stands in the files."""

import asyncio
import json
import random
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from bot.app import open_app
from bot.app.places import Composers
from bot.app.run import _prepare
from bot.config import Config
from bot.demo.sample import MORNING
from bot.subscriptions.delivery import Delivery, DeliveryState
from tests.crash.bot_process import Life
from tests.crash.torture import Account, deliveries_in, live_and_die, replay_server, server, source_settings
from tests.fakes import FakeClock

_PLACES_A_KILL: Final = 2


def torture_the_app(folder: Path, *, kills: int, seed: int) -> Account:
    """Kill one bot again and again that writes into files, half of them posts, and let it finish."""
    account, chance = Account(), random.Random(seed)  # noqa: S311 - reproducible, not secret
    with server(replay_server) as port:
        declared = list(_declared(folder, kills))
        settings = {**source_settings(port), "subscription": declared}
        # They are read before anything is due: how long a start takes depends on the machine.
        asyncio.run(_read_declared(settings, folder / "hotpapers.db"))
        life = Life(
            folder=folder,
            settings=settings,
            place_url="",
            began_s=time.time(),  # noqa: TID251 - the bot's own clock starts here
            until=MORNING + timedelta(minutes=kills + 1),
            is_app=True,
        )
        live_and_die(life, chance, account, kills=kills)
    planned = {one.place: one for one in asyncio.run(deliveries_in(folder / "hotpapers.db"))}
    for each in declared:
        _check(account, each["to"], planned.get(each["to"]))
    return account


def _declared(folder: Path, kills: int) -> Iterator[dict[str, Any]]:
    for number in range(_PLACES_A_KILL * kills):
        at = MORNING + timedelta(minutes=1 + number // _PLACES_A_KILL)
        to = f"jsonl:{folder}/{number}.jsonl" if number % 2 else f"post:{folder}/posts{number}"
        yield {"to": to, "name": "all", "at": f"{at:%H:%M}", "zone": "UTC", "days": "daily"}


async def _read_declared(settings: dict[str, Any], path: Path) -> None:
    async with open_app(Config.model_validate(settings), path, FakeClock(MORNING), create=True) as app:
        await _prepare(app, Composers(app.config, app.renderer))


def _check(account: Account, place: str, planned: Delivery | None) -> None:
    """Hold what stands in a file or a folder against what was planned for it."""
    path = Path(place.partition(":")[2])
    if planned is None or planned.state is not DeliveryState.SENT:
        account.wrong.append(f"{place}: {planned and (planned.state.value, planned.reason)}")
        return
    there = _keys(path) if path.is_file() else _posts(path)
    wanted = planned.key if path.is_file() else json.loads(planned.payload)["text"]
    account.messages += len(there)
    account.lost += wanted not in there
    account.duplicates += len(there) - len(set(there))
    if len(set(there)) > 1:
        account.wrong.append(f"{place}: holds {len(there)}")


def _keys(file: Path) -> Sequence[str]:
    return [json.loads(line)["key"] for line in file.read_text(encoding="utf-8").splitlines()]


def _posts(folder: Path) -> Sequence[str]:
    return [post.read_bytes().decode() for post in sorted(folder.glob("*.md"))] if folder.is_dir() else []
