"""``subscribe`` and ``subscriptions``: a topic is shown before it is saved."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.commands.coverage import PREVIEW_DAYS, coverage_note, is_out_of_reach, unread_days
from bot.commands.desk import Desk
from bot.commands.table import COMMANDS
from bot.commands.topics import (
    AT_DEFAULT,
    arguments_of,
    changed_rules,
    changed_topic,
    default_rules,
    say_moment,
    say_rules,
    say_subscription,
    say_topic,
    topic_key,
)
from bot.commands.values import Given, read_arguments
from bot.commands.words import Request, Right
from bot.errors import BadArgument, UserError
from bot.messages.reply import Button, Listed, Papers, Part, Reply, Said, Tone
from bot.messages.wording import counted, day_text, number_text
from bot.papers.model import StoredPaper
from bot.query.grammar import parse
from bot.query.tree import Query
from bot.store.subscriptions_contract import AlreadySubscribed, Caps, Draft, NewSubscription
from bot.subscriptions.model import DigestRules, Subscription, Topic
from bot.subscriptions.schedule import next_fire_at
from bot.subscriptions.zones import all_zones

PREVIEW_PAPERS: Final = 3
MAX_BUTTONS: Final = 25
"""Five rows of five, on Discord; Slack takes as many in one block."""

ZONES_OFFERED: Final = (
    "America/Los_Angeles",
    "America/New_York",
    "America/Sao_Paulo",
    "Europe/London",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
    "UTC",
)


async def subscribe(desk: Desk, request: Request, given: Given) -> Reply:
    """Answer with what the topic would have brought, and a choice; nothing is saved before Confirm."""
    if not request.is_installed:
        raise UserError("I am not installed in this server, so I cannot post here. Ask me in a direct message.")
    topic = changed_topic(Topic(""), given)
    await _check_new(desk, request, topic)
    query = parse(topic.query)
    matched = await check_reach(desk, query)
    zone = given.get("zone", str) or await _zone_offered(desk, request)
    if zone is None:
        return _zone_question(request)
    rules = changed_rules(default_rules(zone), given)
    token = await _keep(desk, request, zone)
    return Reply(
        (
            Said(f"Topic: {say_topic(topic)}. It comes {say_rules(rules)}."),
            *_preview(matched, rules),
            *await _cautions(desk, query),
            Said(_first_digest(desk, rules, is_default_zone=not given.has("zone"))),
        ),
        confirm_or_cancel(token),
    )


async def confirmed(desk: Desk, request: Request, draft: Draft) -> Reply:
    """Save what a preview showed; again with the same draft changes nothing more."""
    given = read_arguments(COMMANDS["subscribe"], draft.arguments)
    topic, now = changed_topic(Topic(""), given), desk.clock.now()
    rules = changed_rules(default_rules(given.need("zone", str)), given)
    new = NewSubscription(
        key=draft.token,
        place=draft.place,
        server=request.server,
        topic=topic,
        topic_key=topic_key(topic),
        rules=rules,
        made_by=draft.asked_by,
        made_at=now,
        next_fire_at=next_fire_at(rules.schedule, now),
    )
    made = await desk.memory.subscribe(new, _caps_of(desk, request))
    if request.server and await desk.memory.zone_of(request.server) is None:
        await desk.memory.set_zone_of(request.server, rules.schedule.zone, by=draft.asked_by, at=now)
    return Reply((Said(f"Subscribed, as number {made.number}."), described(made)), change_buttons(made), private=False)


def _caps_of(desk: Desk, request: Request) -> Caps:
    """Return the caps for whoever asks: the operator makes subscriptions for other people's places."""
    return replace(desk.caps, per_user=None) if Right.OPERATOR in request.rights else desk.caps


async def subscriptions(desk: Desk, request: Request, _given: Given) -> Reply:
    """Answer with all that is posted in this place."""
    live = await desk.memory.subscriptions(request.place)
    if not live:
        return Reply((Said("Nothing is posted here yet. Start with subscribe, such as: subscribe #cs.CL agents"),))
    rows = tuple((str(each.number), say_subscription(each)) for each in live)
    buttons = tuple(Button(f"Change {each.number}", "settings", {"number": str(each.number)}) for each in live)
    return Reply((Said(f"{counted(len(live), 'subscription')} here:"), Listed(rows)), buttons[:MAX_BUTTONS])


async def check_reach(desk: Desk, query: Query) -> Sequence[StoredPaper]:
    """Return what ``query`` matches of the last week.

    Raises QueryError, and BadArgument where nothing that is gathered can ever match.
    """
    today = desk.clock.now().date()
    matched = await desk.memory.announced_matching(query, today - timedelta(days=PREVIEW_DAYS - 1), today)
    if not matched and is_out_of_reach(query, desk.categories):
        raise BadArgument(
            f"{coverage_note(query, desk.categories)} Nothing of the last {PREVIEW_DAYS} days matches, so this topic "
            "would stay silent. Whoever runs the bot can have the category gathered."
        )
    return matched


def described(subscription: Subscription) -> Listed:
    """Return one subscription with its number in front."""
    return Listed(((str(subscription.number), say_subscription(subscription)),))


def change_buttons(subscription: Subscription) -> tuple[Button, ...]:
    """Return what can be done in chat with a live subscription."""
    number = {"number": str(subscription.number)}
    rest = Button("Resume", "resume", number) if subscription.paused else Button("Pause", "pause", number)
    if subscription.declared is not None:
        return (rest,) if subscription.paused else ()
    return (rest, Button("Unsubscribe", "unsubscribe", number, Tone.BAD))


def again_button(subscription: Subscription) -> Button:
    """Return the way back to a subscription that was ended."""
    return Button("Subscribe again", "subscribe", arguments_of(subscription))


def confirm_or_cancel(token: str, *, tone: Tone = Tone.GOOD) -> tuple[Button, Button]:
    """Return the choice that a draft waits for."""
    return (
        Button("Confirm", "confirm", {"token": token}, tone),
        Button("Cancel", "cancel", {"token": token}),
    )


async def _check_new(desk: Desk, request: Request, topic: Topic) -> None:
    key = topic_key(topic)
    live = await desk.memory.subscriptions(request.place)
    for each in live:
        if _key_of(each) == key:
            raise AlreadySubscribed(f"This topic is posted here already, as number {each.number}.", number=each.number)
    if len(live) >= desk.caps.per_place:
        raise UserError(
            f"There are {counted(len(live), 'subscription')} here, which is the most. "
            "End one with unsubscribe, or join topics with OR."
        )


def _key_of(subscription: Subscription) -> str | None:
    try:
        return topic_key(subscription.topic)
    except BadArgument:
        return None


async def _zone_offered(desk: Desk, request: Request) -> str | None:
    """Return the caller's own zone, else the server's, else that of the place's last subscription."""
    if request.zone in all_zones():
        return request.zone
    if request.server and (zone := await desk.memory.zone_of(request.server)):
        return zone
    live = await desk.memory.subscriptions(request.place)
    return live[-1].rules.schedule.zone if live else None


def _zone_question(request: Request) -> Reply:
    at = request.arguments.get("at") or f"{AT_DEFAULT:%H:%M}"
    question = f"In which time zone is {at}? Choose one, or ask again with zone: and yours, such as zone:Europe/Paris."
    buttons = (Button(zone, "subscribe", {**request.arguments, "zone": zone}) for zone in ZONES_OFFERED)
    return Reply((Said(question),), tuple(buttons))


async def _keep(desk: Desk, request: Request, zone: str) -> str:
    token = desk.new_token()
    arguments = {**request.arguments, "zone": zone}
    draft = Draft(token, request.place, request.caller, "subscribe", arguments, desk.clock.now())
    await desk.memory.keep_draft(draft)
    return token


def _preview(matched: Sequence[StoredPaper], rules: DigestRules) -> tuple[Part, ...]:
    hot = [paper for paper in matched if rules.min_heat is None or paper.heat >= rules.min_heat]
    papers = counted(len(matched), "paper") if matched else "no paper"
    would = f"It would have matched {papers} in the last {PREVIEW_DAYS} days"
    if rules.min_heat is not None and matched:
        would += f", {len(hot)} with a heat of {number_text(rules.min_heat)} or more"
    if not hot:
        return (Said(f"{would}."),)
    shown = tuple(hot[:PREVIEW_PAPERS])
    here = f"here are the {len(shown)} hottest" if len(shown) > 1 else "here it is" if len(hot) == 1 else "the hottest"
    return Said(f"{would}; {here}."), Papers(shown)


async def _cautions(desk: Desk, query: Query) -> tuple[Part, ...]:
    notes = [coverage_note(query, desk.categories)]
    if unread := await unread_days(desk):
        days = ", ".join(day_text(day) for day in unread)
        notes.append(f"Still gathering: not everything announced on {days} is read yet, so there may be more.")
    return tuple(Said(note) for note in notes if note)


def _first_digest(desk: Desk, rules: DigestRules, *, is_default_zone: bool) -> str:
    zone = rules.schedule.zone
    first = say_moment(next_fire_at(rules.schedule, desk.clock.now()), zone)
    offer = " Another zone is given with zone:, such as zone:Asia/Tokyo." if is_default_zone else ""
    return f"The first digest would come {first}. Nothing is saved before you confirm.{offer}"
