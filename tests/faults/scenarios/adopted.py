"""Registers that were never mirrored."""

from __future__ import annotations

from tests.engine.pages import pages_in
from tests.engine.place import Place
from tests.faults.scenario import ACTIVE, BOTH, NOTION, SHEET, scenario


@scenario(SHEET, fresh=True)
def a_sheet_adopted(place: Place) -> None:
    """Its active row gets an ID and a channel, its past one nothing; the store is made, too."""
    place.state.unlink()


@scenario(SHEET, fresh=True)
def a_sheet_of_history_without_a_timeline(place: Place) -> None:
    place.types(ACTIVE, Status="Resolved")
    place.configure(sheets='timeline = "What happened when"')


@scenario(NOTION, fresh=True)
def a_database_adopted(place: Place) -> None:
    """It is named by its data source."""
    (source,) = [
        key
        for key, one in place.sandbox.control("GET", "/state")["notion"]["sources"].items()
        if one["database_id"] == place.pages.database
    ]
    text = place.config.read_text(encoding="utf-8")
    place.config.write_text(text.replace(place.pages.database, source), encoding="utf-8")


@scenario(BOTH, fresh=True)
def both_registers_adopted(place: Place) -> None:
    """They hold the same history; and each something that the other does not."""
    for register in (place, place.pages):
        register.types(ACTIVE, Status="Resolved")
    place.adds(Title="Only in the Sheet", Status="Fixing")
    place.pages.adds(Title="Only in Notion", Status="Resolved")


@scenario(SHEET)
def a_second_register(place: Place) -> None:
    """An empty database beside a Sheet that is mirrored: history is copied, too."""
    place.notion = pages_in(place.sandbox)
    place.configure()
