"""A digest becomes what a message says of it, before any platform's own language: pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bot.digest.explain import Why
from bot.digest.section import Section
from bot.digest.select import HotList, HotPaper
from bot.digest.weekly import WeekPaper
from bot.messages.escaping import printable, web_address
from bot.messages.venue import venue_of
from bot.messages.wording import (
    counted,
    day_text,
    label_of,
    next_due_text,
    number_text,
    quiet_day_note,
    shortened,
    span_text,
    trouble_text,
    why_empty_text,
)
from bot.papers.model import ENGAGEMENT_SOURCES, Engagement, Mention, StoredPaper
from bot.subscriptions.model import Layout

AUTHORS_SHOWN: Final = 3
TITLE_CHARS: Final = 300
NAME_CHARS: Final = 60
CATEGORIES_CHARS: Final = 120
SPEAKER_CHARS: Final = 80
QUOTE_CHARS: Final = 280
LINE_CHARS: Final = 140
RISING_TITLE_CHARS: Final = 80


@dataclass(frozen=True, slots=True)
class Link:
    """An address and what it is called."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody said of a paper: ``author`` with handle, ``place`` is the source's name.

    Of one who may not be quoted, ``author`` and ``text`` are empty. ``score`` is likes + reposts, None
    where neither is known.
    """

    score: int | None
    author: str
    place: str
    text: str
    url: str | None


@dataclass(frozen=True, slots=True)
class PaperView:
    """One paper as a message shows it.

    ``authors`` is the line of the first three, ``everyone`` has all. ``evidence`` has one part for each
    source. ``day`` is given where it is not the newest listing.
    """

    rank: int | None
    id: str
    title: str
    url: str
    authors: str
    everyone: str
    categories: str
    heat: str
    is_new: bool
    is_rising: bool
    evidence: tuple[str, ...]
    links: tuple[Link, ...]
    day: str | None
    venue: str | None
    abstract: str
    quote: Quote | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What else arXiv says of a paper that is shown by itself."""

    withdrawn: bool
    comment: str | None
    journal_ref: str | None
    doi: str | None


@dataclass(frozen=True, slots=True)
class RisingView:
    """A paper of the week that rises, as a line under the papers; ``gained`` is its heat of the last two days."""

    id: str
    title: str
    url: str
    heat: str
    gained: str


@dataclass(frozen=True, slots=True)
class Head:
    """What stands over the papers; ``span`` is the day, or the days up to it, ``name`` the topic's, or empty."""

    span: str
    name: str
    said: str
    considered: int
    shown: int
    note: str | None


@dataclass(frozen=True, slots=True)
class Empty:
    """Why there is no paper, as a word and as a sentence, and when to look again."""

    because: str
    sentence: str
    next_due: str


@dataclass(frozen=True, slots=True)
class SectionView:
    """One topic's part of a digest; ``rising`` and then ``notes``, which are sentences, stand under its papers."""

    head: Head
    layout: Layout
    papers: tuple[PaperView, ...]
    empty: Empty | None
    notes: tuple[str, ...]
    rising: tuple[RisingView, ...] = ()


@dataclass(frozen=True, slots=True)
class DigestView:
    """A digest as a message shows it; ``foot`` has one sentence for each source that failed or is stale."""

    sections: tuple[SectionView, ...]
    foot: tuple[str, ...]


def view_digest(sections: Sequence[Section]) -> DigestView:
    """Return everything that a message says of a digest: of each topic, then of the sources of all of them."""
    foot = dict.fromkeys(sentence for section in sections for sentence in _foot(section.hot))
    return DigestView(tuple(map(_view_section, sections)), tuple(foot))


def _view_section(section: Section) -> SectionView:
    hot_list = section.hot
    return SectionView(
        head=Head(
            span=span_text(hot_list),
            name=shortened(section.name or "", NAME_CHARS),
            said=hot_list.said,
            considered=hot_list.considered,
            shown=len(hot_list.papers),
            note=quiet_day_note(hot_list),
        ),
        layout=section.layout,
        papers=tuple(_view_hot(one, hot_list.newest_day) for one in hot_list.papers),
        empty=_empty(hot_list) if not section.shown_above else None,
        notes=(*((f"{section.shown_above} shown above",) if section.shown_above else ()), *section.notes),
        rising=tuple(map(_view_rising, section.rising)),
    )


def _view_rising(riser: WeekPaper) -> RisingView:
    stored = riser.stored
    title = shortened(title_of(stored), RISING_TITLE_CHARS)
    return RisingView(stored.id, title, stored.paper.abs_url, number_text(riser.heat), number_text(riser.gained))


def _view_hot(one: HotPaper, newest_day: date | None) -> PaperView:
    view = _view_paper(one.stored, one.heat, one.mentions, rank=one.rank, newest_day=newest_day)
    return replace(view, is_new=one.is_new, is_rising=one.is_rising)


def view_paper(why: Why) -> PaperView:
    """Return one paper by itself: it has no rank, and always its day."""
    return _view_paper(why.stored, why.heat, why.mentions)


def facts_of(stored: StoredPaper) -> Facts:
    """Return what stands beside one paper by itself, as it is read."""
    return Facts(stored.paper.withdrawn, stored.comment, stored.journal_ref, stored.paper.doi)


def view_stored(stored: StoredPaper, rank: int) -> PaperView:
    """Return one of several papers of any day, as a search finds them."""
    return _view_paper(stored, stored.heat, (), rank=rank)


def _view_paper(
    stored: StoredPaper,
    heat: float,
    mentions: Sequence[Mention],
    *,
    rank: int | None = None,
    newest_day: date | None = None,
) -> PaperView:
    paper = stored.paper
    return PaperView(
        rank=rank,
        id=paper.id,
        title=title_of(stored),
        url=paper.abs_url,
        authors=authors_line(stored.authors),
        everyone=", ".join(stored.authors),
        categories=shortened(", ".join(paper.categories), CATEGORIES_CHARS),
        heat=number_text(heat),
        is_new=False,
        is_rising=False,
        evidence=evidence(tuple(stored.engagement.values())),
        links=_links(stored),
        day=day_text(paper.announced) if paper.announced and paper.announced != newest_day else None,
        venue=venue_of(stored.comment),
        abstract=stored.abstract,
        quote=quote_of(mentions, title=stored.title),
    )


def title_of(stored: StoredPaper) -> str:
    """Return the title, or the id where there is nothing in the title that shows."""
    title = shortened(stored.title, TITLE_CHARS)
    # What is cut off ends with "…", which alone tells nothing.
    return title if printable(title).strip(" …") else stored.id


def authors_line(authors: Sequence[str]) -> str:
    """Return the first three authors, and where there are more, how many there are."""
    first = ", ".join(shortened(name, NAME_CHARS) for name in authors[:AUTHORS_SHOWN])
    return first if len(authors) <= AUTHORS_SHOWN else f"{first} et al. ({len(authors)})"


def evidence(engagement: Sequence[Engagement]) -> tuple[str, ...]:
    """Return what each source counts, as ``X 1150↻ 241♥`` or ``HN 212 (84 comments)``.

    What is not known is left out, and so is a source that counts nothing.
    """
    known = {one.source: one for one in engagement if one.count or one.replies}
    order = [*ENGAGEMENT_SOURCES, *sorted(known.keys() - set(ENGAGEMENT_SOURCES))]
    return tuple(_evidence_of(known[source]) for source in order if source in known)


_FORUMS: Final = frozenset({"hackernews", "huggingface", "reddit"})
"""Where a reply is a comment that a reader may want to go and read."""


def _evidence_of(one: Engagement) -> str:
    parts = [label_of(one.source)]
    if one.source == "x":
        parts += [f"{one.reposts}↻"] if one.reposts is not None else []
        parts += [f"{one.likes}♥"] if one.likes is not None else []
    elif (one.likes, one.reposts) != (None, None):
        parts.append(str(one.count))
    if one.source in _FORUMS and one.replies:
        parts.append(f"({counted(one.replies, 'comment')})")
    return " ".join(parts)


def _links(stored: StoredPaper) -> tuple[Link, ...]:
    paper = stored.paper
    links = [Link("abs", paper.abs_url), Link("pdf", paper.pdf_url)]
    if paper.code_url and (code_url := web_address(paper.code_url)):
        links.append(Link("code", code_url))
    return tuple(links)


def quote_of(mentions: Sequence[Mention], *, title: str) -> Quote | None:
    """Return the most engaged mention that may be quoted, the first of equals.

    One that says more than the title goes before any that does not; None where there is none with text.
    """
    quotable = [mention for mention in mentions if mention.quotable and mention.text.strip()]
    telling = [mention for mention in quotable if _says_more(mention.text, title)]
    best = max(telling or quotable, key=lambda mention: mention.score, default=None)
    return _quote(best, QUOTE_CHARS) if best else None


def loudest(mentions: Sequence[Mention], count: int) -> tuple[Quote, ...]:
    """Return the ``count`` most engaged mentions, whoever made them."""
    ordered = sorted(mentions, key=lambda mention: mention.score, reverse=True)
    return tuple(_quote(mention, LINE_CHARS) for mention in ordered[:count])


def _quote(mention: Mention, max_chars: int) -> Quote:
    return Quote(
        score=mention.score if mention.has_counts else None,
        author=shortened(author_of(mention), SPEAKER_CHARS) if mention.quotable else "",
        place=label_of(mention.source),
        text=shortened(mention.text, max_chars) if mention.quotable else "",
        url=web_address(mention.url),
    )


def author_of(mention: Mention) -> str:
    """Return ``Name (@handle)``, or as much of it as is known."""
    handle = f"@{mention.handle.lstrip('@')}" if mention.handle else ""
    if mention.author and handle and mention.author != mention.handle:
        return f"{mention.author} ({handle})"
    return handle or mention.author or ""


_NOT_SAID: Final = re.compile(r"https?://\S+|pic\.twitter\.com/\S+|\b(?:pdf|abs|arxiv)\b|[\W_]+")
"""Addresses, their labels and punctuation: what bots that only announce a paper put around its title."""


def _says_more(text: str, title: str) -> bool:
    said, titled = (_said_words(each) for each in (text, title))
    return bool(said) and said not in titled


def _said_words(text: str) -> str:
    return " ".join(_NOT_SAID.sub(" ", text.casefold()).split())


def _empty(hot_list: HotList) -> Empty | None:
    reason = hot_list.empty_because
    return Empty(reason.value, why_empty_text(hot_list, reason), next_due_text(hot_list)) if reason else None


def _foot(hot_list: HotList) -> tuple[str, ...]:
    said = (trouble_text(name, state, seen_from=hot_list.day) for name, state in hot_list.sources.items())
    return tuple(sentence for sentence in said if sentence)
