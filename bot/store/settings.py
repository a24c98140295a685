"""What holds for a whole guild or workspace, and what the bot keeps for itself."""

import sqlite3
from datetime import datetime

from bot.store.audit import Act, record
from bot.subscriptions.model import Person


def zone_of(db: sqlite3.Connection, server: str) -> str | None:
    """Return the default zone of a guild or workspace, None while nobody was asked."""
    row = db.execute("SELECT zone FROM server_settings WHERE server = ?", (server,)).fetchone()
    zone: str | None = None if row is None else row["zone"]
    return zone


def set_zone_of(db: sqlite3.Connection, server: str, zone: str, *, by: Person, at: datetime) -> None:
    """Remember a guild's or workspace's default zone."""
    if zone == zone_of(db, server):
        return
    db.execute(
        "INSERT INTO server_settings (server, zone) VALUES (?, ?)"
        " ON CONFLICT (server) DO UPDATE SET zone = excluded.zone",
        (server, zone),
    )
    record(db, Act("set zone", by, at, server=server, detail=zone))


def setting(db: sqlite3.Connection, name: str) -> str | None:
    """Return what was kept under ``name``."""
    row = db.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
    value: str | None = None if row is None else row["value"]
    return value


def save_setting(db: sqlite3.Connection, name: str, value: str) -> None:
    """Keep ``value`` under ``name``, in place of what was there."""
    db.execute("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", (name, value))
