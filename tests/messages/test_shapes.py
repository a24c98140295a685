"""The JSON that other programs read."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from bot.digest.availability import Availability, SourceState
from bot.digest.ranking import Term
from bot.messages.shapes import hot_json, show_json, status_json, why_json
from bot.papers.model import Engagement
from tests.messages.samples import ABSTRACT, counted, hot_list, hot_paper, mention, states, status, stored, why

TOKYO = timezone(timedelta(hours=9))


def test_hot_has_the_documented_fields_and_no_others() -> None:
    shape = hot_json(hot_list(query="#cs.CL", said="in cs.CL"))
    assert list(shape) == ["day", "query", "said", "considered", "shown", "sources", "papers"]
    assert (shape["day"], shape["query"], shape["said"]) == ("2026-11-19", "#cs.CL", "in cs.CL")
    assert (shape["considered"], shape["shown"]) == (34, 4)
    assert shape["sources"]["hackernews"] == {"state": "ok", "detail": "", "at": "2026-11-20T06:00:00Z"}
    assert shape["sources"]["x"] == {"state": "off", "detail": "switched off", "at": None}
    assert [paper["rank"] for paper in shape["papers"]] == [1, 2, 3, 4]


def test_paper_has_the_documented_fields_and_unknown_numbers_are_null() -> None:
    paper = hot_json(hot_list())["papers"][0]
    assert paper == {
        "rank": 1,
        "id": "2611.10001",
        "title": "Tools That Make Tools: How Far Can a Small Language Model Go When It May Keep What It Builds?",
        "authors": ["Ada Lovelace", "Ondřej Dušek", "Grace Hopper", "Alan Turing", "Mary Somerville"],
        "categories": ["cs.CL", "cs.LG"],
        "announced": "2026-11-19",
        "abstract": ABSTRACT,
        "comment": "12 pages, 5 figures. Accepted at NeurIPS 2026 (oral). Code: https://github.com/example/tools",
        "heat": 1603,
        "terms": [
            {"source": "x", "weight": 1, "count": 1391, "heat": 1391},
            {"source": "hackernews", "weight": 1, "count": 212, "heat": 212},
        ],
        "engagement": {
            "x": {"likes": 241, "reposts": 1150, "replies": 32, "at": "2026-11-20T06:00:00Z"},
            "hackernews": {"likes": 212, "reposts": None, "replies": 84, "at": "2026-11-20T06:00:00Z"},
        },
        "mentions": paper["mentions"],
        "links": {
            "abs": "https://arxiv.org/abs/2611.10001",
            "pdf": "https://arxiv.org/pdf/2611.10001",
            "code": "https://github.com/example/tools",
        },
    }
    assert paper["mentions"][1] == {
        "source": "hackernews",
        "url": "https://news.ycombinator.com/item?id=1",
        "author": None,
        "handle": "ada",
        "text": "Tools That Make Tools",
        "at": None,
        "likes": 212,
        "reposts": None,
        "replies": 84,
    }


def test_whole_numbers_print_without_a_point_and_others_with_one() -> None:
    terms = (Term("x", 2.0, 3), Term("hackernews", 0.5, 3))
    paper = replace(hot_list().papers[0], heat=7.5, terms=terms)
    text = json.dumps(hot_json(hot_list([paper]))["papers"][0])
    assert '"heat": 7.5' in text
    assert '{"source": "x", "weight": 2, "count": 3, "heat": 6}' in text
    assert '{"source": "hackernews", "weight": 0.5, "count": 3, "heat": 1.5}' in text


def test_text_is_raw_as_the_source_gave_it() -> None:
    one = stored("2611.10001", "raw\n  title $\\alpha$ [bold]", comment=" two\n lines ")
    readable = replace(one, title="readable", abstract="readable")
    paper = hot_json(hot_list([hot_paper(1, readable)]))["papers"][0]
    assert paper["title"] == "raw\n  title $\\alpha$ [bold]"
    assert paper["abstract"] == ABSTRACT
    assert paper["comment"] == " two\n lines "


def test_what_is_not_known_of_a_paper_is_null() -> None:
    paper = hot_json(hot_list([hot_paper(1, stored("2611.10001", "Title", announced=None))]))["papers"][0]
    assert (paper["announced"], paper["comment"], paper["links"]["code"]) == (None, None, None)
    assert (paper["heat"], paper["terms"], paper["engagement"], paper["mentions"]) == (0, [], {}, [])


def test_moments_are_in_utc_whatever_zone_they_came_in() -> None:
    at = datetime(2021, 4, 20, 9, 43, 48, tzinfo=TOKYO)
    one = stored("2611.10001", "Title", Engagement("x", 1, 1, None, at))
    said = mention("2611.10001", "x", "text", url="https://x.example", posted_at=at)
    paper = hot_json(hot_list([hot_paper(1, one, said)]))["papers"][0]
    assert paper["engagement"]["x"]["at"] == "2021-04-20T00:43:48Z"
    assert paper["mentions"][0]["at"] == "2021-04-20T00:43:48Z"


def test_mention_that_may_not_be_quoted_keeps_its_counts_only() -> None:
    said = mention(
        "2611.10001", "bluesky", "secret", url="https://x.example", author="A", handle="a", likes=3, quotable=False
    )
    paper = hot_json(hot_list([hot_paper(1, stored("2611.10001", "Title"), said)]))["papers"][0]
    assert paper["mentions"] == [
        {
            "source": "bluesky",
            "url": "https://x.example",
            "author": None,
            "handle": None,
            "text": "",
            "at": None,
            "likes": 3,
            "reposts": None,
            "replies": None,
        }
    ]


def test_show_is_a_paper_without_a_rank() -> None:
    shape = show_json(why())
    assert set(shape) == set(hot_json(hot_list())["papers"][0])
    assert (shape["rank"], shape["id"], shape["heat"]) == (None, "2611.10001", 1497)


def test_why_has_the_arithmetic_the_series_and_what_is_missing() -> None:
    shape = why_json(why(*[counted("hackernews", 12, None, 3)]))
    assert list(shape) == ["id", "heat", "terms", "series", "mentions", "missing"]
    assert shape["heat"] == sum(term["heat"] for term in shape["terms"])
    assert shape["series"] == [
        {"source": "hackernews", "at": "2026-11-20T06:00:00Z", "likes": 12, "reposts": None, "replies": 3}
    ]
    assert shape["missing"] == [
        {"source": "huggingface", "state": "failed", "detail": "HTTP 500"},
        {"source": "bluesky", "state": "off", "detail": "switched off"},
        {"source": "reddit", "state": "off", "detail": "switched off"},
    ]


def test_status_has_the_totals_and_the_sources() -> None:
    shape = status_json(status(sources=states(x=SourceState(Availability.STALE, "not gathered yet", None))))
    assert {name: shape[name] for name in shape if name != "sources"} == {
        "path": "data/hotpapers.db",
        "papers": 1234,
        "mentions": 567,
        "measurements": 890,
        "posts": 45,
        "first_day": "2026-11-02",
        "last_day": "2026-11-19",
        "next_due_at": "2026-11-21T01:00:00Z",
    }
    assert shape["sources"]["x"] == {"state": "stale", "detail": "not gathered yet", "at": None}


def test_status_of_an_empty_database_has_no_days() -> None:
    nothing = replace(status().totals, papers=0, first_day=None, last_day=None)
    shape = status_json(status(totals=nothing))
    assert (shape["papers"], shape["first_day"], shape["last_day"]) == (0, None, None)


def test_everything_is_plain_json() -> None:
    day = date(2026, 11, 20)
    for shape in (hot_json(hot_list(day=day)), show_json(why()), why_json(why()), status_json(status())):
        assert json.loads(json.dumps(shape, ensure_ascii=False, allow_nan=False)) == shape
