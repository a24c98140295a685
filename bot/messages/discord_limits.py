"""What Discord takes in one message, and how much of it a text is: pure.

Discord says "characters". Its API counted code points (github.com/discord/discord-api-docs issue 1315); not every
part of it need do so, and no count in use is higher than that of UTF-16 code units: so these are counted here.

Sources, where nothing else is said: https://docs.discord.com/developers/resources/message ("Create Message",
"Embed Limits") and https://docs.discord.com/developers/components/reference, as of 2026-08.
"""

from typing import Final

from bot.messages.units import cut, units

CONTENT: Final = 2000

EMBEDS: Final = 10
EMBED_TITLE: Final = 256
EMBED_DESCRIPTION: Final = 4096
EMBEDS_TOTAL: Final = 6000
"""Of the texts of all embeds of a message; the addresses behind their titles do not count."""

EMBEDS_BYTES: Final = 10_000
"""Of the same texts in UTF-8. Known of components only, which answer more with HTTP 500; a precaution here.

Source: github.com/discord/discord-api-docs issue 8554.
"""

ROWS: Final = 5
BUTTONS_IN_ROW: Final = 5
BUTTON_LABEL: Final = 80
CUSTOM_ID: Final = 100
OPTIONS: Final = 25
OPTION_LABEL: Final = 100

FILES: Final = 10
FILE_DESCRIPTION: Final = 1024


def size(text: str) -> int:
    """Return how many bytes ``text`` has in UTF-8."""
    return len(text.encode())


def clipped(text: str, most: int) -> str:
    """Return ``text`` if it is within ``most``, else its beginning, without half of an escape at its end.

    The last resort, for what cannot be made brief in any better way.
    """
    if units(text) <= most:
        return text
    kept = cut(text, most - 1)
    backslashes = len(kept) - len(kept.rstrip("\\"))
    return kept[: len(kept) - backslashes % 2] + "…"
