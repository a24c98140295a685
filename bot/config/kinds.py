"""The kinds of values that an operator may give, each with what it expects, in words."""

from datetime import date
from pathlib import Path
from typing import Annotated, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from bot.papers.categories import is_archive, is_category, nearest


class Secret(SecretStr):
    """A text that is shown as ``***`` wherever it is printed; ``reveal`` gives it out."""

    def __repr__(self) -> str:
        return "***"

    __str__ = __repr__

    def reveal(self) -> str:
        """Return the secret itself."""
        return self.get_secret_value()


def _as_path(value: object) -> object:
    if not (isinstance(value, str) and value and value.isprintable()):
        return value
    try:
        return Path(value).expanduser()
    except RuntimeError:
        raise ValueError("expected a path; nobody's home folder is called that") from None


def _as_date(value: object) -> object:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _known_category(name: str) -> str:
    if is_category(name) or is_archive(name):
        return name
    like = " or ".join(nearest(name))
    advice = f"did you mean {like}?" if like else "https://arxiv.org/category_taxonomy lists them all"
    raise ValueError(f"unknown category {name!r}: {advice}")


def _each_once(categories: tuple[str, ...]) -> tuple[str, ...]:
    # Not Field(min_length=1): that would also complain of a list whose only entry is refused.
    if not categories:
        raise ValueError(f"expected {_CATEGORIES_EXPECTED}")
    return tuple(dict.fromkeys(categories))


def _usable_address(url: str) -> str:
    try:
        urlsplit(url).port  # noqa: B018 - reading it is the check
    except ValueError:
        raise ValueError("expected a port of at most 65535 in the address") from None
    return url.rstrip("/")


_CATEGORIES_EXPECTED: Final = 'a list with at least one category, such as ["cs.CL", "math"]'


def is_one_word(text: str) -> bool:
    """Tell whether ``text`` can be a token, a key or an address: something, in print, without spaces."""
    return bool(text) and text.isprintable() and " " not in text


def _one_word(secret: Secret | None) -> Secret | None:
    if secret is not None and not is_one_word(secret.reveal()):
        raise ValueError("expected one word without spaces")
    return secret


MAX_NUMBER: Final = 1_000_000
"""So that no heat grows past what can be added up and printed."""

# Pydantic's own words never reach a reader: a message says that it expected ``description``.
Flag = Annotated[bool, Field(description="true or false")]
Weight = Annotated[float, Field(ge=0, le=MAX_NUMBER, allow_inf_nan=False, description="a number from 0 to a million")]
Bar = Annotated[Literal["auto"] | Weight, Field(description='a number or "auto", the number at least 0')]
Url = Annotated[
    str,
    Field(
        pattern=r"^(?i:https?)://(\[[0-9a-fA-F:.]+\]|[\w.-]+)(:\d{1,5})?(/[^\s?#]*)?$",
        description="an http:// or https:// address without user name, password or query",
    ),
    AfterValidator(_usable_address),
]
GatewayUrl = Annotated[
    str,
    Field(
        pattern=r"^(?i:wss?)://(\[[0-9a-fA-F:.]+\]|[\w.-]+)(:\d{1,5})?(/[^\s?#]*)?$",
        description="a ws:// or wss:// address without user name, password or query",
    ),
    AfterValidator(_usable_address),
]
Contact = Annotated[
    str | None,
    # Printable ASCII without parentheses: it stands in parentheses in the User-Agent header.
    Field(
        pattern=r"^([!-~--@()]+@[!-~--@()]+\.[!-~--@()]+|https?://[!-~--@()/]+(/[!-~--()]*)?)$",
        description="an e-mail address or the http(s) address of a page",
    ),
]
PathText = Annotated[Path, BeforeValidator(_as_path), Field(description="a path")]
OptionalPath = Annotated[Path | None, BeforeValidator(_as_path), Field(description="a path")]
OptionalSecret = Annotated[Secret | None, AfterValidator(_one_word), Field(description="one word without spaces")]
Categories = Annotated[
    tuple[Annotated[str, AfterValidator(_known_category)], ...],
    Field(strict=False, description=_CATEGORIES_EXPECTED),
    AfterValidator(_each_once),
]
Count = Annotated[int, Field(ge=1, description="a whole number, at least 1")]
Callers = Annotated[
    tuple[Annotated[str, Field(pattern=r"^(discord|slack):\S+$")], ...],
    Field(strict=False, description='a list of users or servers, such as ["discord:@123", "slack:T01/@U02"]'),
]
Dates = Annotated[
    tuple[Annotated[date, BeforeValidator(_as_date)], ...],
    Field(strict=False, description='a list of dates, such as ["2026-12-24"]'),
]
RequiredSecret = Annotated[Secret, AfterValidator(_one_word), Field(description="one word without spaces")]


class Section(BaseModel):
    """A table of the configuration; what is not one of its keys, or of another kind, is refused."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", hide_input_in_errors=True)

    def anchored(self, folder: Path) -> Self:
        """Return the same with every relative path taken from ``folder``."""
        return self.model_copy(update={name: _anchored(value, folder) for name, value in self})


def _anchored(value: object, folder: Path) -> object:
    match value:
        case Path():
            return folder / value
        case Section():
            return value.anchored(folder)
        case tuple():
            return tuple(_anchored(each, folder) for each in value)
        case _:
            return value
