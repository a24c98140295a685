import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.typed import parse_line
from bot.errors import BadArgument
from bot.messages.buttons import MAX_CHARS, fits, pack, typed, unpack
from bot.messages.reply import Button


@given(
    st.sampled_from(["search", "forget-me"]),
    st.dictionaries(st.from_regex(r"[a-z_]+", fullmatch=True), st.text(min_size=1)),
)
def test_what_a_button_carries_comes_back_as_it_was(verb: str, arguments: dict[str, str]) -> None:
    packed = pack(Button("label", verb, arguments))
    assert packed.isascii()
    assert packed.isprintable()
    assert unpack(packed) == (verb, arguments)


def test_a_button_that_no_platform_holds_is_told_apart() -> None:
    assert fits(Button("More", "search", {"query": "#cs.CL agents", "page": "2"}))
    assert not fits(Button("More", "search", {"query": "x" * MAX_CHARS}))


@pytest.mark.parametrize("packed", ["search?query", "search?query=%ff", "search?&&"])
def test_a_button_of_another_version_is_refused(packed: str) -> None:
    with pytest.raises(BadArgument, match="Ask again"):
        unpack(packed)


@pytest.mark.parametrize(
    ("verb", "arguments"),
    [
        ("search", {"query": '#cs.CL "tool use" -survey top:5', "page": "2"}),
        ("settings", {"number": "3"}),
        ("save", {"paper": "2104.08223", "remove": "true", "here": "true"}),
        ("subscribe", {"query": "agents", "min_heat": "50", "name": "tool use", "zone": "Europe/Berlin"}),
        ("confirm", {"token": "aB-_9"}),
        ("saved", {}),
    ],
)
def test_what_a_button_says_to_type_does_what_the_button_does(verb: str, arguments: dict[str, str]) -> None:
    line = parse_line(typed(Button("label", verb, arguments)))
    assert (line.verb, line.arguments) == (verb, arguments)
