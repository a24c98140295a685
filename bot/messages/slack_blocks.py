"""The parts that messages on Slack are built of: pure.

Every mrkdwn text is ``verbatim``, so that Slack makes no links of its own, and every plain one without emoji
codes. Sections are expanded: Slack would fold long ones behind "See more".
Source: https://docs.slack.dev/reference/block-kit, read 2026-11.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from bot.messages.buttons import LABEL_CHARS, pack
from bot.messages.escape_slack import unquoted, without_marks_at_ends
from bot.messages.menu import OPTION_CHARS, PLACEHOLDER, Option
from bot.messages.message import JsonObject
from bot.messages.printable import JOINERS, printable
from bot.messages.reply import Button, Tone
from bot.messages.slack_limits import (
    ACTIONS_ELEMENTS,
    BUTTON_VALUE_UNITS,
    CONTEXT_UNITS,
    HEADER_UNITS,
    OPTION_VALUE_UNITS,
    SECTION_UNITS,
)
from bot.messages.units import cut, units

PICK: Final = "pick"
"""The ``action_id`` of the menu; the chosen option's value is its request."""

BUTTON: Final = "button"
"""How the ``action_id`` of every button of a reply begins; its value is the request."""

_ATOM: Final = re.compile(r"\*?<[^<>]*>\*?|&\w+;|\s+|[^\s<&]+|.")
_STYLES: Final = {Tone.GOOD: "primary", Tone.BAD: "danger"}


def header(text: str) -> JsonObject:
    """Return ``text`` as a heading, cut to what one holds."""
    return {"type": "header", "text": _plain_text(text, HEADER_UNITS)}


def divider() -> JsonObject:
    """Return a line across the message."""
    return {"type": "divider"}


def is_actions(block: JsonObject) -> bool:
    """Tell whether ``block`` is for choosing something."""
    return block["type"] == "actions"


def is_divider(block: JsonObject) -> bool:
    """Tell whether ``block`` is only a line across the message."""
    return block["type"] == "divider"


def sections(mrkdwn: str) -> tuple[JsonObject, ...]:
    """Return ``mrkdwn`` as sections, as few as hold all of it; none where it is blank."""
    return tuple({"type": "section", "text": _mrkdwn(text), "expand": True} for text in parted(mrkdwn, SECTION_UNITS))


def contexts(mrkdwn: str) -> tuple[JsonObject, ...]:
    """Return ``mrkdwn`` as small print, all of it; none where it is blank."""
    return tuple({"type": "context", "elements": [_mrkdwn(text)]} for text in parted(mrkdwn, CONTEXT_UNITS))


def preformatted(text: str) -> tuple[JsonObject, ...]:
    """Return ``text`` to be copied line by line, as blocks that hold all of it; nothing in it is markup."""
    lines = "\n".join(printable(line, keep=JOINERS).rstrip() for line in text.splitlines())
    return tuple(
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_preformatted", "elements": [{"type": "text", "text": part}]}],
        }
        for part in _parted_lines(lines, SECTION_UNITS)
    )


def choices(options: Sequence[Option]) -> tuple[JsonObject, ...]:
    """Return ``options`` as a menu holds them; one whose request is too long for Slack is left out."""
    return tuple(
        {"text": _plain_text(option.label, OPTION_CHARS), "value": option.request}
        for option in options
        if units(option.request) <= OPTION_VALUE_UNITS
    )


def menu(options: Sequence[JsonObject]) -> tuple[JsonObject, ...]:
    """Return the menu from which a paper is picked; none without ``options``."""
    select = {
        "type": "static_select",
        "action_id": PICK,
        "placeholder": _plain_text(PLACEHOLDER, HEADER_UNITS),
        "options": list(options),
    }
    return ({"type": "actions", "elements": [select]},) if options else ()


def button_rows(buttons: Sequence[Button]) -> tuple[JsonObject, ...]:
    """Return ``buttons`` in rows; one whose request is too long for Slack is left out."""
    packed = ((button, pack(button)) for button in buttons)
    elements = [
        _button(button, request, number)
        for number, (button, request) in enumerate(packed, start=1)
        if units(request) <= BUTTON_VALUE_UNITS
    ]
    return tuple({"type": "actions", "elements": list(row)} for row in _batches(elements, ACTIONS_ELEMENTS))


def _button(button: Button, request: str, number: int) -> JsonObject:
    element: JsonObject = {
        "type": "button",
        "action_id": f"{BUTTON}-{number}",
        "text": _plain_text(button.label, LABEL_CHARS, instead=button.verb),
        "value": request,
    }
    return element | ({"style": _STYLES[button.tone]} if button.tone in _STYLES else {})


def parted(mrkdwn: str, max_units: int) -> Iterator[str]:
    """Yield ``mrkdwn`` in parts that fit: cut between lines, else between words, never inside a link or an entity."""
    run = ""
    for line in mrkdwn.split("\n"):
        longer = f"{run}\n{line}" if run.strip() else line
        if units(longer) > max_units:
            yield from filter(None, [run.strip()])
            *parts, longer = _parted_line(line, max_units)
            yield from filter(None, parts)
        run = longer
    yield from filter(None, [run.strip()])


def _parted_line(line: str, max_units: int) -> Iterator[str]:
    run = ""
    for atom in _atoms(line, max_units):
        if units(run) + units(atom) > max_units:
            yield run.strip()
            # What stands at the start of a line now did not before.
            run = unquoted(atom.lstrip())
        else:
            run += atom
    yield run.strip()


def _atoms(line: str, max_units: int) -> Iterator[str]:
    """Yield what must not be cut, and words that are too long in parts."""
    for match in _ATOM.finditer(line):
        atom = match[0]
        while units(atom) > max_units:
            part = cut(atom, max_units)
            yield without_marks_at_ends(part)
            atom = without_marks_at_ends(atom[len(part) :])
        yield atom


def _parted_lines(text: str, max_units: int) -> Iterator[str]:
    """Yield ``text`` in parts that fit: cut between lines, else anywhere."""
    run = ""
    for line in text.split("\n"):
        longer = f"{run}\n{line}" if run else line
        if units(longer) > max_units:
            yield from filter(str.strip, [run])
            longer = line
        while units(longer) > max_units:
            part = cut(longer, max_units)
            yield from filter(str.strip, [part])
            longer = longer[len(part) :]
        run = longer
    yield from filter(str.strip, [run])


def _mrkdwn(text: str) -> JsonObject:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _plain_text(text: str, max_units: int, *, instead: str = "–") -> JsonObject:
    shown = printable(text, keep=JOINERS).strip() or instead
    if units(shown) > max_units:
        shown = f"{cut(shown, max_units - 1)}…"
    return {"type": "plain_text", "text": shown, "emoji": False}


def _batches(items: Sequence[JsonObject], size: int) -> Iterator[tuple[JsonObject, ...]]:
    rest = iter(items)
    while batch := tuple(islice(rest, size)):
        yield batch
