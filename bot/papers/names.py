"""Authors' names, written ``First Last`` as arXiv does, taken apart for bibliographies.

arXiv does not say which words of a name are the family's: this goes by particles, suffixes, and the order
that a script has, and takes the last word where nothing else is known.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from bot.papers.accents import decode_accents
from bot.papers.tex import one_line


@dataclass(frozen=True, slots=True)
class Name:
    """One author: ``Fons`` ``van der`` ``Sommen``; only ``family`` is never empty.

    A group of people, and a person with a single name, have nothing but it. ``particle`` is in lower
    case; a capital one (``Van Gool``) is sorted by and belongs to the family.
    """

    family: str
    given: str = ""
    particle: str = ""
    suffix: str = ""

    @property
    def is_whole(self) -> bool:
        """Tell whether it is a group or a single name, which no style may turn around."""
        return not self.given and not self.particle

    @property
    def last(self) -> str:
        """Return the family with its particle: ``van der Sommen``."""
        return f"{self.particle} {self.family}".strip()


def parse_names(authors: Sequence[str]) -> tuple[Name, ...]:
    """Return the names that raw author entries are, without those that hold no letter.

    ``Some Team, :, A. Person`` is how arXiv names a group before its members: what stands before the
    colon is a group.
    """
    names = (
        _parse(_plain(raw), is_group=raw.rstrip().endswith(":") or following.strip() == ":")
        for raw, following in zip_longest(authors, authors[1:], fillvalue="")
    )
    return tuple(name for name in names if name is not None)


_IN_PARENTHESES: Final = re.compile(r"\([^()]*\)")
_LINE_BREAK: Final = re.compile(r"\\[\\ ,;~]|~")
_AROUND: Final = " ,;:*†‡"


def _plain(raw: str) -> str:
    """Return a name's text: accents as Unicode, without affiliation and what is left of TeX."""
    text = _LINE_BREAK.sub(" ", decode_accents(raw))
    return one_line(_IN_PARENTHESES.sub(" ", re.sub(r"[\\{}$]", "", text))).strip(_AROUND)


_GROUP: Final = re.compile(
    r"(?:.*\s)?(?:alliance|association|authors|collaborations?|collective|committee|community|company|consortium"
    r"|contributors|department|foundation|group|initiative|institute|labs?|laborator(?:y|ies)|network"
    r"|organi[sz]ation|project|research|society|team|university)(?:\s.*)?",
    re.IGNORECASE,
)
_SUFFIX: Final = re.compile(r"[js]r\.?|III?|IV", re.IGNORECASE)


def _parse(text: str, *, is_group: bool) -> Name | None:
    if not any(char.isalpha() for char in text):
        return None
    if is_group or _GROUP.fullmatch(text):
        return Name(text)
    parts = [part.strip() for part in text.split(",") if part.strip()]
    suffix = next((part for part in parts[1:] if _SUFFIX.fullmatch(part)), "")
    first, *rest = [part for part in parts if part != suffix]
    return _inverted(first, " ".join(rest), suffix) if rest else _in_order(first.split(), suffix)


def _inverted(last: str, given: str, suffix: str) -> Name:
    """Return the name that is written ``Last, First``."""
    particle, family = _without_particle(last.split())
    return Name(family, given, particle, suffix)


def _in_order(words: Sequence[str], suffix: str) -> Name:
    """Return the name that is written ``First Last``, or family first where its script does so."""
    if not suffix and len(words) > 2 and _SUFFIX.fullmatch(words[-1]):
        words, suffix = words[:-1], words[-1]
    if len(words) == 2 and all(map(_is_east_asian, words)):
        return Name(words[0], words[1], suffix=suffix)
    start = _family_start(words)
    particle, family = _without_particle(words[start:])
    return Name(family, " ".join(words[:start]), particle, suffix)


def _is_east_asian(word: str) -> bool:
    return all(unicodedata.name(char, "").startswith(("CJK", "HANGUL", "HIRAGANA", "KATAKANA")) for char in word)


_PARTICLE: Final = re.compile(
    r"'[st]|a[flv]|aan|bint?|d'|das?|del(?:l[ao])?|dei?|den|der|di|dos?|du|el|het|ibn|l[aeo]|l[ao]s|op|ten?|ter|van|ver"
    r"|vom|von|zu[mr]?"
)
"""Words in lower case that begin a family name wherever they stand behind the first word."""

_CAPITAL_PARTICLE: Final = re.compile(r"Da|De(?:l|lla|n|r)?|Di|Dos|L[ae]|V[ao]n")
"""Those that do so with a capital too, before any number of words."""

_ARABIC_PARTICLE: Final = re.compile(r"Al|Ben|El")
"""Those that do so only before the last word: elsewhere they belong to a given name (``El Amine``)."""

_CONJUNCTION: Final = re.compile(r"[eiy]")
"""Stands between two family names: ``Agüera y Arcas``."""

_VIETNAMESE_FAMILY: Final = re.compile(
    r"bui|cao|dang|dinh|do|doan|duong|ha|ho|hoang|huynh|le|luong|luu|ly|mai|ngo|nguyen|pham|phan|ta|thai|tran|trinh"
    r"|truong|vo|vu"
)
"""Before these, Van and Le are middle names."""


def _family_start(words: Sequence[str]) -> int:
    """Return where the family name begins; 0 if there is no given name."""
    last = len(words) - 1
    joined = (at - 1 for at in range(1, last) if _CONJUNCTION.fullmatch(words[at]))
    marked = (at for at in range(last) if _begins_family(words, at))
    return next(joined, next(marked, last))


def _begins_family(words: Sequence[str], at: int) -> bool:
    word, last = words[at], words[-1]
    if _PARTICLE.fullmatch(word):
        return at > 0 or not last.islower()
    if at == 0 or _VIETNAMESE_FAMILY.fullmatch(_unaccented(last)):
        return False
    is_before_last = at == len(words) - 2
    return bool(_CAPITAL_PARTICLE.fullmatch(word) or (is_before_last and _ARABIC_PARTICLE.fullmatch(word)))


def _unaccented(word: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", word.casefold()) if char.isascii())


def _without_particle(words: Sequence[str]) -> tuple[str, str]:
    """Return the particle in lower case before a family name, and the rest, which is never empty."""
    start = 0
    while start < len(words) - 1 and _PARTICLE.fullmatch(words[start]):
        start += 1
    return " ".join(words[:start]), " ".join(words[start:])
