"""``make torture``: bots killed thousands of times, and the accounts of what arrived.

Prints the counts as they come and writes ``build/torture.json``. ``python -m tests.torture KILLS SEED`` for others.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from tests.bench.__main__ import table
from tests.crash.torture import Account, torture

KILLS: Final = 2_000
KILLS_A_BOT: Final = 20
BOTS_AT_A_TIME: Final = 10
SEED: Final = 20_201

RESULTS: Final = Path("build/torture.json")


def main(kills: int = KILLS, seed: int = SEED) -> None:
    account = Account()
    while account.kills.total() < kills:
        with tempfile.TemporaryDirectory() as folder:
            account += torture(Path(folder), bots=BOTS_AT_A_TIME, kills=KILLS_A_BOT, seed=seed)
        seed += BOTS_AT_A_TIME
        print(account, file=sys.stderr, flush=True)
    entries = entries_of(account, kills)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")
    Console(width=150).print(table(entries))
    for problem in account.wrong:
        print(problem, file=sys.stderr)
    if not all(entry["met"] for entry in entries):
        sys.exit(1)


def entries_of(account: Account, kills: int) -> list[dict[str, Any]]:
    killed = account.kills.total()
    by_doing = ", ".join(f"{doing} {count}" for doing, count in account.kills.most_common())
    never = {
        "messages posted twice": account.duplicates,
        "messages lost": account.lost,
        "places with parts out of order": account.out_of_order,
        "anything else that is wrong": len(account.wrong),
    }
    survived = _entry("kills with SIGKILL", "kills", killed, kills, f"asked for; while {by_doing}", f">= {kills}")
    return [
        {**survived, "ratio": killed / kills, "met": killed >= kills},
        *(
            {**_entry(name, "", count, account.messages, "messages", "0"), "ratio": 0.0, "met": count == 0}
            for name, count in never.items()
        ),
    ]


def _entry(name: str, unit: str, ours: int, other: int, other_is: str, wanted: str) -> dict[str, Any]:
    return {"name": name, "unit": unit, "ours": ours, "other": other, "other_is": other_is, "wanted": wanted}


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
