"""What an operator may decide: one frozen model a section, each value with its kind and its default."""

from datetime import date
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from bot.papers.categories import is_archive, is_category, nearest
from bot.papers.model import ENGAGEMENT_SOURCES


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
_Flag = Annotated[bool, Field(description="true or false")]
_Weight = Annotated[float, Field(ge=0, le=MAX_NUMBER, allow_inf_nan=False, description="a number from 0 to a million")]
_Bar = Annotated[Literal["auto"] | _Weight, Field(description='a number or "auto", the number at least 0')]
_Url = Annotated[
    str,
    Field(
        pattern=r"^(?i:https?)://(\[[0-9a-fA-F:.]+\]|[\w.-]+)(:\d{1,5})?(/[^\s?#]*)?$",
        description="an http:// or https:// address without user name, password or query",
    ),
    AfterValidator(_usable_address),
]
_Contact = Annotated[
    str | None,
    # Printable ASCII without parentheses: it stands in parentheses in the User-Agent header.
    Field(
        pattern=r"^([!-~--@()]+@[!-~--@()]+\.[!-~--@()]+|https?://[!-~--@()/]+(/[!-~--()]*)?)$",
        description="an e-mail address or the http(s) address of a page",
    ),
]
_Path = Annotated[Path, BeforeValidator(_as_path), Field(description="a path")]
_OptionalPath = Annotated[Path | None, BeforeValidator(_as_path), Field(description="a path")]
_Secret = Annotated[Secret | None, AfterValidator(_one_word), Field(description="one word without spaces")]
_Categories = Annotated[
    tuple[Annotated[str, AfterValidator(_known_category)], ...],
    Field(strict=False, description=_CATEGORIES_EXPECTED),
    AfterValidator(_each_once),
]
_Count = Annotated[int, Field(ge=1, description="a whole number, at least 1")]
_Callers = Annotated[
    tuple[Annotated[str, Field(pattern=r"^(discord|slack):\S+$")], ...],
    Field(strict=False, description='a list of users or servers, such as ["discord:@123", "slack:T01/@U02"]'),
]
_Dates = Annotated[
    tuple[Annotated[date, BeforeValidator(_as_date)], ...],
    Field(strict=False, description='a list of dates, such as ["2026-12-24"]'),
]


class Section(BaseModel):
    """A table of the configuration; what is not one of its keys, or of another kind, is refused."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", hide_input_in_errors=True)


class StoreSettings(Section):
    """``[store]``: the file that holds everything."""

    path: _Path = Path("hotpapers.db")


class ArxivSettings(Section):
    """``[arxiv]``: what is gathered, and when arXiv rests besides its own published holidays."""

    categories: _Categories = ("cs.AI", "cs.CL", "cs.CV", "cs.LG", "stat.ML")
    holidays: _Dates = ()


class ArxivSource(Section):
    """``[sources.arxiv]``. How politely arXiv is asked is not for configuration to lower."""

    enabled: _Flag = True
    rss_url: _Url = "https://rss.arxiv.org/rss"
    api_url: _Url = "https://export.arxiv.org/api/query"


class HuggingFaceSource(Section):
    """``[sources.huggingface]``; ``key`` is a Hugging Face token."""

    enabled: _Flag = True
    base_url: _Url = "https://huggingface.co"
    weight: _Weight = 1.0
    key: _Secret = None


class HackerNewsSource(Section):
    """``[sources.hackernews]``."""

    enabled: _Flag = True
    base_url: _Url = "https://hn.algolia.com"
    weight: _Weight = 1.0


class ImportedSource(Section):
    """A source whose counts come from imported files alone."""

    weight: _Weight = 1.0


class SourcesSettings(Section):
    """``[sources.…]``: one section for each place that papers or engagement come from."""

    arxiv: ArxivSource = ArxivSource()
    huggingface: HuggingFaceSource = HuggingFaceSource()
    hackernews: HackerNewsSource = HackerNewsSource()
    x: ImportedSource = ImportedSource()
    bluesky: ImportedSource = ImportedSource()
    reddit: ImportedSource = ImportedSource()
    mastodon: ImportedSource = ImportedSource()

    @property
    def weights(self) -> dict[str, float]:
        """Return the weight of every source of engagement."""
        return {name: getattr(self, name).weight for name in ENGAGEMENT_SOURCES}

    @property
    def that_can_be_read(self) -> tuple[str, ...]:
        """Return the names of the sources that can be gathered from, switched on or off."""
        return tuple(name for name, source in self if hasattr(source, "enabled"))

    @property
    def enabled(self) -> tuple[str, ...]:
        """Return the names of the sources to gather from."""
        return tuple(name for name in self.that_can_be_read if getattr(self, name).enabled)


class RankingSettings(Section):
    """``[ranking]``; ``min_heat`` "auto" has no bar and fills a thin digest up with the newest papers."""

    min_heat: _Bar = "auto"


class LimitsSettings(Section):
    """``[limits]``: what one person, place or server may ask of the bot."""

    commands_per_minute: _Count = 20
    subscriptions_per_place: _Count = 20
    per_server: _Count = 200
    per_user: _Count = 10
    blocked: _Callers = ()


class TemplatesSettings(Section):
    """``[templates]``; ``dir`` is a folder whose files replace built-in templates of the same name."""

    dir: _OptionalPath = None


class Config(Section):
    """Everything that an operator may decide; ``Config()`` is the defaults.

    ``contact`` goes into the User-Agent of every request. ``load_config`` has taken relative paths from
    the folder of the configuration file.
    """

    contact: _Contact = None
    store: StoreSettings = StoreSettings()
    arxiv: ArxivSettings = ArxivSettings()
    sources: SourcesSettings = SourcesSettings()
    ranking: RankingSettings = RankingSettings()
    limits: LimitsSettings = LimitsSettings()
    templates: TemplatesSettings = TemplatesSettings()
