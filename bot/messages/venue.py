"""Where a paper is published, by what its authors remark: pure."""

import re
from typing import Final

from bot.messages.wording import shortened

VENUE_CHARS: Final = 90

_VENUE: Final = re.compile(
    r"(?<!\bnot )(?<!\bnot yet )"
    r"\b(?:accepted|to appear|to be (?:published|presented)|published|presented|in proceedings)\b"
    r"(?=[^.;]{0,40}\b(?:at|by|for|in|of|to)\b)",
    re.IGNORECASE,
)
_VENUE_END: Final = re.compile(
    r"[;\n]|,(?! ?(?:19|20)\d\d\b)|(?<=[\dA-Z)])\.(?:\s|\Z)|\s(?=https?://|Code\b|Project\b|\d+ pages)"
)

_CONFERENCES: Final = (
    "AAAI|AAMAS|ACL|AISTATS|CHI|COLING|COLM|COLT|CoRL|CVPR|EACL|ECCV|EMNLP|FAccT|FOCS|ICASSP|ICCV|ICLR|ICML|ICRA|IJCAI"
    "|Interspeech|IROS|KDD|MICCAI|MLSys|NAACL|NeurIPS|SIGGRAPH|SIGIR|SODA|STOC|UAI|WACV"
)
_HONORS: Final = (
    "Best|Camera|Conference|Demo|Findings|Highlight|Industry|Long|Main|Oral|Paper|Poster|Short|Spotlight|System|Track"
)
_BARE_VENUE: Final = re.compile(
    rf"(?:\A|[,;.]\s*)((?:{_CONFERENCES})[ '’-]?(?:20)?\d\d(?:[ (-]*(?:{_HONORS})s?\b\)?)*)(?=\s*(?:[,;.]|\Z))",
    re.IGNORECASE,
)
"""A conference and its year by themselves, as in ``ACL 2025 (Findings); 26 pages``."""


def venue_of(comment: str | None) -> str | None:
    """Return the part of an author's comment that says where the paper is published, if one does."""
    found = _VENUE.search(comment or "")
    if not comment or not found:
        bare = None if "submitted" in (comment or "").casefold() else _BARE_VENUE.search(comment or "")
        return bare[1] if bare else None
    clause = _VENUE_END.split(comment[found.start() :], maxsplit=1)[0].strip(" .")
    return shortened(clause[:1].upper() + clause[1:], VENUE_CHARS)
