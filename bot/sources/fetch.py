"""Ask the outside: the only outgoing HTTP of the sources, with everything that politeness needs.

Every request of a source goes through one gate that keeps its pace, its number of connections and its
times of rest. What may pass by itself (a lost connection, a timeout, a 5xx, being throttled) is tried
again; anything else is the caller's answer or a SourceError.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import aiohttp
import stamina
from yarl import URL

from bot.clock import Clock
from bot.errors import SourceError, Throttled
from bot.papers.model import SOURCE_LABELS
from bot.sources.contract import Answer, Client
from bot.sources.rests import Rests

OnWait = Callable[[str, float, str], None]
"""Is told of a wait: the source, its seconds, why."""

WAIT_WORTH_TELLING_S: Final = 2.0
KEEPING_PACE: Final = "it wants its requests apart"
REST_AFTER_DENIAL_S: Final = 12 * 3600.0
"""The gathering of the next day may ask again, and nothing before it."""
MAX_REDIRECTS: Final = 5
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Politeness:
    """How one source wants to be asked.

    ``min_interval_s`` lies between the end of one request and the start of the next. A request is made
    up to ``attempts`` times, with waits that double from ``wait_initial_s`` to ``wait_max_s`` unless the
    source names its own; one that asks for more than ``wait_max_s`` is left alone at once, and one that
    answers with one of ``denial_statuses`` for REST_AFTER_DENIAL_S, whatever its host. ``timeout_s`` is for
    a whole request; ``max_bytes`` for its body, decompressed. ``domain`` is one under which
    redirects may lead from host to host.
    """

    min_interval_s: float
    max_connections: int
    throttle_statuses: frozenset[int]
    attempts: int
    wait_initial_s: float
    wait_max_s: float
    timeout_s: float
    max_bytes: int
    domain: str | None = None
    denial_statuses: frozenset[int] = frozenset()


GENTLE: Final = Politeness(
    min_interval_s=1,
    max_connections=1,
    throttle_statuses=frozenset({429}),
    attempts=4,
    wait_initial_s=2,
    wait_max_s=300,
    timeout_s=30,
    max_bytes=16_000_000,
)
"""For every source without rules of its own."""

POLITENESS: Final[Mapping[str, Politeness]] = {
    # One request per 3 s and one connection, all hosts together: https://info.arxiv.org/help/api/tou.html,
    # read 2026-11-21. Since September 2026 its 406 is a throttle as well: an empty body, no Retry-After. To ask
    # on after "403: Access denied" is treated as an attack, says the same page.
    "arxiv": Politeness(
        min_interval_s=3,
        max_connections=1,
        throttle_statuses=frozenset({406, 429, 503}),
        attempts=5,
        wait_initial_s=60,
        wait_max_s=900,
        timeout_s=120,
        max_bytes=32_000_000,
        domain="arxiv.org",
        denial_statuses=frozenset({403}),
    ),
    # 500 requests in 5 minutes: https://huggingface.co/docs/hub/rate-limits, read 2026-11-21.
    "huggingface": Politeness(
        min_interval_s=0.6,
        max_connections=2,
        throttle_statuses=frozenset({429}),
        attempts=4,
        wait_initial_s=2,
        wait_max_s=300,
        timeout_s=30,
        max_bytes=16_000_000,
    ),
    "hackernews": GENTLE,
}


class Fetcher:
    """Hands each source its way out; all requests of one source go through one gate.

    ``rests`` are the ends of rests that an earlier process was told.
    """

    def __init__(  # noqa: PLR0913 - who we are, how we ask, and what is told of it
        self,
        session: aiohttp.ClientSession,
        clock: Clock,
        *,
        contact: str,
        version: str,
        politeness: Mapping[str, Politeness] = POLITENESS,
        on_wait: OnWait | None = None,
        rests: Mapping[str, datetime] | None = None,
    ) -> None:
        self._session = session
        self._clock = clock
        self._user_agent = f"hotpapers/{version} (+{contact})"
        self._politeness = politeness
        self._on_wait = on_wait
        self._clients: dict[str, Client] = {}
        self._rests = Rests(clock, rests or {})

    @property
    def rests(self) -> Mapping[str, datetime]:
        """Return who is to be left alone, and until when."""
        return self._rests.ends

    def client(self, source: str, *, bearer: str | None = None) -> Client:
        """Return the client of a source: one of SOURCE_LABELS; ``bearer`` is the operator's token there."""
        if source not in self._clients:
            rules = self._politeness.get(source, GENTLE)
            gate = _Gate(source, rules, self._clock, self._on_wait, self._rests)
            headers = {"User-Agent": self._user_agent}
            if bearer is not None:
                headers["Authorization"] = f"Bearer {bearer}"
            self._clients[source] = _PoliteClient(source, rules, gate, self._session, headers)
        return self._clients[source]


class _Gate:
    """Keeps one source's pace, over all its hosts, and knows which of them are to be left alone."""

    def __init__(self, source: str, rules: Politeness, clock: Clock, on_wait: OnWait | None, rests: Rests) -> None:
        self._source = source
        self._rules = rules
        self._clock = clock
        self._on_wait = on_wait
        self._connections = asyncio.Semaphore(rules.max_connections)
        self._pace = asyncio.Lock()
        self._next_s = clock.monotonic_s()
        self._why = ""
        self.rests = rests

    @property
    def now(self) -> datetime:
        """Return the present moment."""
        return self._clock.now()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Hold one connection, not before its time."""
        async with self._connections:
            async with self._pace:
                await self._wait()
                self.hold(self._rules.min_interval_s, KEEPING_PACE)
            try:
                yield
            finally:
                self.hold(self._rules.min_interval_s, KEEPING_PACE)

    def hold(self, seconds: float, why: str) -> None:
        """Let the source be asked no sooner than in ``seconds``."""
        next_s = self._clock.monotonic_s() + seconds
        if next_s > self._next_s:
            self._next_s, self._why = next_s, why

    async def _wait(self) -> None:
        # Looks again after each sleep: a failure elsewhere may have put the next turn off meanwhile.
        while (left_s := self._next_s - self._clock.monotonic_s()) > 0:
            if left_s > WAIT_WORTH_TELLING_S and self._on_wait is not None:
                self._on_wait(self._source, left_s, self._why)
            await self._clock.sleep(left_s)


class _PoliteClient:
    """One source's Client."""

    def __init__(
        self,
        source: str,
        rules: Politeness,
        gate: _Gate,
        session: aiohttp.ClientSession,
        headers: Mapping[str, str],
    ) -> None:
        self._source = source
        self._rules = rules
        self._gate = gate
        self._session = session
        self._headers = headers

    async def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        accept: str = "*/*",
        etag: str | None = None,
        handles: frozenset[int] = frozenset({200}),
    ) -> Answer:
        """Return the answer if its status is one that the caller ``handles``."""
        address = self._address(url, params)
        self._refuse_while_resting(address)
        headers = {**self._headers, "Accept": accept}
        if etag is not None:
            headers["If-None-Match"] = etag
        try:
            return await self._get_in_the_end(address, headers, handles)
        except Throttled as exc:
            self._gate.rests.add(_host(address), exc.retry_after_s or self._rules.wait_max_s)
            raise
        except _Denied:
            self._gate.rests.add(self._source, REST_AFTER_DENIAL_S)
            raise

    async def _get_in_the_end(self, address: URL, headers: Mapping[str, str], handles: frozenset[int]) -> Answer:
        # stamina counts the tries and doubles the waits, but would sleep on the machine's clock: the hook's
        # 0.0 leaves it nothing to wait, and the gate waits instead, on ours, for all requests of the source.
        tries = stamina.retry_context(
            on=lambda exc: 0.0 if self._is_worth_another_try(exc) else False,
            attempts=self._rules.attempts,
            timeout=None,
            wait_initial=self._rules.wait_initial_s,
            wait_max=self._rules.wait_max_s,
        )
        async for attempt in tries:
            with attempt:
                try:
                    return await self._get_once(address, headers, handles)
                except (Throttled, _Passing) as exc:
                    if attempt.num < self._rules.attempts and self._is_worth_another_try(exc):
                        self._gate.hold(exc.retry_after_s or attempt.next_wait, str(exc))
                    raise
        raise AssertionError("stamina ends with an answer or an error")

    def _is_worth_another_try(self, exc: Exception) -> bool:
        return isinstance(exc, (Throttled, _Passing)) and (exc.retry_after_s or 0) <= self._rules.wait_max_s

    async def _get_once(self, address: URL, headers: Mapping[str, str], handles: frozenset[int]) -> Answer:
        for _ in range(MAX_REDIRECTS + 1):
            async with self._gate.turn(), self._request(address, headers) as response:
                if response.status in handles:
                    return await self._read(response)
                target = self._target(response)
            address = target
        raise SourceError(self._source, f"{_host(address)} sends us from page to page without end.")

    @asynccontextmanager
    async def _request(self, address: URL, headers: Mapping[str, str]) -> AsyncIterator[aiohttp.ClientResponse]:
        """Open one request; what goes wrong on the way becomes a SourceError, also while the body is read."""
        timeout = aiohttp.ClientTimeout(total=self._rules.timeout_s)
        try:
            async with self._session.get(address, headers=headers, timeout=timeout, allow_redirects=False) as response:
                yield response
        except TimeoutError as exc:
            message = f"{_host(address)} did not answer within {self._rules.timeout_s:g} s."
            raise _Passing(self._source, message) from exc
        except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError):
            # Not "from": these print the whole address, and a query may hold a key.
            raise SourceError(self._source, f"The address of {_host(address)} is not a usable one.") from None
        except aiohttp.ClientResponseError:
            raise _Passing(self._source, f"{_host(address)} does not speak proper HTTP.") from None
        except aiohttp.ClientError as exc:
            raise _Passing(self._source, f"The connection to {_host(address)} failed or broke off.") from exc

    async def _read(self, response: aiohttp.ClientResponse) -> Answer:
        body = bytearray()
        async for chunk in response.content.iter_any():
            body += chunk
            if len(body) > self._rules.max_bytes:
                size = f"{self._rules.max_bytes / 1e6:g} MB"
                raise SourceError(self._source, f"{_host(response.url)} sent more than {size}.")
        return Answer(response.status, bytes(body), response.content_type, response.headers.get("ETag"))

    def _target(self, response: aiohttp.ClientResponse) -> URL:
        """Return where a redirect leads; raise what any other status means."""
        name = _host(response.url)
        location = response.headers.get("Location")
        if response.status not in REDIRECTS or location is None:
            raise self._refusal(response)
        target = response.url.join(self._address(location, None))
        if not _same_house(response.url, target, self._rules.domain):
            raise SourceError(self._source, f"{name} sends us on to another site, {target.host}: not followed.")
        return target

    def _refusal(self, response: aiohttp.ClientResponse) -> SourceError:
        name, status = _host(response.url), response.status
        wanted_s = _wanted_wait_s(response.headers, self._gate.now)
        if status in self._rules.throttle_statuses or (status >= 500 and wanted_s is not None):
            pause = f" for {wanted_s:.0f} s" if wanted_s else ""
            message = f"{name} asks us to slow down{pause} (HTTP {status})."
            return Throttled(self._source, message, retry_after_s=wanted_s)
        if status in self._rules.denial_statuses:
            rest = f"left alone for {REST_AFTER_DENIAL_S / 3600:g} hours, because asking on would be an attack"
            return _Denied(self._source, f"{name} denies us access (HTTP {status}): {rest}.")
        kind = _Passing if status >= 500 else SourceError
        return kind(self._source, f"{name} answered with HTTP {status}.")

    def _refuse_while_resting(self, address: URL) -> None:
        if (left_s := self._gate.rests.left_s(self._source)) > 0:
            message = f"{SOURCE_LABELS[self._source]} denied us access: left alone for another {_duration(left_s)}."
            raise Throttled(self._source, message, retry_after_s=left_s)
        if (left_s := self._gate.rests.left_s(_host(address))) > 0:
            message = f"{_host(address)} asked us to slow down: left alone for another {_duration(left_s)}."
            raise Throttled(self._source, message, retry_after_s=left_s)

    def _address(self, url: str, params: Mapping[str, str] | None) -> URL:
        try:
            address = URL(url)
            return address.update_query(params) if params else address
        except ValueError:
            raise SourceError(self._source, f"An address of {self._source} is not a usable one.") from None


class _Passing(SourceError):
    """A failure that may pass by itself."""

    retry_after_s: float | None = None


class _Denied(SourceError):
    """The source will not have us."""


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 3600 else f"{seconds / 3600:.1f} hours"


def _host(address: URL) -> str:
    """Return all of an address that is ever said: path and query may hold a key."""
    return address.host or "no host"


def _same_house(origin: URL, target: URL, domain: str | None) -> bool:
    if target.scheme not in {"https", origin.scheme}:
        return False
    if (target.host, target.explicit_port) == (origin.host, origin.explicit_port):
        return True
    return domain is not None and all(_is_under(domain, _host(address)) for address in (origin, target))


def _is_under(domain: str, host: str) -> bool:
    return host == domain or host.endswith(f".{domain}")


def _wanted_wait_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the pause that a refusal names, in seconds from now.

    Source: Retry-After as in RFC 9110 §10.2.3; ``RateLimit: "api";r=0;t=55`` as in
    https://huggingface.co/docs/hub/rate-limits, read 2026-11-21.
    """
    retry_after = headers.get("Retry-After", "").strip()
    if retry_after:
        return _seconds(retry_after, now)
    reset = re.search(r"\bt=(\d{1,9})\b", headers.get("RateLimit", ""))
    return float(reset[1]) if reset else None


def _seconds(retry_after: str, now: datetime) -> float | None:
    if re.fullmatch(r"[0-9]{1,9}", retry_after):
        return float(retry_after)
    try:
        left = parsedate_to_datetime(retry_after).astimezone(UTC) - now
    except (ValueError, OverflowError):
        return None
    return max(left.total_seconds(), 0.0)
