"""``help``: what can be asked, and how each verb is typed."""

from typing import Final

from bot.commands.desk import Desk
from bot.commands.table import COMMANDS
from bot.commands.typed import unknown_verb, usage
from bot.commands.values import Given
from bot.commands.words import Command, Kind, Param, Request, Right
from bot.messages.reply import Listed, Reply, Said

QUERIES: Final = (
    ("tool use", "papers with both words, in title or abstract"),
    ('"tool use"', "papers with the phrase"),
    ("agent*", "words that begin so"),
    ("-survey", "papers without the word"),
    ("(speech OR audio)", "papers with either"),
    ("title:agents", "papers with the word in the title; abstract: likewise"),
    ("#cs.CL", "papers of a category; #cs of any category of the archive"),
    ("@LeCun", 'papers by an author; @"Yann LeCun" by all the words of a name'),
    ("heat>=50", "papers at least so hot"),
    ("since:2026-11-01", "papers announced on that day or later; until: up to that day"),
    ("from:hackernews", "papers that were talked about there"),
)
"""What a query is made of, by example."""


async def help_(_desk: Desk, _request: Request, given: Given) -> Reply:
    """Answer with all verbs, or with one and its parameters."""
    name = given.get("verb", str)
    if name is None:
        return Reply(
            (
                Said("What you can ask:"),
                Listed(tuple((command.verb, command.help) for command in COMMANDS.values())),
                Said("A query is made of:"),
                Listed(QUERIES),
            )
        )
    command = COMMANDS.get(name.casefold())
    if command is None:
        raise unknown_verb(name, line=name)
    return _explained(command)


def _explained(command: Command) -> Reply:
    who = f" For those who may {command.right.value}." if command.right is not Right.ANYONE else ""
    rows = tuple((param.name, _param_text(param)) for param in command.params)
    examples = tuple(("for example", example) for example in command.examples)
    lists = tuple(Listed(each) for each in (rows, examples) if each)
    return Reply((Said(f"{command.help}{who}"), Said(usage(command)), *lists))


def _param_text(param: Param) -> str:
    choices = f" One of {', '.join(param.choices)}." if param.kind is Kind.CHOICE else ""
    return f"{param.help}{choices}"
