r"""TeX taken apart into text, commands, groups and scripts.

It is read in one pass, whatever it is: braces that do not match are no error, and those that are nested too
deep are left out, so that nothing that walks the tree can run out of stack.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from bot.papers.untex.spans import Span, spans

_DEEPEST: Final = 16
"""How deep groups are nested; papers have five."""


@dataclass(frozen=True, slots=True)
class Text:
    """Characters that are what they are. ``is_verbatim`` ones are never taken apart: an address, a path."""

    text: str
    is_verbatim: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    r"""``\name``, or a backslash and one other character; ``is_spaced`` if a space follows."""

    name: str
    is_spaced: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """``^`` or ``_``, where it raises or lowers what follows."""

    sign: str


@dataclass(frozen=True, slots=True)
class Group:
    """What stands in braces."""

    nodes: "Nodes"


@dataclass(frozen=True, slots=True)
class Mathematics:
    """What stands between dollars."""

    nodes: "Nodes"


Node: TypeAlias = Text | Command | Script | Group | Mathematics
Nodes: TypeAlias = Sequence[Node]

_ADDRESS: Final = r"(?P<address>https?://(?:[^\s{}$\\<>]|\\[_%#&~$])+)"
_COMMAND: Final = r"\\(?:(?P<name>[A-Za-z]+)\*?(?P<space> ?)|(?P<sign>.?))"
_BRACE: Final = r"(?P<open>\{)|(?P<close>\})"

_MAY_BE_TEX: Final = re.compile(r"[\\{}$~^]|_\{|--|https?://")
"""Where a piece of ``_IN_TEXT`` may begin; to look for this alone is twenty times as fast."""

_PATH: Final = re.compile(
    r"(?<=(?<![\w\\])[A-Za-z]:)\\(?=[\w\\])[^\s{}$]*"
    r"|(?<![^\s(\"'])\\\\[\w.-]+(?:\\[\w.$-]+)+"
    r"|(?<=[\w.-])(?:\\[\w-]{1,64}){1,8}\.[a-z]{2,4}(?![\w\\{])"
)
_IN_TEXT: Final = re.compile(
    rf"{_ADDRESS}|{_COMMAND}|{_BRACE}"
    r"|(?P<script>[\^_](?=\{)|(?<=[\w)\]}$])\^(?=-?\d|\\[A-Za-z]))"
    r"|(?P<variable>\$\{\w+\})|(?P<dollar>\$)|(?P<tie>~)|(?P<dash>(?<![-!])-{2,3}(?![->]))"
)
_IN_MATHEMATICS: Final = re.compile(rf"{_ADDRESS}|{_COMMAND}|{_BRACE}|(?P<script>[\^_])|(?P<primes>'+)|(?P<blank>[~&])")

_PRIMES: Final = {2: "″", 3: "‴"}
_LETTERS: Final = re.compile(r"(?<=\\)[A-Za-z]+")
_CHARS: Final = re.compile(r"\\([_%#&~$])")


class _Tree:
    """Nodes as they are read; groups that are still open are on the stack."""

    def __init__(self) -> None:
        self._stack: list[list[Node]] = [[]]
        self._too_deep = 0

    def add(self, node: Node) -> None:
        self._stack[-1].append(node)

    def open(self) -> None:
        if len(self._stack) > _DEEPEST:
            self._too_deep += 1
        else:
            self._stack.append([])

    def close(self) -> None:
        if self._too_deep:
            self._too_deep -= 1
        elif len(self._stack) > 1:
            nodes = self._stack.pop()
            self._stack[-1].append(Group(nodes))

    def finished(self) -> Nodes:
        """Return all nodes; what was never closed ends here.

        Where no command stands before its brace, that is a character if a set may begin with it.
        """
        while len(self._stack) > 1:
            nodes = self._stack.pop()
            before = self._stack[-1]
            last = before[-1] if before else None
            if isinstance(last, Command | Script):
                before.append(Group(nodes))
                continue
            is_set = last is None or (isinstance(last, Text) and last.text.endswith(" "))
            before += [Text("{" if is_set else " ", is_verbatim=is_set), *nodes]
        return self._stack[0]


def read(text: str, *, is_command: Callable[[str], bool]) -> Nodes:
    """Return the nodes of ``text``, which is on one line; ``is_command`` tells a command of TeX from a folder."""
    tree = _Tree()
    for span in spans(text):
        if span.is_mathematics:
            tree.add(Mathematics(_mathematics(text[span.start : span.end])))
        else:
            _read_text(tree, text, span, is_command)
    return tree.finished()


def _mathematics(body: str) -> Nodes:
    tree = _Tree()
    at = 0
    for match in _IN_MATHEMATICS.finditer(body):
        if at < match.start():
            tree.add(Text(body[at : match.start()]))
        at = match.end()
        if match["primes"]:
            count = len(match["primes"])
            tree.add(Text(_PRIMES.get(count, "′" * count), is_verbatim=True))
        elif match["blank"]:
            tree.add(Text(" "))
        else:
            _add(tree, match)
    if at < len(body):
        tree.add(Text(body[at:]))
    return tree.finished()


def _add(tree: _Tree, match: re.Match[str]) -> None:
    """Add what reads the same in text and in mathematics."""
    if match["address"]:
        tree.add(Text(_CHARS.sub(r"\1", match["address"]), is_verbatim=True))
    elif match["name"]:
        tree.add(Command(match["name"], bool(match["space"])))
    elif match["open"]:
        tree.open()
    elif match["close"]:
        tree.close()
    elif match["script"]:
        tree.add(Script(match["script"]))
    elif match["sign"]:
        tree.add(Command(match["sign"]))


def _read_text(tree: _Tree, text: str, span: Span, is_command: Callable[[str], bool]) -> None:
    at = seen = span.start
    while found := _MAY_BE_TEX.search(text, seen, span.end):
        match = _path(text, found.start(), span.end, is_command) or _IN_TEXT.match(text, found.start(), span.end)
        if not match:
            seen = found.end()
            continue
        seen = match.end()
        if at < match.start():
            tree.add(Text(text[at : match.start()]))
        at = seen
        if (shown := _shown(match)) is not None:
            tree.add(shown)
        else:
            _add(tree, match)
    if at < span.end:
        tree.add(Text(text[at : span.end]))


def _shown(match: re.Match[str]) -> Text | None:
    """Return what a piece of ordinary text is printed as; None for what is TeX in mathematics too."""
    whole = match[0]
    before, after = match.string[max(0, match.start() - 1) : match.start()], match.string[match.end() : match.end() + 1]
    if match.re is _PATH or match["variable"]:
        return Text(whole, is_verbatim=True)
    if match["dollar"]:
        return Text("" if _is_stray_dollar(match) else whole)
    if match["tie"]:
        is_before_command = bool(_COMMAND_FOLLOWS.match(match.string, match.end()))
        return Text(" " if is_before_command or _is_tie(before, after) else whole)
    if match["dash"]:
        return Text(whole if before in _BEFORE_OPTION and after.isalpha() else "—" if len(whole) == 3 else "–")
    return None


def _path(text: str, at: int, end: int, is_command: Callable[[str], bool]) -> re.Match[str] | None:
    """Return the path that begins at a backslash, unless its first folder is a command."""
    path = _PATH.match(text, at, end)
    folder = _LETTERS.search(path[0]) if path else None
    return None if folder and is_command(folder[0]) else path


_COMMAND_FOLLOWS: Final = re.compile(r"\\[A-Za-z]")
_BEFORE_OPTION: Final = frozenset({"", *" ([{\"'`/=“‘"})
"""What stands before two dashes that begin an option of a command line."""


def _is_tie(before: str, after: str) -> bool:
    """Tell whether a tilde is a space that does not break, and not ``~50`` or ``6~300``."""
    is_approximate = not before.strip() or not after.strip() or before in "/=(<>"
    return not is_approximate and not (before.isdigit() and after.isdigit())


_MATHEMATICS_BEGINS: Final = re.compile(r"\$\\[A-Za-z]|\$[A-Za-z][\^_(=]")
_MATHEMATICS_ENDS: Final = re.compile(r"(?<=[)}])\$(?=$|[\s.,;:)])")


def _is_stray_dollar(match: re.Match[str]) -> bool:
    """Tell whether a dollar without another is left of mathematics, and not of money or a variable."""
    return bool(
        _MATHEMATICS_BEGINS.match(match.string, match.start()) or _MATHEMATICS_ENDS.match(match.string, match.start())
    )
