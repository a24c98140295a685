"""Slack, opened: one client, what sends through it, and what listens to it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.answers import Answers
from bot.adapters.slack.calling import CallFailed, Declined, open_client
from bot.adapters.slack.directory import Directory
from bot.adapters.slack.events import open_events
from bot.adapters.slack.home import Home
from bot.adapters.slack.listening import Answering, Desk, Hearing, Listener
from bot.adapters.slack.manifest import EVENTS_PATH, SCOPES
from bot.adapters.slack.places import SlackPlaces
from bot.adapters.slack.socket import SocketMode
from bot.adapters.slack.unfurling import Unfurler
from bot.adapters.slack.workspace import Workspace
from bot.clock import Clock
from bot.errors import ConfigError
from bot.messages.message import Composer

_log = logging.getLogger(__name__)

START_WITHIN_S: Final = 4.0
"""How long a start waits for Slack: everything else, and a stop, would have to wait as well."""

_WRONG_TOKEN: Final = frozenset({"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"})
_WRONG_KIND: Final = frozenset({"not_allowed_token_type", "missing_scope"})

_HOW: Final = {
    "bot_token": "copy the Bot User OAuth Token from OAuth & Permissions of your app again",
    "app_token": "make an app-level token with connections:write in Basic Information of your app",
}


@dataclass(frozen=True, slots=True)
class Socket:
    """Requests come in over a connection that the bot opens."""

    app_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Http:
    """Requests come in over a server of the bot's own."""

    signing_secret: str = field(repr=False)
    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Keys:
    """What opens Slack, where it is, and how requests come in."""

    bot_token: str = field(repr=False)
    incoming: Socket | Http
    command: str
    api_base_url: str


@dataclass(frozen=True, slots=True)
class Behind:
    """What requests from Slack are answered with; ``card_composer`` writes without menus and buttons."""

    answering: Answering
    hearing: Hearing
    composer: Composer
    card_composer: Composer
    clock: Clock


@asynccontextmanager
async def open_slack(keys: Keys, behind: Behind) -> AsyncIterator[SlackPlaces]:
    """Give what sends to Slack, and answer who asks there meanwhile.

    Raises ConfigError for a token that Slack refuses; while Slack cannot be reached it is tried again.
    """
    _keep_quiet()
    async with open_client(keys.bot_token, base_url=keys.api_base_url) as client:
        workspace = Workspace(client)
        await _accepted("bot_token", _introduced(workspace))
        places = SlackPlaces(client, workspace)
        async with _listening(keys, behind, client, workspace):
            yield places


@asynccontextmanager
async def _listening(keys: Keys, behind: Behind, client: AsyncWebClient, workspace: Workspace) -> AsyncIterator[None]:
    app = bolt_app(client, keys.incoming)
    desk = Desk(
        answering=behind.answering,
        hearing=behind.hearing,
        clock=behind.clock,
        workspace=workspace,
        directory=Directory(client, behind.clock),
        answers=Answers(_session(client), behind.composer, api_base_url=keys.api_base_url),
        home=Home(client, behind.composer, behind.answering),
        unfurler=Unfurler(client, behind.card_composer, behind.answering, behind.clock),
    )
    # What can fail at the start does so out here: in a group it would be wrapped.
    async with _opened(app, keys.incoming, behind.clock) as service, asyncio.TaskGroup() as tasks:
        listener = Listener(desk, tasks)
        listener.register(app, keys.command)
        session = tasks.create_task(service())
        try:
            yield
        finally:
            session.cancel()
            await listener.finish()


@asynccontextmanager
async def _opened(
    app: AsyncApp, incoming: Socket | Http, clock: Clock
) -> AsyncIterator[Callable[[], Coroutine[None, None, None]]]:
    """Give what has to run for requests to come in."""
    match incoming:
        case Socket(app_token):
            socket = SocketMode(app, app_token, clock)
            await _accepted("app_token", socket.check())
            yield socket.run
        case Http(host=host, port=port):
            async with open_events(app, host, port) as taken:
                _log.info("Slack's requests are awaited at http://%s:%d%s", host, taken, EVENTS_PATH)
                yield _nothing


async def _nothing() -> None:
    """Do nothing: a server runs by itself."""


def bolt_app(client: AsyncWebClient, incoming: Socket | Http) -> AsyncApp:
    """Return an app that listens to nothing yet."""
    app = AsyncApp(
        client=client,
        token=client.token,
        # What comes over a connection of our own is not signed.
        request_verification_enabled=isinstance(incoming, Http),
        signing_secret=incoming.signing_secret if isinstance(incoming, Http) else None,
        raise_error_for_unhandled_request=True,
        logger=logging.getLogger("slack_bolt"),
    )

    @app.error
    async def on_error(error: Exception) -> None:
        _log.warning("not handled: %s", type(error).__name__)

    return app


async def _introduced(workspace: Workspace) -> None:
    """Let Slack say who we are, and tell the operator what the app may not do. Raises CallFailed."""
    scopes = (await workspace.identity()).scopes
    if scopes and (missing := ", ".join(scope for scope in SCOPES if scope not in scopes)):
        _log.warning(
            "the Slack app lacks the scopes %s: paste what `hotpapers slack-manifest` prints into its App Manifest "
            "again, and reinstall it to the workspace",
            missing,
        )


async def _accepted(name: str, first_call: Awaitable[object]) -> None:
    """Wait for a call that shows whether a token is right. Raises ConfigError where it is not."""
    try:
        async with asyncio.timeout(START_WITHIN_S):
            await first_call
    except TimeoutError:
        _log.warning("Slack does not answer; it is tried again")
    except Declined as refusal:
        if refusal.error in _WRONG_TOKEN | _WRONG_KIND:
            raise ConfigError([f"[slack] {name}: Slack refuses it ({refusal}): {_HOW[name]}."]) from refusal
        _log.warning("Slack does not answer: %s; it is tried again", refusal)
    except CallFailed as failure:
        _log.warning("Slack cannot be reached: %s; it is tried again", failure)


def _session(client: AsyncWebClient) -> aiohttp.ClientSession:
    assert client.session is not None  # noqa: S101 - ours has one
    return client.session


def _keep_quiet() -> None:
    """Keep the SDK from logging what people wrote, and addresses that open sessions."""
    for name in ("slack_sdk", "slack_bolt"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
