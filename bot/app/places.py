"""Every kind of place: what writes for it, and what sends there."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from bot.config import Config
from bot.delivery.place import Adapter, kind_of
from bot.errors import NotFound
from bot.messages.flavors import composer
from bot.messages.message import Composer
from bot.messages.render import Renderer
from bot.subscriptions.model import Place

if TYPE_CHECKING:
    from bot.adapters.webhook import Hook

TERMINAL: Final = Place("terminal")


class Composers:
    """What writes for each place, made when the first of its flavor is asked for."""

    def __init__(self, config: Config, renderer: Renderer) -> None:
        self._config = config
        self._renderer = renderer
        self._made: dict[tuple[str, bool], Composer] = {}

    def __call__(self, place: Place) -> Composer:
        """Return what writes for ``place``. Raises NotFound for one that this bot cannot send to."""
        flavor, interactive = self._flavor_of(place)
        if (flavor, interactive) not in self._made:
            self._made[flavor, interactive] = self._make(flavor, interactive=interactive)
        return self._made[flavor, interactive]

    def _flavor_of(self, place: Place) -> tuple[str, bool]:
        kind = kind_of(place)
        if place == TERMINAL:
            return "text", False
        if kind in {"post", "jsonl"}:
            return kind, False
        if kind == "discord" and self._config.discord.token:
            return kind, True
        if kind == "webhook" and (hook := self._config.webhook.get(place.partition(":")[2])):
            return hook.kind, False
        if kind == "slack" and self._config.slack.is_on:
            return kind, True
        raise NotFound(f"This bot sends nothing to {kind}: it is not set up for it.")

    def _make(self, flavor: str, *, interactive: bool) -> Composer:
        if flavor == "post":
            from bot.archive.composing import PostMessages  # noqa: PLC0415 - only what is asked for

            return PostMessages(self._renderer)
        if flavor == "jsonl":
            from bot.messages.records import RecordMessages  # noqa: PLC0415 - only what is asked for

            return RecordMessages()
        return composer(flavor, self._renderer, interactive=interactive)


def place_problems(config: Config) -> Sequence[str]:
    """Say, without sending anything, which webhooks and which places of declared subscriptions cannot work."""
    from bot.adapters.webhook import problems_of  # noqa: PLC0415 - only what is asked for

    composers = Composers(config, Renderer())
    places = dict.fromkeys(Place(each.to) for each in config.subscription)
    problems = ((place, _problem_of(place, composers)) for place in places)
    return (*problems_of(_hooks(config)), *(f"{place}: {problem}" for place, problem in problems if problem))


def _problem_of(place: Place, composers: Composers) -> str | None:
    from bot.adapters.disk import problem_of_file, problem_of_post  # noqa: PLC0415 - only what is asked for

    path = Path(place.partition(":")[2]).expanduser()
    match kind_of(place):
        case "post":
            return problem_of_post(path)
        case "jsonl":
            return problem_of_file(path)
    try:
        composers(place)
    except NotFound as error:
        return str(error)
    return None


def _hooks(config: Config) -> "Mapping[str, Hook]":
    from bot.adapters.webhook import Hook  # noqa: PLC0415 - only what is asked for

    return {name: Hook(hook.kind, hook.url.reveal()) for name, hook in config.webhook.items()}


@asynccontextmanager
async def open_adapters(config: Config, stream: TextIO) -> AsyncIterator[Mapping[str, Adapter]]:
    """Open what sends to each kind of place that needs no bot; ``stream`` is the terminal."""
    from bot.adapters.jsonl import JsonLines  # noqa: PLC0415 - only to send
    from bot.adapters.post import Posts  # noqa: PLC0415
    from bot.adapters.terminal import Terminal  # noqa: PLC0415
    from bot.adapters.webhook import open_webhooks  # noqa: PLC0415

    # Paths of declared places start at the folder of the configuration already.
    here = Path()
    async with open_webhooks(_hooks(config)) as webhooks:
        adapters: list[Adapter] = [Terminal(stream), Posts(here), JsonLines(here), webhooks]
        yield {adapter.kind: adapter for adapter in adapters}
