from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.table import COMMANDS
from bot.commands.typed import MAX_LINE_CHARS, Typed, UnknownVerb, parse_line
from bot.errors import BadArgument
from bot.query.grammar import parse

SAID: Final = {
    # Options, in every way to write them.
    "search agents --top 5": {"query": "agents", "top": "5"},
    "search agents --top=5": {"query": "agents", "top": "5"},
    "search agents top:5": {"query": "agents", "top": "5"},
    "search agents top: 5": {"query": "agents", "top": "5"},
    "search agents top=5": {"query": "agents", "top": "5"},
    "search --top 5 agents": {"query": "agents", "top": "5"},
    "search agents —top 5": {"query": "agents", "top": "5"},
    "search agents --TOP 5": {"query": "agents", "top": "5"},
    "hot --min-heat 50": {"min_heat": "50"},
    "hot min_heat:50": {"min_heat": "50"},
    "subscribe agents --name 'x' --quiet": {"query": "agents", "name": "'x'", "quiet": "true"},
    'subscribe agents --name "tool use" --no-quiet': {"query": "agents", "name": "tool use", "quiet": "false"},
    "subscribe agents name:“tool use” quiet:no": {"query": "agents", "name": "tool use", "quiet": "no"},
    'subscribe #cs.CL "tool use" --at 09:00 zone:Europe/Berlin': {
        "query": '#cs.CL "tool use"',
        "at": "09:00",
        "zone": "Europe/Berlin",
    },
    # The query keeps its own syntax.
    "search title:foo heat>=50 -word since:2026-11-01": {"query": "title:foo heat>=50 -word since:2026-11-01"},
    'search -"top 5" @"Yann LeCun" (a | b)': {"query": '-"top 5" @"Yann LeCun" (a | b)'},
    'search "use --top 5" --top 3': {"query": '"use --top 5"', "top": "3"},
    'search "never closed --top 3': {"query": '"never closed', "top": "3"},
    "search query:agents that fish": {"query": "agents that fish"},
    "search agents -- --top 5 top:5": {"query": "agents --top 5 top:5"},
    "search —": {},
    # Bare words, in the order of the table.
    "show 2102.01672": {"paper": "2102.01672"},
    "show https://arxiv.org/abs/2102.01672": {"paper": "https://arxiv.org/abs/2102.01672"},
    "save 2102.01672 here": {"paper": "2102.01672", "here": "true"},
    "save HERE 2102.01672": {"paper": "2102.01672", "here": "true"},
    "cite saved here ris": {"what": "saved", "here": "true", "style": "ris"},
    "cite 2102.01672 style:csl": {"what": "2102.01672", "style": "csl"},
    "settings 3 #cs.CL agents --at 9": {"number": "3", "query": "#cs.CL agents", "at": "9"},
    "settings number:3 agents": {"number": "3", "query": "agents"},
    "saved": {},
    "  subscriptions  ": {},
}


@pytest.mark.parametrize(("line", "arguments"), SAID.items(), ids=SAID.keys())
def test_a_line_is_read_as_it_was_meant(line: str, arguments: dict[str, str]) -> None:
    typed = parse_line(line)
    assert typed.verb == line.split(maxsplit=1)[0]
    assert typed.arguments == arguments


REFUSED: Final = {
    "search a --toop 5": "search has no --toop. Did you mean --top?",
    "search a --colour": "It takes --query, --top, --page.",
    "search a --top": "--top needs a value behind it",
    "search a top:": "--top needs a value behind it",
    "search a --top 5 top:6": "--top is given twice",
    "search a --no-top": "search has no --no-top",
    "show 2102.01672 2102.01673": "show has no use for “2102.01673”. Type it as: show PAPER",
    "status now": "status has no use for “now”",
    "status --top 5": "It takes no options.",
}


@pytest.mark.parametrize(("line", "said"), REFUSED.items(), ids=REFUSED.keys())
def test_a_slip_is_named_with_what_was_probably_meant(line: str, said: str) -> None:
    with pytest.raises(BadArgument) as caught:
        parse_line(line)
    assert said in str(caught.value)


def test_an_unknown_verb_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownVerb, match=r"There is no verb “serch”\. Did you mean search\?"):
        parse_line("serch agents")


def test_nothing_typed_asks_for_help() -> None:
    assert parse_line(" \t").verb == "help"


def test_a_line_as_long_as_a_book_is_refused() -> None:
    with pytest.raises(BadArgument, match=str(MAX_LINE_CHARS)):
        parse_line("search " + "a" * MAX_LINE_CHARS)


@given(st.sampled_from(list(COMMANDS)), st.text(max_size=200))
def test_whatever_is_typed_is_read_or_refused_in_plain_words(verb: str, rest: str) -> None:
    outcome = read_or_refused(f"{verb} {rest}")
    if isinstance(outcome, BadArgument):
        assert 0 < len(str(outcome)) < 600
    else:
        assert outcome.arguments.keys() <= {param.name for param in COMMANDS[verb].params}


def read_or_refused(line: str) -> Typed | BadArgument:
    try:
        return parse_line(line)
    except BadArgument as refused:
        return refused


QUERY_WORDS = st.sampled_from(
    [
        "agents",
        '"tool use"',
        "-survey",
        "title:fish",
        "heat>=50",
        "#cs.CL",
        '@"Y LeCun"',
        "(a",
        "b)",
        "OR",
        "since:2026-11-01",
    ]
)


@given(st.lists(QUERY_WORDS, min_size=1))
def test_a_query_reaches_its_grammar_as_it_was_written(words: list[str]) -> None:
    written = " ".join(words)
    assert parse_line(f"search {written} --top 5").arguments == {"query": written, "top": "5"}
    assert parse_line(f"search --top 5 {written}").arguments["query"] == written


def test_a_query_means_the_same_however_it_is_spaced() -> None:
    assert parse(parse_line('search  #cs.CL   "tool  use"').arguments["query"]) == parse('#cs.CL "tool use"')
