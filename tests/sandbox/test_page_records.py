"""What the page is told of Notion and the Sheet."""

from __future__ import annotations

from typing import Any

from tests.sandbox.page_client import state
from tests.sandbox.shell_client import Control


def did(sandbox: Control, service: str, verb: str, **args: Any) -> Any:
    body = {"service": service, "verb": verb, "args": args}
    return sandbox.ok("POST", "act", body)["result"]


def test_a_database_is_told_as_it_is_read(sandbox: Control) -> None:
    """Title first, options with their colours, plain values; those in the trash marked."""
    made = did(
        sandbox,
        "notion",
        "create_page",
        properties={"Title": "Slow", "Lead": "Sam Rivera", "Status": "Fixing"},
    )["page"]
    gone = did(sandbox, "notion", "create_page", properties={"Title": "Gone"})["page"]
    did(sandbox, "notion", "trash", page=gone)
    notion = state(sandbox)["notion"]
    opened = notion["open"]
    assert [one["name"] for one in opened["properties"][:3]] == ["Title", "ID", "Status"]
    status = opened["properties"][2]
    assert status["options"][0] == {"name": "Investigating", "color": "red"}
    first, second = opened["rows"]
    assert (first["id"], first["in_trash"], second["in_trash"]) == (made, False, True)
    assert first["values"]["Lead"] == ["sam@example.com"]
    assert {"name": "Sam Rivera", "email": "sam@example.com"} in notion["people"]
    assert notion["page"] is None


def test_bold_words_and_links_are_told_beside_the_text(sandbox: Control) -> None:
    """Only where there are some."""
    page = did(sandbox, "notion", "create_page", properties={"Title": "Plain"})["page"]
    runs = [{"text": {"content": "see "}},
            {"text": {"content": "this", "link": {"url": "https://x.example/1"}},
             "annotations": {"bold": True}}]  # fmt: skip
    did(sandbox, "notion", "set_rich", page=page, property="Summary", runs=runs)
    row = state(sandbox)["notion"]["open"]["rows"][0]
    assert row["values"]["Summary"] == "see this"
    assert row["looks"] == {"Summary": [
        {"text": "see ", "styles": [], "url": ""},
        {"text": "this", "styles": ["bold"], "url": "https://x.example/1"},
    ]}  # fmt: skip


def test_a_page_is_told_with_its_blocks(sandbox: Control) -> None:
    """And one that is not there is not."""
    page = did(sandbox, "notion", "create_page", properties={"Title": "Slow"})["page"]
    did(sandbox, "notion", "add_todo", page=page, text="tell the bank")
    told = state(sandbox, f"?page={page}")["notion"]["page"]
    assert [(one["type"], one["text"], one["checked"]) for one in told["blocks"]] == [
        ("to_do", "tell the bank", False)
    ]
    assert state(sandbox, "?page=nowhere")["notion"]["page"] is None


def test_the_newest_register_is_opened_and_what_is_in_the_bin_is_not(sandbox: Control) -> None:
    """A database and a spreadsheet made later than those that every sandbox has."""
    made = did(sandbox, "notion", "create_database", title="Ours", properties={"What": "title"})
    key = did(sandbox, "sheets", "create_spreadsheet", title="Ours")["key"]
    told = state(sandbox)
    assert told["notion"]["open"]["id"] == made["database"]
    assert told["sheets"]["open"]["key"] == key
    assert [one["title"] for one in told["sheets"]["books"]] == ["Incident register", "Ours"]
    first = told["notion"]["databases"][0]["id"]
    assert (
        state(sandbox, f"?database={first}&book=sandbox-register")["notion"]["open"]["id"] == first
    )
    did(sandbox, "notion", "trash", database=made["database"])
    did(sandbox, "sheets", "trash", key=key)
    told = state(sandbox)
    assert told["notion"]["open"]["id"] == first
    assert told["sheets"]["open"]["key"] == "sandbox-register"


def test_a_tab_is_told_as_it_is_displayed(sandbox: Control) -> None:
    """Rows with their numbers, formulas beside what they come to, drop-downs by column."""
    did(sandbox, "sheets", "append_row", tab="Incidents",
        values={"Title": "Slow", "Status": "Fixing", "Summary": "=1+1"})  # fmt: skip
    tab = state(sandbox)["sheets"]["open"]["tab"]
    row = tab["rows"][0]
    assert (row["row"], row["cells"][:3], row["cells"][5]) == (2, ["", "Slow", "Fixing"], "2")
    assert row["formulas"] == {"5": "=1+1"}
    assert tab["words"]["3"] == ["Minor", "Major"]
    assert (tab["header"][0], tab["last"], tab["hidden"]) == ("ID", 2, [])
    other = state(sandbox, "?tab=Timeline")["sheets"]["open"]
    assert (other["tab"]["title"], other["tabs"][-1]) == ("Timeline", "Timeline")


def test_long_registers_are_cut_and_say_so(sandbox: Control) -> None:
    """The newest 200 of each."""
    rows = [["ID", "Title"], *([f"INC-{n}", "x"] for n in range(1, 206))]
    did(sandbox, "sheets", "create_spreadsheet", title="L", tabs=[{"title": "T", "rows": rows}])
    pages = [{"Title": str(number)} for number in range(205)]
    did(sandbox, "notion", "create_pages", rows=pages)
    told = state(sandbox)
    tab, database = told["sheets"]["open"]["tab"], told["notion"]["open"]
    assert (len(tab["rows"]), tab["left_out"], tab["rows"][0]["row"]) == (200, 5, 7)
    assert (len(database["rows"]), database["left_out"]) == (200, 5)


def test_a_workspace_without_registers_is_told_too(sandbox: Control) -> None:
    """Everything in the bin."""
    did(sandbox, "notion", "trash")
    did(sandbox, "sheets", "trash")
    told = state(sandbox)
    assert (told["notion"]["open"], told["sheets"]["open"]) == (None, None)
