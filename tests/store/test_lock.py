"""Two gathers of one database: the second one is sent away, and a dead one leaves nothing behind."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.store.lock import last_tick_at, note_tick, only_gathering, only_running

HOLDS = """
import sys
from pathlib import Path
from bot.store.lock import only_gathering
with only_gathering(Path(sys.argv[1])):
    print("mine", flush=True)
    sys.stdin.read()
"""


def test_a_second_gather_is_sent_away_until_the_first_is_gone(path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "mine\n"
        with pytest.raises(StoreError, match="Another gather is running on this database"), only_gathering(path):
            pytest.fail("both of them gather")
        first.kill()
        first.wait()
        with only_gathering(path):
            assert not path.exists()


def test_gathers_of_two_databases_do_not_meet(tmp_path: Path) -> None:
    with only_gathering(tmp_path / "a.db"), only_gathering(tmp_path / "b.db"):
        assert {file.name for file in tmp_path.iterdir()} == {"a.db-gather", "b.db-gather"}


def test_a_bot_whose_database_was_deleted_says_so(tmp_path: Path) -> None:
    database = tmp_path / "papers.db"
    assert last_tick_at(database) is None
    with only_running(database):
        with pytest.raises(StoreError, match="is gone: what the bot knows is lost when it stops"):
            note_tick(database)
        database.touch()
        note_tick(database)
        assert last_tick_at(database) is not None
