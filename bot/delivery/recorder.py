"""What became of deliveries is written down, many at once where many come at once."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final

from bot.clock import Clock
from bot.store.outbox_contract import OutboxStore, Settlement

_log = logging.getLogger(__name__)

_WAIT_S: Final = 1.0

_FAULTS: Final = 2
"""So many settlements in a row that cannot be written are not to blame themselves: it is the store."""


class Recorder:
    """Writes settlements into the outbox; those that come while one write is under way go into the next."""

    def __init__(self, store: OutboxStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        # By identity: two that say the same are two.
        self._waiting: dict[int, Settlement] = {}
        self._turn = asyncio.Lock()

    async def record(self, settlement: Settlement) -> None:
        """Return once ``settlement`` is written: as long as it cannot be, it is tried again.

        One that the store never takes holds up itself alone.
        """
        self._waiting[id(settlement)] = settlement
        try:
            while id(settlement) in self._waiting:
                async with self._turn:
                    if id(settlement) in self._waiting:
                        await self._write_waiting()
                if id(settlement) in self._waiting:
                    await self._clock.sleep(_WAIT_S)
        finally:
            self._waiting.pop(id(settlement), None)

    async def _write_waiting(self) -> None:
        """Write all that waits, together; where that fails, one by one, to see which of it fails."""
        batch, faults = list(self._waiting.values()), 0
        if await self._is_written(batch) or len(batch) == 1:
            return
        for each in batch:
            faults = 0 if await self._is_written([each]) else faults + 1
            if faults == _FAULTS:
                return

    async def _is_written(self, batch: Sequence[Settlement]) -> bool:
        try:
            await self._store.settle(batch)
        except Exception as error:  # noqa: BLE001 - what was sent is known here alone, and must not be lost
            _log.warning("deliveries not settled count=%d: %s", len(batch), error, exc_info=error)
            self._move_back(batch[:1])
            return False
        for each in batch:
            self._waiting.pop(id(each), None)
        return True

    def _move_back(self, batch: Sequence[Settlement]) -> None:
        """Let what could not be written stand behind the others, so that it is not tried first again."""
        for each in batch:
            if id(each) in self._waiting:
                self._waiting[id(each)] = self._waiting.pop(id(each))
