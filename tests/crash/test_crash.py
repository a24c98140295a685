"""However often the bot is killed, every digest arrives once."""

from pathlib import Path

import pytest

from tests.crash.files import torture_the_app
from tests.crash.torture import torture

BOTS, KILLS = 2, 32
KILLS_OF_THE_APP = 16


def test_a_bot_that_is_killed_again_and_again_loses_nothing_and_sends_nothing_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    account = torture(tmp_path, bots=BOTS, kills=KILLS, seed=2611)
    with capsys.disabled():
        print(f"\n{account}")  # noqa: T201 - the counts are what one wants to see
    assert account.wrong == []
    assert (account.duplicates, account.lost, account.out_of_order) == (0, 0, 0)
    assert account.kills.total() >= 60


def test_the_app_killed_while_it_writes_files_leaves_every_line_and_post_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    account = torture_the_app(tmp_path, kills=KILLS_OF_THE_APP, seed=1911)
    with capsys.disabled():
        print(f"\nwriting files: {account}")  # noqa: T201 - the counts are what one wants to see
    assert account.wrong == []
    assert (account.duplicates, account.lost) == (0, 0)
