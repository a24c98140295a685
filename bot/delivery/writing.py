"""The digests of one moment, written for one place after the other; what is the same for several is made once."""

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Protocol, TypeAlias

from bot.delivery.composing import ComposedOnce
from bot.delivery.lateness import Turn, fired, period_of
from bot.delivery.plan import items_of, keyed
from bot.digest.for_place import History, history_of, pick
from bot.digest.hot import HotRules
from bot.digest.offers import Offers
from bot.digest.section import Section
from bot.digest.weekly import Week, risers_left
from bot.errors import StoreError
from bot.messages.message import Attachment, Composer
from bot.messages.pictures import week_picture
from bot.messages.wording import day_text
from bot.papers.model import ArxivId
from bot.query.error import QueryError
from bot.query.grammar import parse
from bot.query.tree import Query
from bot.store.contract import Store
from bot.store.outbox_contract import OutboxStore, Plan
from bot.store.subscriptions_contract import SubscriptionStore
from bot.subscriptions.delivery import Part
from bot.subscriptions.model import Digest, Place, Subscription

_log = logging.getLogger(__name__)

Composers: TypeAlias = Callable[[Place], Composer]
"""What writes for a place. Raises NotFound for one that nobody can send to, such as a person at the terminal."""


MAX_CHARTS: Final = 4
"""Of a digest of more weekly topics, the first have one: ten files is all that a message on Discord takes."""


class Memory(Store, SubscriptionStore, OutboxStore, Protocol):
    """What delivery remembers."""


@dataclass(frozen=True, slots=True)
class Written:
    """A digest ready to be planned, None where no topic is left; ``unreadable`` topics, and what is wrong with each."""

    plan: Plan | None
    unreadable: Sequence[tuple[Subscription, QueryError]] = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A section on its way, with whose turn it is; ``section`` None where it could not be written.

    A weekly topic has its ``week``.
    """

    turn: Turn
    section: Section | None
    gathering: Sequence[date] = ()
    week: Week | None = None

    @property
    def is_wanted(self) -> bool:
        """Tell whether there is something to show, or an empty topic wants to be told of."""
        rules, section = self.turn.subscription.rules, self.section
        return section is not None and bool(section.hot.papers or section.rising or not rules.silent_when_empty)


class DigestWriter:
    """Writes what is due at ``now``.

    Composing and picking run in another thread, and so does matching (see ``Matcher``): a topic may have thousands of
    candidates, and to look at each of them is too long for the event loop.
    """

    def __init__(self, store: Memory, composers: Composers, rules: HotRules, now: datetime) -> None:
        self._store = store
        self._composers = composers
        self._now = now
        self._offers = Offers(store, rules, now)
        self._topics: dict[str, Query | QueryError] = {}
        self._composed = ComposedOnce()
        self._charts: dict[tuple[int, str, int], Attachment | None] = {}

    async def learn(self, subscriptions: Collection[Subscription]) -> None:
        """Make ready for the topics of ``subscriptions``."""
        queries = {subscription.topic.query for subscription in subscriptions} - self._topics.keys()
        self._topics |= await asyncio.to_thread(_parsed, queries)
        known = (self._topics[query] for query in queries)
        await self._offers.learn([topic for topic in known if isinstance(topic, Query)])

    async def write(self, place: Place, turns: Sequence[Turn]) -> Written:
        """Return one digest with a section for each of ``turns``, in their order; each of them stands.

        A topic that cannot be read is left out, and so is one that fails, of which the digest tells. Raises
        NotFound where nobody can send to ``place``, StoreError.
        """
        if not turns:
            return Written(None)
        composer = self._composers(place)
        history = history_of(await self._store.shown(place))
        pieces, unreadable = list[_Piece](), list[tuple[Subscription, QueryError]]()
        for turn in turns:
            above = {item.paper_id for item in items_of([each.section for each in pieces if each.section])}
            try:
                pieces.append(await self._piece(turn, history, above))
            except QueryError as error:
                unreadable.append((turn.subscription, error))
        plan = await self._planned(place, _with_risers(pieces, history), composer) if pieces else None
        return Written(plan, unreadable)

    async def _piece(self, turn: Turn, history: History, above: Collection[ArxivId]) -> _Piece:
        try:
            return await self._section(turn, history, above)
        except (QueryError, StoreError):
            raise
        except Exception:  # noqa: BLE001 - one topic never stops the others of its place; its papers stay candidates
            _log.exception("topic not written subscription=%d", turn.subscription.number)
            return _Piece(turn, None)

    async def _section(self, turn: Turn, history: History, above: Collection[ArxivId]) -> _Piece:
        subscription, at = turn.subscription, turn.at or self._now
        topic, rules = self._topic(subscription), subscription.rules
        span = await self._offers.span(rules, at, is_first=subscription.last_fired_day is None)
        offer = await self._offers.offer(topic, span, at)
        min_heat = self._offers.min_heat_of(rules)
        picked = await asyncio.to_thread(
            pick, offer, span, history, at=at, min_heat=min_heat, top=rules.top, above=above
        )
        hot = await self._offers.hot_list(topic, span, offer, picked, min_heat)
        section = Section(hot, rules.layout, subscription.topic.name, picked.shown_above)
        week = await self._offers.week(topic, span) if rules.schedule.is_weekly else None
        return _Piece(turn, section, (await self._offers.facts(span)).gathering, week)

    async def _planned(self, place: Place, pieces: Sequence[_Piece], composer: Composer) -> Plan:
        wanted = [piece.section for piece in pieces if piece.section and piece.is_wanted]
        notes = await self._store.notes(place) if wanted else ()
        told = (*(note.text for note in notes), *_gathering(pieces), *_missing(pieces))
        sections = [replace(section, notes=told if n == 0 else ()) for n, section in enumerate(wanted)]
        at = max(piece.turn.at or self._now for piece in pieces)
        first = next(piece.turn for piece in pieces if (piece.turn.at or self._now) == at)
        period = period_of(first.subscription, at)
        return Plan(
            digest=Digest(place, period, self._now, items_of(sections)),
            due_at=at,
            parts=keyed(await self._parts(composer, sections, await self._pictures(composer, pieces)), place, period),
            fired=[fired(piece.turn, self._now) for piece in pieces],
            is_quiet=all(piece.turn.subscription.rules.quiet for piece in pieces if piece.is_wanted),
            answers=[note.number for note in notes],
        )

    async def _pictures(self, composer: Composer, pieces: Sequence[_Piece]) -> tuple[Attachment, ...]:
        """Return a chart for each of the first MAX_CHARTS weekly topics, where there is room for any."""
        if not composer.takes_pictures:
            return ()
        weeks = [(piece.week, piece.section) for piece in pieces if piece.week and piece.section and piece.is_wanted]
        drawn = [
            await self._chart(week, section.hot.said if section.hot.query else "", number)
            for number, (week, section) in enumerate(weeks[:MAX_CHARTS], start=1)
        ]
        return tuple(picture for picture in drawn if picture)

    async def _chart(self, week: Week, said: str, number: int) -> Attachment | None:
        """Return a week's chart, drawn once for all places."""
        key = (id(week), said, number)
        if key not in self._charts:
            self._charts[key] = await asyncio.to_thread(week_picture, week, said, number=number)
        return self._charts[key]

    async def _parts(
        self, composer: Composer, sections: Sequence[Section], pictures: Sequence[Attachment]
    ) -> tuple[Part, ...]:
        """Return a digest composed, by the same composer once for all that say the same."""
        known = self._composed.known(composer, sections, pictures)
        return await asyncio.to_thread(self._composed.compose, composer, sections, pictures) if known is None else known

    def _topic(self, subscription: Subscription) -> Query:
        query = subscription.topic.query
        if query not in self._topics:
            self._topics |= _parsed([query])
        topic = self._topics[query]
        if isinstance(topic, QueryError):
            raise topic
        return topic


def _with_risers(pieces: Sequence[_Piece], history: History) -> Sequence[_Piece]:
    """Return ``pieces``, those of weekly topics with what rises and is shown nowhere else, now or before."""
    items = items_of([piece.section for piece in pieces if piece.section])
    shown = {*history, *(item.paper_id for item in items)}
    risen = []
    for piece in pieces:
        if piece.section and piece.week:
            rising = risers_left(piece.week, shown, min_heat=piece.section.hot.min_heat)
            shown.update(riser.stored.id for riser in rising)
            risen.append(replace(piece, section=replace(piece.section, rising=rising)))
        else:
            risen.append(piece)
    return risen


def _parsed(queries: Collection[str]) -> Mapping[str, Query | QueryError]:
    return {query: _read(query) for query in queries}


def _read(query: str) -> Query | QueryError:
    try:
        return parse(query)
    except QueryError as error:
        return error


def _gathering(pieces: Sequence[_Piece]) -> tuple[str, ...]:
    days = sorted({day for piece in pieces for day in piece.gathering})
    if not days:
        return ()
    named = ", ".join(day_text(day, seen_from=days[-1]) for day in days)
    return (f"Still gathering: not everything announced on {named} is read yet, so there may be more.",)


def _missing(pieces: Sequence[_Piece]) -> tuple[str, ...]:
    topics = [piece.turn.subscription.topic.title for piece in pieces if piece.section is None]
    return tuple(f"“{topic}” could not be put together; its papers can still come next time." for topic in topics)
