"""What a value must lose before it stands in a message on Slack: pure.

mrkdwn has no way to escape a mark, so each choice is the least that keeps a text what it is:

- ``& < >`` become entities, the only ones that Slack reads: no mention, no link, no date can begin.
- A mark that could act (``* _ ~ `` and the backtick) becomes the character that looks like it. Marks inside a
  word, as in ``snake_case``, do nothing and stay. A zero-width space is no remedy: beside a mark it is an end of
  a word, which makes marks act that did not.
- A ``>`` that starts a value becomes an angle quotation mark: as an entity it still starts a quotation.
- An emoji's code gets a zero-width space behind its first colon: nothing that looks like a colon shows ``:fire:``
  as it was typed.
- Addresses stay as they are: every text object is ``verbatim``, so Slack makes no links of them. Only the
  fallback text has no such switch; ``unlinked`` is for it.
- Lists need nothing: mrkdwn has none.

Source: https://docs.slack.dev/messaging/formatting-message-text, read 2026-11.
"""

import re
from typing import Final

from bot.messages.printable import JOINERS, printable

_ENTITIES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})

_MARK: Final = re.compile(r"[~`\uff40\uff0a\uff3f]|(?<![A-Za-z0-9])[*_]|[*_](?![A-Za-z0-9])")
"""Where a mark can act; those of full width, which East Asian keyboards type, act too."""

_END: Final = re.compile(r"\A[*_]|[*_]\Z")

_LOOKALIKES: Final = {
    "*": "\N{ASTERISK OPERATOR}",
    "\N{FULLWIDTH ASTERISK}": "\N{SMALL ASTERISK}",
    "_": "\N{MODIFIER LETTER LOW MACRON}",
    "\N{FULLWIDTH LOW LINE}": "\N{MODIFIER LETTER LOW MACRON}",
    "~": "\N{TILDE OPERATOR}",
    "`": "\N{MODIFIER LETTER GRAVE ACCENT}",
    "\N{FULLWIDTH GRAVE ACCENT}": "\N{MODIFIER LETTER GRAVE ACCENT}",
}

_QUOTE: Final = re.compile(r"\A\s*(?:&gt;|\uff1e)")
_NO_QUOTE: Final = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"

_BREAK: Final = "\N{ZERO WIDTH SPACE}"

_EMOJI: Final = re.compile(r":(?=[^\s:/]+:|[^\s:/]*\Z)")
"""A colon that opens an emoji's code, or would with what may stand behind the value."""

_ADDRESS: Final = re.compile(r"(?<=\w)\.(?=[^\W\d_])|[@#](?=[^\s\u200b])|:(?=[^\s\d\u200b])")


def escape_slack(text: str) -> str:
    """Return mrkdwn that shows ``text``, whatever stands before or after it, on one line."""
    line = _MARK.sub(lambda mark: _LOOKALIKES[mark[0]], printable(text, keep=JOINERS))
    return _EMOJI.sub(f":{_BREAK}", unquoted(line.translate(_ENTITIES)))


def unlinked(mrkdwn: str) -> str:
    """Return escaped text in which nothing is taken for an address, a channel or a name."""
    return _ADDRESS.sub(lambda match: f"{match[0]}{_BREAK}", mrkdwn)


def unquoted(mrkdwn: str) -> str:
    """Return escaped text that starts no quotation where it starts a line."""
    return _QUOTE.sub(_NO_QUOTE, mrkdwn)


def without_marks_at_ends(mrkdwn: str) -> str:
    """Return a part of an escaped word in which a mark that was inside the word still does nothing."""
    return _END.sub(lambda mark: _LOOKALIKES[mark[0]], mrkdwn)
