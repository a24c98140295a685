"""One stage for each kind of place: what the contract's test needs to know of it, besides its adapter."""

import io
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.adapters.discord import Discord
from bot.adapters.jsonl import JsonLines
from bot.adapters.post import Posts
from bot.adapters.slack.calling import open_client
from bot.adapters.slack.places import SlackPlaces
from bot.adapters.slack.workspace import Workspace
from bot.adapters.terminal import Terminal
from bot.adapters.webhook import Hook, open_webhooks
from bot.delivery.place import Adapter
from bot.subscriptions.delivery import Delivery
from tests.adapters.deliveries import delivery
from tests.adapters.hook_site import HookSite, Reply, in_json
from tests.discord.fake_discord import CHANNEL, FakeDiscord
from tests.discord.people import listening
from tests.slack.fake_slack import BOT_TOKEN, FakeSlack
from tests.slack.payloads import payload as slack_payload


@dataclass(frozen=True)
class Stage:
    """An adapter and its place: ``part`` makes a delivery with this text, ``there`` are the texts that it has.

    ``can_tell`` is whether it can be asked; ``break_for_good`` makes it refuse everything from now on.
    """

    adapter: Adapter
    part: Callable[..., Delivery]
    there: Callable[[], Sequence[str]]
    can_tell: bool
    break_for_good: Callable[[], object]


@asynccontextmanager
async def terminal(_folder: Path) -> AsyncIterator[Stage]:
    stream = io.StringIO()

    def part(text: str, **fields: object) -> Delivery:
        return delivery("terminal", **{"payload": {"text": text}, **fields})

    yield Stage(Terminal(stream), part, lambda: stream.getvalue().split(), can_tell=False, break_for_good=stream.close)


@asynccontextmanager
async def post(folder: Path) -> AsyncIterator[Stage]:
    posts = folder / "posts"

    def part(text: str, **fields: object) -> Delivery:
        payload = {"file": "2026-11-20---Hot-Papers.md", "text": text}
        return delivery("post:posts", **{"payload": payload, **fields})

    def there() -> Sequence[str]:
        return [file.read_text() for file in sorted(posts.iterdir())] if posts.is_dir() else []

    def break_for_good() -> None:
        posts.rename(folder / "moved")
        posts.write_text("a file where the folder was")

    yield Stage(Posts(folder), part, there, can_tell=True, break_for_good=break_for_good)


@asynccontextmanager
async def jsonl(folder: Path) -> AsyncIterator[Stage]:
    file = folder / "digests.jsonl"

    def part(text: str, **fields: object) -> Delivery:
        return delivery("jsonl:digests.jsonl", **{"payload": {"day": text}, **fields})

    def there() -> Sequence[str]:
        return [json.loads(line)["day"] for line in file.read_text().splitlines()] if file.exists() else []

    def break_for_good() -> None:
        file.unlink(missing_ok=True)
        file.mkdir()

    yield Stage(JsonLines(folder), part, there, can_tell=True, break_for_good=break_for_good)


@asynccontextmanager
async def discord_webhook(_folder: Path) -> AsyncIterator[Stage]:
    async with _hooked("discord", "content", in_json(200, id="1"), in_json(404, code=10015)) as stage:
        yield stage


@asynccontextmanager
async def discord(_folder: Path) -> AsyncIterator[Stage]:
    async with FakeDiscord() as fake, listening(fake) as connection:

        def part(text: str, **fields: object) -> Delivery:
            return delivery(f"discord:{CHANNEL}", **{"payload": {"content": text}, **fields})

        def break_for_good() -> None:
            fake.refusals[CHANNEL] = (404, 10003)

        yield Stage(Discord(connection), part, fake.texts, can_tell=True, break_for_good=break_for_good)


@asynccontextmanager
async def slack_webhook(_folder: Path) -> AsyncIterator[Stage]:
    async with _hooked("slack", "text", Reply(200, b"ok"), Reply(404, b"no_service")) as stage:
        yield stage


@asynccontextmanager
async def _hooked(kind: str, name: str, taken: Reply, gone: Reply) -> AsyncIterator[Stage]:
    async with HookSite(taken) as site, open_webhooks({"lab": Hook(kind, site.url)}) as adapter:

        def part(text: str, **fields: object) -> Delivery:
            return delivery("webhook:lab", **{"payload": {name: text}, **fields})

        def break_for_good() -> None:
            site.replies[:] = [gone]

        def there() -> Sequence[str]:
            return [posted.payload[name] for posted in site.taken]

        yield Stage(adapter, part, there, can_tell=False, break_for_good=break_for_good)


@asynccontextmanager
async def slack(_folder: Path) -> AsyncIterator[Stage]:
    async with FakeSlack() as fake, open_client(BOT_TOKEN, base_url=fake.base_url) as client:
        channel = fake.channels["C1"]

        def part(text: str, **fields: object) -> Delivery:
            return delivery("slack:T01/C1", **{"payload": slack_payload(text), **fields})

        def break_for_good() -> None:
            channel.is_archived = True

        def there() -> Sequence[str]:
            return fake.texts("C1")

        adapter = SlackPlaces(client, Workspace(client))
        yield Stage(adapter, part, there, can_tell=True, break_for_good=break_for_good)


STAGES = (terminal, post, jsonl, discord_webhook, slack_webhook, discord, slack)
