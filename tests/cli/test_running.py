"""``hotpapers run`` as its operator meets it: a process, signals, files."""

import asyncio
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.store.outbox_contract import Plan
from bot.store.sqlite import open_store
from bot.subscriptions.delivery import Part
from bot.subscriptions.model import Digest, Place

CONFIG = """
[store]
path = "papers.db"
[sources.arxiv]
enabled = false
[sources.huggingface]
base_url = "http://127.0.0.1:9"
[sources.hackernews]
enabled = false
[[subscription]]
to = "jsonl:digests.jsonl"
name = "everything"
at = "{at}"
days = "daily"
late_limit = "1d"
"""


def command(folder: Path, *verb: str) -> list[str]:
    return [sys.executable, "-m", "bot", "--config", str(folder / "config.toml"), *verb]


def hotpapers(folder: Path, *verb: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(folder, *verb), capture_output=True, text=True, check=False, timeout=60)


@contextmanager
def running(folder: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(command(folder, "run"), stderr=subprocess.PIPE, text=True) as bot:
        assert bot.stderr is not None
        assert bot.stderr.readline().startswith("Hot Papers runs on ")
        try:
            yield bot
        finally:
            if bot.poll() is None:
                bot.kill()


def configure(folder: Path) -> None:
    soon = datetime.now(UTC) + timedelta(hours=12)  # noqa: TID251 - the process under test has the machine's clock
    (folder / "config.toml").write_text(CONFIG.format(at=f"{soon:%H:%M}"), encoding="utf-8")


def test_sigterm_ends_the_bot_with_0_and_a_second_bot_is_refused_meanwhile(tmp_path: Path) -> None:
    configure(tmp_path)
    with running(tmp_path) as bot:
        second = hotpapers(tmp_path, "run")
        assert (second.returncode, "two would send everything twice" in second.stderr) == (1, True)
        bot.send_signal(signal.SIGTERM)
        assert bot.wait(timeout=30) == 0
    with running(tmp_path) as bot:
        bot.kill()
    with running(tmp_path) as bot:
        bot.send_signal(signal.SIGINT)
        assert bot.wait(timeout=30) == 0


def test_a_declared_subscription_comes_and_goes_with_the_file(tmp_path: Path) -> None:
    configure(tmp_path)
    place = f"jsonl:{tmp_path / 'digests.jsonl'}"
    listed = ("subscriptions", "--place", place)
    for content, said in ((None, "everything"), (CONFIG.partition("[[")[0], "Nothing is posted here yet")):
        if content is not None:
            (tmp_path / "config.toml").write_text(content, encoding="utf-8")
        with running(tmp_path) as bot:
            wait_until(lambda said=said: said in hotpapers(tmp_path, *listed).stdout)
            bot.send_signal(signal.SIGTERM)
            bot.wait(timeout=30)


def wait_until(holds: Callable[[], bool], within_s: float = 30) -> None:
    give_up_s = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < give_up_s, "it never came true"


def test_deliveries_that_are_not_there_are_said_to_be(tmp_path: Path) -> None:
    configure(tmp_path)
    with running(tmp_path) as bot:
        bot.send_signal(signal.SIGTERM)
        bot.wait(timeout=30)
    assert hotpapers(tmp_path, "deliveries").stdout == "Nothing was planned yet: `hotpapers run` sends what is due.\n"
    assert hotpapers(tmp_path, "deliveries", "--failed").stdout == "Nothing failed.\n"
    assert json.loads(hotpapers(tmp_path, "deliveries", "--format", "json").stdout) == []
    for verb in ("retry", "skip"):
        missing = hotpapers(tmp_path, verb, "7")
        assert (missing.returncode, missing.stderr) == (
            1,
            "There is no delivery 7. `hotpapers deliveries` lists them.\n",
        )


PLACES = """
[webhook.lab]
kind = "slack"
url = "https://hooks.example.com/never-a-real-one"
"""


def declare(folder: Path, *places: str) -> None:
    configure(folder)
    declared = "".join(f'[[subscription]]\nto = "{place}"\n' for place in places)
    (folder / "config.toml").write_text(CONFIG.partition("[[")[0] + PLACES + declared, encoding="utf-8")


def test_check_names_places_that_cannot_work_and_no_address(tmp_path: Path) -> None:
    declare(tmp_path, "webhook:lab", "terminal", "jsonl:out.jsonl", "post:posts")
    checked = hotpapers(tmp_path, "check")
    assert (checked.returncode, "places         ok\n" in checked.stdout) == (0, True)
    declare(tmp_path, "discord:123", "jsonl:missing/out.jsonl", "post:missing/posts", "jsonl:.")
    checked = hotpapers(tmp_path, "check")
    assert checked.returncode == 2
    for said in (
        "places         discord:123: This bot sends nothing to discord",
        f"jsonl:{tmp_path}/missing/out.jsonl: there is no folder {tmp_path}/missing",
        f"post:{tmp_path}/missing/posts: there is no folder {tmp_path}/missing",
        f"{tmp_path} is no ordinary file",
    ):
        assert said in checked.stdout
    assert "never-a-real-one" not in checked.stdout + checked.stderr


def test_a_stop_ends_with_0_though_nobody_reads_what_is_printed(tmp_path: Path) -> None:
    configure(tmp_path)
    asyncio.run(plan_a_long_text(tmp_path / "papers.db"))
    with subprocess.Popen(command(tmp_path, "run"), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as bot:
        try:
            wait_until(lambda: '"sending"' in hotpapers(tmp_path, "deliveries", "--format", "json").stdout)
            bot.send_signal(signal.SIGTERM)
            assert bot.wait(timeout=30) == 0
        finally:
            bot.kill()
    assert '"sending"' in hotpapers(tmp_path, "deliveries", "--format", "json").stdout


async def plan_a_long_text(database: Path) -> None:
    """Put more into line for the terminal than a pipe holds."""
    at = datetime.now(UTC)  # noqa: TID251 - the process under test has the machine's clock
    store = await open_store(database, create=True)
    part = Part(json.dumps({"text": "so many words " * 100_000}), "key")
    await store.plan(Plan(Digest(Place("terminal"), "p", at, ()), at, [part], ()))
    await store.close()
