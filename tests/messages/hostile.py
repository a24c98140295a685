"""Text from people who want our messages to say something else."""

from hypothesis import settings
from hypothesis import strategies as st

from bot.messages.escaping import printable

FRAGMENTS = (
    "\x1b[31m",
    "\x1b[2J\x1b[H",
    "\x9b1m",
    "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "\x1b]0;title\x07",
    "\x1b]8;;https://evil.example",
    "\x07\x08\x7f\x00",
    "[bold]",
    "[/]",
    "[/bold]",
    "[link=https://evil.example]",
    "[@click=app.bell]",
    "\\[bold]",
    "\\",
    "[",
    "]",
    ":fire:",
    "{{ paper }}",
    "{% for x in y %}",
    "\u202eevil\u202c",
    "\u2066\u200b\u200d\ufeff\u00ad\u2060",
    "\U000e0041\u3164",
    "\r\n",
    "\t\u2028",
    "│ ",
    " · ",
    "<script>alert(1)</script>",
    "<b onmouseover=x>",
    "</blockquote>",
    "<!--",
    "<https://evil.example>",
    "<",
    "&lt;",
    "&#x3c;script&#x3e;",
    "&",
    "[text](https://evil.example)",
    "![image](https://evil.example/x.png)",
    "[text][1]",
    "](https://evil.example)",
    "\n[1]: https://evil.example",
    "# heading",
    "\n# heading",
    "\n===\n",
    "\n---\n",
    "- item",
    "1. item",
    "> quote",
    "    code",
    "```\n",
    "~~~",
    "~~",
    "+ item",
    "1) item",
    "***",
    "| a | b |\n|---|---|",
    "`",
    "**",
    "_x_",
    "*",
    "大模型",
    "🔥",
    "é",
    " ",
    "word",
)

unhurried = settings(deadline=None)
"""For a machine that has other things to do."""

texts = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=4)), max_size=12).map("".join)


def shown(text: str) -> str:
    """Return what a reader may see of ``text``, white space aside."""
    return "".join(printable(text).split())
