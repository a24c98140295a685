"""The tree of a text printed as Unicode."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import Final

from bot.papers.accents import LETTERS, MARKS
from bot.papers.untex import commands
from bot.papers.untex.arguments import Arguments
from bot.papers.untex.scripts import script
from bot.papers.untex.spacing import CITATION, EDGE, RELATION, dense, formula, spaced, without_edges
from bot.papers.untex.symbols import in_alphabet, in_text, symbols
from bot.papers.untex.tree import Command, Group, Mathematics, Nodes, Script, Text


class Mode(Enum):
    """How TeX reads: commands mean other things, and spaces less, in mathematics."""

    TEXT = auto()
    MATHEMATICS = auto()


def printed(nodes: Nodes) -> str:
    """Return what the nodes of a text print, white space not yet collapsed."""
    return spaced(_print(nodes, Mode.TEXT))


def _dense(nodes: Nodes, mode: Mode = Mode.MATHEMATICS) -> str:
    return dense(_print(nodes, mode))


_SET: Final = re.compile(r"[,:;|\"=<>]|^\s|\s$|^$")
"""What tells the braces of a set or a program from those that hold letters together in TeX."""


def _print(nodes: Nodes, mode: Mode) -> str:
    """Return what ``nodes`` print, with marks for what depends on the neighbors."""
    rest = Arguments(nodes)
    out: list[str] = []
    while (node := rest.next()) is not None:
        match node:
            case Text():
                out.append(node.text)
            case Mathematics():
                out.append(formula(_print(node.nodes, Mode.MATHEMATICS)))
            case Group() if mode is Mode.MATHEMATICS:
                out.append(_group(node.nodes))
            case Group():
                out.append(_braced(node.nodes))
            case Script():
                _print_script(node, rest, out, mode)
            case Command():
                _print_command(node, rest, out, mode)
    return "".join(out)


def _print_script(node: Script, rest: Arguments, out: list[str], mode: Mode) -> None:
    """Append a script to what was printed last, which it must not be parted from."""
    argument = rest.argument(is_script=True)
    last = argument[-1] if argument else None
    is_apart = mode is Mode.TEXT and isinstance(last, Command) and last.is_spaced
    edge = EDGE if out and out[-1].endswith(EDGE) else ""
    if edge:
        out[-1] = out[-1].removesuffix(EDGE)
    out.append(f"{script(node.sign, _dense(argument))}{' ' if is_apart else edge}")


def _braced(nodes: Nodes) -> str:
    """Return a group in text: without its braces, unless they are those of a set."""
    text = _print(nodes, Mode.TEXT)
    is_plain = all(isinstance(node, Text) and not node.is_verbatim for node in nodes)
    return f"{{{text}}}" if is_plain and _SET.search(text) else text


def _group(nodes: Nodes) -> str:
    r"""Return a group in a formula; ``a \over b`` is a fraction."""
    for at, node in enumerate(nodes):
        if isinstance(node, Command) and node.name == "over":
            return _fraction(_dense(nodes[:at]), _dense(nodes[at + 1 :]))
    return _print(nodes, Mode.MATHEMATICS)


def _print_command(node: Command, rest: Arguments, out: list[str], mode: Mode) -> None:
    """Append what a command prints, which may depend on what was printed last."""
    name = node.name
    if not name.isalpha() or not name.isascii():
        out.append(_printed_sign(name, rest, mode))
    elif mode is Mode.TEXT and (letter := _letter(node, rest)) is not None:
        out.append(letter)
    elif (with_arguments := _printed_with_arguments(name, rest, mode)) is not None:
        out.append(with_arguments)
    elif mode is Mode.MATHEMATICS:
        out.append(_symbol_in_mathematics(node, rest, out[-1] if out else ""))
    else:
        out.append(_symbol_in_text(node, rest))


_SIGNS: Final[Mapping[str, str]] = {
    **dict.fromkeys([" ", ",", ";", ":", ">", "\\"], " "),
    **dict.fromkeys(["!", "-", "/", "@", "*", ""], ""),
    "|": "‖",
}
"""A backslash and one character → what they print; of others the character itself."""

_ENDING: Final = re.compile(r"(?:s|t|re|ve|ll|d|m)(?![A-Za-z])")


def _printed_sign(sign: str, rest: Arguments, mode: Mode) -> str:
    if sign == "\\":
        rest.option()
    if sign in MARKS and mode is Mode.TEXT:
        return _accented(sign, rest, otherwise=sign)
    return _SIGNS.get(sign, sign)


def _accented(mark: str, rest: Arguments, *, otherwise: str) -> str:
    """Return the letter that follows with a mark; ``otherwise`` where none follows that could have it."""
    follows = rest.follows()
    if isinstance(follows, Text) and not _takes(mark, follows.text):
        return otherwise
    if not isinstance(follows, Text | Group | Command):
        return otherwise
    letters = _print(rest.argument(), Mode.TEXT).translate(_WITH_DOT).strip()
    if not letters[:1].isalpha():
        return f"{otherwise}{letters}"
    return unicodedata.normalize("NFC", f"{letters[0]}{MARKS[mark]}") + letters[1:]


_WITH_DOT: Final = str.maketrans({"\u0131": "i", "\u0237": "j"})
_VOWEL: Final = re.compile(r" ?[aeiouyAEIOUYwxWX]")


def _takes(mark: str, text: str) -> bool:
    r"""Tell whether a text begins with a letter for a mark: not in ``model\'s``, nor in ``\"word\"``."""
    if mark == "'" and _ENDING.match(text):
        return False
    if mark == '"':
        return bool(_VOWEL.match(text))
    return text.lstrip(" ")[:1].isalpha()


def _letter(node: Command, rest: Arguments) -> str | None:
    r"""Return a letter of its own, ``\o``, or one with a mark whose name is a letter, ``\c{c}``; None for all else."""
    if node.name in MARKS and (node.is_spaced or isinstance(rest.follows(), Group)):
        copyright_sign = rest.follows()
        if node.name == "c" and isinstance(copyright_sign, Group) and copyright_sign.nodes == [Text("opyright")]:
            rest.next()
            return "©"
        return _accented(node.name, rest, otherwise=node.name)
    if node.name in LETTERS:
        rest.group()
        return LETTERS[node.name]
    return None


_Printing = Callable[[str, Arguments, "Mode"], str]


def _printed_with_arguments(name: str, rest: Arguments, mode: Mode) -> str | None:
    """Return what a command with arguments prints, None for one that has none."""
    for is_meant, shown in _PRINTING:
        if is_meant(name):
            return shown(name, rest, mode)
    return None


def _shown(_name: str, rest: Arguments, mode: Mode) -> str:
    return _print(rest.argument(), mode)


def _in_alphabet(name: str, rest: Arguments, mode: Mode) -> str:
    return in_alphabet(name, _dense(rest.argument(), mode))


def _dropped(name: str, rest: Arguments, _mode: Mode) -> str:
    rest.option()
    for _ in range(commands.DROPPED[name]):
        rest.argument()
    return EDGE


def _last_shown(name: str, rest: Arguments, mode: Mode) -> str:
    rest.option()
    *_, last = [rest.argument() for _ in range(commands.LAST_SHOWN[name])]
    return _print(last, mode)


def _switch(name: str, rest: Arguments, _mode: Mode) -> str:
    if name in commands.BRACKET_SIZES and rest.word().lstrip().startswith("."):
        rest.cut(rest.word().index(".") + 1)
    return EDGE


def _space(_name: str, rest: Arguments, _mode: Mode) -> str:
    rest.group()
    return " "


def _citation(name: str, rest: Arguments, _mode: Mode) -> str:
    while rest.option() is not None:
        pass
    rest.group()
    return "[…]" if commands.is_citation_in_a_sentence(name) else CITATION


def _note(_name: str, rest: Arguments, _mode: Mode) -> str:
    rest.option()
    return f" ({_print(rest.argument(), Mode.TEXT).strip()})"


def _link(_name: str, rest: Arguments, mode: Mode) -> str:
    """Return the text of a link and its address, which is all that is shown where it is the text too."""
    address, label = (without_edges(_print(rest.group() or (), mode)).strip() for _ in range(2))
    if _bare(label) == _bare(address) or not label:
        return address
    return f"{label} ({address})" if address else label


def _bare(address: str) -> str:
    return address.removeprefix("https://").removeprefix("http://").removesuffix("/").casefold()


def _fraction_of(_name: str, rest: Arguments, mode: Mode) -> str:
    over, under = (_dense(rest.argument(), mode) for _ in range(2))
    return f"{EDGE}{_fraction(over, under)}{EDGE}"


_ATOM: Final = re.compile(r"[^\W_]*[^\s+\-*/=(){}|,<>±×·]*|\([^()]*\)|√\([^()]*\)")


def _fraction(over: str, under: str) -> str:
    return f"{_atom(over)}/{_atom(under)}"


def _atom(text: str) -> str:
    return text if _ATOM.fullmatch(text) else f"({text})"


def _root(_name: str, rest: Arguments, mode: Mode) -> str:
    degree = rest.option() or ""
    sign = {"": "√", "3": "∛", "4": "∜"}.get(degree) or f"{script('^', degree)}√"
    return f"{EDGE}{sign}{_atom(_dense(rest.argument(), mode))}"


def _around(name: str, rest: Arguments, mode: Mode) -> str:
    left, right = commands.AROUND[name]
    return f"{left}{_print(rest.argument(), mode)}{right}"


def _marked(name: str, rest: Arguments, mode: Mode) -> str:
    text = _print(rest.argument(), mode)
    if len(text) != 1 or not text.isalpha():
        return text
    return unicodedata.normalize("NFC", f"{text}{commands.MATHEMATICAL_ACCENTS[name]}")


def _stacked(name: str, rest: Arguments, mode: Mode) -> str:
    small, base = _dense(rest.argument()), _print(rest.argument(), mode)
    edge = EDGE if base.endswith(EDGE) else ""
    return f"{base.removesuffix(EDGE)}{script(commands.BELOW_OR_ABOVE[name], small)}{edge}"


def _script(name: str, rest: Arguments, mode: Mode) -> str:
    small = _dense(rest.argument(), mode)
    raised = script(commands.SCRIPTS[name], small)
    return raised if raised[1:] != small or mode is Mode.MATHEMATICS else small


def _choice(_name: str, rest: Arguments, mode: Mode) -> str:
    of, chosen = (_dense(rest.argument(), mode) for _ in range(2))
    return f"({of} choose {chosen})"


def _negated(_name: str, rest: Arguments, mode: Mode) -> str:
    text = _print(rest.argument(), mode)
    sign = text.strip(f" {RELATION}{EDGE}")
    return text.replace(sign, unicodedata.normalize("NFC", f"{sign}\u0338")) if sign else text


def _operator(_name: str, rest: Arguments, mode: Mode) -> str:
    return f"{EDGE}{_dense(rest.argument(), mode)}{EDGE}"


_CODE_POINT: Final = re.compile(r"x([0-9A-Fa-f]{1,6})|(\d{1,7})")


def _character(_name: str, rest: Arguments, _mode: Mode) -> str:
    r"""Return the character that MathJax's ``\unicode{x2013}`` names."""
    text = _print(rest.argument(), Mode.TEXT)
    found = _CODE_POINT.fullmatch(text)
    code = (int(found[1], 16) if found[1] else int(found[2])) if found else 0
    is_shown = 0x20 <= code <= 0x10FFFF and unicodedata.category(chr(code))[0] in "LMNPSZ"
    return chr(code) if is_shown else text


def _pair(_name: str, rest: Arguments, _mode: Mode) -> str:
    first, second = (_print(rest.argument(), Mode.MATHEMATICS) for _ in range(2))
    return f"{first} {second}"


_COUNT: Final = re.compile(r"(?<=[A-Za-z)\]])\d+")


def _compound(_name: str, rest: Arguments, _mode: Mode) -> str:
    r"""Return a chemical formula: ``\ce{CO2}`` is CO₂."""
    return _COUNT.sub(lambda match: script("_", match[0]), _print(rest.argument(), Mode.MATHEMATICS))


_PRINTING: Final[tuple[tuple[Callable[[str], bool], _Printing], ...]] = (
    (commands.MATHEMATICAL_ACCENTS.__contains__, _marked),
    (commands.SHOWN.__contains__, _shown),
    (commands.SWITCHES.__contains__, _switch),
    (commands.ALPHABETS.__contains__, _in_alphabet),
    (commands.FRACTIONS.__contains__, _fraction_of),
    ("sqrt".__eq__, _root),
    (commands.SPACES.__contains__, _space),
    (commands.DROPPED.__contains__, _dropped),
    (commands.LAST_SHOWN.__contains__, _last_shown),
    (commands.NOTES.__contains__, _note),
    (commands.AROUND.__contains__, _around),
    (commands.BELOW_OR_ABOVE.__contains__, _stacked),
    (commands.SCRIPTS.__contains__, _script),
    ("operatorname".__eq__, _operator),
    ("href".__eq__, _link),
    ("not".__eq__, _negated),
    ("unicode".__eq__, _character),
    ("ce".__eq__, _compound),
    (frozenset({"binom", "dbinom", "tbinom"}).__contains__, _choice),
    (commands.PAIRS.__contains__, _pair),
    (commands.is_citation, _citation),
)
"""Which commands, and how they are printed; the first that is meant holds."""


def _symbol_in_text(node: Command, rest: Arguments) -> str:
    """Return a symbol or, for a command that nobody knows, its name; with a group behind it, that is what is shown."""
    shown = in_text(node.name)
    group = rest.group()
    if shown is None and group and not node.is_spaced:
        return _print(group, Mode.TEXT)
    inside = _print(group, Mode.TEXT) if group else ""
    return f"{shown or _named(node.name)}{' ' if node.is_spaced else ''}{inside}"


def _named(name: str) -> str:
    return f"{EDGE}{name}{EDGE}"


_BETWEEN_TERMS: Final = ("=", "<", ">", "+", "-", "*", "|", ":")
"""Signs that keep a space before them: the space behind a command is only kept where it is not its end alone."""


def _symbol_in_mathematics(node: Command, rest: Arguments, before: str) -> str:
    shown = symbols().get(node.name)
    if shown is None:
        group = rest.group()
        return _print(group, Mode.MATHEMATICS) if group else _named(node.name)
    if node.name in commands.RELATIONS:
        return f"{RELATION}{shown}{RELATION}"
    if node.name in commands.OPERATIONS:
        return f"{shown} " if before.endswith(" ") else shown
    if shown[0].isascii() and shown[0].isalpha():
        return _named(shown)
    return f"{shown} " if node.is_spaced and rest.word().startswith(_BETWEEN_TERMS) else shown
