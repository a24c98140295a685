"""``settings``, ``unsubscribe``, ``pause``, ``resume``: what is done with subscriptions that are there."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.commands.answering import NotAllowed, check_right
from bot.commands.coverage import coverage_note
from bot.commands.desk import Desk
from bot.commands.subscribing import again_button, change_buttons, check_reach, described
from bot.commands.topics import changed_rules, changed_topic, topic_key
from bot.commands.values import Given, shown
from bot.commands.words import Request, Right
from bot.errors import NotFound
from bot.messages.reply import Button, Part, Reply, Said
from bot.query.tree import Query
from bot.subscriptions.model import Pause, Subscription
from bot.subscriptions.turns import next_after_change, next_turn

BY_HAND: Final = "by hand"
"""The reason of a rest that somebody asked for; who it was is told by the audit, which can forget them."""


async def settings(desk: Desk, request: Request, given: Given) -> Reply:
    """Answer with how a subscription stands, after changing what was asked."""
    before = await _chosen(desk, request, given)
    if given.values.keys() <= {"number"}:
        return Reply((described(before), Said(_how_to_change(before))), change_buttons(before))
    _check_may_change(request, before)
    _check_is_of_chat(before)
    notes = await _check_query(desk, given)
    after = await _change(desk, request, before, given)
    return Reply((Said(f"Changed {after.number}."), described(after), *notes), change_buttons(after), private=False)


async def unsubscribe(desk: Desk, request: Request, given: Given) -> Reply:
    """End a subscription; what it showed stays remembered, so that it never shows it here again."""
    ended = await _changeable(desk, request, given)
    _check_is_of_chat(ended)
    if not await desk.memory.end_subscription(ended.number, by=request.caller, at=desk.clock.now()):
        raise _gone(str(ended.number))
    return Reply((Said("Ended:"), described(ended)), (again_button(ended),), private=False)


async def pause(desk: Desk, request: Request, given: Given) -> Reply:
    """Let a subscription rest until it is resumed."""
    resting = await _changeable(desk, request, given)
    _check_is_of_chat(resting)
    if resting.paused is None:
        rest = Pause(BY_HAND, desk.clock.now())
        if not await desk.memory.pause_subscription(resting.number, rest, by=request.caller):
            raise _gone(str(resting.number))
        resting = replace(resting, paused=rest)
    return Reply((Said("It rests until somebody resumes it:"), described(resting)), _resume(resting), private=False)


async def resume(desk: Desk, request: Request, given: Given) -> Reply:
    """Let a paused subscription go on."""
    resting = await _changeable(desk, request, given)
    if resting.paused is None:
        return Reply((Said("It is not paused:"), described(resting)), change_buttons(resting))
    now = desk.clock.now()
    # A firing that still lies ahead was worked out with care when the schedule changed: it stays.
    next_at = max(resting.next_fire_at, next_turn(resting.rules.schedule, now, resting.last_fired_day))
    if not await desk.memory.resume_subscription(resting.number, next_at, by=request.caller, at=now):
        raise _gone(str(resting.number))
    going = replace(resting, paused=None, next_fire_at=next_at)
    return Reply((Said("It goes on:"), described(going)), change_buttons(going), private=False)


async def _changeable(desk: Desk, request: Request, given: Given) -> Subscription:
    subscription = await _chosen(desk, request, given)
    _check_may_change(request, subscription)
    return subscription


async def _chosen(desk: Desk, request: Request, given: Given) -> Subscription:
    """Return the subscription of this place that is meant; the only one needs no number."""
    live = await desk.memory.subscriptions(request.place)
    if text := given.get("number", str):
        return _named(live, text)
    if len(live) == 1:
        return live[0]
    if not live:
        raise NotFound("Nothing is posted here yet. Start with subscribe, such as: subscribe #cs.CL agents")
    numbers = ", ".join(str(each.number) for each in live)
    raise NotFound(f"Which one? There are {numbers} here; subscriptions lists them.")


def _named(live: Sequence[Subscription], text: str) -> Subscription:
    number = text.lstrip("#")
    named = [each for each in live if text.casefold() in {str(each.number), each.topic.title.casefold()}]
    numbered = [each for each in live if str(each.number) == number]
    if len(found := numbered or named) == 1:
        return found[0]
    if found:
        numbers = ", ".join(str(each.number) for each in found)
        raise NotFound(f"There are {len(found)} called “{shown(text)}” here: {numbers}. Name the one by its number.")
    raise _gone(shown(number))


def _gone(number: str) -> NotFound:
    return NotFound(f"There is no subscription {number} here. subscriptions lists those that there are.")


def _check_may_change(request: Request, subscription: Subscription) -> None:
    """Raise NotAllowed unless the caller made the subscription or may manage its place."""
    if subscription.made_by is None or subscription.made_by.user != request.caller.user:
        check_right(request, Right.MANAGE_CHANNEL, or_maker=True)


def _check_is_of_chat(subscription: Subscription) -> None:
    """Raise NotAllowed for one that stands in the configuration, which would bring it back as it was."""
    if subscription.declared is not None:
        raise NotAllowed(
            f"Number {subscription.number} stands in the configuration file, as “{subscription.declared}”:"
            " whoever runs the bot can change it there."
        )


def _how_to_change(subscription: Subscription) -> str:
    if subscription.declared is not None:
        return "It stands in the configuration file: whoever runs the bot can change it there."
    return f"Change it by naming what should be otherwise: settings {subscription.number} --at 18:00 --top 5"


async def _check_query(desk: Desk, given: Given) -> tuple[Part, ...]:
    if (query := given.get("query", Query)) is None:
        return ()
    await check_reach(desk, query)
    note = coverage_note(query, desk.categories)
    return (Said(note),) if note else ()


async def _change(desk: Desk, request: Request, before: Subscription, given: Given) -> Subscription:
    rules, topic, now = changed_rules(before.rules, given), changed_topic(before.topic, given), desk.clock.now()
    is_moved = rules.schedule != before.rules.schedule
    next_at = next_after_change(before, rules.schedule, now) if is_moved else before.next_fire_at
    wanted = replace(before, topic=topic, rules=rules, next_fire_at=next_at)
    after = await desk.memory.edit_subscription(before, wanted, topic_key(topic), by=request.caller, at=now)
    if after is None:
        raise _gone(str(before.number))
    return after


def _resume(subscription: Subscription) -> tuple[Button, ...]:
    return (Button("Resume", "resume", {"number": str(subscription.number)}),)
