"""What is remembered for delivery, over one SQLite file."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import partial

from bot.store import claiming, declaring, notes, planning, settings, settling, subscriptions, troubles
from bot.store.outbox_contract import Declared, Fired, Note, Notice, Plan, Settlement, Synced, Trouble
from bot.store.sqlite_file import SqliteFile
from bot.subscriptions.delivery import Delivery
from bot.subscriptions.model import Pause, Person, Place, Subscription


class SqliteOutbox(SqliteFile):
    """The OutboxStore in one SQLite file."""

    async def due(self, now: datetime, *, limit: int) -> Sequence[Subscription]:
        """Return subscriptions whose turn has come, the longest waiting first; of a place and moment all together."""
        return await self._read(partial(planning.due, now=now, limit=limit))

    async def plan(self, plan: Plan) -> bool:
        """Remember a digest, its parts and that its subscriptions fired; False if that was done already."""
        return await self._write(partial(planning.plan, plan=plan))

    async def plan_all(self, plans: Sequence[Plan]) -> Sequence[bool]:
        """Remember several digests, all or none of them; False for each that was there already."""
        return await self._write(partial(planning.plan_all, plans=plans))

    async def pass_over(self, place: Place, fired: Sequence[Fired], note: str, *, at: datetime) -> None:
        """Move subscriptions on without a digest, and keep ``note`` for the next one of the place."""
        await self._write(partial(planning.pass_over, place=place, fired=fired, note=note, at=at))

    async def notify(self, notice: Notice) -> bool:
        """Put a message into the outbox; False if it was there already."""
        return await self._write(partial(planning.notify, notice=notice))

    async def notes(self, place: Place) -> Sequence[Note]:
        """Return what the next digest of a place should tell, oldest first."""
        return await self._read(partial(notes.notes, place=place))

    async def claim(self, now: datetime, lease_until: datetime, *, kind: str, limit: int) -> Sequence[Delivery]:
        """Take deliveries for places of ``kind``, at most one a place, those due first first; none twice at a time."""
        return await self._write(partial(claiming.claim, now=now, lease_until=lease_until, kind=kind, limit=limit))

    async def settle(self, settlements: Sequence[Settlement]) -> None:
        """Remember what became of deliveries; one that is settled for good stays so."""
        await self._write(partial(settling.settle, settlements=settlements))

    async def reap(self, now: datetime, *, all_of_them: bool = False) -> int:
        """Make UNKNOWN what is SENDING past its lease, or all of it; return how many that were."""
        return await self._write(partial(claiming.reap, now=now, all_of_them=all_of_them))

    async def unknown(self, now: datetime, *, kind: str, limit: int) -> Sequence[Delivery]:
        """Return what is to be asked for by now at places of ``kind``, oldest first, at most one a place."""
        return await self._read(partial(claiming.unknown, now=now, kind=kind, limit=limit))

    async def next_wake_at(self) -> datetime | None:
        """Return when the next subscription is due, or a delivery may be tried or asked for; None if nothing waits."""
        return await self._read(claiming.next_wake_at)

    async def queue_depths(self) -> Mapping[str, int]:
        """Return how many deliveries stand in each state that is not final."""
        return await self._read(claiming.queue_depths)

    async def open_kinds(self) -> Sequence[str]:
        """Return the kinds of places that something waits for, or that were not asked for something yet."""
        return await self._read(claiming.open_kinds)

    async def failed_count(self) -> int:
        """Return how many deliveries failed."""
        return await self._read(claiming.failed_count)

    async def paused(self, *, limit: int = 100) -> Sequence[Subscription]:
        """Return live subscriptions that are paused, wherever they are, those paused last first."""
        return await self._read(partial(troubles.paused, limit=limit))

    async def deliveries(self, *, failed_only: bool = False, limit: int = 50) -> Sequence[Delivery]:
        """Return deliveries, the newest first; ``failed_only``: those that failed or are unknown."""
        return await self._read(partial(settling.deliveries, failed_only=failed_only, limit=limit))

    async def delivery(self, number: int) -> Delivery | None:
        """Return one by its number."""
        return await self._read(partial(settling.delivery, number=number))

    async def retry_delivery(self, number: int, *, at: datetime) -> bool:
        """Let a failed, cancelled or unanswerable one be tried again; False for any other or none."""
        return await self._write(partial(settling.retry, number=number, at=at))

    async def skip_delivery(self, number: int, *, reason: str, at: datetime) -> bool:
        """Cancel one that waits or is unknown; False for any other or none."""
        return await self._write(partial(settling.skip, number=number, reason=reason, at=at))

    async def trouble(self, place: Place, reason: str, *, at: datetime) -> Trouble:
        """Count a refusal of a place, that of one moment once, and return how long it has refused."""
        return await self._write(partial(troubles.trouble, place=place, reason=reason, at=at))

    async def pause_place(self, place: Place, pause: Pause) -> Sequence[Subscription]:
        """Pause all live subscriptions of a place and fail its digests that wait; return those that were not paused."""
        return await self._write(partial(troubles.pause_place, place=place, pause=pause))

    async def subscriptions_of(self, server: str) -> Sequence[Subscription]:
        """Return the live ones of a guild or workspace, by number."""
        return await self._read(partial(subscriptions.subscriptions_of, server=server))

    async def servers(self, kind: str) -> Collection[str]:
        """Return the guilds or workspaces of a platform that have live subscriptions."""
        return await self._read(partial(subscriptions.servers, kind=kind))

    async def setting(self, name: str) -> str | None:
        """Return what was kept under ``name``."""
        return await self._read(partial(settings.setting, name=name))

    async def save_setting(self, name: str, value: str) -> None:
        """Keep ``value`` under ``name``, in place of what was there."""
        await self._write(partial(settings.save_setting, name=name, value=value))

    async def sync_declared(self, declared: Sequence[Declared], *, by: Person, at: datetime) -> Synced:
        """Make the declared subscriptions those given. Raises BadArgument where two of them are one."""
        return await self._write(partial(declaring.sync_declared, declared=declared, by=by, at=at))
