"""What Slack would refuse of a message, or show otherwise than meant, node by node.

Limits as Slack documents them, and the two that it does not: 10,000 characters of text in all blocks, ids that
are not unique. slack_sdk's own check looks at the top of each block only, and is asked as well.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from tests.messages.mrkdwn import read

Node = Mapping[str, Any]
ARGUMENTS = {"text", "blocks", "unfurl_links", "unfurl_media"}
SAID_BY_NO_TEXT = {"type", "action_id", "block_id", "style"}


def violations(payload: Node) -> list[str]:
    """Return everything that is wrong with the arguments of ``chat.postMessage``."""
    return list(_payload(payload))


def length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def texts(node: object) -> Iterator[str]:
    """Every text of a tree: what shows, addresses, values of choices."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, Mapping):
        for name, value in node.items():
            if name not in SAID_BY_NO_TEXT:
                yield from texts(value)
    elif isinstance(node, list):
        for each in node:
            yield from texts(each)


def mrkdwn_texts(payload: Node) -> Iterator[str]:
    return (node["text"] for node in nodes(payload["blocks"]) if node.get("type") == "mrkdwn")


def nodes(tree: object) -> Iterator[Node]:
    if isinstance(tree, Mapping):
        yield tree
        tree = list(tree.values())
    if isinstance(tree, list):
        for each in tree:
            yield from nodes(each)


def _payload(payload: Node) -> Iterator[str]:
    if payload.keys() != ARGUMENTS:
        yield f"arguments are {sorted(payload)}"
    if payload["unfurl_links"] is not False or payload["unfurl_media"] is not False:
        yield "links unfold"
    json.dumps(payload, ensure_ascii=False).encode()
    yield from _sized("text", payload["text"], 4_000)
    blocks = payload["blocks"]
    if not 1 <= len(blocks) <= 50:
        yield f"{len(blocks)} blocks"
    total = sum(map(length, texts(blocks)))
    if total > 10_000:
        yield f"{total} characters in all blocks"
    for name in ("block_id", "action_id"):
        yield from _ids(name, [node[name] for node in nodes(blocks) if name in node])
    for block in blocks:
        yield from _block(block)


def _ids(name: str, ids: list[str]) -> Iterator[str]:
    for each, count in Counter(ids).items():
        yield from _sized(name, each, 255)
        if count > 1:
            yield f"{count} times {name} {each}"


def _block(block: Node) -> Iterator[str]:
    check = BLOCKS.get(block["type"])
    if check is None:
        yield f"unknown block {block['type']}"
        return
    yield from check(block)
    parsed = Block.parse(dict(block))
    if parsed is None:
        yield f"slack_sdk knows no {block['type']}"
        return
    try:
        parsed.validate_json()
    except SlackObjectFormationError as error:
        yield f"slack_sdk: {error}"


def _header(block: Node) -> Iterator[str]:
    yield from _keys(block, {"type", "text"})
    yield from _text(block["text"], "plain_text", 150)


def _section(block: Node) -> Iterator[str]:
    yield from _keys(block, {"type", "text", "expand"})
    yield from _text(block["text"], "mrkdwn", 3_000)


def _context(block: Node) -> Iterator[str]:
    yield from _keys(block, {"type", "elements"})
    yield from _count("context elements", block["elements"], 10)
    for element in block["elements"]:
        yield from _text(element, "mrkdwn", 2_000)


def _actions(block: Node) -> Iterator[str]:
    yield from _keys(block, {"type", "elements"})
    yield from _count("actions", block["elements"], 25)
    for element in block["elements"]:
        yield from _select(element) if element["type"] == "static_select" else _button(element)


def _select(element: Node) -> Iterator[str]:
    yield from _keys(element, {"type", "action_id", "placeholder", "options"})
    yield from _text(element["placeholder"], "plain_text", 150)
    yield from _count("options", element["options"], 100)
    values = Counter(option["value"] for option in element["options"])
    if max(values.values(), default=1) > 1:
        yield "an option stands twice"
    for option in element["options"]:
        yield from _keys(option, {"text", "value"})
        yield from _text(option["text"], "plain_text", 75)
        yield from _sized("option value", option["value"], 150)


def _button(element: Node) -> Iterator[str]:
    yield from _keys(element, {"type", "action_id", "text", "value"}, {"style"})
    if element["type"] != "button" or element.get("style", "primary") not in {"primary", "danger"}:
        yield f"no button: {element['type']} {element.get('style')}"
    yield from _text(element["text"], "plain_text", 75)
    yield from _sized("button value", element["value"], 2_000)


def _rich_text(block: Node) -> Iterator[str]:
    yield from _keys(block, {"type", "elements"})
    yield from _count("rich text elements", block["elements"], 50)
    for element in block["elements"]:
        yield from _keys(element, {"type", "elements"})
        if element["type"] != "rich_text_preformatted":
            yield f"unknown rich text {element['type']}"
        for leaf in element["elements"]:
            yield from _keys(leaf, {"type", "text"})
            yield from _sized("preformatted text", leaf["text"], 3_000)


def _divider(block: Node) -> Iterator[str]:
    yield from _keys(block, {"type"})


def _text(node: Node, kind: str, most: int) -> Iterator[str]:
    switch = {"mrkdwn": ("verbatim", True), "plain_text": ("emoji", False)}[kind]
    if node.get("type") != kind or node.get(switch[0]) is not switch[1]:
        yield f"no inert {kind}: {dict(node)}"
    yield from _keys(node, {"type", "text", switch[0]})
    yield from _sized(kind, node["text"], most)
    if kind == "mrkdwn":
        for url, label in read(node["text"]).links:
            yield from _link(url, label)


def _link(url: str, label: str) -> Iterator[str]:
    if not url.startswith(("https://", "http://")) or any(char.isspace() for char in url) or length(url) > 3_000:
        yield f"link to {url!r}"
    if not label.strip():
        yield f"link without a label: {url}"


def _sized(what: str, text: str, most: int) -> Iterator[str]:
    if not text.strip() or length(text) > most:
        yield f"{what} of {length(text)} characters: {text[:40]!r}"


def _count(what: str, elements: list[Any], most: int) -> Iterator[str]:
    if not 1 <= len(elements) <= most:
        yield f"{len(elements)} {what}"


def _keys(node: Node, needed: set[str], more: set[str] = frozenset()) -> Iterator[str]:
    if not needed <= node.keys() <= needed | more:
        yield f"keys of {node.get('type')}: {sorted(node)}"


BLOCKS: Mapping[str, Callable[[Node], Iterator[str]]] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "rich_text": _rich_text,
    "divider": _divider,
}
