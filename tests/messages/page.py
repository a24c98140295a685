"""A page of ours as a strict reader and as a browser read it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

VOID = frozenset({"meta", "img"})
GLOBAL = frozenset({"id", "class", "dir", "lang", "role", "tabindex", "aria-label", "aria-labelledby"})
OF_TAG: Mapping[str, frozenset[str]] = {
    "a": frozenset({"href", "rel"}),
    "img": frozenset({"src", "alt"}),
    "li": frozenset({"value"}),
    "meta": frozenset({"charset", "name", "content", "http-equiv"}),
    "td": frozenset({"colspan"}),
    "th": frozenset({"colspan", "scope"}),
}
INLINE = frozenset({"a", "b", "bdi", "code", "img", "span"})
BLOCKS = frozenset({"article", "aside", "blockquote", "div", "dd", "dl", "dt", "figcaption", "figure", "footer"})
BLOCKS |= frozenset({"h1", "h2", "h3", "header", "li", "main", "nav", "ol", "p", "pre", "section", "ul"})
TABLES = frozenset({"table", "tbody", "td", "tfoot", "th", "thead", "tr"})
TAGS = INLINE | BLOCKS | TABLES | {"html", "head", "meta", "title", "style", "body"}
STYLE = (Path(__file__).parents[2] / "templates" / "html" / "style.j2").read_text(encoding="utf-8")


@dataclass
class Strict(HTMLParser):
    """Reads tags one by one, and writes down whatever is not in order."""

    tags: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    stack: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in VOID:
            self.stack.append(tag)
        if tag not in TAGS:
            self.faults.append(f"<{tag}> is not of ours")
        names = [name for name, _ in attrs]
        if len(set(names)) < len(names):
            self.faults.append(f"<{tag}> has an attribute twice")
        for name, value in attrs:
            self._attribute(tag, name, value or "")

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name not in GLOBAL | OF_TAG.get(tag, frozenset()):
            self.faults.append(f"<{tag} {name}> is not of ours")
        if name == "id":
            self.ids.append(value)
        if name == "aria-labelledby":
            self.named.append(value)
        if name == "href":
            self.links.append(value)
        if name == "src" and not value.startswith("data:image/"):
            self.faults.append(f"a picture from {value}")

    def handle_endtag(self, tag: str) -> None:
        if not self.stack or self.stack.pop() != tag:
            self.faults.append(f"</{tag}> closes something else")

    def handle_data(self, data: str) -> None:
        if self.stack and self.stack[-1] == "style":
            self.styles.append(data)

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"a comment: {data}")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"an instruction: {data}")


def faults_of(page: str) -> Iterator[str]:
    """Yield what is wrong with a page, as HTML and as a page of ours; in-page links have to lead somewhere."""
    read = Strict()
    read.feed(page)
    read.close()
    yield from read.faults
    yield from (f"<{tag}> is left open" for tag in read.stack)
    yield from (f"the id {each} stands twice" for each in set(read.ids) if read.ids.count(each) > 1)
    yield from (f"nothing is called {each}" for each in read.named if each not in read.ids)
    for link in read.links:
        if not (link.startswith(("https://", "http://")) or (link[:1] == "#" and link[1:] in read.ids)):
            yield f"a link to {link}"
    if [style.strip() for style in read.styles] != [STYLE.strip()]:
        yield "a style that is not of ours"
    if _tags_seen(page) != read.tags:
        yield "a browser sees other tags"


def _tags_seen(page: str) -> list[str]:
    root = browsed(page).root
    return [str(node.tag) for node in root.traverse()] if root else []


def browsed(page: str) -> LexborHTMLParser:
    """Return the page as a browser's parser reads it."""
    return LexborHTMLParser(page)


def links_of(page: str) -> set[str]:
    """Return where the links of a page lead out of it, as a browser reads them."""
    found = (node.attributes.get("href") or "" for node in browsed(page).css("[href]"))
    return {link for link in found if not link.startswith("#")}


def text_of(page: str) -> str:
    """Return what a reader sees of a page."""
    body = browsed(page).body
    return body.text() if body else ""
