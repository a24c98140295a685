"""The step that keeps which papers came back to a place."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def m012_rising(db: "Database") -> None:
    """Remember which papers a place was shown as still rising, which happens once in a while for each of them."""
    db.executescript("ALTER TABLE digest_items ADD COLUMN is_rising INTEGER NOT NULL DEFAULT 0;")
