"""Messages on Slack as text to review."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.messages.message import Message


def readable(messages: Sequence[Message]) -> str:
    """Return each message: where it goes, its fallback text, then its blocks as they are written."""
    return "\n".join(line for message in messages for line in _message(message))


def _message(message: Message) -> list[str]:
    papers = f", in full: {', '.join(message.papers)}" if message.papers else ""
    text = str(message.payload["text"]).replace("\u200b", "⸱")
    return [f"═══ {message.where}{papers}", text, *(_block(block) for block in message.payload["blocks"]), ""]


def _block(block: Mapping[str, Any]) -> str:
    match block["type"]:
        case "header" | "section":
            lines = [block["text"]["text"]]
        case "context":
            lines = [element["text"] for element in block["elements"]]
        case "actions":
            lines = [_action(element) for element in block["elements"]]
        case "rich_text":
            lines = [leaf["text"] for element in block["elements"] for leaf in element["elements"]]
        case _:
            lines = [json.dumps(block)]
    shown = "\n".join(lines).replace("\u200b", "⸱")
    rule = f"── {block['type']} ".ljust(40, "─")
    return f"{rule}\n{shown}"


def _action(element: Mapping[str, Any]) -> str:
    if element["type"] == "button":
        style = f" {element['style']}" if "style" in element else ""
        return f"[{element['text']['text']}]{style} {element['action_id']} = {element['value']}"
    options = (f"  {option['text']['text']} = {option['value']}" for option in element["options"])
    return "\n".join([f"({element['placeholder']['text']}) {element['action_id']}", *options])
