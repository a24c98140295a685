"""What Discord's own document says against the body of a request."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from tests.messages.discord_checks import SCHEMA_FILE

Check = Callable[[Any], list[str]]


@cache
def _document() -> Any:  # noqa: ANN401 - a JSON document
    return json.loads(SCHEMA_FILE.read_text(encoding="utf-8")) if SCHEMA_FILE.is_file() else None


@cache
def _check(method: str, path: str, content_type: str) -> Check:
    document = _document()
    try:
        from jsonschema import Draft202012Validator
        from referencing import Registry, Resource
        from referencing.jsonschema import DRAFT202012
    except ImportError:
        return lambda _: []
    if document is None:
        return lambda _: []
    if (operation := document["paths"].get(path, {}).get(method)) is None:
        return lambda _: [f"there is no {method} {path}"]
    content = operation.get("requestBody", {}).get("content", {})
    if content_type not in content:
        return lambda body: [] if body is None else [f"{method} {path} takes no {content_type}"]
    registry = Registry().with_resource("urn:discord", Resource(document, DRAFT202012))
    pointer = "/".join(["paths", _escaped(path), method, "requestBody", "content", _escaped(content_type), "schema"])
    validator = Draft202012Validator({"$ref": f"urn:discord#/{pointer}"}, registry=registry)
    return lambda body: [f"{error.json_path}: {error.message[:300]}" for error in validator.iter_errors(body)]


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")


def errors_of(method: str, path: str, body: Any) -> list[str]:  # noqa: ANN401 - whatever was sent
    """Return what is wrong with the JSON ``body`` of a request; nothing where the document is not at hand."""
    return _check(method.lower(), path, "application/json")(body)
