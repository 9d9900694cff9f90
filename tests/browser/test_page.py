"""A newcomer clicks through the product in a browser: what is edited on one side arrives on all."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from tests.browser.chrome import Tab, browser

pytestmark = pytest.mark.browser

BUILD = Path(__file__).parents[2] / "build"
TITLE = "Payments stuck for some cards"
EVIL = "<img src=x onerror=\"document.title='gone'\"> & <b>bold</b>"
_RUN = (sys.executable, "-m", "incident_sync", "sandbox", "--live")


@contextmanager
def live() -> Iterator[str]:
    """A live sandbox, and the address of its page."""
    with subprocess.Popen(_RUN, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("open "), line
            yield line.split()[1]
        finally:
            process.terminate()
            process.wait(60)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with live() as url:
        yield url


@asynccontextmanager
async def page(url: str, scheme: str = "light") -> AsyncIterator[Tab]:
    async with browser() as tab:
        await tab.look(width=1440, height=900, scheme=scheme)
        await tab.open(url)
        await tab.until("!!document.querySelector('#online.on')")
        yield tab
        assert tab.faults == []  # nothing broke, and nothing was refused by the page's own policy


def visit(url: str, story: Callable[[Tab], Awaitable[None]]) -> None:
    async def told() -> None:
        async with page(url) as tab:
            await story(tab)

    asyncio.run(told())


def cell(table: str, titled: str, column: str) -> str:
    """A script for the cell of the row whose title is this."""
    find = f"""[...document.querySelectorAll('{table} tbody tr')].find((row) =>
      [...row.cells].some((one) => one.textContent === {json.dumps(titled)}))"""
    return f"({find})?.querySelector('td[data-column=\"{column}\"]')"


def notion(column: str, titled: str = TITLE) -> str:
    return cell("#notion-table", titled, column)


def sheet(column: str, titled: str = TITLE) -> str:
    return cell("#sheet-table", titled, column)


async def shows(tab: Tab, place: str, text: str) -> None:
    await tab.until(f"({place})?.textContent.includes({json.dumps(text)})")


async def enter(tab: Tab, place: str, text: str) -> None:
    """Click a cell, type a text instead of what is there, and press Enter."""
    await tab.run(f"({place}).click()")
    await tab.until("document.activeElement.matches('textarea.editor')")
    await tab.type(text)
    await tab.press("Enter")


async def pick(tab: Tab, place: str, option: str) -> None:
    """Click a cell and choose from its list."""
    await tab.run(f"({place}).click()")
    await tab.until("document.activeElement.matches('select.editor')")
    await choose(tab, "document.activeElement", option)


async def choose(tab: Tab, select: str, option: str) -> None:
    await tab.run(f"""(() => {{ const list = {select};
      list.value = [...list.options].find((one) => one.text === {json.dumps(option)}).value;
      list.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()""")


async def say(tab: Tab, text: str) -> None:
    await tab.run("document.querySelector('#compose textarea').focus()")
    await tab.type(text)
    await tab.press("Enter")


async def to_channel(tab: Tab, name: str) -> None:
    place = f"document.querySelector('[data-channel*=\"{name}\"]')"
    await tab.until(f"!!{place}")
    await tab.run(f"{place}.click()")
    await shows(tab, "document.querySelector('#channel-head h2')", name)


async def wait_for_card(tab: Tab, text: str) -> None:
    await shows(tab, "document.querySelector('.message.pinned')", text)


def save(name: str, picture: bytes) -> None:
    """Leave a screenshot where people can look at it."""
    BUILD.mkdir(exist_ok=True)
    (BUILD / name).write_bytes(picture)


def test_an_edit_on_each_side_arrives_on_the_others(address: str) -> None:
    """A cell in Notion, a cell in the Sheet, a message in Slack, as three people."""

    async def story(tab: Tab) -> None:
        await to_channel(tab, "payments")
        await wait_for_card(tab, "Status: Investigating")
        await pick(tab, notion("State"), "watching")
        await shows(tab, sheet("Status"), "Monitoring")
        await wait_for_card(tab, "Status: Monitoring")

        await choose(tab, "document.querySelector('#person')", "Lena Fischer")
        await tab.run("document.querySelector('#side-sheets').click()")
        await enter(tab, sheet("Summary"), "One bank's 3-D Secure is slow.")
        await shows(tab, notion("Summary"), "One bank's 3-D Secure is slow.")
        await wait_for_card(tab, "One bank's 3-D Secure is slow.")

        await choose(tab, "document.querySelector('#person')", "Sam Rivera")
        await say(tab, "@incident-sync lead me")
        await shows(tab, notion("Who"), "Sam Rivera")
        await shows(tab, sheet("Lead"), "sam")
        await wait_for_card(tab, "Lead: @Sam Rivera")
        await shows(tab, "document.querySelector('#history')", "lead")
        await tab.run("document.querySelector('#side-notion').click()")
        for scheme in ("light", "dark"):
            await tab.look(width=1440, height=900, scheme=scheme)
            save(f"page-{scheme}.png", await tab.picture())

    visit(address, story)


def test_text_of_people_is_never_markup(address: str) -> None:
    """In a message, a cell of the Sheet and a page's title alike."""

    async def story(tab: Tab) -> None:
        await to_channel(tab, "random")
        await say(tab, EVIL)
        await shows(tab, "document.querySelector('#messages')", EVIL)
        await tab.run("document.querySelector('#side-sheets').click()")
        await enter(tab, sheet("Summary", "Night job ran twice"), EVIL)
        await shows(tab, sheet("Summary", "Night job ran twice"), EVIL)
        assert await tab.run("document.querySelectorAll('main img, main b').length") == 0
        assert await tab.run("document.title") == "incident-sync sandbox"

    visit(address, story)


def test_a_table_is_usable_by_keyboard(address: str) -> None:
    """Arrows move, typing edits, Escape takes back, and the focus stays in the table."""

    async def story(tab: Tab) -> None:
        await tab.run("document.querySelector('#side-sheets').click()")
        await tab.run(f"({sheet('Summary', 'Night job ran twice')}).focus()")
        before = await tab.run("document.activeElement.textContent")
        await tab.press("Enter")
        await tab.until("document.activeElement.matches('textarea.editor')")
        await tab.type("never kept")
        await tab.press("Escape")
        assert await tab.run("document.activeElement.textContent") == before
        await tab.press("ArrowRight")
        assert await tab.run("document.activeElement.dataset.column") == "Customer update"

    visit(address, story)


def test_what_a_person_cannot_do_is_said(address: str) -> None:
    """And an incident's channel made by hand becomes an incident once the bot is in it."""

    async def story(tab: Tab) -> None:
        await make_channel(tab, "Not A Name")
        await shows(tab, "document.querySelector('#notices')", "invalid_name_specials")
        assert "422" in tab.faults.pop()  # the browser's own note of the refusal
        await tab.press("Escape")
        await tab.until("!document.querySelector('dialog')")
        await make_channel(tab, "inc-search-is-slow")
        await shows(tab, "document.querySelector('#channel-head')", "Invite incident-sync")
        await tab.run("document.querySelector('[data-key=invite]').click()")
        await tab.until(f"!!({sheet('Status', 'search is slow')})")

    visit(address, story)


async def make_channel(tab: Tab, name: str) -> None:
    await tab.run("document.querySelector('#name-incident').click()")
    await tab.until("document.activeElement.name === 'channel'")
    await tab.run("document.activeElement.select()")
    await tab.type(name)
    await tab.press("Enter")


def test_no_browser_names_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is skipped: whoever lacks the browser reads what it is called in Debian."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))

    async def story(tab: Tab) -> None:
        raise AssertionError(tab)

    with pytest.raises(AssertionError, match="apt-get install chromium"):
        visit("http://127.0.0.1:1/", story)
