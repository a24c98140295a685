"""What an operator may decide: one frozen model a section, each value with its kind and its default."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field

from bot.config.kinds import (
    Bar,
    Callers,
    Categories,
    Contact,
    Count,
    Dates,
    Flag,
    GatewayUrl,
    OptionalPath,
    OptionalSecret,
    PathText,
    Section,
    Url,
    Weight,
)
from bot.config.places import LOOPBACK, DeclaredSettings, WebhookSettings
from bot.config.slack import SlackSettings, slack_problems
from bot.papers.model import ENGAGEMENT_SOURCES


class StoreSettings(Section):
    """``[store]``: the file that holds everything."""

    path: PathText = Path("hotpapers.db")


class ArxivSettings(Section):
    """``[arxiv]``: what is gathered, and when arXiv rests besides its own published holidays."""

    categories: Categories = ("cs.AI", "cs.CL", "cs.CV", "cs.LG", "stat.ML")
    holidays: Dates = ()


class ArxivSource(Section):
    """``[sources.arxiv]``. How politely arXiv is asked is not for configuration to lower."""

    enabled: Flag = True
    rss_url: Url = "https://rss.arxiv.org/rss"
    api_url: Url = "https://export.arxiv.org/api/query"


class HuggingFaceSource(Section):
    """``[sources.huggingface]``; ``key`` is a Hugging Face token."""

    enabled: Flag = True
    base_url: Url = "https://huggingface.co"
    weight: Weight = 1.0
    key: OptionalSecret = None


class HackerNewsSource(Section):
    """``[sources.hackernews]``."""

    enabled: Flag = True
    base_url: Url = "https://hn.algolia.com"
    weight: Weight = 1.0


class ImportedSource(Section):
    """A source whose counts come from imported files alone."""

    weight: Weight = 1.0


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

    min_heat: Bar = "auto"


class LimitsSettings(Section):
    """``[limits]``: what one person, place or server may ask of the bot."""

    commands_per_minute: Count = 20
    subscriptions_per_place: Count = 20
    per_server: Count = 200
    per_user: Count = 10
    blocked: Callers = ()


class WebSettings(Section):
    """``[web]``: the bot's own web server, and the address by which the world reaches it."""

    host: Annotated[str, Field(pattern=r"^[\w.:-]+$", description="a host name or an address of this machine")] = (
        "127.0.0.1"
    )
    port: Annotated[int, Field(ge=1, le=65_535, description="a whole number from 1 to 65535")] = 8080
    public_url: Annotated[Url | None, Field(description="the https:// address by which the world reaches it")] = None


class DiscordSettings(Section):
    """``[discord]``: the bot that people install; without a ``token`` there is none.

    ``allow_http`` lets the addresses be ones that others on the way can read, the token included.
    """

    token: OptionalSecret = None
    api_base_url: Url = "https://discord.com/api/v10"
    gateway_url: GatewayUrl = "wss://gateway.discord.gg"
    allow_http: Flag = False


class TemplatesSettings(Section):
    """``[templates]``; ``dir`` is a folder whose files replace built-in templates of the same name."""

    dir: OptionalPath = None


class Config(Section):
    """Everything that an operator may decide; ``Config()`` is the defaults.

    ``contact`` goes into the User-Agent of every request. ``load_config`` has taken relative paths from
    the folder of the configuration file.
    """

    contact: Contact = None
    store: StoreSettings = StoreSettings()
    arxiv: ArxivSettings = ArxivSettings()
    sources: SourcesSettings = SourcesSettings()
    ranking: RankingSettings = RankingSettings()
    limits: LimitsSettings = LimitsSettings()
    discord: DiscordSettings = DiscordSettings()
    templates: TemplatesSettings = TemplatesSettings()
    slack: SlackSettings = SlackSettings()
    web: WebSettings = WebSettings()
    webhook: Mapping[str, WebhookSettings] = {}
    subscription: Annotated[tuple[DeclaredSettings, ...], Field(strict=False)] = ()


def contradictions(config: Config) -> list[str]:
    """Return what no single key is wrong in: what cannot be told apart, is not there, or is half set up."""
    problems = [*_readable_addresses(config.discord), *slack_problems(config.slack)]
    seen = set()
    for number, declared in enumerate(config.subscription, start=1):
        if (key := (declared.to, declared.known_as)) in seen:
            problems.append(
                f"[[subscription]] number {number}: there is another with the same to and name; give it a name"
            )
        seen.add(key)
        kind, _, name = declared.to.partition(":")
        if kind == "webhook" and name not in config.webhook:
            problems.append(f"[[subscription]] number {number}: there is no section [webhook.{name}]")
    return problems


def _readable_addresses(discord: DiscordSettings) -> list[str]:
    """Return what is wrong with addresses to which the token would travel in the open."""
    if discord.allow_http:
        return []
    return [
        f"[discord] {name}: expected {safe}://, because others on the way could read the token"
        " (allow_http = true takes it all the same)"
        for name, safe, url in (
            ("api_base_url", "https", discord.api_base_url),
            ("gateway_url", "wss", discord.gateway_url),
        )
        if urlsplit(url).scheme.lower() != safe and urlsplit(url).hostname not in LOOPBACK
    ]
