"""A workspace that the bot serves, and people who type and press there."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from bot.adapters.slack.opening import Behind, Keys, open_slack
from bot.app import App
from bot.clock import SystemClock
from bot.messages.flavors import composer
from tests.slack.fake_slack import APP_TOKEN, BOT_TOKEN, FakeSlack
from tests.slack.payloads import command, envelope, press


def keys(slack: FakeSlack, **changes: str) -> Keys:
    given = {"bot_token": BOT_TOKEN, "app_token": APP_TOKEN, "command": "/papers", "api_base_url": slack.base_url}
    return Keys(**{**given, **changes})


def behind(app: App) -> Behind:
    return Behind(app.dispatcher(), app.store, composer("slack", app.renderer), SystemClock())


@dataclass
class Lab:
    """What somebody does is delivered over the socket; ``slack`` has what came of it."""

    slack: FakeSlack

    async def say(self, text: str, **who: str) -> Mapping[str, Any]:
        """Return the last message of the answer to what is typed."""
        return await self.deliver(envelope("slash_commands", command(text, self.slack.response_url(), **who)))

    async def press(self, label: str, **who: str) -> Mapping[str, Any]:
        """Return the answer to a button of the last message."""
        return await self.act(button(self.slack.said[-1], label), **who)

    async def act(self, action: Mapping[str, Any], **who: str) -> Mapping[str, Any]:
        return await self.deliver(envelope("interactive", press(action, self.slack.response_url(), **who)))

    async def deliver(self, frame: Mapping[str, Any]) -> Mapping[str, Any]:
        before = len(self.slack.said)
        await self.slack.send(frame)
        await self.slack.until(before + 1)
        return self.slack.said[-1]


@asynccontextmanager
async def open_lab(app: App, slack: FakeSlack) -> AsyncIterator[Lab]:
    async with open_slack(keys(slack), behind(app)):
        await slack.until_socket()
        yield Lab(slack)


def button(message: Mapping[str, Any], label: str) -> Mapping[str, Any]:
    """Return the action of the button with this label, as Slack reports its press."""
    elements = [each for block in message["blocks"] if block["type"] == "actions" for each in block["elements"]]
    [found] = [each for each in elements if each["type"] == "button" and each["text"]["text"] == label]
    return {name: found[name] for name in ("type", "action_id", "value")}


def choice(message: Mapping[str, Any], number: int = 0) -> Mapping[str, Any]:
    """Return the action of one option of the menu."""
    elements = [each for block in message["blocks"] if block["type"] == "actions" for each in block["elements"]]
    [menu] = [each for each in elements if each["type"] == "static_select"]
    return {"type": "static_select", "action_id": menu["action_id"], "selected_option": menu["options"][number]}


def words(message: Mapping[str, Any]) -> str:
    """Return all of a message as one text, to look for words in."""
    return json.dumps([message["text"], message["blocks"]], ensure_ascii=False)
