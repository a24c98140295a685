"""A look into a database of any version, or into what only has its name."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.papers.model import ArxivId
from bot.store.schema import APPLICATION_ID


def holds_paper(path: Path, paper_id: ArxivId) -> bool:
    """Tell whether the file is one of ours, of whatever version, and has a paper; False if it cannot be read."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            is_ours = db.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
            return is_ours and db.execute("SELECT 1 FROM papers WHERE id = ?", (paper_id,)).fetchone() is not None
    except sqlite3.Error:
        return False
