"""How much a message on Slack holds, counted so that we are never over: pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from bot.messages.units import units

BLOCKS: Final = 50
"""Source: https://docs.slack.dev/reference/block-kit/blocks, read 2026-11."""

MESSAGE_UNITS: Final = 10_000
"""All text of a message's blocks together: more is ``msg_blocks_too_long``.

Not documented; refused were 11,341 and 13,298 characters.
Source: https://github.com/slackapi/bolt-js/issues/2509 and /2867, read 2026-11.
"""

FALLBACK_UNITS: Final = 4_000
"""Source: https://docs.slack.dev/reference/methods/chat.postMessage, "Truncating content", read 2026-11."""

SECTION_UNITS: Final = 3_000
"""Source: https://docs.slack.dev/reference/block-kit/blocks/section-block, read 2026-11."""

HEADER_UNITS: Final = 150
"""Source: https://docs.slack.dev/reference/block-kit/blocks/header-block, read 2026-11."""

CONTEXT_UNITS: Final = 2_000
"""Of one text; not documented for this block: what a section allows for its fields."""

ACTIONS_ELEMENTS: Final = 25
"""Source: https://docs.slack.dev/reference/block-kit/blocks/actions-block, read 2026-11."""

BUTTON_VALUE_UNITS: Final = 2_000
"""Source: https://docs.slack.dev/reference/block-kit/block-elements/button-element, read 2026-11."""

SELECT_OPTIONS: Final = 100
"""Source: https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element, read 2026-11."""

OPTION_VALUE_UNITS: Final = 150
"""Source: https://docs.slack.dev/reference/block-kit/composition-objects/option-object, read 2026-11."""

_NOT_TEXT: Final = frozenset({"type", "block_id", "action_id", "style"})


def block_units(blocks: Iterable[object]) -> int:
    """Return the length of all text in ``blocks``: what shows, and what addresses and choices carry."""
    return sum(units(text) for block in blocks for text in _texts(block))


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, Mapping):
        for name, value in node.items():
            if name not in _NOT_TEXT:
                yield from _texts(value)
    elif isinstance(node, (list, tuple)):
        for value in node:
            yield from _texts(value)
