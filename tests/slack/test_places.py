"""Channels and direct messages on Slack: each message is there once, whatever happens on the way."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio

from bot.adapters.slack.calling import open_client
from bot.adapters.slack.places import SlackPlaces
from bot.adapters.slack.workspace import Workspace
from bot.delivery.place import Accepted, Busy, CannotTell, Lost, NotThere, Outcome, Refused, Scope
from bot.subscriptions.delivery import Delivery
from tests.adapters.deliveries import delivery
from tests.slack.fake_slack import BOT_TOKEN, Channel, FakeSlack, Fault
from tests.slack.payloads import payload


@asynccontextmanager
async def opened(base_url: str, token: str = BOT_TOKEN) -> AsyncIterator[SlackPlaces]:
    async with open_client(token, base_url=base_url, total_timeout_s=0.5) as client:
        yield SlackPlaces(client, Workspace(client))


@pytest_asyncio.fixture
async def places(slack: FakeSlack) -> AsyncIterator[SlackPlaces]:
    async with opened(slack.base_url) as adapter:
        yield adapter


def part(text: str = "Hello", place: str = "slack:T01/C1", **fields: object) -> Delivery:
    return delivery(place, payload(text), **fields)


async def test_a_message_carries_its_key_and_unfolds_no_links(slack: FakeSlack, places: SlackPlaces) -> None:
    outcome = await places.send(part())
    [message] = slack.channels["C1"].messages
    assert outcome == Accepted(message["ts"], message["ts"])
    assert message["metadata"]["event_payload"] == {"key": part().key}
    assert (message["unfurl_links"], message["unfurl_media"]) == (False, False)


async def test_a_direct_message_goes_to_the_person(slack: FakeSlack, places: SlackPlaces) -> None:
    for number in range(2):
        await places.send(part(f"Hello {number}", "slack:T01/@U2"))
    assert slack.texts("DU2") == ["Hello 0", "Hello 1"]
    assert len(slack.called("conversations.open")) == 1


async def test_papers_of_a_thread_stand_under_its_head_and_nowhere_else(slack: FakeSlack, places: SlackPlaces) -> None:
    head = await places.send(part("Head"))
    assert isinstance(head, Accepted)
    reply = part("Paper", in_thread=True, head_id=head.head_id, key="K2", part=1)
    sent = await places.send(reply)
    assert [each.get("thread_ts") for each in slack.channels["C1"].messages] == [None, head.head_id]
    assert await places.find_sent(reply) == sent


async def test_a_thread_whose_head_is_gone_goes_on_in_the_channel(slack: FakeSlack, places: SlackPlaces) -> None:
    reply = part("Paper", in_thread=True, head_id="1.1")
    assert isinstance(await places.send(reply), Accepted)
    assert slack.texts("C1") == ["Paper"]
    assert isinstance(await places.find_sent(reply), Accepted)


async def test_a_message_is_found_behind_many_others(slack: FakeSlack, places: SlackPlaces) -> None:
    slack.page = 2
    await places.send(part("Ours", key="OURS"))
    for number in range(7):
        await places.send(part(f"Other {number}", key=f"K{number}"))
    assert isinstance(await places.find_sent(part(key="OURS")), Accepted)
    assert await places.find_sent(part(key="NEVER")) == NotThere()


GONE = [
    *("channel_not_found", "not_in_channel", "is_archived", "account_inactive", "token_revoked", "invalid_auth"),
    *("restricted_action", "restricted_action_read_only_channel", "restricted_action_thread_only_channel"),
    *("user_not_found", "cannot_dm_bot", "missing_scope", "messages_tab_disabled"),
]
REFUSED = ["msg_blocks_too_long", "invalid_blocks", "invalid_blocks_format", "msg_too_long", "no_text", "brand_new"]

OUTCOMES: dict[str, tuple[Fault, Outcome]] = {
    **{error: (Fault(error), Refused(error, error, is_gone=True)) for error in GONE},
    **{error: (Fault(error), Refused(error, error)) for error in REFUSED},
    "too fast": (
        Fault("ratelimited", 429, headers={"Retry-After": "7"}),
        Busy("ratelimited", 7.0, Scope.BOT),
    ),
    "too fast, without a word": (Fault(status=429, body="slow down"), Busy("ratelimited")),
    "too fast, as a 200": (Fault("rate_limited"), Busy("rate_limited")),
    "closed for a while": (Fault("service_unavailable"), Busy("service_unavailable")),
    "a fault in the middle": (Fault("internal_error"), Lost("internal_error")),
    "a fault of theirs": (Fault("fatal_error", 500), Lost("HTTP 500")),
    "a page": (Fault(status=502, body="<html>"), Lost("HTTP 502")),
    "a text that is no answer": (Fault(body="ok"), Lost("an answer that cannot be read")),
}


@pytest.mark.parametrize("case", OUTCOMES)
async def test_what_slack_answers_is_understood(slack: FakeSlack, places: SlackPlaces, case: str) -> None:
    fault, outcome = OUTCOMES[case]
    slack.faults["chat.postMessage"] = [fault]
    assert await places.send(part()) == outcome
    assert len(slack.called("chat.postMessage")) == 1


LOST = {
    "dropped": Fault(drops=True, works=True),
    "hung": Fault(hangs=True, works=True),
    "500": Fault(status=500, works=True),
    "503": Fault(status=503, works=True, body="upstream"),
}


@pytest.mark.parametrize("case", LOST)
async def test_a_message_without_an_answer_is_there_once_and_is_found(
    slack: FakeSlack, places: SlackPlaces, case: str
) -> None:
    slack.faults["chat.postMessage"] = [LOST[case]]
    assert isinstance(await places.send(part()), Lost)
    assert isinstance(await places.find_sent(part()), Accepted)
    assert isinstance(await places.send(part(attempts=2)), Accepted)
    assert slack.texts("C1") == ["Hello"]


async def test_a_message_that_was_dropped_before_it_was_taken_is_not_there(
    slack: FakeSlack, places: SlackPlaces
) -> None:
    slack.faults["chat.postMessage"] = [Fault(drops=True)]
    assert isinstance(await places.send(part()), Lost)
    assert await places.find_sent(part()) == NotThere()


async def test_what_never_left_is_tried_again() -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        async with opened(f"http://127.0.0.1:{unheard.getsockname()[1]}/api") as places:
            assert isinstance(await places.send(part()), Busy)


async def test_who_the_bot_is_is_asked_again_after_a_failure(slack: FakeSlack, places: SlackPlaces) -> None:
    slack.faults["auth.test"] = [Fault(drops=True)]
    assert isinstance(await places.send(part()), Busy)
    assert isinstance(await places.send(part()), Accepted)


async def test_a_wrong_token_is_refused_as_a_place_that_is_gone(slack: FakeSlack) -> None:
    async with opened(slack.base_url, "xoxb-another") as places:
        assert await places.send(part()) == Refused("invalid_auth", "invalid_auth", is_gone=True)


async def test_another_workspace_is_none_of_ours(slack: FakeSlack, places: SlackPlaces) -> None:
    outcome = await places.send(part(place="slack:T02/C1"))
    assert isinstance(outcome, Refused)
    assert (outcome.reason, outcome.is_gone) == ("another_workspace", True)
    assert slack.called("chat.postMessage") == []


MISSING_SCOPE = '{"ok": false, "error": "missing_scope", "needed": "chat:write"}'


async def test_a_missing_scope_is_named(slack: FakeSlack, places: SlackPlaces) -> None:
    slack.faults["chat.postMessage"] = [Fault(body=MISSING_SCOPE)]
    outcome = await places.send(part())
    assert isinstance(outcome, Refused)
    assert "chat:write" in outcome.detail


async def test_a_place_that_cannot_be_read_any_more_cannot_tell(slack: FakeSlack, places: SlackPlaces) -> None:
    await places.send(part())
    slack.channels["C1"].is_member = False
    assert await places.find_sent(part()) == CannotTell()


async def test_a_place_that_is_too_busy_to_be_read_is_asked_again(slack: FakeSlack, places: SlackPlaces) -> None:
    slack.faults["conversations.history"] = [Fault("ratelimited", 429, headers={"Retry-After": "60"})]
    assert await places.find_sent(part()) == Busy("ratelimited", 60.0)


CHANNELS: dict[str, tuple[Callable[[Channel], object], str]] = {
    "archived": (lambda channel: setattr(channel, "is_archived", True), "is_archived"),
    "left": (lambda channel: setattr(channel, "is_member", False), "not_in_channel"),
}


@pytest.mark.parametrize("case", CHANNELS)
async def test_a_channel_that_takes_nothing_counts_as_gone(slack: FakeSlack, places: SlackPlaces, case: str) -> None:
    change, reason = CHANNELS[case]
    change(slack.channels["C1"])
    assert await places.send(part()) == Refused(reason, reason, is_gone=True)


async def test_many_places_are_posted_to_at_once(slack: FakeSlack, places: SlackPlaces) -> None:
    slack.channels |= {f"C{number}": Channel(f"C{number}") for number in range(10, 40)}
    async with asyncio.timeout(5):
        outcomes = await asyncio.gather(
            *(places.send(part(place=f"slack:T01/C{number}", key=f"K{number}")) for number in range(10, 40))
        )
    assert all(isinstance(each, Accepted) for each in outcomes)
    assert len(slack.called("auth.test")) == 1
