"""How long ``hotpapers --help`` takes beside importing the SDKs that the whole bot uses."""

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 9
HELP = [str(Path(sys.executable).with_name("hotpapers")), "--help"]
EVERYTHING = [sys.executable, "-c", "import discord, slack_bolt, aiohttp, sqlite_utils"]


def seconds(command: list[str]) -> float:
    started_at = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started_at


def run() -> list[dict]:
    """Alternate the two, so that noise falls on both, and compare medians."""
    pairs = [(seconds(HELP), seconds(EVERYTHING)) for _ in range(ROUNDS + 1)][1:]
    ours, other = (statistics.median(side) for side in zip(*pairs, strict=True))
    return [
        {
            "name": "hotpapers --help",
            "unit": "ms",
            "ours": ours * 1000,
            "other": other * 1000,
            "other_is": "import discord, slack_bolt, aiohttp, sqlite_utils",
            "ratio": ours / other,
            "wanted": "<= 1/8",
            "met": ours / other <= 1 / 8,
        }
    ]


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
