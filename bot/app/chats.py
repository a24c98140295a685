"""The chat platforms that are set up, each with what sends to it and answers there."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

from bot.app.app import App
from bot.config import Secret
from bot.delivery.place import Adapter
from bot.messages.flavors import composer


@asynccontextmanager
async def open_chats(app: App) -> AsyncIterator[Mapping[str, Adapter]]:
    """Open each chat platform that is set up. Raises ConfigError for a token that one refuses."""
    adapters: list[Adapter] = []
    async with AsyncExitStack() as stack:
        if app.config.slack.is_on:
            adapters.append(await stack.enter_async_context(_slack(app)))
        yield {adapter.kind: adapter for adapter in adapters}


def _slack(app: App) -> AbstractAsyncContextManager[Adapter]:
    from bot.adapters.slack.opening import Behind, Http, Keys, Socket, open_slack  # noqa: PLC0415 - only where it is on

    slack, web = app.config.slack, app.config.web
    over_http = Http(_revealed(slack.signing_secret), web.host, web.port)
    incoming = over_http if slack.mode == "http" else Socket(_revealed(slack.app_token))
    keys = Keys(_revealed(slack.bot_token), incoming, slack.command, slack.api_base_url)
    return open_slack(keys, Behind(app.dispatcher(), app.store, composer("slack", app.renderer), app.clock))


def _revealed(secret: Secret | None) -> str:
    return secret.reveal() if secret else ""
