"""How we say days, moments, numbers, and what was not to be had: pure, the same on every platform."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from bot.digest.availability import DAYS_NAMED, Availability, SourceState
from bot.digest.select import EmptyReason, HotList
from bot.digest.status import OutboxStatus, Status
from bot.papers.model import SOURCE_LABELS
from bot.store.contract import Saved

DETAIL_CHARS: Final = 200

_WEEK_DAYS: Final = 7


def label_of(source: str) -> str:
    """Return the name by which a reader knows a source."""
    return SOURCE_LABELS.get(source, source)


def day_text(day: date, *, seen_from: date | None = None) -> str:
    """Return ``Thu 19 Nov 2026``; without the year where it is that of ``seen_from``."""
    short = f"{day:%a} {day.day} {day:%b}"
    return short if seen_from and seen_from.year == day.year else f"{short} {day.year}"


def moment_text(at: datetime, *, seen_from: date | None = None) -> str:
    """Return ``Thu 19 Nov 2026 06:00 UTC``; without the year or the day where it is that of ``seen_from``."""
    moment = at.astimezone(UTC)
    clock = f"{moment:%H:%M} UTC"
    return clock if moment.date() == seen_from else f"{day_text(moment.date(), seen_from=seen_from)} {clock}"


def number_text(number: float) -> str:
    """Return a whole number without decimals, any other with one."""
    whole = round(number)
    return str(whole) if abs(number - whole) < 1e-9 else f"{number:.1f}"


def counted(count: int, noun: str) -> str:
    """Return ``1 comment``, ``2 comments``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def shortened(text: str, max_chars: int) -> str:
    """Return ``text`` with its white space collapsed, cut between words so that it fits in ``max_chars``."""
    line = " ".join(text.split())
    if len(line) <= max_chars:
        return line
    head, _, cut_word = line[:max_chars].rpartition(" ")
    return f"{(head or cut_word[:-1]).rstrip(' ,;:.-')}…"


def span_text(hot_list: HotList) -> str:
    """Return the day, or ``the last 7 days to Thu 19 Nov 2026``."""
    day = day_text(hot_list.day)
    return day if hot_list.since == hot_list.day else f"the last {_days(hot_list)} days to {day}"


def quiet_day_note(hot_list: HotList) -> str | None:
    """Return ``no new listing today; 4 from this week`` where the last day of a window brought none.

    Of a listing that is late it says so instead.
    """
    if hot_list.no_listing_because is None or not hot_list.papers or hot_list.since == hot_list.day:
        return None
    span = "this week" if _days(hot_list) == _WEEK_DAYS else f"the last {_days(hot_list)} days"
    is_late = hot_list.no_listing_because is EmptyReason.NOT_YET
    lack = "today's listing is not out yet" if is_late else "no new listing today"
    return f"{lack}; {len(hot_list.papers)} from {span}"


def _days(hot_list: HotList) -> int:
    return (hot_list.day - hot_list.since) // timedelta(days=1) + 1


_WHY_EMPTY: Final[Mapping[EmptyReason, str]] = {
    EmptyReason.NOT_GATHERED: "Nothing has been gathered for {span} yet.",
    EmptyReason.WEEKEND: "Nothing new: arXiv announces no papers at the weekend.",
    EmptyReason.HOLIDAY: "Nothing new: arXiv made no announcement, a holiday.",
    EmptyReason.NOT_YET: "arXiv has not announced the papers of {day} yet.",
    EmptyReason.NOTHING_ANNOUNCED: "arXiv announced nothing in the gathered categories.",
    EmptyReason.NOTHING_MATCHES: "Nothing of {span} matches: {said}.",
    EmptyReason.WITHDRAWN: "All papers of {span} were withdrawn.",
    EmptyReason.ALL_SHOWN: "Nothing new: all that matches of {span} was shown here before.",
    EmptyReason.SOURCE_FAILED: "arXiv could not be read, so there is nothing to choose from.",
}


def why_empty_text(hot_list: HotList, reason: EmptyReason) -> str:
    """Return one sentence that says why the digest has no paper."""
    if reason is EmptyReason.BELOW_THRESHOLD:
        return _below_threshold(hot_list)
    return _WHY_EMPTY[reason].format(day=day_text(hot_list.day), span=span_text(hot_list), said=hot_list.said)


def _below_threshold(hot_list: HotList) -> str:
    papers = counted(hot_list.considered, "paper")
    if hot_list.min_heat is None:
        return f"{papers} considered, and nobody has talked about any yet."
    return f"{papers} considered, and none reaches a heat of {number_text(hot_list.min_heat)}."


def next_due_text(hot_list: HotList) -> str:
    """Return when arXiv announces next, as a sentence."""
    return f"The next announcement is due {moment_text(hot_list.next_due_at, seen_from=hot_list.day)}."


def trouble_text(source: str, state: SourceState, *, seen_from: date | None = None) -> str | None:
    """Return one sentence about a source that failed or is stale, None for any other."""
    label, at = label_of(source), moment_text(state.at, seen_from=seen_from) if state.at else None
    if state.state is Availability.FAILED:
        detail = f" ({shortened(state.detail, DETAIL_CHARS).rstrip('.')})" if state.detail else ""
        return f"{label} could not be read{detail}; {_loss(source, at)}."
    if state.unread:
        return f"{label}: {_unread(state.unread, seen_from)} papers may be missing."
    if state.state is Availability.STALE:
        since = f"since {at}" if at else "yet"
        return f"{label} has not been read {since}; {_loss(source, at and 'then')}."
    return None


def _unread(days: Sequence[date], seen_from: date | None) -> str:
    """Return which listings were not read, and whose papers may be missing; of many days the newest are named."""
    named = [day_text(day, seen_from=seen_from) for day in days[-DAYS_NAMED:]]
    earlier = len(days) - len(named)
    if earlier:
        named.append(counted(earlier, "earlier day"))
    if len(named) == 1:
        return f"the listing of {named[0]} is not read whole; its"
    return f"the listings of {', '.join(named[:-1])} and {named[-1]} are not read whole; their"


def missing_texts(missing: Mapping[str, SourceState]) -> tuple[str, ...]:
    """Return a sentence for each source that failed or is stale, and one for all that are off."""
    troubles = [trouble_text(source, state) for source, state in missing.items()]
    off = [label_of(source) for source, state in missing.items() if state.state is Availability.OFF]
    return (*filter(None, troubles), *([f"Switched off: {', '.join(off)}."] if off else ()))


def _loss(source: str, last_read: str | None) -> str:
    if source == "arxiv":
        return "its newest papers may be missing" if last_read else "its papers are missing"
    return f"its counts are from {last_read}" if last_read else "its counts are missing"


def status_facts(status: Status) -> tuple[tuple[str, str], ...]:
    """Return what the database holds and what comes next, as names and values."""
    totals = status.totals
    days = [day_text(day) for day in (totals.first_day, totals.last_day) if day]
    announced = f", announced {' to '.join(dict.fromkeys(days))}" if days else ""
    return (
        ("Database", str(status.path)),
        ("Papers", f"{totals.papers}{announced}"),
        ("Mentions", str(totals.mentions)),
        ("Measurements", str(totals.measurements)),
        ("Imported posts", str(totals.posts)),
        ("Next announcement", moment_text(status.next_due_at)),
        *(_outbox_facts(status.outbox) if status.outbox else ()),
    )


def _outbox_facts(outbox: OutboxStatus) -> tuple[tuple[str, str], ...]:
    looked_at = moment_text(outbox.looked_at) if outbox.looked_at else "never: `hotpapers run` is the bot"
    sent = f"{outbox.waiting} waiting, {outbox.failed} failed, {outbox.unknown} that nobody knows the end of"
    paused = (
        f"{each.number} for {each.place} ({each.paused.reason}), since {moment_text(each.paused.since_at)}"
        for each in outbox.paused
        if each.paused
    )
    return (("Last looked for what is due", looked_at), ("Deliveries", sent), *(("Paused", each) for each in paused))


def saved_text(saved: Saved) -> str:
    """Return what one reading brought, as ``812 new papers, 3 refreshed``."""
    parts = (
        counted(saved.new, "new paper") if saved.new else "",
        f"{saved.refreshed} refreshed" if saved.refreshed else "",
        counted(saved.mentions, "mention") if saved.mentions else "",
        f"{saved.mentions_left_out} of other papers" if saved.mentions_left_out else "",
    )
    return ", ".join(filter(None, parts)) or "nothing new"
