"""What is pasted to install the app, and that it says no more than the truth."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.adapters.slack.calling import open_client
from bot.adapters.slack.directory import Directory
from bot.adapters.slack.manifest import SCOPES, manifest
from bot.adapters.slack.opening import open_slack
from bot.adapters.slack.places import SlackPlaces
from bot.adapters.slack.workspace import Workspace
from bot.app import App
from tests.adapters.deliveries import delivery
from tests.fakes import FakeClock
from tests.slack.fake_slack import BOT_TOKEN, Channel, FakeSlack
from tests.slack.lab import behind, keys
from tests.slack.payloads import payload

PAGE = Path(__file__).resolve().parents[2] / "docs" / "slack.md"


def printed(folder: Path, config: str) -> subprocess.CompletedProcess[str]:
    (folder / "config.toml").write_text(config)
    command = [sys.executable, "-m", "bot", "--config", str(folder / "config.toml"), "slack-manifest"]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_it_is_printed_before_there_are_any_tokens(tmp_path: Path) -> None:
    made = json.loads(printed(tmp_path, "[slack]\ncommand = '/hot'").stdout)
    assert made["features"]["slash_commands"][0]["command"] == "/hot"
    assert made["settings"]["socket_mode_enabled"]
    assert "request_url" not in json.dumps(made)


def test_over_http_every_request_comes_to_the_public_address(tmp_path: Path) -> None:
    config = "[slack]\nmode = 'http'\n"
    made = json.loads(printed(tmp_path, f"{config}[web]\npublic_url = 'https://papers.example.org/'").stdout)
    assert not made["settings"]["socket_mode_enabled"]
    assert set(re.findall(r"https://[^\"]+", json.dumps(made))) == {"https://papers.example.org/slack/events"}
    refused = printed(tmp_path, config)
    assert (refused.returncode, "[web] public_url" in refused.stderr) == (2, True)


def test_it_keeps_slacks_limits() -> None:
    made = manifest("/papers")
    information = made["display_information"]
    assert len(information["name"]) <= 35
    assert len(information["description"]) <= 140
    [shortcut] = made["features"]["shortcuts"]
    assert len(shortcut["name"]) <= 24
    assert len(shortcut["description"]) <= 150
    [command] = made["features"]["slash_commands"]
    assert len(command["description"]) <= 2000
    assert len(command["usage_hint"]) <= 1000


def test_every_scope_is_on_the_page_with_its_reason() -> None:
    rows = re.findall(r"^\| `([a-z:]+)` \| (.+) \|$", PAGE.read_text(), flags=re.MULTILINE)
    assert rows == list(SCOPES.items())


async def test_every_scope_is_used_and_none_is_missing(slack: FakeSlack) -> None:
    slack.channels["C3"] = Channel("C3", is_private=True)
    slack.channels["DU2"] = Channel("DU2", with_user="U2")
    async with open_client(BOT_TOKEN, base_url=slack.base_url) as client:
        places, directory = SlackPlaces(client, Workspace(client)), Directory(client, FakeClock())
        for channel in ("C1", "C3", "@U2"):
            await places.send(delivery(f"slack:T01/{channel}", payload("Hello")))
            await places.find_sent(delivery(f"slack:T01/{channel}", payload("Hello")))
        for channel in ("C1", "C3", "DU2"):
            await directory.conversation(channel)
        await directory.profile("U1")
        await directory.join("C2")
        await client.chat_unfurl(channel="C1", ts="1.1", unfurls={})
    assert slack.scopes_used == set(SCOPES)


async def test_a_missing_scope_is_told_at_the_start_with_what_to_do(
    app: App, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    slack.scopes.remove("im:write")
    async with open_slack(keys(slack), behind(app)):
        pass
    assert "lacks the scopes im:write: paste what `hotpapers slack-manifest` prints" in caplog.text
