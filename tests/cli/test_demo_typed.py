"""How the demo types a register into Notion: a type for each column, a value for each cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from incident_sync.cli.story.mapping import Said
from incident_sync.cli.story.register import load
from incident_sync.cli.story.typed import Typist

PEOPLE = {"sam@example.com": "Sam Rivera", "lena@example.com": "Lena Fischer"}


def typist(folder: Path, text: str, zone: str = "Europe/Berlin") -> Typist:
    """Somebody who types that register."""
    file = folder / "rows.csv"
    file.write_bytes(text.encode())
    return Typist(load(file, Said(zone=zone)), PEOPLE)


@pytest.mark.parametrize(
    ("header", "cells", "kind"),
    [
        ("Severity", ["major", "", "minor "], ["major", "minor"]),
        ("Severity", ["a, b"], "rich_text"),
        ("Severity", ["x" * 101], "rich_text"),
        ("Lead", ["Sam Rivera", "@lena", "sam@example.com", ""], "people"),
        ("Lead", ["Sam Rivera", "the bank"], "rich_text"),
        ("Reporter", [""], "people"),
        ("Reported at", ["2024-03-05", "2024-03-05 14:00", "2024-03-05T14:00:00Z", ""], "date"),
        ("Reported at", ["2024-03-05", "2024-3-05"], "rich_text"),
        ("Resolved at", ["2024-03-05T14:00:01Z"], "rich_text"),
        ("Resolved at", ["2024-02-30"], "rich_text"),
        ("Channel", ["https://a.example/b"], "url"),
        ("Channel", ["#general"], "rich_text"),
        ("ID", ["INC-1"], "rich_text"),
        ("Summary", ["2024-03-05"], "rich_text"),
        ("Cost", ["12"], "rich_text"),
    ],
)
def test_a_column_has_the_type_that_keeps_all_of_it(
    tmp_path: Path, header: str, cells: list[str], kind: Any
) -> None:
    """A select, people or a date only where every cell is one; else the text as it was written."""
    rows = "".join(f'A,open,"{cell}"\n' for cell in cells)
    properties = typist(tmp_path, f"Title,Status,{header}\n{rows}").properties()
    assert properties["Title"] == "title"
    assert properties[header] == kind


def test_a_status_that_no_row_lacks_is_a_status(tmp_path: Path) -> None:
    """It knows all of our words, in the register's spelling; a new page goes on."""
    wanted = typist(tmp_path, "Title,Status\nA,closed\nB,Open\nC,OPEN\n").properties()["Status"]
    assert [(one["name"], one["group"]) for one in wanted["status"]["options"]] == [
        ("closed", "Complete"), ("Open", "To-do"), ("Fixing", "In progress"),
        ("Monitoring", "In progress"), ("Declined", "Complete"),
    ]  # fmt: skip


def test_a_status_that_a_row_lacks_is_a_select(tmp_path: Path) -> None:
    """A status cannot be empty."""
    assert typist(tmp_path, "Title,Status\nA,closed\nB,\n").properties()["Status"] == ["closed"]


def test_values_are_typed_as_people_do(tmp_path: Path) -> None:
    """Texts keep their spaces, words are picked, people chosen, times set in the zone they mean."""
    text = (
        "Title,Status,Lead,Reported at,Resolved at,Cost\n"
        '" A ",open ,@lena,2024-03-05 14:00,2024-03-06," 1 "\n'
        "B,OPEN,,2024-03-05T14:00+02:00, ,\n"
        ",,,,,\n"
    )
    assert typist(tmp_path, text).rows() == [
        {
            "Title": " A ", "Status": "open", "Lead": "Lena Fischer", "Cost": " 1 ",
            "Reported at": {"start": "2024-03-05T14:00:00", "time_zone": "Europe/Berlin"},
            "Resolved at": "2024-03-06",
        },
        {"Title": "B", "Status": "open",
         "Reported at": {"start": "2024-03-05T14:00:00+02:00"}},
    ]  # fmt: skip
