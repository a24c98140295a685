"""Digests on their way to Discord: sent by the real discord.py, over real sockets, to a Discord of our own."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

from bot.adapters.discord import Discord
from bot.delivery.place import Accepted, Busy, CannotTell, Lost, NotThere, Outcome, Refused, Scope
from bot.subscriptions.delivery import Delivery, File
from tests.adapters.deliveries import delivery
from tests.discord.fake_discord import CHANNEL, READ_HISTORY, FakeDiscord, Fault
from tests.discord.people import connected, listening

PLACE = f"discord:{CHANNEL}"
SILENT = {"allowed_mentions": {"parse": []}}


def part(text: str, **fields: object) -> Delivery:
    return delivery(PLACE, {"content": text, **SILENT}, **fields)


@pytest_asyncio.fixture
async def bot(fake: FakeDiscord) -> AsyncIterator[Discord]:
    async with listening(fake) as connection:
        yield Discord(connection)


async def test_a_part_arrives_once_though_it_is_sent_twice(fake: FakeDiscord, bot: Discord) -> None:
    first = await bot.send(part("Hot today"))
    assert first == await bot.send(part("Hot today", attempts=2))
    assert isinstance(first, Accepted)
    assert first.head_id == first.message_id
    assert fake.texts() == ["Hot today"]


async def test_nobody_is_pinged_and_a_quiet_one_makes_no_sound(fake: FakeDiscord, bot: Discord) -> None:
    await bot.send(delivery(PLACE, {"content": "@everyone"}, is_quiet=True))
    [message] = fake.messages[CHANNEL]
    assert (message["allowed_mentions"], message["flags"]) == ({"parse": []}, 1 << 12)


async def test_pictures_go_with_their_message(fake: FakeDiscord, bot: Discord) -> None:
    await bot.send(part("Look", files=(File("heat.png", b"\x89PNG", "Heat by day"),)))
    [message] = fake.messages[CHANNEL]
    assert message["attachments"] == [{"id": "0", "filename": "heat.png", "description": "Heat by day"}]
    assert fake.uploads[message["id"]] == {"heat.png": b"\x89PNG"}


async def test_papers_stand_in_the_thread_under_the_head(fake: FakeDiscord, bot: Discord) -> None:
    head = await bot.send(part("Head"))
    assert isinstance(head, Accepted)
    under = {"in_thread": True, "head_id": head.head_id}
    for number in (1, 2):
        assert isinstance(await bot.send(part(f"Paper {number}", part=number, key=f"k{number}", **under)), Accepted)
    assert fake.texts() == ["Head"]
    assert fake.texts(str(head.head_id)) == ["Paper 1", "Paper 2"]
    assert fake.threads[str(head.head_id)]["name"] == "Hot Papers 2026-11-20"


async def test_a_thread_whose_head_is_gone_continues_in_the_channel(fake: FakeDiscord, bot: Discord) -> None:
    head = await bot.send(part("Head"))
    assert isinstance(head, Accepted)
    fake.delete_message(CHANNEL, str(head.head_id))
    await bot.send(part("Paper", part=1, key="k1", in_thread=True, head_id=head.head_id))
    assert fake.texts() == ["Paper"]


async def test_where_threads_are_forbidden_papers_stand_in_the_channel(fake: FakeDiscord, bot: Discord) -> None:
    head = await bot.send(part("Head"))
    assert isinstance(head, Accepted)
    fake.refusals[f"threads of {CHANNEL}"] = (403, 50013)
    await bot.send(part("Paper", part=1, key="k1", in_thread=True, head_id=head.head_id))
    assert fake.texts() == ["Head", "Paper"]


async def test_a_direct_message_opens_its_channel_once(fake: FakeDiscord, bot: Discord) -> None:
    for number in (0, 1):
        await bot.send(replace(part(f"Hello {number}", key=f"k{number}", part=number), place="discord:@42"))
    assert fake.texts("542") == ["Hello 0", "Hello 1"]
    assert fake.asked.count("POST /users/@me/channels") == 1


async def test_a_person_who_takes_no_messages_is_told_of_as_one(fake: FakeDiscord, bot: Discord) -> None:
    fake.closed_to.add("42")
    refused = await bot.send(replace(part("Hello"), place="discord:@42"))
    assert (refused.reason, refused.is_gone) == ("no_server_in_common", True)


@pytest.mark.parametrize(
    ("status", "code", "reason", "is_gone"),
    [
        (404, 10003, "channel_gone", True),
        (403, 50001, "no_access", True),
        (403, 50013, "missing_permission", True),
        (403, 50007, "cannot_message_user", True),
        (400, 50035, "invalid_payload", False),
        (400, 200000, "blocked_by_automod", False),
        (403, 59999, "discord_59999", True),
    ],
)
async def test_what_discord_refuses_has_a_reason(
    fake: FakeDiscord, bot: Discord, status: int, code: int, reason: str, is_gone: object
) -> None:
    fake.refusals[CHANNEL] = (status, code)
    refused = await bot.send(part("Hot today"))
    assert isinstance(refused, Refused)
    assert (refused.reason, refused.is_gone) == (reason, is_gone)


LIMITED = {"message": "You are being rate limited.", "retry_after": 90.5, "global": False}


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault(429, LIMITED), Busy("HTTP 429", 90.5)),
        (Fault(429, LIMITED | {"global": True}), Busy("HTTP 429", 90.5, Scope.BOT)),
        (Fault(429, "<html>banned</html>", {"Retry-After": "30"}), Busy("HTTP 429", 30.0, Scope.BOT)),
        (Fault(500, {"message": "500: Internal Server Error", "code": 0}), Busy("HTTP 500")),
        (Fault(502, "<html>"), Busy("HTTP 502")),
        (Fault(503, "<html>"), Busy("HTTP 503")),
        (Fault(504, "<html>", stores=True), Lost("HTTP 504")),
        (Fault(drops=True), Lost("the connection broke off: ServerDisconnectedError")),
        (Fault(401, {"message": "401: Unauthorized", "code": 0}), Busy("Discord refuses the token", 300.0, Scope.BOT)),
    ],
)
async def test_what_fails_is_tried_once_and_said_to_have_failed(
    fake: FakeDiscord, bot: Discord, fault: Fault, outcome: Outcome
) -> None:
    fake.faults.append(fault)
    assert await bot.send(part("Hot today")) == outcome
    assert fake.asked.count("POST /channels/{channel_id}/messages") == 1
    assert isinstance(await bot.send(part("Hot today", attempts=2)), Accepted)
    assert fake.texts() == ["Hot today"]


async def test_without_a_server_nothing_was_handed_over(fake: FakeDiscord, bot: Discord) -> None:
    await fake.__aexit__(None, None, None)
    assert isinstance(await bot.send(part("Hot today")), Busy | Lost)  # a connection that was kept may have taken it
    assert isinstance(await bot.send(part("Hot today")), Busy)


async def test_what_was_taken_without_an_answer_is_found_though_its_nonce_has_aged(
    fake: FakeDiscord, bot: Discord
) -> None:
    payload = {"content": " Hot  today", "embeds": [{"title": "A paper", "description": "By somebody"}], **SILENT}
    lost = delivery(PLACE, {**payload, "content": "Hot  today"})
    assert await bot.find_sent(lost) == NotThere()
    fake.faults.append(Fault(stores=True, drops=True))
    assert isinstance(await bot.send(lost), Lost)
    fake.forget_nonces()
    found = await bot.find_sent(lost)
    assert found == Accepted(fake.messages[CHANNEL][0]["id"], fake.messages[CHANNEL][0]["id"])
    assert await bot.find_sent(part("Another")) == NotThere()


async def test_an_answer_to_a_command_that_says_the_same_is_not_the_digest(fake: FakeDiscord, bot: Discord) -> None:
    await bot.send(part("Hot today"))
    fake.messages[CHANNEL][0]["interaction_metadata"] = {"id": "1"}
    assert await bot.find_sent(part("Hot today")) == NotThere()


async def test_a_part_is_found_behind_more_messages_than_a_page_has(fake: FakeDiscord, bot: Discord) -> None:
    await bot.send(part("Hot today"))
    [ours] = fake.messages[CHANNEL]
    chatter = [ours | {"id": str(int(ours["id"]) - 250 + number), "author": {"id": "2"}} for number in range(250)]
    fake.messages[CHANNEL] = [*chatter, ours]
    assert await bot.find_sent(part("Hot today")) == Accepted(ours["id"], ours["id"])


async def test_a_part_of_a_thread_is_found_in_the_thread_and_in_the_channel(fake: FakeDiscord, bot: Discord) -> None:
    head = await bot.send(part("Head"))
    assert isinstance(head, Accepted)
    under = part("Paper", part=1, key="k1", in_thread=True, head_id=head.head_id)
    assert await bot.find_sent(under) == NotThere()
    sent = await bot.send(under)
    assert await bot.find_sent(under) == sent
    fake.messages[CHANNEL] += fake.messages.pop(str(head.head_id))
    assert await bot.find_sent(under) == sent


async def test_where_no_history_is_shown_nobody_can_tell(fake: FakeDiscord) -> None:
    fake.permissions &= ~READ_HISTORY
    async with listening(fake) as connection:
        bot = Discord(connection)
        await bot.send(part("Hot today"))
        assert await bot.find_sent(part("Hot today")) == CannotTell()


async def test_while_nobody_is_logged_in_everything_waits(fake: FakeDiscord, bot: Discord) -> None:
    async with connected(fake) as connection:
        await connection.close()
        for outcome in (
            await Discord(connection).send(part("Hot today")),
            await Discord(connection).find_sent(part("Hot today")),
        ):
            assert outcome == Busy("not connected to Discord")
    assert isinstance(await bot.send(part("Hot today")), Accepted)


async def test_before_its_server_was_heard_of_an_empty_history_says_nothing(fake: FakeDiscord) -> None:
    async with connected(fake) as connection:
        assert isinstance(await Discord(connection).find_sent(part("Hot today")), Busy)
