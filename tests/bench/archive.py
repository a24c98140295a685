"""How much memory the import of the ancestor's posts takes, beside the limit that a small machine sets."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

SHARED = Path(__file__).resolve().parents[3] / "shared"
LIMIT_MB = 150

# The peak of this program alone: ru_maxrss would begin with that of the process that started it.
IMPORT = """
import asyncio, re, sys
from pathlib import Path
from bot.archive.importing import import_paths
from bot.clock import SystemClock
from bot.store.sqlite import open_store

async def main(posts, db):
    store = await open_store(Path(db), create=True)
    outcome = await import_paths([Path(posts)], store, SystemClock(), on_progress=lambda _: None)
    await store.close()
    return outcome

outcome = asyncio.run(main(*sys.argv[1:]))
peak_kib = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]
print(outcome.posts_new, peak_kib)
"""


def run() -> list[dict]:
    """Return nothing where the posts, or Linux's own account of memory, are missing."""
    posts = SHARED / "posts"
    if not posts.is_dir() or not Path("/proc/self/status").is_file():
        return []
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", IMPORT, str(posts), f"{folder}/papers.db"]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    imported, peak_kib = map(int, done.stdout.split())
    peak_mb = peak_kib * 1024 / 1e6
    return [
        {
            "name": f"peak memory of importing {imported} posts",
            "unit": "MB",
            "ours": peak_mb,
            "other": LIMIT_MB,
            "other_is": "the limit",
            "ratio": peak_mb / LIMIT_MB,
            "wanted": "<= 1",
            "met": imported == len(list(posts.iterdir())) and peak_mb <= LIMIT_MB,
        }
    ]


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
