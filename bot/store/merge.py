"""What is known of a paper after another word on it."""

from datetime import date

from bot.papers.model import Paper


def merged(known: Paper, fresh: Paper) -> Paper:
    """Return what ``known`` and ``fresh``, two words on one paper, say together.

    The word on the newer version leads, and of two on the same version the fresh one; a word that tells no
    version does not lead over one that does. Where the leading one says nothing the other is heard.
    """
    lead, other = (known, fresh) if _is_older(fresh, known) else (fresh, known)
    announced, is_estimate = _announced(known, fresh)
    return Paper(
        id=known.id,
        title=lead.title or other.title,
        abstract=lead.abstract or other.abstract,
        authors=lead.authors or other.authors,
        categories=lead.categories or other.categories,
        announced=announced,
        announced_is_estimate=is_estimate,
        version=lead.version or other.version,
        submitted_at=lead.submitted_at or other.submitted_at,
        comment=lead.comment or other.comment,
        journal_ref=lead.journal_ref or other.journal_ref,
        doi=lead.doi or other.doi,
        code_url=lead.code_url or other.code_url,
        withdrawn=_withdrawn(known, fresh),
    )


def _is_older(one: Paper, than: Paper) -> bool:
    return than.version is not None and (one.version is None or one.version < than.version)


def _announced(known: Paper, fresh: Paper) -> tuple[date | None, bool]:
    """Choose: a date that was told beats an estimate, and of two of a kind the earlier holds."""
    dated = [(one.announced_is_estimate, one.announced) for one in (known, fresh) if one.announced is not None]
    if not dated:
        return None, False
    is_estimate, announced = min(dated)
    return announced, is_estimate


def _withdrawn(known: Paper, fresh: Paper) -> bool:
    """Judge by version: only one known to be newer takes a withdrawal back, and an older one changes nothing."""
    if known.version is not None and fresh.version is not None and known.version != fresh.version:
        return max(known, fresh, key=lambda paper: paper.version or 0).withdrawn
    return known.withdrawn or fresh.withdrawn
