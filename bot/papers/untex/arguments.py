"""The nodes of a group, taken one after the other, and what commands and scripts take as theirs."""

import re
from typing import Final

from bot.papers.untex.commands import arity
from bot.papers.untex.tree import Command, Group, Node, Nodes, Text

_LONGEST_CHAIN: Final = 4
r"""How many commands in a row, each the argument of the one before, are read as one argument: ``^\hat\mathbf x``."""

_TAKEN: Final = re.compile(r"\s*\S")
_TAKEN_AS_SCRIPT: Final = re.compile(r"\s*(?:[-+]?\d+|[A-Za-z]{3,}(?![A-Za-z]*\w)|\S)")
_OPTION: Final = re.compile(r" ?\[([^\]]*)\]")


class Arguments:
    """Nodes with a position; a text is split where only its beginning is taken."""

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = list(nodes)
        self._at = 0

    def next(self) -> Node | None:
        """Return the next node and step over it; None at the end."""
        node = self._peek()
        self._at += 1
        return node

    def argument(self, *, is_script: bool = False) -> Nodes:
        """Take what the next argument is: a group, a command with its own arguments, or a character.

        A script also takes a whole number, and letters that are a word. Empty where there is none.
        """
        node = self._peek()
        if isinstance(node, Text) and not node.is_verbatim:
            if not node.text.strip() and self._at + 1 < len(self._nodes):
                self._at += 1
                return self.argument(is_script=is_script)
            return self._beginning(node.text, _TAKEN_AS_SCRIPT if is_script else _TAKEN)
        if isinstance(node, Command):
            return self._chain()
        self._at += node is not None
        return node.nodes if isinstance(node, Group) else [] if node is None else [node]

    def group(self) -> Nodes | None:
        """Take a group that follows at once; None where there is none."""
        node = self._peek()
        if not isinstance(node, Group):
            return None
        self._at += 1
        return node.nodes

    def option(self) -> str | None:
        """Take ``[…]`` that follows, of plain text; None where there is none."""
        node = self._peek()
        found = _OPTION.match(node.text) if isinstance(node, Text) else None
        if not found:
            return None
        self._rest(found.string[found.end() :])
        return found[1]

    def word(self) -> str:
        """Return the text that follows, without taking it."""
        node = self._peek()
        return node.text if isinstance(node, Text) else ""

    def cut(self, count: int) -> str:
        """Take so many characters of the text that follows."""
        text = self.word()
        self._rest(text[count:])
        return text[:count]

    def follows(self) -> Node | None:
        """Return the next node without taking it."""
        return self._peek()

    def _peek(self) -> Node | None:
        return self._nodes[self._at] if self._at < len(self._nodes) else None

    def _beginning(self, text: str, pattern: re.Pattern[str]) -> Nodes:
        found = pattern.match(text)
        if not found:
            self._at += 1
            return []
        self._rest(text[found.end() :])
        return [Text(found[0].strip())]

    def _rest(self, text: str) -> None:
        if text:
            self._nodes[self._at] = Text(text)
        else:
            self._at += 1

    def _chain(self) -> Nodes:
        """Take a command and the groups, or commands again, that are its arguments."""
        taken: list[Node] = []
        wanted = 1
        while wanted and len(taken) < _LONGEST_CHAIN and (node := self._peek()):
            if isinstance(node, Text) and taken:
                taken += self._beginning(node.text, _TAKEN)
            else:
                taken.append(node)
                self._at += 1
            wanted += (arity(node.name) if isinstance(node, Command) else 0) - 1
        return taken
