"""The verbs: one table, from which every surface makes its commands, its help and its checks."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.commands.words import Command, Kind, Param, Right

TOP_DEFAULT: Final = 10
TOP_MAX: Final = 100
"""Papers of one answer at most."""

PAGE_MAX: Final = 1000

_QUERY: Final = Param(
    "query",
    Kind.QUERY,
    'What to look for: words, "a phrase", #cs.CL, @name, -without, heat>=50.',
    completes="query",
    rest=True,
)
_PAPER: Final = Param(
    "paper", Kind.PAPER, "An arXiv id or the address of a paper.", required=True, completes="papers", bare=True
)
_TOP: Final = Param("top", Kind.INT, "At most so many papers.", minimum=1, maximum=TOP_MAX)
_PAGE: Final = Param("page", Kind.INT, "Which page of the answer, from 1.", minimum=1, maximum=PAGE_MAX)
_MIN_HEAT: Final = Param("min_heat", Kind.NUMBER, 'Only papers at least this hot; "auto" has no bar.', minimum=0)
_LAYOUT: Final = Param("layout", Kind.CHOICE, "How much is said of each paper.", choices=("compact", "full", "thread"))
_WINDOW: Final = Param("window", Kind.WINDOW, "Papers of the last days, such as 7d or 2w.")
_HERE: Final = Param("here", Kind.FLAG, "The list of this place instead of your own.", bare=True)
_NUMBER: Final = Param(
    "number", Kind.SUBSCRIPTION, "The subscription: its number or its name.", completes="subscriptions", bare=True
)

_NAME: Final = Param("name", Kind.TEXT, "What to call the topic.", maximum=60)

_TOPIC: Final = (
    _QUERY,
    Param("at", Kind.TIME_OF_DAY, "When the digest comes, such as 09:00."),
    Param("zone", Kind.ZONE, "The time zone of that hour, such as Europe/Berlin.", completes="zones"),
    Param("days", Kind.DAYS, "On which days, such as mon-fri, daily or mon,thu."),
    _NAME,
    _LAYOUT,
    replace(_TOP, help="At most so many papers in each digest."),
    replace(_MIN_HEAT, choices=("auto",)),
    _WINDOW,
    Param("silent_when_empty", Kind.FLAG, "No message on a day without papers."),
    Param("quiet", Kind.FLAG, "No notification, where the platform can."),
    Param("late_limit", Kind.SPAN, "How late it may still come when the bot was down, such as 6h or 1d."),
    Param("settle", Kind.SPAN, "How long after its announcement a paper counts, such as 24h."),
)
"""What a subscription is made of, in the order in which a form would ask."""

_CHANGES: Final = tuple(replace(param, clearable=param is _NAME) for param in _TOPIC)

_ALL: Final = (
    Command(
        "hot",
        "Show the hottest papers of the last 7 days, or of one day.",
        "bot.commands.reading:hot",
        (
            _QUERY,
            Param("day", Kind.DAY, "The papers announced on this day, such as 2026-11-20."),
            _WINDOW,
            _TOP,
            _MIN_HEAT,
            _LAYOUT,
        ),
        examples=("hot", "hot #cs.CL --window 3d", 'hot "tool use" --top 5'),
    ),
    Command(
        "search",
        "Search all papers, best first.",
        "bot.commands.reading:search",
        (replace(_QUERY, required=True), _TOP, _PAGE),
        examples=('search #cs.CL "tool use" -survey', "search @LeCun since:2026-11-01", "search title:agents heat>=50"),
    ),
    Command(
        "show",
        "Show one paper.",
        "bot.commands.reading:show",
        (_PAPER,),
        examples=("show 2102.01672", "show https://arxiv.org/abs/2102.01672"),
    ),
    Command(
        "why",
        "Explain a paper's heat, term by term.",
        "bot.commands.reading:why",
        (_PAPER,),
        examples=("why 2102.01672",),
    ),
    Command(
        "similar",
        "Show papers like this one.",
        "bot.commands.reading:similar",
        (_PAPER, _TOP),
        examples=("similar 2102.01672 --top 5",),
    ),
    Command(
        "subscribe",
        "Have a topic's papers posted here; shows last week's before it saves.",
        "bot.commands.subscribing:subscribe",
        _TOPIC,
        right=Right.MANAGE_CHANNEL,
        examples=(
            'subscribe #cs.CL "tool use" --at 09:00 --zone Europe/Berlin',
            "subscribe @LeCun --days mon --window 7d --name LeCun",
            "subscribe --top 5 --silent-when-empty",
        ),
    ),
    Command(
        "subscriptions",
        "List what is posted here.",
        "bot.commands.subscribing:subscriptions",
        examples=("subscriptions",),
    ),
    Command(
        "unsubscribe",
        "End a subscription.",
        "bot.commands.changing:unsubscribe",
        (_NUMBER,),
        right=Right.MANAGE_CHANNEL,
        or_maker=True,
        examples=("unsubscribe 3",),
    ),
    Command(
        "settings",
        "Show or change a subscription.",
        "bot.commands.changing:settings",
        (_NUMBER, *_CHANGES),
        right=Right.MANAGE_CHANNEL,
        or_maker=True,
        examples=("settings 3", "settings 3 --at 18:00 --top 5", "settings 3 --min-heat auto"),
    ),
    Command(
        "pause",
        "Let a subscription rest.",
        "bot.commands.changing:pause",
        (_NUMBER,),
        right=Right.MANAGE_CHANNEL,
        or_maker=True,
        examples=("pause 3",),
    ),
    Command(
        "resume",
        "Let a paused subscription go on.",
        "bot.commands.changing:resume",
        (_NUMBER,),
        right=Right.MANAGE_CHANNEL,
        or_maker=True,
        examples=("resume 3",),
    ),
    Command(
        "save",
        "Put a paper on your reading list, or on this place's.",
        "bot.commands.saving:save",
        (_PAPER, _HERE, Param("remove", Kind.FLAG, "Take the paper off the list.")),
        examples=("save 2102.01672", "save 2102.01672 here", "save 2102.01672 --remove"),
    ),
    Command(
        "saved",
        "Show your reading list, or this place's.",
        "bot.commands.saving:saved",
        (_HERE, _PAGE),
        examples=("saved", "saved here"),
    ),
    Command(
        "cite",
        "Give citations of a paper, of a day's hottest, or of a reading list.",
        "bot.commands.saving:cite",
        (
            Param("what", Kind.TEXT, "A paper, a day, or saved.", required=True, completes="papers", bare=True),
            replace(_HERE, help="With saved: the list of this place instead of your own."),
            Param("style", Kind.CHOICE, "The format.", choices=("bibtex", "ris", "csl"), bare=True),
        ),
        examples=("cite 2102.01672", "cite 2026-11-20 ris", "cite saved csl"),
    ),
    Command("status", "Show how the sources stand.", "bot.commands.reading:status", examples=("status",)),
    Command(
        "help",
        "Say what can be asked.",
        "bot.commands.helping:help_",
        (Param("verb", Kind.TEXT, "The verb to explain.", bare=True),),
        examples=("help", "help subscribe"),
    ),
    Command(
        "forget-me",
        "Remove your reading list, your direct-message subscriptions and your name.",
        "bot.commands.saving:forget_me",
        examples=("forget-me",),
    ),
)

COMMANDS: Final[Mapping[str, Command]] = {command.verb: command for command in _ALL}
"""Every verb that people type, in the order in which a newcomer meets them."""

_TOKEN: Final = Param("token", Kind.TEXT, "What the button carries.", required=True, bare=True)

ANSWERS: Final[Mapping[str, Command]] = {
    "confirm": Command("confirm", "Do what was just shown.", "bot.commands.confirming:confirm", (_TOKEN,)),
    "cancel": Command("cancel", "Leave everything as it is.", "bot.commands.confirming:cancel", (_TOKEN,)),
    "again": Command(
        "again", "Do what a button says whose words are kept.", "bot.commands.confirming:again", (_TOKEN,)
    ),
}
"""What only buttons send; no surface lists these."""


def find_command(verb: str) -> Command | None:
    """Return the command of a verb, however its letters are cased."""
    name = verb.casefold()
    return COMMANDS.get(name) or ANSWERS.get(name)
