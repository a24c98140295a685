"""``[slack]``: the app that serves one workspace."""

from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from pydantic import Field

from bot.config.kinds import Flag, OptionalSecret, Section, Url

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})

_OTHERS: Final = {"bot_token": "xapp-", "app_token": "xoxb-"}
"""How the token begins that belongs into the other key: the two are easily mixed up."""


class SlackSettings(Section):
    """``[slack]``; without ``bot_token`` there is no Slack."""

    bot_token: OptionalSecret = None
    app_token: OptionalSecret = None
    signing_secret: OptionalSecret = None
    mode: Annotated[Literal["socket", "http"], Field(description='"socket" or "http"')] = "socket"
    command: Annotated[
        str,
        Field(
            pattern=r"^/[a-z0-9_-]{1,31}$", description='a slash and at most 31 lower-case letters, such as "/papers"'
        ),
    ] = "/papers"
    api_base_url: Url = "https://slack.com/api"
    allow_http: Flag = False

    @property
    def is_on(self) -> bool:
        """Tell whether the bot is on Slack."""
        return self.bot_token is not None


def slack_problems(slack: SlackSettings) -> list[str]:
    """Return what no single key of ``[slack]`` is wrong in, without any value."""
    return [*_mixed_up(slack), *_missing(slack), *_unsafe(slack)]


def _mixed_up(slack: SlackSettings) -> list[str]:
    given = {"bot_token": slack.bot_token, "app_token": slack.app_token}
    return [
        f"[slack] {name}: this begins with {_OTHERS[name]}, so it belongs into the other key: "
        "bot_token is the xoxb- one of OAuth & Permissions, app_token the xapp- one of Basic Information"
        for name, token in given.items()
        if token is not None and token.reveal().startswith(_OTHERS[name])
    ]


def _missing(slack: SlackSettings) -> list[str]:
    needed = {"bot_token": slack.bot_token}
    needed |= {"app_token": slack.app_token} if slack.mode == "socket" else {"signing_secret": slack.signing_secret}
    if all(value is None for value in (slack.bot_token, slack.app_token, slack.signing_secret)):
        return []
    return [
        f'[slack] {name}: missing; mode = "{slack.mode}" needs it (docs/slack.md says where it is)'
        for name, value in needed.items()
        if value is None
    ]


def _unsafe(slack: SlackSettings) -> list[str]:
    parts = urlsplit(slack.api_base_url)
    if parts.scheme == "https" or parts.hostname in _LOOPBACK or slack.allow_http:
        return []
    problem = (
        "[slack] api_base_url: expected https://, because everybody on the way could read the token; "
        "allow_http = true allows it all the same"
    )
    return [problem]
