"""``webhook:NAME``: incoming webhooks of Discord and Slack, which need no bot and cannot be asked anything.

The address of a webhook is a secret: whoever has it can post. It stands in no error, no log and no ``repr``.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Final, Literal, Protocol
from urllib.parse import urlsplit

import aiohttp

from bot.adapters import webhook_discord, webhook_slack
from bot.adapters.payload import UNUSABLE, payload_of
from bot.adapters.webhook_answer import Answer, Post
from bot.delivery.place import Busy, CannotTell, Found, Lost, Outcome, Refused
from bot.errors import ConfigError
from bot.messages.message import JsonObject
from bot.subscriptions.delivery import Delivery

CONNECT_TIMEOUT_S: Final = 8.0
TOTAL_TIMEOUT_S: Final = 25.0
"""Both within the time that a sender gives, so that it is known whether anything was handed over."""

_LONGEST_ANSWER: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Hook:
    """One webhook of the configuration."""

    kind: Literal["discord", "slack"]
    url: str = field(repr=False)


class _Dialect(Protocol):
    """How the webhooks of one platform are spoken to; a module is one."""

    def request(self, url: str, payload: JsonObject, delivery: Delivery) -> Post:
        """Return what to post."""
        ...

    def outcome(self, answer: Answer) -> Outcome:
        """Return what the answer means."""
        ...


_DIALECTS: Final[Mapping[str, _Dialect]] = {"discord": webhook_discord, "slack": webhook_slack}


def problems_of(hooks: Mapping[str, Hook]) -> Sequence[str]:
    """Say, without the addresses, which webhooks cannot be used."""
    return [problem for name, hook in hooks.items() if (problem := _problem(name, hook))]


@asynccontextmanager
async def open_webhooks(
    hooks: Mapping[str, Hook], *, total_timeout_s: float = TOTAL_TIMEOUT_S
) -> AsyncIterator["Webhooks"]:
    """Give the adapter of these webhooks, by name. Raises ConfigError with every address that will not do."""
    if problems := problems_of(hooks):
        raise ConfigError(problems)
    # No connection is used twice: one that its server closed meanwhile looks as if the message got lost.
    connector = aiohttp.TCPConnector(force_close=True, limit=0)
    timeout = aiohttp.ClientTimeout(connect=CONNECT_TIMEOUT_S, total=total_timeout_s)
    jar = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(connector=connector, timeout=timeout, cookie_jar=jar) as session:
        yield Webhooks(hooks, session)


class Webhooks:
    """Posts to webhooks; ``open_webhooks`` makes one. A message that got no answer is never sent again."""

    kind = "webhook"

    def __init__(self, hooks: Mapping[str, Hook], session: aiohttp.ClientSession) -> None:
        self._hooks = hooks
        self._session = session

    async def send(self, delivery: Delivery) -> Outcome:
        """Post one part; redirects are not followed."""
        hook = self._hooks.get(delivery.place.partition(":")[2])
        if hook is None:
            return Refused("no_such_webhook", "it stands no more in the configuration", is_gone=True)
        payload = payload_of(delivery.payload)
        if payload is None:
            return UNUSABLE
        dialect = _DIALECTS[hook.kind]
        post = dialect.request(hook.url, payload, delivery)
        answer = await self._posted(post)
        if isinstance(answer, Answer) and post.otherwise is not None and answer.lacks_thread:
            answer = await self._posted(post.otherwise)
        return dialect.outcome(answer) if isinstance(answer, Answer) else answer

    async def find_sent(self, delivery: Delivery) -> Found:  # noqa: ARG002 - as every adapter
        """Say that nobody can tell: a webhook only takes."""
        return CannotTell()

    async def _posted(self, post: Post) -> Answer | Busy | Lost:
        # Reasons are written by hand: what aiohttp says holds the address.
        try:
            async with self._session.post(
                post.url, data=_body(post), headers=_HEADERS, allow_redirects=False
            ) as response:
                return Answer(response.status, await _read(response), response.headers)
        except aiohttp.ConnectionTimeoutError:
            return Busy("no connection in time")
        except aiohttp.ClientConnectorError as error:
            return Busy(f"no connection: {type(error).__name__}")
        except TimeoutError:
            return Lost("no answer in time")
        except (aiohttp.ClientError, OSError) as error:
            return Lost(f"the connection broke off: {type(error).__name__}")


_HEADERS: Final = {"Accept": "application/json, text/plain"}


def _body(post: Post) -> aiohttp.Payload:
    """Return a body that can be sent once: as JSON, or with files as a form."""
    if not post.files:
        return aiohttp.JsonPayload(post.payload)
    form = aiohttp.FormData(default_to_multipart=True)
    form.add_field("payload_json", aiohttp.JsonPayload(post.payload))
    for number, file in enumerate(post.files):
        form.add_field(f"files[{number}]", file.content, filename=file.name)
    body = form()
    assert isinstance(body, aiohttp.Payload)  # noqa: S101 - a form with files is one
    return body


async def _read(response: aiohttp.ClientResponse) -> bytes:
    """Return the start of the body, or what came of it: the status alone says whether the message was taken."""
    body = bytearray()
    try:
        async for chunk in response.content.iter_any():
            body += chunk
            if len(body) >= _LONGEST_ANSWER:
                break
    except (aiohttp.ClientError, OSError, TimeoutError):
        pass
    return bytes(body[:_LONGEST_ANSWER])


def _problem(name: str, hook: Hook) -> str | None:
    """Say, without the address, why a webhook cannot be used."""
    try:
        parts = urlsplit(hook.url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return f"[webhook.{name}] url: this is no address"
    if parts.scheme not in {"http", "https"} or not host:
        return f"[webhook.{name}] url: expected an https:// address"
    if parts.scheme == "http" and not _is_this_machine(host):
        return f"[webhook.{name}] url: expected https://, because everybody on the way could read http:// and post, too"
    return None


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
