"""The sources: where papers and what is said of them come from, one file a site."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.sources.contract import Source

SOURCES: Final[Mapping[str, str]] = {
    "arxiv": "bot.sources.arxiv.Arxiv",
    "huggingface": "bot.sources.huggingface.HuggingFace",
    "hackernews": "bot.sources.hackernews.HackerNews",
}
"""Source name → the class that reads it; imported when asked for, so that what is off costs nothing."""


def source_class(name: str) -> "Callable[..., Source]":
    """Return the class of a source, one of SOURCES."""
    module, _, attribute = SOURCES[name].rpartition(".")
    found: Callable[..., Source] = getattr(import_module(module), attribute)
    return found
