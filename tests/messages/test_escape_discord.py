"""Nothing that a value contains can act on Discord, and all of it can be read, wherever it stands."""

import pytest
from hypothesis import example, given

from bot.messages.escape_discord import escape_discord, is_blank, label_discord
from bot.messages.printable import JOINERS, printable
from tests.messages.corpus import ALL, CASES, INNOCENT, SHORT
from tests.messages.discord_markdown import Token, read
from tests.messages.hostile import texts, unhurried

OURS = Token("link", "https://ours.example")
WIDE = str.maketrans("[]", "\uff3b\uff3d")
NAMES = [name for name, _ in CASES]
TEXTS = [text for _, text in CASES]


def seen(text: str) -> str:
    return printable(text, keep=JOINERS).translate(WIDE).strip()


@pytest.mark.parametrize("text", TEXTS, ids=NAMES)
def test_hostile_value_is_that_text_and_nothing_else(text: str) -> None:
    result = read(escape_discord(text))
    assert result.tokens == ()
    assert result.text.strip() == seen(text)


@pytest.mark.parametrize("text", TEXTS, ids=NAMES)
def test_hostile_label_leaves_our_link_alone(text: str) -> None:
    label = label_discord(text)
    assert read(f"a [{label}](https://ours.example) b").tokens == (OURS,)
    assert read(f"**1. [{label}](https://ours.example)**").tokens == (Token("strong"), OURS)


@unhurried
@given(text=texts)
@example(text="\\[click](https://evil.example)")
def test_any_value_is_text_and_any_label_a_label(text: str) -> None:
    assert read(escape_discord(text)).tokens == ()
    assert read(escape_discord(text)).text.strip() == seen(text)
    assert read(f"[a{label_discord(text)}](https://ours.example)").tokens == (OURS,)


@unhurried
@given(first=texts, second=texts)
@example(first="https:", second="//evil.example")
@example(first="discord.gg", second="/evil")
@example(first="1", second=". one")
@example(first="-", second="# small")
@example(first="text @", second="everyone")
@example(first="text <", second="@1>")
@example(first="text\\", second="*bold*")
def test_two_values_side_by_side_make_nothing_together(first: str, second: str) -> None:
    assert read(escape_discord(first) + escape_discord(second)).tokens == ()


@pytest.mark.parametrize("frame", ["**{}**", "-# {}", "> {}", "### {}", "by {} · [x](https://ours.example)"])
def test_value_between_our_marks_leaves_them_as_they_are(frame: str) -> None:
    usual = read(frame.format("word")).tokens
    strange = [
        text for text in SHORT if not is_blank(text) and read(frame.format(escape_discord(text))).tokens != usual
    ]
    assert strange == []


def test_value_in_a_label_that_a_user_wrote_makes_no_masked_link_of_its_own() -> None:
    read_in_label = {text: read(f"[{escape_discord(text)}](https://ours.example)").tokens for text in SHORT}
    foreign = {
        text
        for text, tokens in read_in_label.items()
        if {"link", "address"} & {token.kind for token in tokens if token != OURS}
    }
    assert foreign == set()


@pytest.mark.parametrize("text", INNOCENT)
def test_ordinary_text_is_read_as_it_was_written(text: str) -> None:
    assert read(escape_discord(text)).text == text.translate(WIDE)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("Attention Is All You Need: A Survey", "Attention Is All You Need: A Survey"),
        ("p > 0.05 (see Sec. 3) - and/or #1", "p > 0.05 (see Sec. 3) - and/or #1"),
        ("https://evil.example/a_b", "https\\://evil.example/a\\_b"),
        ("@everyone", "\\@everyone"),
        ("# heading", "\\# heading"),
        ("12. item", "12\\. item"),
        ("0.91 at 10:30, 06:00 UTC", "0.91 at 10:30, 06:00 UTC"),
        ("1:2 :fire: 10:30:20", "1\\:2 \\:fire: 10\\:30:20"),
        ("[0, 1]", "\uff3b0, 1\uff3d"),
    ],
)
def test_only_what_could_act_is_escaped(text: str, escaped: str) -> None:
    assert escape_discord(text) == escaped


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("[Re] A* Search: snake_case @ 10, p < 0.05", "\uff3bRe\uff3d A∗ Search: snake_case @ 10, p < 0.05"),
        ("`x` | ~10", "\u02cbx\u02cb \u2223 \u223c10"),
        ("https://evil.example", "https\u2236//evil.example"),
        ("  spaced\nout ", "spaced out"),
    ],
)
def test_label_changes_only_marks_that_could_act(text: str, label: str) -> None:
    assert label_discord(text) == label


@pytest.mark.parametrize(
    ("markdown", "kinds"),
    [
        ("so @everyone and <@1> <@&2> <#3> </hot:4> <t:5:R> <id:browse>", "MMMMCTG"),
        ("<a:x:1> <:x:1> :fire:", "EEE"),
        ("[click](https://evil.example) https://evil.example <https://evil.example> discord.gg/x", "LAUI"),
        ("a [\\[click](https://evil.example) b](https://ours.example)", "LA"),
        ("**a** *b* _c_ __d__ ~~e~~ ||f|| `g` ```h```", "SeeuxpcB"),
        ("# a\n-# b\n> c\n- d\n1. e", "HsQll"),
        ("\\*a\\* \\@everyone \\[x](y) https\\://evil.example p < 0.05", ""),
    ],
)
def test_reader_finds_what_acts(markdown: str, kinds: str) -> None:
    letters = {
        "mention": "M",
        "command": "C",
        "moment": "T",
        "channel guide": "G",
        "emoji": "E",
        "link": "L",
        "address": "A",
        "autolink": "U",
        "invitation": "I",
        "strong": "S",
        "emphasis": "e",
        "underlined": "u",
        "struck": "x",
        "spoiler": "p",
        "code": "c",
        "code block": "B",
        "heading": "H",
        "small print": "s",
        "quotation": "Q",
        "list": "l",
    }
    assert "".join(letters[kind] for kind in read(markdown).kinds()) == kinds


def test_reader_is_not_fooled_where_nothing_is_escaped() -> None:
    acting = [text for text in SHORT if read(text).tokens]
    assert len(acting) > 150


def test_corpus_is_as_large_as_it_says() -> None:
    assert len(ALL) >= 200
    assert len(set(NAMES)) == len(NAMES)
