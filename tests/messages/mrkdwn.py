"""Slack's mrkdwn, read as loosely as any client of Slack may read it.

Written from what Slack documents and what people report, knowing nothing of how we escape: a text without marks
here has none anywhere. Sources: https://docs.slack.dev/messaging/formatting-message-text;
https://docs.slack.dev/reference/block-kit/composition-objects/text-object, read 2026-11.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

CONTROL = re.compile(r"<([^<>]*)>")
ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}
KINDS = {"*": "bold", "\uff0a": "bold", "_": "italic", "\uff3f": "italic", "~": "strike"}
ASCII_WORD = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
QUOTE = re.compile(r"\s*(?:>|&gt;|\uff1e)")
CODE = re.compile(r"[`\uff40].+?[`\uff40]", re.DOTALL)
EMOJI = re.compile(r":[^\s:/<>\u200b]+:")
ADDRESS = re.compile(
    r"""\b[a-z][a-z0-9+.-]*://[\w.-]+
      | \b(?:mailto|tel|data|javascript):[\w+]+
      | [\w.+-]+@[\w-]+\.\w+
      | \b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b""",
    re.VERBOSE | re.IGNORECASE,
)
NAMED = re.compile(r"(?<!\w)[@#][\w.-]+")


@dataclass(frozen=True)
class Read:
    """What a reader gets: ``shown`` as text, the links as address and label, and everything that acts."""

    shown: str
    links: tuple[tuple[str, str], ...]
    pings: tuple[str, ...]
    marked: tuple[tuple[str, str], ...]

    def of_kind(self, kind: str) -> list[str]:
        return [content for each, content in self.marked if each == kind]


def read(text: str, *, verbatim: bool = True) -> Read:
    """Read one text; where it is not ``verbatim``, bare addresses and names act as well."""
    controls = [match[1] for match in CONTROL.finditer(text)]
    links = [tuple(each.partition("|")[::2]) for each in controls if each[:1] not in "!@#"]
    pings = [each for each in controls if each[:1] in "!@#"]
    flat = CONTROL.sub(lambda match: f"⟦{match[1].partition('|')[2]}⟧", text)
    if not verbatim:
        links += [(match[0], match[0]) for match in ADDRESS.finditer(decoded(flat))]
        pings += NAMED.findall(decoded(flat))
    return Read(decoded(flat), tuple(links), tuple(pings), tuple(marks(flat)))


def decoded(text: str) -> str:
    return re.sub("|".join(ENTITIES), lambda match: ENTITIES[match[0]], text)


def marks(text: str) -> Iterator[tuple[str, str]]:
    if "```" in text:
        yield "fence", text
    yield from (("code", match[0]) for match in CODE.finditer(text))
    for line in text.split("\n"):
        yield from (("emoji", match[0]) for match in EMOJI.finditer(line))
        if QUOTE.match(line):
            yield "quote", line
        for mark, kind in KINDS.items():
            if mark in line:
                yield from ((kind, content) for content in spans(line, mark))


def spans(line: str, mark: str) -> Iterator[str]:
    """Yield what stands between two marks, the first at the start of a word, the second at the end of one."""
    start = None
    for at, char in enumerate(line):
        if char != mark:
            continue
        if start is not None and at > start + 1 and (mark == "~" or line[at + 1 : at + 2] not in ASCII_WORD):
            yield line[start + 1 : at]
            start = None
        elif mark == "~" or (line[at - 1 : at] not in ASCII_WORD and line[at + 1 : at + 2].strip()):
            start = at
