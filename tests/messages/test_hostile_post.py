"""Nothing that a title, a name or a tweet contains can act in a Markdown post."""

from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from markdown_it import MarkdownIt

from bot.messages.escaping import escape_post, printable, web_address
from tests.messages.hostile import texts, unhurried

PLAIN = {"paragraph_open", "inline", "paragraph_close"}
JOINERS = frozenset("\u200c\u200d")


def read(markdown: str) -> tuple[set[str], set[str], str]:
    """Return the kinds of blocks and inlines of some Markdown, and its text, as CommonMark reads it."""
    blocks = MarkdownIt("commonmark").enable(["strikethrough", "table"]).parse(markdown)
    inlines = [inline for block in blocks for inline in block.children or ()]
    return {block.type for block in blocks}, {inline.type for inline in inlines}, "".join(i.content for i in inlines)


def seen(text: str) -> str:
    return printable(text, keep=JOINERS).replace("\x00", "").strip()


@unhurried
@given(text=texts)
@example(text="~~~")
@example(text="1. one")
def test_a_value_alone_in_a_paragraph_is_that_text_and_nothing_else(text: str) -> None:
    blocks, inlines, content = read(escape_post(text))
    assert blocks <= PLAIN
    assert inlines <= {"text"}
    assert content == seen(text)


@unhurried
@given(first=texts, second=texts)
@example(first="<", second="b>")
@example(first="\\", second="[x](https://evil.example)")
def test_two_values_side_by_side_make_nothing_together(first: str, second: str) -> None:
    blocks, inlines, _ = read(f"by {escape_post(first)}{escape_post(second)} end")
    assert blocks <= PLAIN
    assert inlines <= {"text"}


@unhurried
@given(text=texts)
def test_a_value_after_a_heading_mark_or_in_a_link_leaves_them_alone(text: str) -> None:
    blocks, inlines, _ = read(f"# 1. {escape_post(text)}")
    assert blocks <= {"heading_open", "inline", "heading_close"}
    assert inlines <= {"text"}
    _, inlines, content = read(f"[a{escape_post(text)}](https://ours.example)")
    assert inlines <= {"link_open", "text", "link_close"}
    assert "".join(content.split()) == "".join(f"a{seen(text)}".split())


class Tags(HTMLParser):
    """The tags of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the parser calls it so
        self.found.append(tag)

    def handle_comment(self, data: str) -> None:  # noqa: ARG002
        self.found.append("comment")

    def handle_decl(self, decl: str) -> None:  # noqa: ARG002
        self.found.append("declaration")


@unhurried
@given(text=texts)
def test_a_value_inside_html_opens_no_tag(text: str) -> None:
    assert Tags(f"<blockquote><p>{escape_post(text)}</p></blockquote>").found == ["blockquote", "p"]


@pytest.mark.parametrize(
    "text",
    [
        "MeshTalk: 3D Face Animation from Speech using Cross-Modality  Disentanglement",
        "p < 0.05, AT&T, snake_case, 67.7% and $\\alpha$-${\\rm RuCl}$",
        "\\textit{ab-initio} #NLP in the middle - and C++ (see Sec. 3)",
    ],
)
def test_ordinary_text_stays_as_written(text: str) -> None:
    assert escape_post(text) == text


@pytest.mark.parametrize(
    ("url", "address"),
    [
        (
            "https://twitter.com/ak92501/status/1?ref_src=twsrc%5Etfw",
            "https://twitter.com/ak92501/status/1?ref_src=twsrc%5Etfw",
        ),
        ("https://github.com/a/b_(c)", "https://github.com/a/b_%28c%29"),
        ('https://x.example/">[y](z)', "https://x.example/%22%3E%5By%5D%28z%29"),
        ("https://x.example/a b\x1b[31m", "https://x.example/a%20b"),
        ("https://mastodon.example/@user/1", "https://mastodon.example/@user/1"),
    ],
)
def test_an_address_cannot_end_the_link_that_it_stands_in(url: str, address: str) -> None:
    assert web_address(url) == address


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "https://",
        "https://arxiv.org@evil.example/",
        "http://[::1",
        "arxiv.org",
        "",
    ],
)
def test_what_is_no_plain_web_address_becomes_no_link(url: str) -> None:
    assert web_address(url) is None
