r"""What a value must lose before it stands in a message on Discord: pure.

Discord reads its own Markdown: a backslash in front of a mark shows the mark, everywhere but in the label of
a masked link, where the backslash stays and the mark acts. So a value comes in two kinds:

- ``escape_discord`` puts backslashes, which nobody sees and which copying leaves out. An address in bare text
  (``https\://…``) is read and copied as it was written and is no link: a reader who did not see us link it
  may not be led anywhere by it. Square brackets become those of full width, because inside a label of our own
  even escaped ones make a foreign link; NFKC, and so our search, reads them as the usual ones.
- ``label_discord`` is for the label itself (``label`` in the templates): each mark that could act becomes a
  character that looks like it. An address in a label would undo our link, so its colon is one of the marks.

Sources: github.com/discord/discord-api-docs issues 6185 (no escaping in labels), 7721 (no address in labels),
6810 and 7673 (emoji in labels: in embeds alone), read 2026-11.
"""

import re
from typing import Final

from bot.messages.printable import JOINERS, printable

_BRACKETS: Final = {ord("["): "\N{FULLWIDTH LEFT SQUARE BRACKET}", ord("]"): "\N{FULLWIDTH RIGHT SQUARE BRACKET}"}

_INVITING: Final = r"(?<=[.][a-z]{2})/|(?<=[.][a-z]{3})/|(?<=[.][a-z]{4})/"
"""The slash of an invitation, as in ``discord.gg/…``, which needs no ``https``."""

_MARK: Final = re.compile(
    rf"""[\\*_~|`<@]            # emphasis, strike, spoiler, code, tokens in angle brackets, mentions
      | :(?=\S|\Z)(?!(?<=\d:)\d\d(?![\d:]))    # an address, an emoji's code; the time of day is neither
      | {_INVITING}
      """,
    re.VERBOSE | re.IGNORECASE,
)

_START: Final = re.compile(r"[-#>+.)/]|\d+(?=[.)](?:\s|\Z))")
"""What makes a heading, small print, a quotation or a list at the start of a line, or goes on with the value before."""


def escape_discord(text: str) -> str:
    """Return Markdown that shows ``text``, whatever stands before or after it, on one line."""
    line = printable(text, keep=JOINERS)
    body = line.lstrip()
    indent = " " if body != line else ""
    return indent + _neutral_start(_MARK.sub(r"\\\g<0>", body.translate(_BRACKETS)))


def _neutral_start(body: str) -> str:
    found = _START.match(body)
    if not found:
        return body
    number = found[0] if found[0].isdecimal() else ""
    return f"{number}\\{body[len(number) :]}"


_LOOKALIKES: Final = {
    **_BRACKETS,
    ord("\\"): "\N{SET MINUS}",
    ord("*"): "\N{ASTERISK OPERATOR}",
    ord("~"): "\N{TILDE OPERATOR}",
    ord("|"): "\N{DIVIDES}",
    ord("`"): "\N{MODIFIER LETTER GRAVE ACCENT}",
}

_LABEL_MARK: Final = re.compile(
    rf"(?<![^\W_])_|_(?![^\W_])|<(?=\S)|<\Z|@(?=everyone|here)|:(?=\S)|{_INVITING}", re.IGNORECASE
)
"""Marks that are left alone where they cannot act: inside a word, or in front of a space."""

_LABEL_LOOKALIKES: Final = {
    "_": "\N{FULLWIDTH LOW LINE}",
    "<": "\N{FULLWIDTH LESS-THAN SIGN}",
    "@": "\N{FULLWIDTH COMMERCIAL AT}",
    ":": "\N{RATIO}",
    "/": "\N{DIVISION SLASH}",
}


def label_discord(text: str) -> str:
    """Return ``text`` fit to be the label of a masked link: no mark in it acts, and nothing has to be escaped."""
    line = printable(text, keep=JOINERS).strip()
    return _LABEL_MARK.sub(lambda mark: _LABEL_LOOKALIKES[mark[0]], line).translate(_LOOKALIKES)


_GLANCE_CHARS: Final = 40
"""In which there nearly always is something to see, so that the rest need not be looked at."""


def is_blank(text: str) -> bool:
    """Tell whether a reader sees nothing of ``text``; Discord refuses what is blank."""
    return not printable(text[:_GLANCE_CHARS]).strip() and not printable(text).strip()
