"""``make bench``: every figure beside a peer's or a limit's, measured in one run, as ratios.

Prints a table and writes ``build/bench.json``. Absolute times differ from machine to machine and are
never asserted; ratios of one run are what we hold ourselves to.
"""

import importlib
import json
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

PARTS = ("startup", "parse", "ingest", "archive", "matching", "similar", "search", "messages", "outbox", "delivery")
RESULTS = Path("build/bench.json")


def main() -> None:
    entries = []
    for part in sys.argv[1:] or PARTS:
        print(f"measuring: {part} …", file=sys.stderr, flush=True)
        entries += importlib.import_module(f"tests.bench.{part}").run()
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")
    Console(width=150).print(table(entries))


def table(entries: list[dict]) -> Table:
    drawn = Table("what", "ours", "beside", "", "ratio", "wanted", "met", title="Hot Papers, in one run")
    for column in (1, 2, 4):
        drawn.columns[column].justify = "right"
    for entry in entries:
        drawn.add_row(
            entry["name"],
            figure(entry["ours"], entry["unit"]),
            figure(entry["other"], entry["unit"]),
            entry["other_is"],
            f"{entry['ratio']:.2f}",
            str(entry["wanted"]),
            "yes" if entry["met"] else "NO",
        )
    return drawn


def figure(value: float, unit: str) -> str:
    return f"{value:,.3g} {unit}" if value < 1000 else f"{value:,.0f} {unit}"


if __name__ == "__main__":
    main()
