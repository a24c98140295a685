"""arXiv's answers written out: feeds, query pages, and a small arXiv that serves both from one set of papers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from xml.sax.saxutils import escape, quoteattr

from tests.sources.fake_site import Asked, FakeSite, Reply

FRIDAY = date(2026, 11, 20)


@dataclass(frozen=True, slots=True)
class Work:
    """A paper as arXiv knows it."""

    id: str
    title: str = "On Small Things"
    abstract: str = "We look at small things."
    authors: tuple[str, ...] = ("Ada Muster", "Bo Beispiel")
    categories: tuple[str, ...] = ("cs.CL",)
    version: int = 1
    announcement: str = "new"
    submitted: str = "2026-11-18T20:15:00Z"
    comment: str | None = "12 pages"
    affiliation: str | None = None
    doi: str | None = None
    journal_ref: str | None = None


def rss(works: Iterable[Work], day: date = FRIDAY, *, title: str = "cs updates on arXiv.org", note: str = "") -> str:
    midnight = f"{day:%a, %d %b %Y} 00:00:00 -0500"
    items = "".join(item(work, midnight) for work in works)
    return (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        '<rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0">\n'
        f"<channel><title>{escape(title)}</title><link>http://rss.arxiv.org/rss/cs</link>"
        f"<description>{escape(note)}</description><pubDate>{midnight}</pubDate>{items}</channel></rss>"
    )


def item(work: Work, midnight: str) -> str:
    name = f"{work.id}v{work.version}"
    prefix = f"arXiv:{name} Announce Type: {work.announcement} \nAbstract: "
    optional = _element("arxiv:DOI", work.doi) + _element("arxiv:journal_reference", work.journal_ref)
    return (
        f"<item><title>{escape(work.title)}</title><link>https://arxiv.org/abs/{work.id}</link>"
        f"<description>{prefix}{escape(work.abstract)}</description>"
        f'<guid isPermaLink="false">oai:arXiv.org:{name}</guid>'
        + "".join(f"<category>{category}</category>" for category in work.categories)
        + f"<pubDate>{midnight}</pubDate><arxiv:announce_type>{work.announcement}</arxiv:announce_type>{optional}"
        f"<dc:creator>{escape(', '.join(work.authors))}</dc:creator></item>\n"
    )


def refusal(message: str) -> str:
    return rss((), title="Feed error for query: http://rss.arxiv.org/rss/cs.ZZ", note=message)


def atom(works: Sequence[Work], *, total: int | None = None, start: int = 0) -> str:
    return (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        '<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" '
        'xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">\n'
        "<id>https://arxiv.org/api/answer</id><title>arXiv Query: id_list=</title>"
        f"<opensearch:itemsPerPage>100</opensearch:itemsPerPage>"
        f"<opensearch:totalResults>{len(works) if total is None else total}</opensearch:totalResults>"
        f"<opensearch:startIndex>{start}</opensearch:startIndex>\n{''.join(map(entry, works))}</feed>"
    )


def entry(work: Work) -> str:
    name = f"{work.id}v{work.version}"
    affiliation = _element("arxiv:affiliation", work.affiliation)
    return (
        f"  <entry>\n    <id>http://arxiv.org/abs/{name}</id>\n    <title>{escape(work.title)}</title>\n"
        f"    <updated>{work.submitted}</updated>\n"
        f'    <link href="https://arxiv.org/abs/{name}" rel="alternate" type="text/html"/>\n'
        f'    <link href="https://arxiv.org/pdf/{name}" rel="related" type="application/pdf" title="pdf"/>\n'
        f"    <summary>{escape(work.abstract)}</summary>\n"
        + "".join(f"    <category term={quoteattr(term)} scheme={_SCHEME}/>\n" for term in work.categories)
        + (f"    <published>{work.submitted}</published>\n" if work.submitted else "")
        + _element("arxiv:comment", work.comment)
        + f'    <arxiv:primary_category term="{work.categories[0]}"/>\n'
        + _element("arxiv:journal_ref", work.journal_ref)
        + _element("arxiv:doi", work.doi)
        + "".join(f"    <author>\n      <name>{escape(a)}</name>\n{affiliation}    </author>\n" for a in work.authors)
        + "  </entry>\n"
    )


def error_entry(message: str) -> str:
    return atom(()).replace(
        "</feed>",
        f"<entry><id>https://arxiv.org/api/errors#{message.replace(' ', '_')}</id><title>Error</title>"
        f"<summary>{escape(message)}</summary><author><name>arXiv api core</name></author></entry></feed>",
    )


_SCHEME = '"http://arxiv.org/schemas/atom"'


def _element(tag: str, text: str | None) -> str:
    return "" if text is None else f"    <{tag}>{escape(text)}</{tag}>\n"


@dataclass
class FakeArxiv:
    """Serves one day's feeds and the query API from its works, as arXiv would; counts what it was asked."""

    site: FakeSite
    works: list[Work] = field(default_factory=list)
    day: date = FRIDAY
    max_items: int = 2000

    @property
    def rss_url(self) -> str:
        return f"{self.site.url}/rss"

    @property
    def api_url(self) -> str:
        return f"{self.site.url}/api/query"

    @property
    def feeds_asked(self) -> list[str]:
        return [path.removeprefix("/rss/") for path in self.site.paths if path.startswith("/rss/")]

    @property
    def queries(self) -> list[Mapping[str, str]]:
        return [asked.query for asked in self.site.requests if asked.path == "/api/query"]

    def feed(self, *specs: str) -> None:
        """Serve these feeds: a paper is in the feed of each of its categories and archives."""
        for spec in specs:
            self.site.decide(f"/rss/{spec}", self._feed(spec.split("+")))

    def api(self) -> None:
        """Serve the query API."""
        self.site.decide("/api/query", self.query)

    def query(self, asked: Asked) -> Reply:
        found = self._by_ids(asked) if "id_list" in asked.query else self._by_date(asked)
        start, size = int(asked.query.get("start", "0")), int(asked.query["max_results"])
        return Reply(atom(found[start : start + size], total=len(found), start=start))

    def _feed(self, names: list[str]) -> Callable[[Asked], Reply]:
        def answer(asked: Asked) -> Reply:
            works = [work for work in self.works if any(_is_in(work, name) for name in names)]
            works.sort(key=_strength, reverse=True)  # what does not fit is the new papers: arXiv cuts them first
            body = rss(sorted(works[: self.max_items], key=_strength), self.day)
            etag = f'"{hash(body)}"'
            if asked.headers.get("If-None-Match") == etag:
                return Reply(status=304, headers={"ETag": etag})
            return Reply(body, headers={"ETag": etag})

        return answer

    def _by_ids(self, asked: Asked) -> list[Work]:
        ids = asked.query["id_list"].split(",")
        return [work for work in self.works if work.id in ids]

    def _by_date(self, asked: Asked) -> list[Work]:
        query = asked.query["search_query"]
        start, end = query.partition("submittedDate:[")[2].rstrip("]").split(" TO ")
        return [
            work
            for work in self.works
            if start <= _minute(work) <= end
            and any(f"cat:{name} " in query.replace(")", " ") for name in work.categories)
        ]


def _strength(work: Work) -> int:
    return ["new", "cross", "replace", "replace-cross"].index(work.announcement)


def _minute(work: Work) -> str:
    return f"{datetime.fromisoformat(work.submitted).astimezone(UTC):%Y%m%d%H%M}"


def _is_in(work: Work, name: str) -> bool:
    return any(category == name or category.startswith(f"{name}.") for category in work.categories)


def many(count: int, *, first: int = 1, **fields: object) -> list[Work]:
    """Return works that differ by their ids."""
    return [replace(Work(f"2611.{number:05}"), **fields) for number in range(first, first + count)]  # type: ignore[arg-type]
