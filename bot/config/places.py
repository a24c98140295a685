"""``[webhook.NAME]`` and ``[[subscription]]``: where digests go without anybody asking for them in chat."""

import re
from collections.abc import Callable
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field

from bot.config.kinds import Bar, Flag, RequiredSecret, Secret, Section
from bot.errors import BadArgument
from bot.query.grammar import parse
from bot.subscriptions.model import DigestRules, Layout, Place, Topic
from bot.subscriptions.schedule import WEEKDAYS, Schedule, parse_days, parse_time, parse_zone
from bot.subscriptions.spans import parse_span, parse_window

T = TypeVar("T")

MAX_TOP: Final = 100

_PLACE: Final = re.compile(r"discord:@?\d{1,20}|slack:T\w+/@?\w+|webhook:[\w-]+|post:.+|jsonl:.+|terminal", re.ASCII)
_WITH_PATH: Final = ("post", "jsonl")
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def _read_by(reader: Callable[[str], T]) -> BeforeValidator:
    """Return a validator that has ``reader`` read a text, and says what it says of one that is wrong."""

    def read(value: Any) -> object:  # noqa: ANN401 - whatever stands in the file
        if not isinstance(value, str):
            return value
        try:
            return reader(value)
        except BadArgument as error:
            raise ValueError(str(error)) from None

    return BeforeValidator(read)


def _place(text: str) -> Place:
    if not _PLACE.fullmatch(text):
        raise BadArgument(
            "expected a place: discord:CHANNEL, slack:TEAM/CHANNEL, webhook:NAME, post:DIR, jsonl:FILE or terminal"
        )
    return Place(text)


def _query(text: str) -> str:
    return parse(text).text


def _webhook_url(secret: Secret) -> Secret:
    """Return an address that only its platform can read: https, but on this machine."""
    parts = urlsplit(secret.reveal())
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise ValueError("expected the https:// address that the platform gave for the webhook")
    return secret


class WebhookSettings(Section):
    """``[webhook.NAME]``: an incoming webhook, a place that needs no bot."""

    kind: Annotated[Literal["discord", "slack"], Field(description='"discord" or "slack"')]
    url: Annotated[RequiredSecret, AfterValidator(_webhook_url)]


class DeclaredSettings(Section):
    """``[[subscription]]``: one that stands in the file, and is changed there alone."""

    to: Annotated[str, _read_by(_place), Field(description="a place, such as discord:123456789012345678")]
    topic: Annotated[str, _read_by(_query), Field(description="a query, such as '#cs.CL \"tool use\"'")] = ""
    name: Annotated[str | None, Field(min_length=1, max_length=60, description="a name of at most 60 characters")] = (
        None
    )
    at: Annotated[time, _read_by(parse_time), Field(description="a time of day, such as 09:00", examples=["09:00"])] = (
        time(9)
    )
    zone: Annotated[str, _read_by(parse_zone), Field(description="a time zone, such as Europe/Berlin")] = "UTC"
    days: Annotated[
        frozenset[int],
        _read_by(parse_days),
        Field(description='days, such as "daily", "mon-fri" or "mon,thu"', examples=["mon-fri"]),
    ] = WEEKDAYS
    layout: Annotated[Layout, _read_by(Layout), Field(description='"compact", "full" or "thread"')] = Layout.COMPACT
    top: Annotated[int, Field(ge=1, le=MAX_TOP, description=f"a whole number from 1 to {MAX_TOP}")] = 10
    min_heat: Bar = "auto"
    window: Annotated[
        int, _read_by(parse_window), Field(description='days or weeks, such as "7d" or "2w"', examples=["7d"])
    ] = 7
    silent_when_empty: Flag = False
    quiet: Flag = False
    late_limit: Annotated[
        timedelta, _read_by(parse_span), Field(description='a span of time, such as "6h"', examples=["6h"])
    ] = timedelta(hours=6)
    settle: Annotated[
        timedelta, _read_by(parse_span), Field(description='a span of time, such as "24h"', examples=["0h"])
    ] = timedelta(0)

    def anchored(self, folder: Path) -> Self:
        """Return the same with the path of a place taken from ``folder``."""
        kind, _, path = self.to.partition(":")
        return (
            self.model_copy(update={"to": Place(f"{kind}:{folder / Path(path).expanduser()}")})
            if kind in _WITH_PATH
            else self
        )

    @property
    def known_as(self) -> str:
        """Return what it is known by in its place: its name, else its topic."""
        return self.name or self.topic

    @property
    def topic_of_it(self) -> Topic:
        """Return the query with its name."""
        return Topic(self.topic, self.name)

    @property
    def rules(self) -> DigestRules:
        """Return how the place wants it."""
        return DigestRules(
            schedule=Schedule(self.at, self.zone, self.days),
            layout=self.layout,
            top=self.top,
            min_heat=None if self.min_heat == "auto" else self.min_heat,
            window_days=self.window,
            silent_when_empty=self.silent_when_empty,
            quiet=self.quiet,
            late_limit=self.late_limit,
            settle=self.settle,
        )
