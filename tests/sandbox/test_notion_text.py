"""Rich text: what is taken, how it is normalised, where it is cut, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.notion_desk import (
    DATABASE,
    PLAIN,
    REGISTER_PAGE,
    Desk,
    NotionFault,
    paragraph,
    said,
    text,
    title,
)

NOBODY = "11111111-2222-4333-8444-555555555555"
BOLD = {"annotations": {"bold": True}}


def write(desk: Desk, *runs: object) -> list[Any]:
    """Write runs into a summary; what reads back."""
    page = desk.create({"Summary": {"rich_text": list(runs)}})
    found: list[Any] = desk.get(page["id"])["properties"]["Summary"]["rich_text"]
    return found


def test_a_run_reads_back_with_all_its_looks() -> None:
    """Annotations are filled in, plain text and address added; the link gains its slash."""
    [run] = write(
        Desk(),
        {"text": {"content": "x", "link": {"url": "https://a.example"}}, **BOLD},
    )
    assert run == {
        "type": "text",
        "text": {"content": "x", "link": {"url": "https://a.example/"}},
        "annotations": {**PLAIN, "bold": True},
        "plain_text": "x",
        "href": "https://a.example/",
    }
    assert [r["href"] for r in write(Desk(), text("x", link={"url": "mailto:a@b.example"}))] == [
        "mailto:a@b.example"
    ]


def test_equal_neighbours_merge() -> None:
    """By looks and link; empty runs are gone, and so is the seam they left."""
    desk = Desk()
    runs = write(
        desk, text("a"), text("b"), text(""), {**text("c"), **BOLD}, {**text("d"), **BOLD},
        text("e", link={"url": "https://a.example/"}), text("f", link=None), text("g"),
    )  # fmt: skip
    assert [run["plain_text"] for run in runs] == ["ab", "cd", "e", "fg"]
    assert write(desk, text("")) == []


def test_long_texts_come_back_in_pieces_of_2000() -> None:
    """Whatever pieces they were written in; an astral sign counts twice and is not halved."""
    desk = Desk()
    runs = write(desk, text("a" * 1500), text("a" * 1500))
    assert [len(run["text"]["content"]) for run in runs] == [2000, 1000]
    page = desk.page(Title="t", Summary="b" * 1999 + "🙂" + "c")
    runs = desk.get(page)["properties"]["Summary"]["rich_text"]
    assert [run["plain_text"] for run in runs] == ["b" * 1999, "🙂c"]


def test_mentions_and_equations() -> None:
    """A person, a page, a database, a date, a formula: each with its plain text."""
    desk = Desk()
    sam = desk.user("sam@example.com")
    other = desk.create(title("Other row"))["id"]
    runs = write(
        desk,
        {"type": "mention", "mention": {"type": "user", "user": {"id": sam, "object": "user"}}},
        {"mention": {"page": {"id": other.replace("-", "")}}},
        {"mention": {"database": {"id": DATABASE}}},
        {"mention": {"date": {"start": "2026-11-23", "end": "2026-11-24"}}},
        {"equation": {"expression": "e=mc^2"}, **BOLD},
    )
    assert [run["plain_text"] for run in runs] == [
        "@Sam Rivera",
        "Other row",
        "Incidents",
        "2026-11-23 → 2026-11-24",
        "e=mc^2",
    ]
    assert runs[0]["mention"]["user"]["person"] == {"email": "sam@example.com"}
    assert runs[0]["href"] is None
    assert runs[1]["href"] == f"https://www.notion.so/{other.replace('-', '')}"
    assert runs[4]["annotations"]["bold"] is True
    desk.act("unshare", page=other)
    found = desk.query({"property": "Title", "title": {"is_empty": True}})["results"]
    assert found[0]["properties"]["Summary"]["rich_text"][1]["plain_text"] == "Untitled"


@pytest.mark.parametrize(
    ("mention", "status"),
    [
        ({"user": {"id": NOBODY}}, 404),
        ({"page": {"id": NOBODY}}, 404),
        ({"database": {"id": REGISTER_PAGE}}, 404),
        ({"user": {"id": "x"}}, 400),
        ({"user": {}}, 400),
        ({"date": {"start": "soon"}}, 400),
        ({"template_mention": {}}, 400),
        ({}, 400),
    ],
)
@pytest.mark.parametrize("place", ["property", "block", "page's block"])
def test_mentions_of_nobody(mention: object, status: int, place: str) -> None:
    """Refused in properties and in blocks, and nothing is made."""
    desk = Desk()
    run = {"mention": mention}
    page = desk.page(Title="t")
    block = {"paragraph": {"rich_text": [run]}}
    calls: dict[str, Callable[[], Any]] = {
        "property": lambda: write(desk, run),
        "block": lambda: desk.append(page, paragraph("before", children=[block])),
        "page's block": lambda: desk.create(children=[block]),
    }
    with pytest.raises(NotionFault) as caught:
        calls[place]()
    assert caught.value.status == status
    assert len(desk.act("read")) == 1
    assert desk.children(page) == []


def test_the_limit_is_2000_units_and_its_message_is_notions() -> None:
    """UTF-16 units, as JavaScript counts."""
    desk = Desk()
    write(desk, text("x" * 2000), text("🙂" * 1000))
    for content in ("x" * 2001, "🙂" * 1000 + "x"):
        with pytest.raises(NotionFault) as caught:
            write(desk, text(content))
        assert caught.value.code == "validation_error"
        assert caught.value.message == (
            "body failed validation: body.properties.Summary.rich_text[0].text.content.length "
            "should be ≤ `2000`, instead was `2001`."
        )


@pytest.mark.parametrize(
    ("run", "why"),
    [
        (text("x", link={"url": "h" * 2001}), "url.length should be ≤ `2000`"),
        (text("x", link={"url": "no scheme"}), "Invalid URL for link."),
        (text("x", link={"url": ""}), "Invalid URL for link."),
        (text("x", link={"url": "http://[x"}), "Invalid URL for link."),
        (text("x", link="https://a.example"), "should be an object"),
        (text("x", bold=True), "bold should be not present"),
        ({"text": {}}, "content should be defined"),
        ({"text": {"content": None}}, "should be a string"),
        ({"text": "x"}, "should be an object"),
        ({"content": "x"}, "content should be not present"),
        ({"type": "text"}, "text should be defined"),
        ({**text("x"), "plain_text": "x"}, "plain_text should be not present"),
        ({**text("x"), "annotations": {"bold": 1}}, "should be a boolean"),
        ({**text("x"), "annotations": {"color": "mauve"}}, "color should be"),
        ({**text("x"), "annotations": {"loud": True}}, "loud should be not present"),
        ({"equation": {"expression": "x" * 1001}}, "≤ `1000`, instead was `1001`"),
        ("x", "should be an object"),
    ],
)
def test_runs_that_are_none(run: object, why: str) -> None:
    """Each is refused with the reason."""
    with pytest.raises(NotionFault) as caught:
        write(Desk(), run)
    assert (caught.value.status, caught.value.code) == (400, "validation_error")
    assert why in caught.value.message


def test_at_most_100_runs() -> None:
    """One more is refused."""
    desk = Desk()
    assert said(write(desk, *[text("x")] * 100)) == "x" * 100
    with pytest.raises(NotionFault, match=r"rich_text\.length should be ≤ `100`"):
        write(desk, *[text("x")] * 101)


def test_a_page_shows_25_mentions_and_the_property_all() -> None:
    """In title and rich text; dates do not count; the property endpoint has the rest."""
    desk = Desk()
    sam = desk.user("sam@example.com")
    runs = [{"mention": {"date": {"start": "2026-11-23"}}}]
    for number in range(30):
        runs += [{"mention": {"user": {"id": sam}}}, text(f" {number} ")]
    page = desk.create({"Summary": {"rich_text": runs}})
    shown = page["properties"]["Summary"]["rich_text"]
    assert sum(run["type"] == "mention" for run in shown) == 26
    assert shown[-1]["plain_text"] == " 24 "
    key = page["properties"]["Summary"]["id"]
    whole = desk.call("GET", f"/v1/pages/{page['id']}/properties/{key}")
    assert len(whole["results"]) == 61
    assert whole["results"][-1]["rich_text"]["plain_text"] == " 29 "
