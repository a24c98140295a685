"""What became of a message on Slack, by the name that Slack gives the reason: pure.

Source: https://docs.slack.dev/reference/methods/chat.postMessage, "Errors", read 2026-11.
"""

from typing import Final

from bot.adapters.slack.calling import CallFailed, Declined, NotReached
from bot.delivery.place import Busy, CannotTell, Found, Lost, Outcome, Refused, Scope

_GONE: Final = frozenset(
    {
        *("channel_not_found", "not_in_channel", "is_archived", "restricted_action", "no_permission"),
        *("restricted_action_read_only_channel", "restricted_action_non_threadable_channel"),
        *("restricted_action_thread_only_channel", "restricted_action_thread_locked", "messages_tab_disabled"),
        *("user_not_found", "user_disabled", "user_not_visible", "cannot_dm_bot", "users_not_found"),
        *("account_inactive", "token_revoked", "token_expired", "invalid_auth", "not_authed", "access_denied"),
        *("missing_scope", "not_allowed_token_type", "team_access_not_granted", "org_login_required"),
        *("ekm_access_denied", "team_added_to_org", "channel_type_not_supported"),
    }
)
"""It is the place, or the token, whatever the message."""

_BUSY: Final = frozenset({"ratelimited", "rate_limited", "service_unavailable", "accesslimited", "team_paused"})
"""Not taken now."""

_UNKNOWN: Final = frozenset({"fatal_error", "internal_error", "request_timeout"})
"""Slack says of these that a part of the work may have been done."""

THREAD_GONE: Final = frozenset({"thread_not_found", "message_not_found", "cannot_reply_to_message"})
"""The head of the thread was deleted, or takes no replies."""


def outcome_of(failure: CallFailed) -> Outcome:
    """Return what a failed ``chat.postMessage`` means for the message."""
    match failure:
        case NotReached():
            return Busy(str(failure))
        case Declined(error=error, retry_after_s=retry_after_s) if error in _BUSY:
            # Slack counts by method and workspace: the other channels of it have to wait as well.
            return Busy(error, retry_after_s, Scope.BOT if retry_after_s else Scope.PLACE)
        case Declined(error=error) if error not in _UNKNOWN:
            return Refused(error, str(failure), is_gone=error in _GONE)
        case _:
            return Lost(str(failure))


def before_sending(failure: CallFailed) -> Outcome:
    """Return what a call that failed before the message was handed over means for it."""
    outcome = outcome_of(failure)
    return Busy(outcome.reason) if isinstance(outcome, Lost) else outcome


def found_of(failure: CallFailed) -> Found:
    """Return what it means that the place could not be read: one that is gone can never tell."""
    match failure:
        case Declined(error=error, retry_after_s=retry_after_s):
            return CannotTell() if error in _GONE else Busy(error, retry_after_s)
        case _:
            return Busy(str(failure))
