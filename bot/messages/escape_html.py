"""What a value must lose before it stands in a page: pure."""

from typing import Final

from bot.messages.printable import JOINERS, printable

_SPECIAL: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"})


def escape_html(text: str) -> str:
    """Return HTML that shows ``text``, in an element as in a quoted attribute.

    Source: https://html.spec.whatwg.org/multipage/syntax.html, 13.1.2.3 (attributes) and 13.1.3 (text), read 2026-11.
    """
    return printable(text, keep=JOINERS).translate(_SPECIAL)
