"""What the address of a mention tells: which source it belongs to, and its id there."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

_HOSTS: Final[Mapping[str, str]] = {
    "twitter.com": "x",
    "x.com": "x",
    "news.ycombinator.com": "hackernews",
    "huggingface.co": "huggingface",
    "hf.co": "huggingface",
    "bsky.app": "bluesky",
    "reddit.com": "reddit",
}
"""Mastodon is missing: its servers are named as they like."""

_IDS: Final[Mapping[str, re.Pattern[str]]] = {
    "x": re.compile(r"/status/([0-9]+)"),
    "hackernews": re.compile(r"[?&]id=([0-9]+)"),
    "huggingface": re.compile(r"/papers/([^/?#]+)"),
    "reddit": re.compile(r"/comments/([0-9a-z]+)"),
}


def source_at(url: str) -> str | None:
    """Return the source whose site ``url`` is on; None where the host does not tell."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return None
    labels = host.split(".")
    suffixes = (".".join(labels[start:]) for start in range(len(labels)))
    return next((_HOSTS[suffix] for suffix in suffixes if suffix in _HOSTS), None)


def mention_key(source: str, url: str) -> str:
    """Return the id that ``source`` gives to what stands at ``url``, or the address where it shows none."""
    pattern = _IDS.get(source)
    match = pattern.search(url) if pattern else None
    return match[1] if match else url
