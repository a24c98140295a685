"""What became of deliveries is written down, many at once where many come at once."""

import asyncio
import logging
from typing import Final

from bot.clock import Clock
from bot.errors import StoreError
from bot.store.outbox_contract import OutboxStore, Settlement

_log = logging.getLogger(__name__)

_WAIT_S: Final = 1.0


class Recorder:
    """Writes settlements into the outbox; those that come while one write is under way go into the next."""

    def __init__(self, store: OutboxStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._waiting: list[Settlement] = []
        self._turn = asyncio.Lock()

    async def record(self, settlement: Settlement) -> None:
        """Return once ``settlement`` is written: as long as the store cannot be written, it is tried again."""
        self._waiting.append(settlement)
        async with self._turn:
            while self._waiting:
                await self._write()

    async def _write(self) -> None:
        batch = list(self._waiting)
        try:
            await self._store.settle(batch)
        except StoreError as error:
            _log.warning("deliveries not settled count=%d: %s", len(batch), error, exc_info=error)
            await self._clock.sleep(_WAIT_S)
        else:
            del self._waiting[: len(batch)]
