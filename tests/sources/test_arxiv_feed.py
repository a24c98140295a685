"""What arXiv sends, as papers."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadAnswer
from bot.papers.ids import split_version
from bot.papers.model import Paper
from bot.sources.arxiv_feed import Announcement, Listed, Refused, parse_daily_feed, parse_query_page, split_creators
from tests.sources.arxiv_pages import FRIDAY, Work, atom, entry, error_entry, refusal, rss


def listed(work: Work) -> Listed:
    return parse_daily_feed(rss([work]).encode()).listed[0]


def found(work: Work) -> Paper:
    return parse_query_page(atom([work]).encode()).papers[0]


def test_a_feed_item_is_a_paper_announced_that_day() -> None:
    work = Work("2611.00001", categories=("cs.IT", "cs.LG", "math.IT"), doi="10.1/x", journal_ref="J. 1")
    assert listed(work) == Listed(
        Paper(
            id=split_version("2611.00001")[0],
            title="On Small Things",
            abstract="We look at small things.",
            authors=("Ada Muster", "Bo Beispiel"),
            categories=("cs.IT", "cs.LG", "math.IT"),
            announced=FRIDAY,
            version=1,
            doi="10.1/x",
            journal_ref="J. 1",
        ),
        Announcement.NEW,
    )


def test_a_query_entry_is_a_paper_with_its_details() -> None:
    assert found(Work("2611.00001", version=3, doi="10.1/x", journal_ref="J. 1")) == Paper(
        id=split_version("2611.00001")[0],
        title="On Small Things",
        abstract="We look at small things.",
        authors=("Ada Muster", "Bo Beispiel"),
        categories=("cs.CL",),
        version=3,
        submitted_at=datetime(2026, 11, 18, 20, 15, tzinfo=UTC),
        comment="12 pages",
        doi="10.1/x",
        journal_ref="J. 1",
    )


@pytest.mark.parametrize("word", ["new", "cross", "replace", "replace-cross"])
def test_every_kind_of_announcement_is_read(word: str) -> None:
    assert listed(Work("2611.00001", announcement=word)).announcement == word


def test_an_undocumented_kind_of_announcement_lets_nothing_enter() -> None:
    assert listed(Work("2611.00001", announcement="retracted")).announcement is Announcement.REPLACE_CROSS


@pytest.mark.parametrize("text", ["  two  spaces ", "a line\nand one more", "$x <\\alpha$ & 67.7\\%", "Ünïcödé 论文"])
def test_text_stays_raw(text: str) -> None:
    work = Work("2611.00001", title=text, abstract=text, comment=text)
    assert (listed(work).paper.title, listed(work).paper.abstract) == (text, text)
    assert (found(work).title, found(work).abstract, found(work).comment) == (text, text, text)


@pytest.mark.parametrize(
    "prefix",
    [
        "arXiv:2611.00001v2 Announce Type: new \nAbstract: ",
        "arXiv:2611.00001v2 Announce Type: new\nAbstract: ",
        "arXiv:2611.00001v2 Announce Type: new  \n  Abstract: ",
        "arXiv:2611.00001v2 Announce Type: new  Abstract: ",
        "arXiv:2611.00001v2 Announce Type: new \nAbstract:",
    ],
)
def test_only_the_prefix_is_taken_off_an_abstract(prefix: str) -> None:
    body = rss([Work("2611.00001")]).replace("arXiv:2611.00001v1 Announce Type: new \nAbstract: ", prefix)
    paper = parse_daily_feed(body.encode()).listed[0].paper
    assert (paper.abstract, paper.version) == ("We look at small things.", 2)


def test_an_item_without_guid_type_or_date_is_read_from_its_description() -> None:
    bare = (
        "<item><title>Bare</title><link>https://arxiv.org/abs/2611.00002</link>"
        "<description>arXiv:2611.00002v4 Announce Type: cross \nAbstract: Short.</description></item>"
    )
    feed = parse_daily_feed(rss([]).replace("</channel>", f"{bare}</channel>").encode())
    assert feed.listed[0].announcement is Announcement.CROSS
    assert feed.listed[0].paper == Paper(
        split_version("2611.00002")[0], "Bare", "Short.", (), (), announced=FRIDAY, version=4
    )


def test_an_item_without_prefix_is_read_from_its_guid() -> None:
    body = rss([Work("hep-th/9901001")]).replace("arXiv:hep-th/9901001v1 Announce Type: new \nAbstract: ", "")
    paper = parse_daily_feed(body.encode()).listed[0].paper
    assert (paper.id, paper.version, paper.abstract) == ("hep-th/9901001", 1, "We look at small things.")


def test_an_item_that_names_no_paper_is_left_out_but_counted() -> None:
    nothing = "<item><title>Hello</title><link>https://blog.arxiv.org/</link></item>"
    feed = parse_daily_feed(rss([Work("2611.00001")]).replace("</channel>", f"{nothing}</channel>").encode())
    assert ([each.paper.id for each in feed.listed], feed.item_count) == (["2611.00001"], 2)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("Fri, 20 Nov 2026 00:00:00 -0500", date(2026, 11, 20)),
        ("Fri, 20 Nov 2026 05:00:00 +0000", date(2026, 11, 20)),
        ("Thu, 18 Jun 2026 00:00:00 -0400", date(2026, 6, 18)),
        ("Fri, 20 Nov 2026 04:59:59 GMT", date(2026, 11, 19)),
    ],
)
def test_the_day_of_a_feed_is_the_one_in_new_york(moment: str, day: date) -> None:
    body = rss([Work("2611.00001")]).replace("Fri, 20 Nov 2026 00:00:00 -0500", moment)
    feed = parse_daily_feed(body.encode())
    assert (feed.day, feed.listed[0].paper.announced) == (day, day)


def test_an_items_own_day_counts_before_the_channels() -> None:
    head, _, item = rss([Work("2611.00001")]).partition("<item>")
    body = head + "<item>" + item.replace("Fri, 20 Nov 2026", "Thu, 19 Nov 2026")
    feed = parse_daily_feed(body.encode())
    assert (feed.day, feed.listed[0].paper.announced) == (FRIDAY, date(2026, 11, 19))


def test_a_weekend_feed_is_empty_and_no_error() -> None:
    feed = parse_daily_feed(rss([], date(2026, 11, 21)).encode())
    assert (feed.day, feed.listed, feed.item_count) == (date(2026, 11, 21), (), 0)


def test_a_feed_that_is_an_error_says_what_arxiv_said() -> None:
    with pytest.raises(Refused, match="Bad subject class 'ZZ'"):
        parse_daily_feed(refusal("Bad subject class 'ZZ'.\n Valid ones are: cs.AI, …").encode())


@pytest.mark.parametrize("date_line", ["", "<pubDate/>", "<pubDate>yesterday</pubDate>"])
def test_a_feed_without_a_day_is_not_believed(date_line: str) -> None:
    body = rss([]).replace("<pubDate>Fri, 20 Nov 2026 00:00:00 -0500</pubDate>", date_line)
    with pytest.raises(BadAnswer, match="which day"):
        parse_daily_feed(body.encode())


@pytest.mark.parametrize(
    ("creators", "names"),
    [
        ("Ada Muster", ("Ada Muster",)),
        ("Ada Muster, Bo Beispiel", ("Ada Muster", "Bo Beispiel")),
        ("Ada Muster (Uni A, Dept. B), Bo Beispiel (Uni C)", ("Ada Muster", "Bo Beispiel")),
        ("Ada Muster (1 and 2), Bo Beispiel (2) ((1) Uni A, (2) Uni (of) C)", ("Ada Muster", "Bo Beispiel")),
        ("Ada Muster (Uni A, Bo Beispiel, Cy Wzor", ("Ada Muster", "Bo Beispiel", "Cy Wzor")),
        ("Ada Muster) , Bo Beispiel", ("Ada Muster)", "Bo Beispiel")),
        (r"Daniel P\'erez, {\L}ukasz Wz\'or", (r"Daniel P\'erez", r"{\L}ukasz Wz\'or")),
        (" , Ada Muster,,", ("Ada Muster",)),
        ("(only an affiliation)", ()),
        ("", ()),
    ],
)
def test_names_are_told_from_affiliations(creators: str, names: tuple[str, ...]) -> None:
    assert split_creators(creators) == names


@given(st.text(st.sampled_from("ab,() "), max_size=200))
def test_no_line_of_authors_is_too_odd(creators: str) -> None:
    names = split_creators(creators)
    assert all(name == name.strip() != "" and "," not in name for name in names)


@given(st.lists(st.text(st.characters(exclude_characters=",()", exclude_categories=["C", "Z"]), min_size=1)))
def test_plain_names_come_back_as_they_went_in(names: list[str]) -> None:
    assert split_creators(", ".join(names)) == tuple(names)


def test_the_title_zero_is_a_title() -> None:
    assert found(Work("2104.12255", title="0")).title == "0"
    assert listed(Work("2104.12255", title="0")).paper.title == "0"


@pytest.mark.parametrize(
    ("written", "paper_id"),
    [
        ("hep-th/9901001", "hep-th/9901001"),
        ("math.GT/0309136", "math/0309136"),
        ("astro-ph/0601001", "astro-ph/0601001"),
        ("0704.0001", "0704.0001"),
        ("2611.12345", "2611.12345"),
    ],
)
def test_ids_of_every_age_are_read_without_version(written: str, paper_id: str) -> None:
    work = Work(written, version=12)
    assert (found(work).id, found(work).version) == (paper_id, 12)
    assert (listed(work).paper.id, listed(work).paper.version) == (paper_id, 12)


def test_classes_of_other_taxonomies_are_no_categories() -> None:
    assert found(Work("2611.00001", categories=("cs.CV", "I.2.6", "65D19, 68T45", "cs.LG"))).categories == (
        "cs.CV",
        "cs.LG",
    )


def test_the_primary_category_comes_first() -> None:
    body = atom([Work("2611.00001", categories=("cs.CV", "cs.LG"))]).replace(
        '<arxiv:primary_category term="cs.CV"/>', '<arxiv:primary_category term="cs.LG"/>'
    )
    assert parse_query_page(body.encode()).papers[0].categories == ("cs.LG", "cs.CV")


@pytest.mark.parametrize("name", ["٢٦١١.00001v1", f"2611.00001v{'9' * 5000}", "2611.1v1", ""])
def test_an_id_of_another_form_is_no_paper(name: str) -> None:
    page = parse_query_page(atom([Work("2611.00001")]).replace("2611.00001v1</id>", f"{name}</id>").encode())
    assert (page.papers, page.entry_count) == ((), 1)


def test_affiliations_are_no_authors() -> None:
    assert found(Work("2611.00001", affiliation="Ohio, State")).authors == ("Ada Muster", "Bo Beispiel")


@pytest.mark.parametrize("submitted", ["", "soon", "0001-01-01T00:00:00+14:00"])
def test_an_entry_without_a_readable_time_is_still_a_paper(submitted: str) -> None:
    paper = found(Work("2611.00001", submitted=submitted))
    assert (paper.id, paper.submitted_at) == ("2611.00001", None)


def test_an_empty_comment_is_no_comment() -> None:
    assert found(Work("2611.00001", comment="")).comment is None
    assert found(Work("2611.00001", comment=None)).comment is None


@pytest.mark.parametrize(
    ("comment", "abstract", "withdrawn"),
    [
        ("This paper has been withdrawn by the authors", "Text.", True),
        ("Withdrawn due to an error in Lemma 2", "Text.", True),
        ("WITHDRAWN", "Text.", True),
        (None, "This paper has been withdrawn by the author due to a mistake.", True),
        (None, "This submission was temporarily withdrawn.", True),
        (None, "Troops were withdrawn; this paper has been written about it.", False),
        ("12 pages", "We study withdrawn drugs.", False),
    ],
)
def test_a_withdrawn_paper_is_marked(comment: str | None, abstract: str, withdrawn: bool) -> None:  # noqa: FBT001 - a column
    assert found(Work("2611.00001", comment=comment, abstract=abstract)).withdrawn is withdrawn


def test_unknown_ids_are_an_empty_page() -> None:
    page = parse_query_page(atom([], total=0).encode())
    assert (page.papers, page.entry_count, page.total) == ((), 0, 0)


def test_a_page_says_how_much_there_is_in_all() -> None:
    page = parse_query_page(atom([Work("2611.00001")], total=431).encode())
    assert (page.entry_count, page.total) == (1, 431)


@pytest.mark.parametrize("total", ["", "many", "-1", "9" * 4000])
def test_a_page_with_a_nonsensical_total_is_still_read(total: str) -> None:
    body = atom([Work("2611.00001")], total=7).replace(">7<", f">{total}<")
    page = parse_query_page(body.encode())
    assert (page.entry_count, page.total) == (1, 0)


def test_an_error_dressed_as_an_entry_is_an_error() -> None:
    with pytest.raises(Refused, match="incorrect id format for abc"):
        parse_query_page(error_entry("incorrect id format for abc").encode())


def test_an_entry_that_names_no_paper_is_left_out_but_counted() -> None:
    body = atom([Work("2611.00001")]).replace("</feed>", "<entry><title>?</title></entry></feed>")
    page = parse_query_page(body.encode())
    assert (len(page.papers), page.entry_count) == (1, 2)


BOMB = (
    '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(20))
    + "]><rss><channel><title>&u;</title></channel></rss>"
)
LEAK = '<!DOCTYPE rss [<!ENTITY leak SYSTEM "file:///etc/passwd">]><rss><channel><title>&leak;</title></channel></rss>'


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"Rate exceeded.", "broken or cut off"),
        (b"\xff\xfe\x00", "broken or cut off"),
        (b"<html><head></head><body><br/></body></html>", "web page"),
        (b"<!DOCTYPE html>\n<html lang=en><title>Busy</title><p>Sorry", "web page"),
        (b"<OAI-PMH/>", "another kind of document"),
        (b"<rss/>", "which day"),
        (rss([Work("2611.00001")]).encode()[:-300], "broken or cut off"),
        (BOMB.encode(), "broken or cut off"),
        (LEAK.encode(), "document type"),
        (b'<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd"><rss><channel/></rss>', "document type"),
        (b"<rss>" * 100_000, "broken or cut off"),
    ],
    ids=["empty", "blank", "text", "bytes", "html", "html5", "oai", "bare", "cut", "bomb", "leak", "dtd", "deep"],
)
def test_what_is_no_feed_is_said_in_plain_words(body: bytes, words: str) -> None:
    with pytest.raises(BadAnswer, match=words) as caught:
        parse_daily_feed(body)
    assert caught.value.source == "arxiv"
    assert "arXiv" in str(caught.value)


@pytest.mark.parametrize("body", [BOMB.replace("rss", "feed"), rss([]), "<feed/>", "{}"])
def test_what_is_no_query_page_is_said_too(body: str) -> None:
    with pytest.raises(BadAnswer):
        parse_query_page(body.encode())


@given(st.binary(max_size=300), st.integers(0, 1500))
def test_a_page_damaged_anywhere_is_read_or_refused(damage: bytes, at: int) -> None:
    body = atom([Work("2611.00001")]).encode()
    try:
        papers = parse_query_page(body[:at] + damage + body[at:]).papers
    except BadAnswer:
        return
    assert all(isinstance(paper, Paper) for paper in papers)


def test_an_entry_alone_is_not_a_page() -> None:
    with pytest.raises(BadAnswer):
        parse_query_page(entry(replace(Work("2611.00001"), comment=None)).replace("arxiv:", "").encode())


@pytest.mark.shared
def test_real_query_pages_are_read(shared: Path) -> None:
    pages = sorted((shared / "reference/samples/arxiv").glob("api_*.xml"))
    read = {}
    for path in pages:
        if "error" not in path.name:
            page = parse_query_page(path.read_bytes())
            assert len(page.papers) == page.entry_count
            assert all(p.title and p.abstract and p.authors and p.categories and p.submitted_at for p in page.papers)
            read[path.name] = page
    assert read["api_id_2104.12255v1_title_zero.xml"].papers[0].title == "0"
    assert read["api_id_oldstyle_astro-ph_0601001.xml"].papers[0].id == "astro-ph/0601001"
    assert read["api_id_not_found_200_empty.xml"].total == 0
    with pytest.raises(Refused):
        parse_query_page((shared / "reference/samples/arxiv/api_bad_id_400_error_entry.xml").read_bytes())


@pytest.mark.shared
def test_real_feeds_are_read(shared: Path) -> None:
    folder = shared / "reference/samples/arxiv"
    feed = parse_daily_feed((folder / "rss_cs_assembled.xml").read_bytes())
    assert [each.announcement for each in feed.listed] == list(Announcement)
    assert all(p.paper.announced == date(2026, 9, 18) and p.paper.authors for p in feed.listed)
    assert not any("Announce Type" in each.paper.abstract for each in feed.listed)
    assert len(parse_daily_feed((folder / "rss_cs.AI_2025-09-18_REAL_head.xml").read_bytes()).listed) == 1
    assert parse_daily_feed((folder / "rss_weekend_empty_assembled.xml").read_bytes()).listed == ()
    with pytest.raises(Refused, match="Bad subject class"):
        parse_daily_feed((folder / "rss_error_bad_category_assembled.xml").read_bytes())


@pytest.mark.shared
def test_no_other_real_answer_is_taken_for_a_feed(shared: Path) -> None:
    others = [*(shared / "reference/samples/arxiv").glob("oai_*.xml")]
    assert others
    for path in others:
        for parse in (parse_daily_feed, parse_query_page):
            with pytest.raises(BadAnswer):
                parse(path.read_bytes())
