"""Calls of Slack's Web API, and the three ways in which one fails."""

import json
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager
from typing import Final

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.adapters.webhook_answer import seconds_of
from bot.messages.message import JsonObject

CONNECT_TIMEOUT_S: Final = 8.0
TOTAL_TIMEOUT_S: Final = 25.0
"""Both within the time that a sender gives, so that it is known whether anything was handed over."""


class CallFailed(Exception):
    """A call that brought nothing; the message holds no token and no text of anybody's."""


class NotReached(CallFailed):
    """Nothing was handed over."""


class NoAnswer(CallFailed):
    """It was handed over, and nobody knows what became of it."""


class Declined(CallFailed):
    """Slack said no: ``error`` is its name for the reason, ``needed`` the scope that is missing."""

    def __init__(self, error: str, *, retry_after_s: float | None = None, needed: str = "") -> None:
        super().__init__(f"{error}: needs the scope {needed}" if needed else error)
        self.error = error
        self.retry_after_s = retry_after_s
        self.needed = needed


@asynccontextmanager
async def open_client(
    token: str, *, base_url: str, total_timeout_s: float = TOTAL_TIMEOUT_S
) -> AsyncIterator[AsyncWebClient]:
    """Give a client that never sends anything twice by itself."""
    # No connection is used twice: one that its server closed meanwhile looks as if the message got lost.
    connector = aiohttp.TCPConnector(force_close=True, limit=0)
    timeout = aiohttp.ClientTimeout(connect=CONNECT_TIMEOUT_S, total=total_timeout_s)
    jar = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(connector=connector, timeout=timeout, cookie_jar=jar) as session:
        yield AsyncWebClient(token, base_url=base_url, session=session, retry_handlers=[])


async def called(call: Awaitable[AsyncSlackResponse]) -> JsonObject:
    """Return the object that Slack answers. Raises NotReached, NoAnswer, Declined."""
    data = (await answered(call)).data
    return data if isinstance(data, dict) else {}


async def answered(call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
    """Return Slack's answer with its headers. Raises NotReached, NoAnswer, Declined."""
    # Reasons are written by hand: what the SDK says holds the answer, and aiohttp the address.
    try:
        return await call
    except SlackApiError as error:
        raise _declined(error) from error
    except aiohttp.ConnectionTimeoutError as error:
        raise NotReached("no connection in time") from error
    except aiohttp.ClientConnectorError as error:
        raise NotReached(f"no connection: {type(error).__name__}") from error
    except TimeoutError as error:
        raise NoAnswer("no answer in time") from error
    except (aiohttp.ClientError, OSError) as error:
        raise NoAnswer(f"the connection broke off: {type(error).__name__}") from error
    except (AttributeError, ValueError) as error:
        # What the SDK raises for a 200 that is no JSON.
        raise NoAnswer("an answer that cannot be read") from error


def _declined(error: SlackApiError) -> CallFailed:
    response = error.response
    status: int = getattr(response, "status_code", 0) or getattr(response, "status", 0)
    headers: Mapping[str, str] = getattr(response, "headers", {})
    body = _body(getattr(response, "data", None))
    wait_s = seconds_of(headers.get("Retry-After"))
    name, needed = body.get("error"), body.get("needed")
    if status == 429:
        return Declined("ratelimited", retry_after_s=wait_s)
    if not isinstance(name, str) or status >= 500:
        return NoAnswer(f"HTTP {status}")
    return Declined(name, retry_after_s=wait_s, needed=needed if isinstance(needed, str) else "")


def object_of(value: object) -> JsonObject:
    """Return an object of an answer; an empty one where there is none."""
    return value if isinstance(value, dict) else {}


def _body(data: object) -> JsonObject:
    """Return the object in an answer, which the SDK leaves as text where Slack calls it that."""
    try:
        value = json.loads(data) if isinstance(data, str | bytes) else data
    except ValueError:
        return {}
    return object_of(value)
