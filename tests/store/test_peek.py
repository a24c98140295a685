import sqlite3
from pathlib import Path

from bot.papers.model import ArxivId
from bot.store.peek import holds_paper
from bot.store.schema import APPLICATION_ID

WANTED = ArxivId("2506.99990")


def test_only_a_file_of_ours_with_the_paper_is_recognized(tmp_path: Path) -> None:
    for name, application_id, paper in (
        ("ours", APPLICATION_ID, WANTED),
        ("other", APPLICATION_ID, "x"),
        ("no", 1, WANTED),
    ):
        db = sqlite3.connect(tmp_path / name)
        db.execute(f"PRAGMA application_id = {application_id}")
        db.execute("CREATE TABLE papers (id TEXT)")
        db.execute("INSERT INTO papers VALUES (?)", (paper,))
        db.commit()
        db.close()
    (tmp_path / "text").write_text("not a database", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    found = [
        name for name in ("ours", "other", "no", "text", "folder", "nothing") if holds_paper(tmp_path / name, WANTED)
    ]
    assert found == ["ours"]
