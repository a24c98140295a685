"""What Discord's answers mean for a message: pure.

Source: https://docs.discord.com/developers/topics/opcodes-and-status-codes, read 2026-11.
"""

from collections.abc import Mapping
from typing import Final

from bot.adapters.webhook_answer import Answer, resting, usual_outcome
from bot.delivery.place import Accepted, Busy, Outcome, Refused, Scope

UNKNOWN_CHANNEL: Final = 10003
UNKNOWN_MESSAGE: Final = 10008
HAS_THREAD: Final = 160004

_GONE: Final[Mapping[int, str]] = {
    10003: "channel_gone",
    10004: "server_gone",
    10013: "user_gone",
    50001: "no_access",
    50007: "cannot_message_user",
    50008: "not_a_text_channel",
    50013: "missing_permission",
    50024: "not_a_text_channel",
    50278: "no_server_in_common",
}
"""It is the place, whatever the message."""

_OF_THIS_MESSAGE: Final[Mapping[int, str]] = {
    10008: "message_gone",
    20009: "explicit_content",
    50006: "empty_message",
    50035: "invalid_payload",
    200000: "blocked_by_automod",
    200001: "blocked_by_automod",
    240000: "harmful_link",
}

TOKEN_REST_S: Final = 300.0
"""How long everything waits after a token was refused: 10,000 such answers within ten minutes would ban the address.

Source: https://docs.discord.com/developers/topics/rate-limits, read 2026-11.
"""


def outcome(answer: Answer) -> Outcome:
    """Return what became of a message."""
    said = answer.json
    if answer.is_taken:
        number = said.get("id")
        return Accepted(number if isinstance(number, str) else None)
    if answer.status == 429:
        # Without an answer of Discord's own it is who stands before it, and means all of us.
        is_for_all = said.get("global") is True or "retry_after" not in said
        return resting(answer, said.get("retry_after"), is_for_all=is_for_all)
    if answer.status == 401:
        return Busy("Discord refuses the token", TOKEN_REST_S, Scope.BOT)
    code = code_of(answer)
    if not code or answer.status >= 500:
        return usual_outcome(answer, f"http_{answer.status}")
    reason = _GONE.get(code) or _OF_THIS_MESSAGE.get(code) or f"discord_{code}"
    is_of_place = code in _GONE or (answer.status in {403, 404} and code not in _OF_THIS_MESSAGE)
    return Refused(reason, f"HTTP {answer.status}, code {code}", is_gone=is_of_place)


def code_of(answer: Answer) -> int | None:
    """Return the number of the error that an answer names."""
    code = answer.json.get("code")
    return code if isinstance(code, int) else None


def leaves_thread(answer: Answer) -> bool:
    """Tell whether a thread will not do, and what belongs into it has to stand in the channel."""
    return answer.status in {400, 403, 404} and code_of(answer) not in {50006, 50035}
