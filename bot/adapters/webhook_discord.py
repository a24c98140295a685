"""Discord's webhooks: "execute webhook" and its answers.

Source: https://docs.discord.com/developers/resources/webhook#execute-webhook and
https://docs.discord.com/developers/topics/opcodes-and-status-codes, read 2026-11.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from bot.adapters.webhook_answer import Answer, Post, resting, usual_outcome
from bot.delivery.place import Accepted, Outcome
from bot.messages.message import JsonObject
from bot.subscriptions.delivery import Delivery

_SUPPRESS_NOTIFICATIONS: Final = 1 << 12
_REASONS: Final[Mapping[int, str]] = {
    10003: "channel_gone",
    10015: "webhook_gone",
    50013: "missing_permission",
    50027: "webhook_gone",
    50035: "invalid_payload",
}


def request(url: str, payload: JsonObject, delivery: Delivery) -> Post:
    """Return what to post: into the thread where the digest has one, quietly where that was asked for."""
    body: JsonObject = {"allowed_mentions": {"parse": []}, **payload}
    if delivery.is_quiet:
        flags = body.get("flags")
        body["flags"] = (flags if isinstance(flags, int) else 0) | _SUPPRESS_NOTIFICATIONS
    if delivery.files:
        body.setdefault(
            "attachments",
            [{"id": at, "filename": file.name, "description": file.alt} for at, file in enumerate(delivery.files)],
        )
    options = {"wait": "true"}
    if body.get("components"):
        options["with_components"] = "true"
    in_channel = Post(_with(url, options), body, delivery.files)
    if not (delivery.in_thread and delivery.head_id):
        return in_channel
    return replace(in_channel, url=_with(url, {**options, "thread_id": delivery.head_id}), otherwise=in_channel)


def outcome(answer: Answer) -> Outcome:
    """Return what an answer means."""
    said = answer.json
    if answer.is_taken:
        return Accepted(_snowflake(said.get("id")))
    if answer.status == 429:
        # Without an answer of Discord's own it is who stands before it, and means all of us.
        is_for_all = said.get("global") is True or "retry_after" not in said
        return resting(answer, said.get("retry_after"), is_for_all=is_for_all)
    code = said.get("code")
    if not isinstance(code, int):
        return usual_outcome(answer, f"http_{answer.status}")
    return usual_outcome(answer, _REASONS.get(code, f"discord_{code}"), detail=f"HTTP {answer.status}, code {code}")


def _with(url: str, options: Mapping[str, str]) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query=urlencode({**dict(parse_qsl(parts.query)), **options}), fragment=""))


def _snowflake(value: object) -> str | None:
    return value if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= 20 else None
