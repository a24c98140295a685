"""A small reader of Discord's Markdown, written from what Discord's client is known to do.

It knows nothing of how we escape. Where clients differ it finds more rather than less: what it calls a token may
be plain text to some client, but nothing that it calls plain text is a token to any.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Token:
    """Something that acts: its kind, and where it leads or what it holds."""

    kind: str
    held: str = ""


@dataclass(frozen=True)
class Read:
    """The text that a reader sees, and everything in it that acts, in order."""

    text: str
    tokens: tuple[Token, ...]

    def kinds(self) -> list[str]:
        return [token.kind for token in self.tokens]

    def links(self) -> list[str]:
        return [token.held for token in self.tokens if token.kind in {"link", "address", "autolink", "invitation"}]


# One that stands at the beginning of a line, behind spaces or other such marks.
BLOCKS = (
    ("heading", re.compile(r"[ ]*#{1,3}\s+(?=\S)")),
    ("small print", re.compile(r"[ ]*-#\s+(?=\S)")),
    ("quotation", re.compile(r"[ ]*>(?:>>)?(?:\s|$)")),
    ("list", re.compile(r"[ ]*(?:[-*+]|\d+[.)])\s+(?=\S)")),
)

INLINE = (
    ("code block", re.compile(r"```(.+?)```", re.DOTALL)),
    ("code", re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)),
    ("mention", re.compile(r"<(?:@[!&]?|#)\d+>|@(?:everyone|here)")),
    ("channel guide", re.compile(r"<id:[\w-]+>")),
    ("command", re.compile(r"</[^>]+:\d+>")),
    ("moment", re.compile(r"<t:-?\d+(?::\w)?>")),
    ("emoji", re.compile(r"<a?:\w+:\d+>|:[\w+-]+(?:::skin-tone-\d)?:")),
    ("autolink", re.compile(r"<((?:mailto:|tel:|sms:)?[^\s<>]*[@:+][^\s<>]*)>")),
    ("address", re.compile(r"((?:https?|steam|discord|ftp)://[^\s<]+)", re.IGNORECASE)),
    ("invitation", re.compile(r"((?:discord(?:app)?\.(?:gg|com/invite|gift|new)|dis\.gd)/\w+)", re.IGNORECASE)),
    ("spoiler", re.compile(r"\|\|(.+?)\|\|", re.DOTALL)),
    ("strong", re.compile(r"\*\*((?:\\.|[^\\])+?)\*\*(?!\*)", re.DOTALL)),
    ("underlined", re.compile(r"__((?:\\.|[^\\])+?)__(?!_)", re.DOTALL)),
    ("struck", re.compile(r"~~(.+?)~~", re.DOTALL)),
    ("emphasis", re.compile(r"\*(?=\S)((?:\\.|[^\\*]|\*\*)+?)(?<!\s)\*(?!\*)|\b_((?:\\.|[^\\_]|__)+?)_\b", re.DOTALL)),
)
NESTING = {"spoiler", "strong", "underlined", "struck", "emphasis"}

ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
LABEL = re.compile(r"\[((?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*)\]")
TARGET = re.compile(r"\(\s*<?((?:\([^)]*\)|[^\s\\()]|\\.)*?)>?(?:\s+['\"].*?['\"])?\s*\)", re.DOTALL)


def read(markdown: str) -> Read:
    """Return what a reader sees of a text in a message or in the description of an embed."""
    seen: list[str] = []
    tokens: list[Token] = []
    for number, line in enumerate(re.split(r"(```.*?```)", markdown, flags=re.DOTALL)):
        if number % 2:
            tokens.append(Token("code block", line[3:-3]))
            seen.append(line[3:-3])
            continue
        for part in re.split(r"(\n)", line):
            rest = part
            while found := next(((kind, match) for kind, mark in BLOCKS if (match := mark.match(rest))), None):
                tokens.append(Token(found[0]))
                rest = rest[found[1].end() :]
            _inline(rest, seen, tokens)
    return Read("".join(seen), tuple(tokens))


def _inline(text: str, seen: list[str], tokens: list[Token], *, escapes: bool = True, links: bool = True) -> None:
    at = 0
    while at < len(text):
        escaped = ESCAPED.match(text, at)
        if escaped and escapes:
            seen.append(escaped[1])
            at = escaped.end()
            continue
        link = _link(text, at) if links else None
        if link:
            label, target, at = link
            # A label with an address in it makes no link; what is in it then stands for itself.
            is_link = not re.search(r"https?://\w\w", label)
            tokens += [Token("link", target)] if is_link else []
            _inline(label, seen, tokens, escapes=False, links=not is_link)
            tokens += [] if is_link else [Token("address", target)]
            continue
        found = next(((kind, match) for kind, mark in INLINE if (match := mark.match(text, at))), None)
        if found is None:
            seen.append(text[at])
            at += 1
            continue
        kind, match = found
        held = next((group for group in reversed(match.groups()) if group), "") if match.re.groups else match[0]
        tokens.append(Token(kind, "" if kind in NESTING else held))
        if kind in NESTING:
            _inline(held, seen, tokens, escapes=escapes, links=links)
        else:
            seen.append(held)
        at = match.end()


def _link(text: str, at: int) -> tuple[str, str, int] | None:
    label = LABEL.match(text, at)
    target = label and TARGET.match(text, label.end())
    if not label or not target:
        return None
    return label[1], re.sub(r"\\(.)", r"\1", target[1]), target.end()


def texts_of(payload: dict[str, object]) -> Iterator[str]:
    """Yield every text of a message that is read as Markdown."""
    if payload.get("content"):
        yield str(payload["content"])
    for embed in payload.get("embeds", []):  # type: ignore[attr-defined]
        yield from (embed[name] for name in ("title", "description") if embed.get(name))
