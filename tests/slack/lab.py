"""A workspace that the bot serves, and people who type and press there."""

import json
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier

from bot.adapters.slack.opening import Behind, Http, Keys, Socket, open_slack
from bot.app import App
from bot.clock import Clock, SystemClock
from bot.messages.flavors import composer
from tests.slack.fake_slack import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, FakeSlack
from tests.slack.payloads import command, envelope, press


def keys(
    slack: FakeSlack, *, bot_token: str = BOT_TOKEN, app_token: str = APP_TOKEN, incoming: Http | None = None
) -> Keys:
    return Keys(bot_token, incoming or Socket(app_token), "/papers", slack.base_url)


def behind(app: App, clock: Clock | None = None) -> Behind:
    writing = composer("slack", app.renderer), composer("slack", app.renderer, interactive=False)
    return Behind(app.dispatcher(), app.store, *writing, clock or SystemClock())


@dataclass
class Lab:
    """What somebody does is delivered over the socket; ``slack`` has what came of it."""

    slack: FakeSlack
    send: Callable[[Mapping[str, Any]], Awaitable[object]]

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
        await self.send(frame)
        await self.slack.until(before + 1)
        return self.slack.said[-1]


@asynccontextmanager
async def over_a_socket(app: App, slack: FakeSlack) -> AsyncIterator[Lab]:
    async with open_slack(keys(slack), behind(app)):
        await slack.until_socket()
        yield Lab(slack, slack.send)


@asynccontextmanager
async def over_http(app: App, slack: FakeSlack, clock: Clock | None = None) -> AsyncIterator[Lab]:
    port = free_port()
    incoming = Http(SIGNING_SECRET, "127.0.0.1", port)
    async with open_slack(keys(slack, incoming=incoming), behind(app, clock)), aiohttp.ClientSession() as session:

        async def send(frame: Mapping[str, Any]) -> int:
            """Return the status of the answer."""
            body, headers = signed(frame)
            url = f"http://127.0.0.1:{port}/slack/events"
            async with session.post(url, data=body, headers={**headers, **frame.get("headers", {})}) as response:
                return response.status

        yield Lab(slack, send)


def free_port() -> int:
    with socket.socket() as once:
        once.bind(("127.0.0.1", 0))
        return int(once.getsockname()[1])


def signed(frame: Mapping[str, Any]) -> tuple[str, Mapping[str, str]]:
    """Return the body and the headers of a request, as Slack makes them; ``age_s`` makes an old one."""
    if frame["type"] == "events_api":
        body, kind = json.dumps(frame["payload"]), "application/json"
    else:
        form = frame["payload"] if frame["type"] == "slash_commands" else {"payload": json.dumps(frame["payload"])}
        body, kind = urlencode(form), "application/x-www-form-urlencoded"
    stamp = str(int(time.time()) - frame.get("age_s", 0))  # noqa: TID251 - Bolt looks at the machine's clock
    signature = SignatureVerifier(SIGNING_SECRET).generate_signature(timestamp=stamp, body=body)
    return body, {"Content-Type": kind, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature or ""}


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
