"""The step that keeps which requests were heard."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sqlite_utils import Database

_REQUESTS: Final = """
    CREATE TABLE heard_requests (
        key TEXT PRIMARY KEY,
        at TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX heard_requests_by_age ON heard_requests (at);
"""


def m015_requests(db: "Database") -> None:
    """Keep for a while which requests were heard: platforms deliver one again when they missed the answer."""
    db.executescript(_REQUESTS)
