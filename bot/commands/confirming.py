"""What buttons send: ``confirm``, ``cancel``, and ``again`` for one whose words did not fit on it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.commands import saving, subscribing
from bot.commands.answering import NotAllowed, answer, check_right
from bot.commands.desk import Desk
from bot.commands.values import Given
from bot.commands.words import Request, Right
from bot.errors import BotError, NotFound
from bot.messages.buttons import unpack
from bot.messages.reply import Reply, Said
from bot.store.subscriptions_contract import Draft

DRAFT_LIFE: Final = timedelta(days=1)

_CONFIRMED: Final[Mapping[str, Callable[[Desk, Request, Draft], Awaitable[Reply]]]] = {
    "subscribe": subscribing.confirmed,
    "forget-me": saving.confirmed,
}
"""The verbs that wait for a "yes", and what they do then."""


async def confirm(desk: Desk, request: Request, given: Given) -> Reply:
    """Do what was shown. What cannot be done now goes on waiting, so that a later "yes" can do it."""
    draft = await _waiting(desk, request, given)
    if draft.verb == "subscribe":
        check_right(request, Right.MANAGE_CHANNEL)
    await _take(desk, draft)
    try:
        return await _CONFIRMED[draft.verb](desk, request, draft)
    except BotError:
        await desk.memory.keep_draft(draft)
        raise


async def cancel(desk: Desk, request: Request, given: Given) -> Reply:
    """Forget what was shown."""
    await _take(desk, await _waiting(desk, request, given))
    return Reply((Said("Cancelled. Everything is as it was."),))


async def again(desk: Desk, request: Request, given: Given) -> Reply:
    """Do what a button says whose words are kept, with the rights of whoever presses it."""
    draft = await _draft(desk, request, given)
    if draft.verb != "again":
        raise _nothing_waits()
    verb, arguments = unpack(draft.arguments["button"])
    return await answer(desk, replace(request, verb=verb, arguments=arguments))


async def _waiting(desk: Desk, request: Request, given: Given) -> Draft:
    """Return the draft, if whoever asks may answer it: its asker, or for a subscription who manages the channel."""
    draft = await _draft(desk, request, given)
    if draft.verb not in _CONFIRMED:
        raise _nothing_waits()
    if draft.asked_by.user != request.caller.user:
        _check_may_answer_for_another(request, draft)
    return draft


def _check_may_answer_for_another(request: Request, draft: Draft) -> None:
    if draft.verb != "subscribe":
        raise NotAllowed(f"Only whoever asked may answer this. {draft.verb} asks for yourself.")
    check_right(request, Right.MANAGE_CHANNEL)


async def _take(desk: Desk, draft: Draft) -> None:
    """Take the draft for one answer alone: of a Confirm and a Cancel at once, the second finds nothing."""
    if not await desk.memory.drop_draft(draft.token):
        raise _nothing_waits()


async def _draft(desk: Desk, request: Request, given: Given) -> Draft:
    draft = await desk.memory.draft(given.need("token", str))
    if draft is None or draft.place != request.place or desk.clock.now() - draft.made_at > DRAFT_LIFE:
        raise _nothing_waits()
    return draft


def _nothing_waits() -> NotFound:
    return NotFound("Nothing waits for this answer: it was given already, or is older than a day. Ask again.")
