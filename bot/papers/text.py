"""Text made readable: what people read and search, beside the raw text that the source gave."""

import re
from typing import Final

_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
"""The control characters that are not white space; U+001C to U+001F and U+0085 count as white space."""


def readable(raw: str) -> str:
    """Return ``raw`` without control characters, white space collapsed to single spaces, none at the ends."""
    return " ".join(_CONTROLS.sub("", raw).split())
