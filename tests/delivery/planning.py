"""A bot that only plans: a real database, a clock of our own, and messages that say what stands in them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bot.delivery.place import kind_of
from bot.delivery.scheduler import Scheduler
from bot.digest.hot import HotRules
from bot.digest.section import Section
from bot.errors import NotFound
from bot.messages.layout import view_digest
from bot.messages.message import Attachment, Composer, Message, Where
from bot.messages.reply import Reply, Said
from bot.messages.wording import next_due_text, quiet_day_note, why_empty_text
from bot.papers.model import ArxivId, Engagement, ImportedPaper, Paper
from bot.store.contract import Gathered, RunState, SourceRun
from bot.store.outbox_contract import Fired
from bot.store.sqlite import SqliteStore
from bot.store.subscriptions_contract import Caps, NewSubscription
from bot.subscriptions.delivery import Delivery
from bot.subscriptions.model import DigestRules, Person, Place, Subscription, Topic
from bot.subscriptions.schedule import EVERY_DAY, Schedule, next_fire_at
from tests.fakes import FakeClock

THURSDAY, FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 11, day) for day in (19, 20, 21, 22, 23))
NINE = datetime(2026, 11, 20, 8, tzinfo=UTC)
"""Friday at nine in Berlin."""
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)

ADA = Person("fake:@1", "Ada")
HERE, THERE = Place("fake:100"), Place("fake:200")
ROOMY = Caps(per_place=1000, per_server=10_000, per_user=None)
DAILY = DigestRules(Schedule(time(9), "Europe/Berlin", EVERY_DAY))
RULES = HotRules(enabled=("arxiv", "hackernews"))


class PlainComposer:
    """Writes a message of what a digest holds; ``broken`` places make it fail."""

    takes_pictures = True

    def __init__(self, *, is_broken: bool = False) -> None:
        self.is_broken = is_broken
        self.composed = 0

    def digest(self, sections: Sequence[Section], attachments: Sequence[Attachment] = ()) -> tuple[Message, ...]:
        self.composed += 1
        if self.is_broken:
            raise RuntimeError("this composer is broken")
        foot = view_digest(sections).foot
        said = {"sections": [_said(section) for section in sections], "foot": list(foot)}
        return (Message(Where.CHANNEL, said), Message(Where.THREAD, {"text": "more"}, attachments=tuple(attachments)))

    def reply(self, reply: Reply, attachments: Sequence[Attachment] = ()) -> tuple[Message, ...]:  # noqa: ARG002 - as every composer
        text = " ".join(part.text for part in reply.parts if isinstance(part, Said))
        return (Message(Where.CHANNEL, {"text": text}),)


def _said(section: Section) -> dict[str, object]:
    hot = section.hot
    return {
        "name": section.name,
        "day": hot.day.isoformat(),
        "since": hot.since.isoformat(),
        "papers": [one.stored.id for one in hot.papers],
        "new": [one.stored.id for one in hot.papers if one.is_new],
        "rising": [one.stored.id for one in hot.papers if one.is_rising],
        "considered": hot.considered,
        "above": section.shown_above,
        "notes": list(section.notes),
        "risers": [one.stored.id for one in section.rising],
        "note": quiet_day_note(hot),
        "empty": hot.empty_because and f"{why_empty_text(hot, hot.empty_because)} {next_due_text(hot)}",
    }


@dataclass
class Planning:
    """A scheduler over ``store``; places of the kind "fake" are served by one composer, unless told otherwise."""

    store: SqliteStore
    clock: FakeClock = field(default_factory=lambda: FakeClock(NINE))
    rules: HotRules = RULES
    composer: PlainComposer = field(default_factory=PlainComposer)
    composers: dict[Place, Composer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.scheduler = Scheduler(self.store, self.composer_of, self.clock, self.rules)
        self._made = 0

    def composer_of(self, place: Place) -> Composer:
        if kind_of(place) != "fake":
            raise NotFound(f"nobody can send to {place}")
        return self.composers.get(place, self.composer)

    async def subscribe(
        self,
        topic: str = "",
        place: Place = HERE,
        rules: DigestRules = DAILY,
        *,
        name: str | None = None,
        made_by: Person = ADA,
        next_at: datetime | None = NINE,
    ) -> Subscription:
        """Return a subscription whose first digest is due at ``next_at``, by its schedule if that is None."""
        self._made += 1
        new = NewSubscription(
            key=str(self._made),
            place=place,
            server=None,
            topic=Topic(topic, name),
            topic_key=f"{topic}|{self._made}",
            rules=rules,
            made_by=made_by,
            made_at=self.clock.now(),
            next_fire_at=next_at or next_fire_at(rules.schedule, self.clock.now()),
        )
        return await self.store.subscribe(new, ROOMY)

    async def subscribe_before(self, *args: Any, **kwargs: Any) -> Subscription:  # noqa: ANN401 - those of ``subscribe``
        """Return a subscription that had a digest the day before, long ago enough to have shown nothing."""
        made = await self.subscribe(*args, **kwargs)
        done = Fired(made.number, made.next_fire_at.date() - DAY, made.next_fire_at)
        await self.store.pass_over(made.place, [done], "", at=made.next_fire_at)
        return await self.stands(made)

    async def stands(self, subscription: Subscription) -> Subscription:
        """Return how a subscription stands now."""
        found = await self.store.subscription(subscription.number)
        assert found is not None
        return found

    async def papers(self, *papers: ImportedPaper) -> None:
        """Store papers, or what is newly known of them."""
        await self.store.save_imported(papers, seen_at=self.clock.now())

    async def read(self, *days: date, at: datetime | None = None) -> None:
        """Say that listings were read whole."""
        moment = at or self.clock.now() - HOUR
        for day in days:
            await self.store.save_gathered(Gathered(SourceRun("arxiv", moment, moment, RunState.OK, listing_day=day)))

    async def ran(self, source: str, state: RunState = RunState.OK, detail: str = "") -> None:
        """Say how a reading of a source ended that brought nothing."""
        at = self.clock.now() - HOUR
        await self.store.save_gathered(Gathered(SourceRun(source, at, at, state, detail)))

    async def tick(self, at: datetime | None = None) -> int:
        """Let the scheduler look at what is due, at ``at`` if it is given; return how many digests it planned."""
        if at is not None:
            self.clock.advance(seconds=(at - self.clock.now()).total_seconds())
        return await self.scheduler.tick(self.clock.now())

    async def sent(self, place: Place = HERE) -> Sequence[Delivery]:
        """Return the parts planned for a place, the oldest first."""
        found = await self.store.deliveries(limit=10_000)
        return [each for each in reversed(found) if each.place == place]

    async def digests(self, place: Place = HERE) -> Mapping[str, Mapping[str, Any]]:
        """Return what the first parts of a place's digests say, by period."""
        return {each.period: json.loads(each.payload) for each in await self.sent(place) if each.part == 0}

    async def everywhere(self) -> Mapping[Place, Sequence[Mapping[str, Any]]]:
        """Return the sections of the only digest of each place."""
        found = await self.store.deliveries(limit=10_000)
        said = {each.place: json.loads(each.payload) for each in found if each.part == 0}
        return {place: digest["sections"] for place, digest in said.items() if "sections" in digest}

    async def sections(self, place: Place = HERE) -> Sequence[Mapping[str, Any]]:
        """Return the sections of the last digest of a place."""
        sections: Sequence[Mapping[str, Any]] = [*(await self.digests(place)).values()][-1]["sections"]
        return sections


def paper(number: int, heat: int = 0, *, at: datetime = NINE, **fields: object) -> ImportedPaper:
    """Return a made-up paper of Friday with so many likes on X, measured at ``at``."""
    made = Paper(
        id=ArxivId(f"2611.{number:05d}"),
        title=f"Agents that swim, part {number}",
        abstract="We try it on rivers.",
        authors=("Ada Ångström",),
        categories=("cs.CL",),
        announced=FRIDAY,
    )
    return ImportedPaper(replace(made, **fields), (Engagement("x", heat, 0, None, at),) if heat else ())


def ids(*numbers: int) -> list[str]:
    return [f"2611.{number:05d}" for number in numbers]
