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
    from bot.adapters.slack.opening import Behind, Keys, open_slack  # noqa: PLC0415 - an SDK that is off is not loaded

    slack = app.config.slack
    keys = Keys(_revealed(slack.bot_token), _revealed(slack.app_token), slack.command, slack.api_base_url)
    return open_slack(keys, Behind(app.dispatcher(), app.store, composer("slack", app.renderer), app.clock))


def _revealed(secret: Secret | None) -> str:
    return secret.reveal() if secret else ""
