"""Slack's incoming webhooks: a message in, ``ok`` or the name of an error out.

Source: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks and
https://docs.slack.dev/changelog/2016-05-17-changes-to-errors-for-incoming-webhooks, read 2026-11.
"""

import re
from typing import Final

from bot.adapters.webhook_answer import Answer, Post, resting, usual_outcome
from bot.delivery.place import Accepted, Outcome, Refused
from bot.messages.message import JsonObject
from bot.subscriptions.delivery import Delivery

_GONE: Final = frozenset(
    {
        *("no_service", "no_service_id", "no_team", "team_disabled", "invalid_token", "token_revoked"),
        *("channel_not_found", "channel_is_archived", "user_not_found"),
        *("action_prohibited", "posting_to_general_channel_denied"),
    }
)
"""It is the place, whatever the message."""

_REFUSED: Final = frozenset(
    {
        *("invalid_payload", "no_text", "missing_text_or_fallback_or_attachments", "too_many_attachments"),
        *("invalid_blocks", "invalid_blocks_format", "invalid_attachments", "msg_blocks_too_long", "msg_too_long"),
    }
)
"""It is this message."""


def request(url: str, payload: JsonObject, delivery: Delivery) -> Post:  # noqa: ARG001 - as Discord's
    """Return what to post. Pictures and threads need a bot: parts of a thread stand in the channel."""
    return Post(url, {"unfurl_links": False, "unfurl_media": False, **payload})


def outcome(answer: Answer) -> Outcome:
    """Return what an answer means."""
    said = _name(answer)
    if said in _GONE or said in _REFUSED:
        return Refused(said, f"HTTP {answer.status}", is_gone=said in _GONE)
    if answer.is_taken:
        return Accepted()
    if answer.status == 429:
        return resting(answer, None, is_for_all=False)
    return usual_outcome(answer, said or f"http_{answer.status}")


def _name(answer: Answer) -> str:
    """Return the error that an answer names; nothing where it holds anything else."""
    text = answer.body.decode("utf-8", "replace").strip()
    return text if re.fullmatch(r"[a-z][a-z_]{2,59}", text) else ""
