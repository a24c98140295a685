"""How a delivery is written in rows, and read from them."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.store.rows import known_moment, moment_of, moment_text
from bot.subscriptions.delivery import Delivery, DeliveryState, File, Part
from bot.subscriptions.model import Place

_COLUMNS: Final = (
    "place, kind, period, part, key, about, in_thread, is_quiet, state, is_first, due_at, planned_at, next_try_at"
)
_INSERT: Final = f"INSERT INTO deliveries ({_COLUMNS}) VALUES ({', '.join('?' * 13)}) RETURNING number"  # noqa: S608
# The thread is that of the latest part so far that told one.
_LOAD: Final = """
    SELECT
        deliveries.*,
        payload,
        (
            SELECT before.head_id FROM deliveries AS before
            WHERE before.place = deliveries.place AND before.period = deliveries.period
                AND before.part <= deliveries.part AND before.head_id IS NOT NULL
            ORDER BY before.part DESC LIMIT 1
        ) AS stands_under
    FROM json_each(?) AS listed
        CROSS JOIN deliveries ON deliveries.number = listed.value
        JOIN delivery_payloads ON delivery_payloads.delivery = deliveries.number
    ORDER BY listed.key
"""
_LOAD_FILES: Final = """
    SELECT delivery_files.* FROM json_each(?) AS listed CROSS JOIN delivery_files ON delivery = listed.value
    ORDER BY delivery, position
"""


@dataclass(frozen=True, slots=True)
class Planned:
    """Where and when parts go; ``about`` is the place that a notice tells of, None for a digest."""

    place: Place
    period: str
    due_at: datetime
    planned_at: datetime
    is_quiet: bool = False
    about: Place | None = None


def insert(db: sqlite3.Connection, planned: Planned, parts: Sequence[Part]) -> None:
    """Write parts at the end of the line of their place; nobody is first there yet because of it."""
    due_at, planned_at = moment_text(planned.due_at), moment_text(planned.planned_at)
    for number, part in enumerate(parts):
        values = (
            planned.place,
            kind_of(planned.place),
            planned.period,
            number,
            part.key,
            planned.about,
            part.in_thread,
            planned.is_quiet,
            DeliveryState.PENDING.value,
            0,
            due_at,
            planned_at,
            due_at,
        )
        _insert_content(db, db.execute(_INSERT, values).fetchone()["number"], part)


def _insert_content(db: sqlite3.Connection, number: int, part: Part) -> None:
    db.execute("INSERT INTO delivery_payloads (delivery, payload) VALUES (?, ?)", (number, part.payload))
    db.executemany(
        "INSERT INTO delivery_files (delivery, position, name, alt, content) VALUES (?, ?, ?, ?, ?)",
        ((number, position, file.name, file.alt, file.content) for position, file in enumerate(part.files)),
    )


def load(db: sqlite3.Connection, numbers: Sequence[int]) -> Sequence[Delivery]:
    """Return the deliveries of these numbers, in their order; those that are not there are left out."""
    listed = json.dumps(numbers)
    files = _files(db, listed)
    return [_delivery(row, files.get(row["number"], ())) for row in db.execute(_LOAD, (listed,))]


def kind_of(place: Place) -> str:
    """Return what stands in front of the colon of a place."""
    return place.partition(":")[0]


def _files(db: sqlite3.Connection, listed: str) -> Mapping[int, tuple[File, ...]]:
    files: defaultdict[int, tuple[File, ...]] = defaultdict(tuple)
    for row in db.execute(_LOAD_FILES, (listed,)):
        files[row["delivery"]] += (File(row["name"], row["content"], row["alt"]),)
    return files


def _delivery(row: sqlite3.Row, files: tuple[File, ...]) -> Delivery:
    return Delivery(
        number=row["number"],
        place=row["place"],
        period=row["period"],
        part=row["part"],
        key=row["key"],
        payload=row["payload"],
        in_thread=bool(row["in_thread"]),
        is_quiet=bool(row["is_quiet"]),
        state=DeliveryState(row["state"]),
        attempts=row["attempts"],
        due_at=known_moment(row["due_at"]),
        planned_at=known_moment(row["planned_at"]),
        next_try_at=known_moment(row["next_try_at"]),
        head_id=row["stands_under"],
        message_id=row["message_id"],
        sent_at=moment_of(row["sent_at"]),
        reason=row["reason"],
        files=files,
        about=row["about"],
    )
