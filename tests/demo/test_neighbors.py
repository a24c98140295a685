"""When neighbors are worked out."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.demo.run import MOMENTS, open_stage


async def test_neighbors_are_worked_out_with_new_papers_and_not_again_for_talk_alone(tmp_path: Path) -> None:
    database = tmp_path / "demo.db"
    async with open_stage(database) as stage:
        await stage.gather(MOMENTS[0], lambda _: None)
        assert asked(database, "SELECT count(*) FROM similar_papers") > 0
        asked(database, "DELETE FROM similar_papers RETURNING 0")
        again = await stage.gather(MOMENTS[0], lambda _: None)
        assert not any(report.saved.new for report in again)
        assert asked(database, "SELECT count(*) FROM similar_papers") == 0


def asked(database: Path, question: str) -> int:
    with closing(sqlite3.connect(database)) as db, db:
        return int(db.execute(question).fetchall()[0][0])
