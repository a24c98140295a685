"""A typed line becomes a verb and its arguments, the same way wherever people type.

``subscribe #cs.CL "tool use" --at 09:00 zone:Europe/Berlin``: options are ``--name value``,
``--name=value``, ``name:value``, ``name: value`` and ``name=value`` for the names that the verb knows; ``-``
and ``_`` in a name are the same. Everything else is a bare word. A query is handed on as it was written:
its own colons, signs and quotes are not ours to read. ``--`` alone ends the options.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from bot.commands.table import COMMANDS, find_command
from bot.commands.words import Command, Kind, Param
from bot.errors import BadArgument

MAX_LINE_CHARS: Final = 4000
"""What Slack lets a person type; nothing that we take is as long."""

# Keyboards put in the typographic ones.
_OPEN, _CLOSE = '"“„«', '"”“»'
_CHUNK: Final = re.compile(rf"(?:[{_OPEN}][^{_OPEN}{_CLOSE}]*[{_CLOSE}]|\S)+")
# A phone makes one long dash of two.
_DASHED: Final = re.compile(r"(?:--|—)(?P<name>[A-Za-z][\w-]*)(?:(?P<sign>[=:])(?P<value>.*))?", re.DOTALL)
_NAMED: Final = re.compile(r"(?P<name>[A-Za-z][\w-]*)[=:](?P<value>.*)", re.DOTALL)
_END_OF_OPTIONS: Final = {"--", "—"}
_YES, _NO = "true", "false"
_SHOWN_CHARS: Final = 40


class UnknownVerb(BadArgument):
    """There is no such verb; ``line`` is what was typed, ``nearest`` the verb that was probably meant."""

    def __init__(self, message: str, *, line: str, nearest: str | None) -> None:
        super().__init__(message)
        self.line = line
        self.nearest = nearest


@dataclass(frozen=True, slots=True)
class Typed:
    """What a line says: the verb as the table has it, and each argument as text."""

    verb: str
    arguments: Mapping[str, str]


def parse_line(line: str) -> Typed:
    """Return what ``line`` says; nothing typed asks for help.

    Raises UnknownVerb with the nearest one, BadArgument for an option that the verb does not know, has
    twice or without its value, and for a word too many. Takes time linear in the length of the line.
    """
    if len(line) > MAX_LINE_CHARS:
        raise BadArgument(f"That is {len(line)} characters; {MAX_LINE_CHARS} are the most that can be read.")
    words = words_of(line)
    if not words:
        return Typed("help", {})
    command = find_command(words[0])
    if command is None:
        raise unknown_verb(words[0], line=line.strip())
    return Typed(command.verb, read_words(command, words[1:]))


def words_of(line: str) -> Sequence[str]:
    """Return the words of ``line``; quotes keep what is between them together, and stay."""
    return _CHUNK.findall(line)


def read_words(command: Command, words: Iterable[str]) -> Mapping[str, str]:
    """Return the arguments that ``words`` give ``command``; a word may hold spaces. Raises BadArgument."""
    return _Reader(command).read(iter(words))


def unknown_verb(verb: str, *, line: str) -> UnknownVerb:
    """Return the error for a verb that is none, with the nearest one."""
    nearest = next(iter(get_close_matches(verb.casefold(), COMMANDS, n=1)), None)
    hint = f"Did you mean {nearest}?" if nearest else "help lists what there is."
    return UnknownVerb(f"There is no verb “{_shown(verb)}”. {hint}", line=line, nearest=nearest)


def unknown_name(command: Command, name: str) -> BadArgument:
    """Return the error for a parameter that ``command`` does not have, with the nearest one."""
    names = [_written(param.name) for param in command.params]
    near = get_close_matches(_written(name.casefold()), names, n=1)
    known = f"It takes {', '.join(names)}." if names else "It takes no options."
    return BadArgument(
        f"{command.verb} has no {_written(_shown(name))}. {f'Did you mean {near[0]}?' if near else known}"
    )


class _Reader:
    """Reads the words behind one verb, from left to right."""

    def __init__(self, command: Command) -> None:
        self._command = command
        self._params = {param.name: param for param in command.params}
        self._waiting = [param for param in command.params if param.bare]
        self._rest = next((param for param in command.params if param.rest), None)
        self._arguments: dict[str, str] = {}
        self._query: list[str] = []

    def read(self, words: Iterator[str]) -> Mapping[str, str]:
        for word in words:
            if word in _END_OF_OPTIONS:
                for bare in words:
                    self._take_bare(bare)
            elif dashed := _DASHED.fullmatch(word):
                self._take_dashed(dashed, words)
            elif (named := _NAMED.fullmatch(word)) and (param := self._param(named["name"])):
                self._take_named(param, named["value"] or self._next(param, words))
            else:
                self._take_bare(word)
        if self._rest and self._query:
            self._put(self._rest, " ".join(self._query))
        return self._arguments

    def _param(self, name: str) -> Param | None:
        return self._params.get(name.casefold().replace("-", "_"))

    def _take_dashed(self, dashed: re.Match[str], words: Iterator[str]) -> None:
        name, value = dashed["name"], dashed["value"]
        param = self._param(name)
        if param is None and name.casefold().startswith("no-") and (flag := self._param(name[3:])):
            return self._take_flag(flag, _NO)
        if param is None:
            raise unknown_name(self._command, name)
        if value:
            return self._take_named(param, value)
        if param.kind is Kind.FLAG:
            return self._take_flag(param, _YES)
        return self._take_named(param, self._next(param, words))

    def _next(self, param: Param, words: Iterator[str]) -> str:
        if (value := next(words, None)) is None:
            raise BadArgument(f"{_written(param.name)} needs a value behind it: {param.help}")
        return value

    def _take_flag(self, param: Param, value: str) -> None:
        if param.kind is not Kind.FLAG:
            raise unknown_name(self._command, f"no-{param.name}")
        self._put(param, value)

    def _take_named(self, param: Param, value: str) -> None:
        if param is self._rest:
            self._query.append(value)
        else:
            self._put(param, _unquoted(value))

    def _take_bare(self, word: str) -> None:
        flag = self._param(word)
        if flag and flag.bare and flag.kind is Kind.FLAG:
            return self._put(flag, _YES)
        while self._waiting and (self._waiting[0].kind is Kind.FLAG or self._waiting[0].name in self._arguments):
            self._waiting.pop(0)
        if self._waiting:
            return self._put(self._waiting.pop(0), _unquoted(word))
        if self._rest is None:
            raise BadArgument(f"{self._command.verb} has no use for “{_shown(word)}”. {usage(self._command)}")
        return self._query.append(word)

    def _put(self, param: Param, value: str) -> None:
        if param.name in self._arguments:
            raise BadArgument(f"{_written(param.name)} is given twice: leave one out.")
        self._arguments[param.name] = value


def usage(command: Command) -> str:
    """Return how ``command`` is typed: ``Type it as: similar PAPER [--top N]``."""
    return f"Type it as: {' '.join([command.verb, *map(_usage_of, command.params)])}"


def value_name(param: Param) -> str:
    """Return what stands for a value in a line of usage: ``N|auto``, ``TIME``, ``compact|full|thread``."""
    free = () if param.kind is Kind.CHOICE else (_VALUE_NAMES.get(param.kind, param.name.upper()),)
    return "|".join((*free, *param.choices))


_VALUE_NAMES: Final = {
    Kind.INT: "N",
    Kind.NUMBER: "N",
    Kind.TIME_OF_DAY: "TIME",
    Kind.DAY: "D",
    Kind.WINDOW: "7d",
    Kind.SPAN: "6h",
}


def _usage_of(param: Param) -> str:
    value = value_name(param)
    if param.kind is Kind.FLAG:
        written = param.name if param.bare else _written(param.name)
    else:
        written = value if param.bare or param.rest else f"{_written(param.name)} {value}"
    return written if param.required else f"[{written}]"


def _written(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _unquoted(value: str) -> str:
    is_quoted = len(value) > 1 and value[0] in _OPEN and value[-1] in _CLOSE
    return value[1:-1] if is_quoted else value


def _shown(text: str) -> str:
    line = " ".join(text[: 2 * _SHOWN_CHARS].split())
    return line if len(line) <= _SHOWN_CHARS else f"{line[: _SHOWN_CHARS - 1]}…"
