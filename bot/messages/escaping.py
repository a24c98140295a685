"""What a value must lose before it stands in a message, flavor by flavor: pure.

An escaped value means the same wherever it lands: it can neither open nor close anything together with
the template around it or with the value beside it.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import quote, urlsplit

from bot.messages.escape_discord import escape_discord
from bot.messages.escape_html import escape_html
from bot.messages.escape_slack import escape_slack
from bot.messages.printable import JOINERS, printable

__all__ = [
    "ESCAPES",
    "escape_discord",
    "escape_html",
    "escape_post",
    "escape_slack",
    "escape_terminal",
    "printable",
    "web_address",
]

_TERMINAL_SPECIAL: Final = re.compile(r"(?<!\\)(?P<run>\\*+)(?P<end>\[|\Z)|(?P<long>\\{64,})")


def escape_terminal(text: str) -> str:
    """Return rich markup that shows ``text``, whatever stands before or after it.

    Control, bidirectional and zero-width characters are dropped. To be parsed with emoji codes off.
    """
    # As rich 15's markup.py reads it, two backslashes are one in front of a tag only, while an escaped
    # bracket is a bracket anywhere: so backslashes in front of one get a tag that does nothing.
    # A long run of them anywhere gets one too: looking for its end, rich takes the square of its length.
    return _TERMINAL_SPECIAL.sub(_terminal_special, printable(text))


def _terminal_special(match: re.Match[str]) -> str:
    run = match["run"] or match["long"]
    return (f"{run * 2}[none][/none]" if run else "") + (r"\[" if match["end"] else "")


_POST_BLOCK_START: Final = re.compile(r"(#|>|[-+](?=[-+\s]|\Z)|=+(?=\s*\Z)|\|)")
_POST_NUMBER_START: Final = re.compile(r"(\d{1,9})([.)])(?=\s|\Z)")
_POST_INLINE: Final = re.compile(
    r"""(?P<backslash> \\ (?= [!-/:-@\[-`{-~] | \Z ))
      | (?P<mark> [\[\]*`] | (?<!\w)_ | _(?!\w) | ~(?=~|\Z) | (?<=~)~ | \A~ )
      | (?P<tag> < (?= [A-Za-z/!?] | \Z ))
      | (?P<entity> & (?= \#?\w+; | \Z ))""",
    re.VERBOSE,
)


def escape_post(text: str) -> str:
    """Return Markdown that shows ``text`` as it is: no tag, link, image, heading, list or emphasis.

    What cannot be mistaken stays as written (``p < 0.05``, ``snake_case``, TeX commands). Addresses in
    bare text stay too: some readers make links of them, which lead where they say.
    Source: CommonMark 0.31.2, sections 2.4 (backslash escapes), 4 (leaf blocks) and 6 (inlines).
    """
    line = printable(text, keep=JOINERS)
    body = line.lstrip()
    indent = " " if body != line else ""
    return indent + _neutral_start(_POST_INLINE.sub(_post_inline, body))


def _post_inline(match: re.Match[str]) -> str:
    if match["tag"]:
        return "&lt;"
    return "&amp;" if match["entity"] else f"\\{match[0]}"


def _neutral_start(body: str) -> str:
    numbered = _POST_NUMBER_START.match(body)
    if numbered:
        return f"{numbered[1]}\\{body[numbered.end(1) :]}"
    return f"\\{body}" if _POST_BLOCK_START.match(body) else body


_ADDRESS_SAFE: Final = "%/:?#@!$&*+,;=~"
"""RFC 3986's characters of an address, less the brackets and quotes that end one in Markdown or HTML."""


def web_address(url: str) -> str | None:
    """Return ``url`` fit to stand as the address of a link in any flavor; None if it is not a plain web address.

    Whatever could end the link it stands in is percent-encoded. A name or password before the host makes
    it None: it serves to disguise the host.
    """
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc:
        return None
    return quote(printable(parts.geturl()), safe=_ADDRESS_SAFE)


ESCAPES: Final[Mapping[str, Callable[[str], str]]] = {
    "discord": escape_discord,
    "html": escape_html,
    "post": escape_post,
    "slack": escape_slack,
    "terminal": escape_terminal,
    "text": printable,
}
"""The flavors, each with what it does to a value."""
