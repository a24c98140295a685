"""However often the bot is killed, every digest arrives once."""

from pathlib import Path

import pytest

from tests.crash.torture import torture

BOTS, KILLS = 2, 32


def test_a_bot_that_is_killed_again_and_again_loses_nothing_and_sends_nothing_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    account = torture(tmp_path, bots=BOTS, kills=KILLS, seed=2611)
    with capsys.disabled():
        print(f"\n{account}")  # noqa: T201 - the counts are what one wants to see
    assert account.wrong == []
    assert (account.duplicates, account.lost, account.out_of_order) == (0, 0, 0)
    assert account.kills.total() >= 60
