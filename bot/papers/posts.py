"""Hot Papers posts: the Markdown file of one day, read and taken apart without losing a byte."""

from dataclasses import dataclass
from datetime import date

from bot.papers.model import Engagement


@dataclass(frozen=True, slots=True)
class PostPaper:
    """One paper of a post, as printed.

    ``authors`` is the printed line. ``engagement`` has one entry for each printed line of counts, its
    moment in UTC. ``quotes`` are the embedded tweets' HTML, without the script line behind each.
    ``discussed`` are (label, address) pairs of talk elsewhere, which only our own posts have.
    """

    number: int
    title: str
    authors: str
    engagement: tuple[Engagement, ...]
    abs_url: str
    pdf_url: str
    categories: tuple[str, ...]
    abstract: str
    quotes: tuple[str, ...] = ()
    discussed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """The post of one day; ``front_matter`` is the text between the two ``---`` lines, kept verbatim.

    ``zone`` is the IANA zone that its printed moments are in.
    """

    day: date
    front_matter: str
    zone: str
    papers: tuple[PostPaper, ...]
