"""Deliveries to hand to adapters."""

import json
from dataclasses import replace

from bot.subscriptions.delivery import Delivery, DeliveryState
from bot.subscriptions.model import Place
from tests.fakes import FakeClock

NOW = FakeClock().now()
PERIOD = "2026-11-20T09:00 Europe/Berlin"


def delivery(place: str, payload: object, **fields: object) -> Delivery:
    made = Delivery(
        number=7,
        place=Place(place),
        period=PERIOD,
        part=0,
        key="HPABCDEFGHIJKLMNOPQRSTUVW",
        payload=payload if isinstance(payload, str) else json.dumps(payload),
        in_thread=False,
        is_quiet=False,
        state=DeliveryState.SENDING,
        attempts=1,
        due_at=NOW,
        planned_at=NOW,
        next_try_at=NOW,
    )
    return replace(made, **fields)
