"""One request over discord.py's session, tried once: when to try again is the outbox's to say.

discord.py repeats what failed with a 5xx and sleeps through a 429. A trace of its session, which is told each answer
before discord.py looks at it, ends that; and it knows whether anything was handed over before a connection broke.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Final

import aiohttp
import discord
from discord.http import HTTPClient, Route

from bot.adapters.webhook_answer import Answer
from bot.delivery.place import Busy, Lost
from bot.messages.message import JsonObject
from bot.subscriptions.delivery import File

_TIMEOUT: Final = aiohttp.ClientTimeout(connect=8.0, total=25.0)
"""Within the time that a sender gives, so that it is known whether anything was handed over."""


@dataclass(slots=True)
class _Handover:
    is_written: bool = False
    answer: Answer | None = None


class _NotTakenError(Exception):
    """Ends discord.py's tries."""


def tracing() -> aiohttp.TraceConfig:
    """Return what a client has to be made with for ``ask_once``."""
    trace = aiohttp.TraceConfig()
    trace.on_request_headers_sent.append(_note_written)
    trace.on_request_end.append(_note_answer)
    return trace


async def _note_written(_session: object, context: SimpleNamespace, _params: object) -> None:
    if isinstance(hand := context.trace_request_ctx, _Handover):
        hand.is_written = True


async def _note_answer(_session: object, context: SimpleNamespace, params: aiohttp.TraceRequestEndParams) -> None:
    if isinstance(hand := context.trace_request_ctx, _Handover):
        response = params.response
        hand.answer = Answer(response.status, await response.read(), response.headers)
        if not hand.answer.is_taken:
            raise _NotTakenError


async def ask_once(
    http: HTTPClient,
    route: Route,
    *,
    payload: JsonObject | None = None,
    files: Sequence[File] = (),
    params: JsonObject | None = None,
) -> Answer | Busy | Lost:
    """Return the answer, whatever it is; Busy where nothing was handed over, Lost where nobody knows."""
    hand = _Handover()
    options: dict[str, Any] = {"timeout": _TIMEOUT, "trace_request_ctx": hand, **body_of(payload, files)}
    if params:
        options["params"] = params
    try:
        await http.request(route, **options)
    except _NotTakenError:
        pass
    except discord.RateLimited as error:
        return Busy("rate limit", error.retry_after)
    except (aiohttp.ClientError, OSError) as error:
        what = type(error).__name__
        return Lost(f"the connection broke off: {what}") if hand.is_written else Busy(f"no connection: {what}")
    return hand.answer or Lost("no answer")


def body_of(payload: JsonObject | None, files: Sequence[File]) -> dict[str, Any]:
    """Return how discord.py is told a body: JSON, or with files a form, which it makes anew for each try."""
    if payload is None:
        return {}
    if not files:
        return {"json": payload}
    form: list[dict[str, Any]] = [{"name": "payload_json", "value": json.dumps(payload)}]
    for number, file in enumerate(files):
        content_type = "application/octet-stream"
        field = {"name": f"files[{number}]", "value": file.content, "filename": file.name}
        form.append({**field, "content_type": content_type})
    return {"form": form}
