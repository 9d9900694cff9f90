"""How the demo reads a register, its mapping and its dates."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from incident_sync.cli.story.mapping import Said, said
from incident_sync.cli.story.register import load
from incident_sync.cli.story.times import means
from incident_sync.errors import ConfigError


def written(folder: Path, text: str, name: str = "rows.csv") -> Path:
    """A file with that text, byte for byte."""
    file = folder / name
    file.write_bytes(text.encode())
    return file


def test_cells_are_loaded_as_written(tmp_path: Path) -> None:
    """Spaces, quotes, line ends in a cell and short rows stay; an ID and a Channel are added."""
    file = written(tmp_path, 'title,status,mine\r\n"Two\nlines ", open,=1+1\r\nShort\r\n')
    assert load(file, Said()).rows == [
        ["title", "status", "mine", "ID", "Channel"],
        ["Two\nlines ", " open", "=1+1"],
        ["Short"],
    ]


def test_columns_that_are_there_are_not_added(tmp_path: Path) -> None:
    """A register with an ID and a channel of its own keeps them where they are."""
    file = written(tmp_path, "channel,Title,Status,id\n")
    assert load(file, Said()).rows == [["channel", "Title", "Status", "id"]]


def test_a_mapping_names_columns_words_and_zone(tmp_path: Path) -> None:
    """What a file beside the register says counts, and flags add to it."""
    mapping = written(
        tmp_path,
        '[sheets.fields]\ntitle = "What"\n[incident.values.status]\nResolved = ["over"]\n'
        '[sync]\ntime_zone = "Asia/Tokyo"\n',
        "rows.toml",
    )
    file = written(tmp_path, "What,State\nA,over\nB,vorbei\nC,resolved\nD,closed\n")
    known = said(mapping, ["status=State"], ["status.Resolved=vorbei"])
    register = load(file, known)
    assert register.zone == "Asia/Tokyo"
    assert [register.means("status", cells["State"]) for _, cells in register.records()] == [
        "Resolved", "Resolved", "Resolved", None,
    ]  # fmt: skip


def test_columns_are_named_for_either_record(tmp_path: Path) -> None:
    """[notion.fields] and [sheets.fields] say the same of a register; together, both count."""
    tables = '[notion.fields]\ntitle = "What"\n[sheets.fields]\nstatus = "State"\n'
    mapping = written(tmp_path, tables, "rows.toml")
    register = load(written(tmp_path, "What,State\n"), said(mapping))
    assert (register.headers["title"], register.headers["status"]) == ("What", "State")


def test_a_word_of_ours_is_spelled_as_the_register_does(tmp_path: Path) -> None:
    """The first row that says it shows how; a word that no row says stays as it is."""
    register = load(written(tmp_path, "Title,Status\nA,fixed\nB, Closed \nC,done\n"), Said())
    assert register.spelled("status", "Resolved") == "fixed"
    assert register.spelled("status", "Fixing") == "Fixing"
    assert register.spelled("title", "Resolved") == "Resolved"


def test_words_are_proposed_where_nobody_mapped_them(tmp_path: Path) -> None:
    """Usual words are known, in any case; those that say nothing clear stay unmapped."""
    file = written(tmp_path, "Title,Status,Severity\nA,True,DOWN\nB,Open,notice\nC,false,\n")
    register = load(file, Said())
    assert [
        (register.means("status", cells["Status"]), register.means("severity", cells["Severity"]))
        for _, cells in register.records()
    ] == [("Resolved", "Major"), ("Investigating", "Minor"), (None, None)]


@pytest.mark.parametrize(
    ("cells", "goes_on"),
    [
        ("A,open,", True),
        ("A,open,2024-01-01", False),
        ("A,open,sometime", False),
        ("A,closed,", False),
        ("A,,", False),
        (" ,open,", False),
    ],
)
def test_only_a_titled_active_row_without_an_end_goes_on(
    tmp_path: Path,
    cells: str,
    goes_on: bool,
) -> None:
    """What opens a channel at adoption; an end that nobody can read is an end, too."""
    register = load(written(tmp_path, f"Title,Status,Resolved at\n{cells}\n"), Said())
    assert [register.goes_on(record) for _, record in register.records()] == [goes_on]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no header"),
        ("name,status\n", "no column is called Title"),
        ('title,status\n"open', "cannot be read"),
    ],
)
def test_a_register_that_cannot_be_used_is_named(tmp_path: Path, text: str, told: str) -> None:
    """The message says what is wrong, and in which file."""
    file = written(tmp_path, text)
    with pytest.raises(ConfigError, match=told) as caught:
        load(file, Said())
    assert caught.value.where == str(file)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[slack]\nbot_token = 1\n", "slack.bot_token"),
        ("fields = 1\n", "fields"),
        ("[sheets.fields]\ntitel = 'A'\n", "no field titel"),
        ("[incident.values.status]\nDone = ['over']\n", "Done is no status"),
        ("[incident.values]\nlead = {}\n", "lead has no words"),
        ("[incident.values.status]\nResolved = 'over'\n", "list of texts"),
        ("[sheets]\nfields = 1\n", "a table"),
        ("[sheets", "cannot be read"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused(tmp_path: Path, text: str, told: str) -> None:
    """Nothing of a mapping is silently left out."""
    with pytest.raises(ConfigError, match=told):
        said(written(tmp_path, text, "rows.toml"))


def test_a_flag_without_a_sign_is_refused() -> None:
    """The message shows how a flag is written."""
    with pytest.raises(ConfigError, match="--field title=Header"):
        said(None, ["title"])


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2024-03-05", date(2024, 3, 5)),
        ("2024-3-05", date(2024, 3, 5)),
        ("2024-03-05T14:00:00+01:00", datetime(2024, 3, 5, 13, tzinfo=UTC)),
        ("2024-03-05 14:00+0000", datetime(2024, 3, 5, 14, tzinfo=UTC)),
        ("2024-03-05 14:00+00", datetime(2024, 3, 5, 14, tzinfo=UTC)),
        ("2024-03-05T4:00:00-07:00", datetime(2024, 3, 5, 11, tzinfo=UTC)),
        ("2024-03-05T14:00:00.250Z", datetime(2024, 3, 5, 14, 0, 0, 250000, tzinfo=UTC)),
        ("2024-03-05 14:00 UTC", datetime(2024, 3, 5, 14, tzinfo=UTC)),
        (": 2024-03-05  14:00 (GMT+2)", datetime(2024, 3, 5, 12, tzinfo=UTC)),
        ("2024-03-05 2:00 PM GMT +2", datetime(2024, 3, 5, 12, tzinfo=UTC)),
        ("2024-07-05 14:00 CEST", datetime(2024, 7, 5, 12, tzinfo=UTC)),
        ("2024-07-05 14:00", datetime(2024, 7, 5, 12, tzinfo=UTC)),
        ("2024-01-05 12:05 AM", datetime(2024, 1, 4, 23, 5, tzinfo=UTC)),
        ("05-03-2020 01:40", None),
        ("2021-07-01 19:00 GTM+2", None),
        ("2021-09-20 18:35 PM", None),
        ("2024-08-13T015:00:00+02:00", None),
        ("2024-02-30", None),
        ("2024-03-05 UTC", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_date_is_read_as_it_is_meant(text: str, meant: datetime | date | None) -> None:
    """One meaning or none, times without a zone being those of Berlin."""
    assert means(text, "Europe/Berlin") == meant
