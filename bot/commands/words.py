"""The words between a platform and the commands: what is asked and by whom; what comes back is a ``Reply``.

Platforms translate to and from these and hold no logic of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.subscriptions.model import Person, Place


class Right(StrEnum):
    """What a verb asks of its caller."""

    ANYONE = "anyone"
    MANAGE_CHANNEL = "manage this channel"
    OPERATOR = "operator"


class Kind(StrEnum):
    """What a parameter is; platforms choose their input by it."""

    TEXT = "text"
    INT = "int"
    NUMBER = "number"
    FLAG = "flag"
    CHOICE = "choice"
    TIME_OF_DAY = "time of day"
    ZONE = "zone"
    DAYS = "days"
    DAY = "day"
    WINDOW = "window"
    SPAN = "span"
    QUERY = "query"
    PAPER = "paper"
    SUBSCRIPTION = "subscription"


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter of a verb; ``name`` is the same on every surface (``min_heat``, typed ``--min-heat``).

    ``choices`` of a NUMBER are words that it takes besides numbers. ``completes`` names a completion
    provider. ``bare`` may be typed without its name, in the order of the table; ``rest`` takes all
    remaining bare words of a typed line. Of a ``clearable`` one an empty value takes away what was there;
    of any other it counts as left out.
    """

    name: str
    kind: Kind
    help: str
    required: bool = False
    choices: tuple[str, ...] = ()
    completes: str | None = None
    bare: bool = False
    rest: bool = False
    minimum: float | None = None
    maximum: float | None = None
    clearable: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """One verb: ``handler`` is ``module:function``, loaded when the verb is first used.

    ``or_maker`` lets those who made a subscription change it without ``right``.
    """

    verb: str
    help: str
    handler: str
    params: tuple[Param, ...] = ()
    right: Right = Right.ANYONE
    or_maker: bool = False
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asked for.

    ``server`` is the guild or workspace, None in a direct message and in the terminal. ``zone`` is the
    caller's own zone where the platform tells it. ``is_installed`` is False in a server that did not
    install the bot. ``key`` is the platform's id of the request: the same request twice has the same.
    """

    verb: str
    arguments: Mapping[str, str]
    place: Place
    caller: Person
    rights: frozenset[Right] = frozenset({Right.ANYONE})
    server: str | None = None
    zone: str | None = None
    is_direct: bool = False
    is_installed: bool = True
    key: str = ""


@dataclass(frozen=True, slots=True)
class Completion:
    """One suggestion while somebody types: what is shown, and what is then sent."""

    label: str
    value: str
