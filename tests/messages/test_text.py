"""Plain text, as it is read in e-mail, in a log, or through a pager."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.section import Section
from bot.messages.message import Attachment
from bot.messages.render import Renderer
from bot.messages.text import WIDTH, TextMessages
from bot.messages.wrapping import BETWEEN, aligned, cells, wrapped
from tests.messages.replies import REPLIES
from tests.messages.samples import hot_list
from tests.messages.sections import DIGESTS

Golden = Callable[[str, str], None]


@pytest.fixture(scope="module")
def messages(renderer: Renderer) -> TextMessages:
    return TextMessages(renderer)


def text_of(messages: TextMessages, sections: Sequence[Section]) -> str:
    [message] = messages.digest(sections)
    return str(message.payload["text"])


@pytest.mark.parametrize("name", DIGESTS)
def test_digest_looks_as_reviewed(golden: Golden, messages: TextMessages, name: str) -> None:
    golden(f"text_{name}", text_of(messages, DIGESTS[name]))


@pytest.mark.parametrize("name", REPLIES)
def test_reply_looks_as_reviewed(golden: Golden, messages: TextMessages, name: str) -> None:
    [message] = messages.reply(REPLIES[name])
    golden(f"text_reply_{name}", str(message.payload["text"]))


@pytest.mark.parametrize("name", DIGESTS)
def test_lines_are_short_and_tidy(messages: TextMessages, name: str) -> None:
    text = text_of(messages, DIGESTS[name])
    assert text.endswith("\n")
    assert "\n\n\n" not in text
    for line in text.splitlines():
        assert line == line.rstrip()
        assert cells(line) <= WIDTH


def test_text_to_copy_and_addresses_are_never_cut(messages: TextMessages) -> None:
    [message] = messages.reply(REPLIES["cite"])
    assert "  title = {Tools <That> Make Tools}\n" in str(message.payload["text"])
    address = f"https://arxiv.org/{'x' * 100}"
    assert list(wrapped(f"Read it: {address} now", 40)) == ["Read it:", address, "now"]


def test_a_picture_is_said_and_goes_with_the_message(messages: TextMessages) -> None:
    picture = Attachment("day.png", b"", "The day's papers by heat")
    [message] = messages.digest([Section(hot_list())], [picture])
    assert "(Picture: The day's papers by heat)" in str(message.payload["text"])
    assert message.attachments == (picture,)


def test_no_topic_is_no_text(messages: TextMessages) -> None:
    assert messages.digest([]) == ()


def test_buttons_are_said_only_where_an_answer_comes_back(renderer: Renderer) -> None:
    quiet, speaking = TextMessages(renderer, interactive=False), TextMessages(renderer)
    assert "/papers" not in str(quiet.reply(REPLIES["show"])[0].payload["text"])
    assert "/papers why paper:2611.10001" in str(speaking.reply(REPLIES["show"])[0].payload["text"])


words = st.text(alphabet=st.sampled_from("abcdefgh大模型🔥é\u0301-·,."), min_size=1, max_size=90)


@given(st.lists(words, max_size=12).map(" ".join), st.integers(10, 80))
def test_wrapping_keeps_every_character_and_the_width(text: str, width: int) -> None:
    lines = list(wrapped(text, width, lead="1. "))
    assert all(cells(line) <= width for line in lines)
    assert all(line.startswith("   ") for line in lines[1:])
    assert "".join("".join(lines).split()) == "".join(f"1. {text}".split() if lines else [])


def test_a_line_of_parts_is_cut_between_them() -> None:
    assert list(wrapped(BETWEEN.join(("🔥 1391", "X 1150↻ 241♥", "HN 212 (84 comments)")), 30)) == [
        "🔥 1391 · X 1150↻ 241♥",
        "HN 212 (84 comments)",
    ]


def test_a_script_without_spaces_is_cut_between_its_characters_but_not_before_a_comma() -> None:
    assert list(wrapped("大规模语言模型,大规模", 10)) == ["大规模语言", "模型,大规", "模"]
    assert list(wrapped("大规模语言,模型", 10)) == ["大规模语", "言,模型"]


def test_columns_are_as_wide_as_what_is_seen() -> None:
    assert aligned([("王", "1"), ("ab", "22")], numbers=True) == ("王   1", "ab  22")
    assert aligned([("a", "x"), ("bbb", "")]) == ("a    x", "bbb")
