"""The step that keeps a few words of the bot's own."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def m014_settings(db: "Database") -> None:
    """Remember what the bot told a platform, so that it does not tell it at every start."""
    db.executescript("CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;")
