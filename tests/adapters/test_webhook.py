"""Incoming webhooks, against a real server on this machine."""

import logging
import socket
from collections.abc import Mapping

import pytest

from bot.adapters.webhook import Hook, open_webhooks
from bot.delivery.place import Accepted, Busy, Lost, Outcome, Refused, Scope
from bot.errors import ConfigError
from bot.subscriptions.delivery import File
from tests.adapters.deliveries import delivery
from tests.adapters.hook_site import TOKEN, HookSite, Reply, in_json

HELLO = {"content": "Hello", "text": "Hello"}
OK = in_json(200, id="1234567890")


async def outcome_of(kind: str, *replies: Reply, **fields: object) -> tuple[Outcome, HookSite]:
    async with HookSite(*replies) as site, open_webhooks({"lab": Hook(kind, site.url)}, total_timeout_s=0.3) as adapter:
        return await adapter.send(delivery("webhook:lab", **{"payload": HELLO, **fields})), site


DISCORD: Mapping[str, tuple[Reply, Outcome]] = {
    "taken": (OK, Accepted("1234567890")),
    "taken, without a word": (Reply(204), Accepted()),
    "taken, with an answer that is no JSON": (Reply(200, b"<html>"), Accepted()),
    "taken, with an id that is none": (in_json(200, id="\ud800"), Accepted()),
    "unknown webhook": (
        in_json(404, code=10015, message="Unknown Webhook"),
        Refused("webhook_gone", "HTTP 404, code 10015", is_gone=True),
    ),
    "404 of somebody else": (Reply(404, b"<html>"), Refused("http_404", "HTTP 404", is_gone=True)),
    "wrong token": (in_json(401, code=50027), Refused("webhook_gone", "HTTP 401, code 50027", is_gone=True)),
    "no permission": (in_json(403, code=50013), Refused("missing_permission", "HTTP 403, code 50013", is_gone=True)),
    "bad form": (in_json(400, code=50035), Refused("invalid_payload", "HTTP 400, code 50035")),
    "too large": (in_json(413, code=40005), Refused("discord_40005", "HTTP 413, code 40005")),
    "too fast": (in_json(429, retry_after=1.5), Busy("HTTP 429", 1.5)),
    "all of us too fast": (in_json(429, retry_after=2, **{"global": True}), Busy("HTTP 429", 2.0, Scope.BOT)),
    "banned": (Reply(429, b"error code: 1015", {"Retry-After": "60"}), Busy("HTTP 429", 60.0, Scope.BOT)),
    "too fast for ever": (in_json(429, retry_after=1e300), Busy("HTTP 429", 86_400.0)),
    "too fast for no time that there is": (Reply(429, b'{"retry_after": NaN}'), Busy("HTTP 429")),
    "a fault of theirs": (Reply(500), Busy("HTTP 500")),
    "down": (Reply(503, headers={"Retry-After": "30"}), Busy("HTTP 503", 30.0)),
    "no answer from behind": (Reply(504), Lost("HTTP 504")),
}


@pytest.mark.parametrize("case", DISCORD)
async def test_what_discord_answers_is_understood(case: str) -> None:
    reply, expected = DISCORD[case]
    outcome, _ = await outcome_of("discord", reply)
    assert outcome == expected


SLACK: Mapping[str, tuple[Reply, Outcome]] = {
    "taken": (Reply(200, b"ok"), Accepted()),
    "invalid_payload": (Reply(400, b"invalid_payload"), Refused("invalid_payload", "HTTP 400")),
    "no_text": (Reply(400, b"no_text\n"), Refused("no_text", "HTTP 400")),
    "user_not_found": (Reply(400, b"user_not_found"), Refused("user_not_found", "HTTP 400", is_gone=True)),
    "action_prohibited": (Reply(403, b"action_prohibited"), Refused("action_prohibited", "HTTP 403", is_gone=True)),
    "posting_to_general_channel_denied": (
        Reply(403, b"posting_to_general_channel_denied"),
        Refused("posting_to_general_channel_denied", "HTTP 403", is_gone=True),
    ),
    "channel_not_found": (Reply(404, b"channel_not_found"), Refused("channel_not_found", "HTTP 404", is_gone=True)),
    "channel_is_archived": (
        Reply(410, b"channel_is_archived"),
        Refused("channel_is_archived", "HTTP 410", is_gone=True),
    ),
    "no_service": (Reply(404, b"no_service"), Refused("no_service", "HTTP 404", is_gone=True)),
    "no_service_id": (Reply(404, b"no_service_id"), Refused("no_service_id", "HTTP 404", is_gone=True)),
    "no_team": (Reply(404, b"no_team"), Refused("no_team", "HTTP 404", is_gone=True)),
    "no_service, politely": (Reply(200, b"no_service"), Refused("no_service", "HTTP 200", is_gone=True)),
    "a new refusal": (Reply(400, b"too_many_emoji"), Refused("too_many_emoji", "HTTP 400")),
    "a page": (Reply(400, b"<html>who are you"), Refused("http_400", "HTTP 400")),
    "too fast": (Reply(429, b"rate_limited", {"Retry-After": "7"}), Busy("HTTP 429", 7.0)),
    "rollup_error": (Reply(500, b"rollup_error"), Busy("HTTP 500")),
}


@pytest.mark.parametrize("case", SLACK)
async def test_what_slack_answers_is_understood(case: str) -> None:
    reply, expected = SLACK[case]
    outcome, _ = await outcome_of("slack", reply)
    assert outcome == expected


@pytest.mark.parametrize("kind", ["discord", "slack"])
@pytest.mark.parametrize("reply", [Reply(drops=True), Reply(hangs=True)], ids=["dropped", "hung"])
async def test_nobody_knows_what_became_of_a_message_without_an_answer(kind: str, reply: Reply) -> None:
    outcome, site = await outcome_of(kind, reply)
    assert isinstance(outcome, Lost)
    assert len(site.posted) == 1


@pytest.mark.parametrize("kind", ["discord", "slack"])
async def test_what_never_left_is_tried_again(kind: str) -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unheard.getsockname()[1]}/{TOKEN}"
        async with open_webhooks({"lab": Hook(kind, url)}) as adapter:
            assert isinstance(await adapter.send(delivery("webhook:lab", HELLO)), Busy)


@pytest.mark.parametrize("kind", ["discord", "slack"])
async def test_nobody_is_sent_on_to_another_site(kind: str) -> None:
    outcome, site = await outcome_of(kind, Reply(307, headers={"Location": "/elsewhere"}))
    assert outcome == Refused("http_307", "HTTP 307", is_gone=True)
    assert site.went_elsewhere == 0


async def test_no_connection_is_used_twice() -> None:
    async with HookSite(OK) as site, open_webhooks({"lab": Hook("discord", site.url)}) as adapter:
        for _ in range(3):
            assert isinstance(await adapter.send(delivery("webhook:lab", HELLO)), Accepted)
        assert adapter._session.connector is not None
        assert adapter._session.connector._conns == {}


async def test_discord_is_asked_to_confirm_and_to_ping_nobody() -> None:
    _, site = await outcome_of("discord", OK)
    [posted] = site.posted
    assert posted.query == {"wait": "true"}
    assert posted.payload["allowed_mentions"] == {"parse": []}
    assert "flags" not in posted.payload


async def test_a_quiet_digest_rings_for_nobody() -> None:
    _, site = await outcome_of("discord", OK, is_quiet=True, payload='{"flags": 4}')
    assert site.posted[0].payload["flags"] == 4 | 1 << 12


async def test_links_and_menus_are_shown_though_no_bot_sends_them() -> None:
    _, site = await outcome_of("discord", OK, payload='{"components": [{"type": 1}]}')
    assert site.posted[0].query == {"wait": "true", "with_components": "true"}


async def test_what_the_address_says_of_a_thread_is_kept() -> None:
    async with HookSite(OK) as site, open_webhooks({"lab": Hook("discord", f"{site.url}?thread_id=5")}) as adapter:
        await adapter.send(delivery("webhook:lab", HELLO))
    assert site.posted[0].query == {"wait": "true", "thread_id": "5"}


async def test_pictures_go_with_the_message() -> None:
    files = (File("chart.png", b"\x89PNG 1", "A chart"), File("week.png", b"\x89PNG 2", "The week"))
    outcome, site = await outcome_of("discord", OK, files=files)
    assert isinstance(outcome, Accepted)
    [posted] = site.posted
    assert posted.files == {"files[0]": ("chart.png", b"\x89PNG 1"), "files[1]": ("week.png", b"\x89PNG 2")}
    assert posted.payload["content"] == "Hello"
    assert posted.payload["attachments"][1] == {"id": 1, "filename": "week.png", "description": "The week"}


async def test_a_thread_whose_head_is_gone_goes_on_in_the_channel() -> None:
    outcome, site = await outcome_of("discord", in_json(404, code=10003), OK, in_thread=True, head_id="99")
    assert outcome == Accepted("1234567890")
    assert [posted.query.get("thread_id") for posted in site.posted] == ["99", None]


async def test_slack_shows_no_page_that_a_digest_links_to() -> None:
    _, site = await outcome_of("slack", Reply(200, b"ok"))
    assert site.posted[0].payload["unfurl_links"] is False


async def test_a_webhook_that_left_the_configuration_is_gone() -> None:
    async with open_webhooks({}) as adapter:
        outcome = await adapter.send(delivery("webhook:lab", HELLO))
    assert isinstance(outcome, Refused)
    assert outcome.is_gone


BAD = [
    "http://example.org/hook",
    "ftp://example.org/hook",
    "example.org",
    "https://",
    "https://[::1/x",
    "http://0:99999/",
]


@pytest.mark.parametrize("url", BAD)
async def test_an_address_that_others_could_read_is_refused_without_repeating_it(url: str) -> None:
    hooks = {"lab": Hook("slack", f"{url}/{TOKEN}"), "other": Hook("slack", f"{url}/{TOKEN}")}
    with pytest.raises(ConfigError) as caught:
        async with open_webhooks(hooks):
            pass
    assert [problem.partition(":")[0] for problem in caught.value.problems] == [
        "[webhook.lab] url",
        "[webhook.other] url",
    ]
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["https://hooks.slack.com/x", "http://127.0.0.1:1/x", "http://[::1]/x", "http://localhost/x"]
)
async def test_a_private_or_an_encrypted_way_is_taken(url: str) -> None:
    async with open_webhooks({"lab": Hook("slack", url)}) as adapter:
        assert adapter.kind == "webhook"


@pytest.mark.parametrize("reply", [OK, Reply(404), Reply(500), Reply(drops=True), Reply(hangs=True), Reply(429)])
@pytest.mark.parametrize("kind", ["discord", "slack"])
async def test_the_address_stands_in_no_outcome_log_or_repr(
    kind: str, reply: Reply, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    outcome, site = await outcome_of(kind, reply)
    shown = f"{outcome} {Hook(kind, site.url)!r} {caplog.text}"
    # The fake server's own log tells what it was asked; ours must not.
    ours = [line for line in shown.splitlines() if "aiohttp.access" not in line]
    assert TOKEN not in "\n".join(ours)
