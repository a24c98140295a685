"""Whether Discord would take a message: its own schema, and the limits that the schema lacks."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from bot.messages.message import Message
from tests.messages.discord_markdown import Read, Token, read, texts_of

SCHEMA_FILE = Path(__file__).resolve().parents[3] / "shared" / "reference" / "discord-openapi.json"
BODY = "MessageCreateRequest"

Json: TypeAlias = dict[str, Any]
SchemaCheck: TypeAlias = Callable[[Json], list[str]]


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@cache
def schema_errors_of() -> SchemaCheck | None:
    """Return a function from a body to what its schema says against it; None without the schema or its readers."""
    try:
        from jsonschema import Draft202012Validator
        from referencing import Registry, Resource
        from referencing.jsonschema import DRAFT202012
    except ImportError:
        return None
    if not SCHEMA_FILE.is_file():
        return None
    document = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    registry = Registry().with_resource("urn:discord", Resource(document, DRAFT202012))
    validator = Draft202012Validator({"$ref": f"urn:discord#/components/schemas/{BODY}"}, registry=registry)
    return lambda body: [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(body)]


def violations(message: Message, *, interactive: bool = True, offering: bool = False) -> list[str]:
    """Return everything that Discord would refuse of a message, or show other than it was meant.

    An ``offering`` message has a menu of all of its papers.
    """
    body: Json = json.loads(json.dumps(message.payload))
    found = body_problems(body)
    check = schema_errors_of()
    found += check(body) if check else []
    if not interactive and "components" in body:
        found.append("components, although nothing may be interactive")
    menus = [one for row in body.get("components", []) for one in row["components"] if one["type"] == 3]
    picks = [option["value"] for menu in menus for option in menu["options"]]
    expected = [f"show?paper={paper.replace('/', '%2F')}" for paper in message.papers]
    if set(picks) - set(expected):
        found.append(f"menu offers {picks}, the message has {message.papers}")
    if interactive and offering and picks != expected:
        found.append(f"menu offers {picks} and not {expected}")
    found += _attached(message, body)
    return found


def body_problems(body: Json) -> list[str]:
    """Return everything that Discord would refuse of a message's body, beside what its schema says."""
    return [*_body(body), *_components(body.get("components", []))]


def problems(messages: Sequence[Message], papers: Sequence[str], *, interactive: bool = True) -> list[str]:
    found = [problem for message in messages for problem in violations(message, interactive=interactive, offering=True)]
    in_full = [paper for message in messages for paper in message.papers]
    if sorted(in_full) != sorted(papers):
        found.append(
            f"in full: {Counter(in_full) - Counter(papers)} too often, {Counter(papers) - Counter(in_full)} not"
        )
    return found


def reading(messages: Sequence[Message]) -> list[Read]:
    return [read(text) for message in messages for text in texts_of(message.payload)]


def acting(messages: Sequence[Message]) -> Counter[Token]:
    return Counter(token for each in reading(messages) for token in each.tokens)


def _attached(message: Message, body: Json) -> Iterator[str]:
    named = [(one["id"], one["filename"]) for one in body.get("attachments", [])]
    if named != [(str(number), file.file_name) for number, file in enumerate(message.attachments)]:
        yield f"attachments {named} do not name the files"
    if len(named) > 10:
        yield f"{len(named)} attachments"


def _body(body: Json) -> Iterator[str]:
    if set(body) - {"content", "embeds", "components", "attachments", "allowed_mentions", "flags"}:
        yield f"unexpected keys in {sorted(body)}"
    if body.get("allowed_mentions") != {"parse": []}:
        yield f"allowed_mentions is {body.get('allowed_mentions')}"
    if not body.get("content") and not body.get("embeds"):
        yield "nothing to see"
    if "content" in body:
        yield from _text("content", body["content"], 2000)
    embeds = body.get("embeds", [])
    if len(embeds) > 10:
        yield f"{len(embeds)} embeds"
    for number, embed in enumerate(embeds):
        yield from _embed(f"embeds[{number}]", embed)
    texts = [embed[name] for embed in embeds for name in ("title", "description") if name in embed]
    if sum(map(units, texts)) > 6000:
        yield f"{sum(map(units, texts))} characters in all embeds"
    if sum(len(text.encode()) for text in texts) > 10_000:
        yield "more than 10,000 bytes in all embeds"


def _embed(where: str, embed: Json) -> Iterator[str]:
    if set(embed) - {"title", "url", "description", "color"}:
        yield f"{where}: unexpected keys in {sorted(embed)}"
    if not embed.get("title") and not embed.get("description"):
        yield f"{where}: nothing to see"
    for name, most in (("title", 256), ("description", 4096)):
        if name in embed:
            yield from _text(f"{where}.{name}", embed[name], most)
    if "url" in embed and (urlsplit(embed["url"]).scheme not in {"http", "https"} or units(embed["url"]) > 2048):
        yield f"{where}.url: {embed['url']!r}"


def _text(where: str, text: str, most: int) -> Iterator[str]:
    if not text.strip():
        yield f"{where}: blank"
    if text != text.strip():
        yield f"{where}: white space around {text[:20]!r} … {text[-20:]!r} is trimmed"
    if units(text) > most:
        yield f"{where}: {units(text)} characters, {most} at most"


def _components(rows: Sequence[Json]) -> Iterator[str]:
    if len(rows) > 5:
        yield f"{len(rows)} rows"
    made = [component for row in rows for component in row["components"]]
    custom_ids = [component["custom_id"] for component in made]
    if len(set(custom_ids)) != len(custom_ids):
        yield f"the same custom_id twice in {custom_ids}"
    for row in rows:
        kinds = {component["type"] for component in row["components"]}
        if not row["components"] or len(row["components"]) > 5 or (3 in kinds and len(row["components"]) > 1):
            yield f"a row of {len(row['components'])}"
    for component in made:
        yield from _component(component)


def _component(component: Json) -> Iterator[str]:
    yield from _text("custom_id", component["custom_id"], 100)
    if component["type"] == 2:
        yield from _text("label", component["label"], 80)
        return
    yield from _text("placeholder", component["placeholder"], 150)
    values = [option["value"] for option in component["options"]]
    if not values or len(values) > 25 or len(set(values)) != len(values):
        yield f"options {values}"
    for option in component["options"]:
        yield from _text("option label", option["label"], 100)
        yield from _text("option value", option["value"], 100)


def shown(messages: Sequence[Message]) -> str:
    """Return messages as a text to look at."""
    return "\n".join(line for message in messages for line in _lines(message))


def _lines(message: Message) -> Iterator[str]:
    body: Json = dict(message.payload)
    yield f"======== {message.where.value} · in full: {', '.join(message.papers) or 'none'}"
    if "content" in body:
        yield from (body["content"], "")
    for embed in body.get("embeds", []):
        if "title" in embed:
            yield f"┃ {embed['title']}  <{embed['url']}>"
        yield from (f"│ {line}".rstrip() for line in embed.get("description", "").split("\n"))
        yield ""
    for row in body.get("components", []):
        yield " ".join(_component_text(component) for component in row["components"])
    for file in body.get("attachments", []):
        yield f"📎 {file['filename']}{' · ' + file['description'] if 'description' in file else ''}"


def _component_text(component: Json) -> str:
    if component["type"] == 2:
        style = {2: "", 3: "+", 4: "!"}[component["style"]]
        return f"[{style}{component['label']} → {component['custom_id']}]"
    picks = "".join(f"\n  {option['label']} → {option['value']}" for option in component["options"])
    return f"▾ {component['placeholder']}{picks}"
