"""What a visitor does on the page of a live sandbox, and what they see there."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

from tests.browser.chrome import Tab, browser

TITLE = "Payments stuck for some cards"
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


@asynccontextmanager
async def page(url: str, scheme: str = "light") -> AsyncIterator[Tab]:
    async with browser() as tab:
        await tab.look(width=1440, height=900, scheme=scheme)
        await tab.open(url)
        await tab.until("!!document.querySelector('#online.on')")
        yield tab
        # Nothing broke, and nothing was refused by the page's own policy.
        assert tab.faults == [], tab.faults


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


async def make_channel(tab: Tab, name: str, kind: str = "Public") -> None:
    """Make one by the button in the box for when the mirror is down; it may be Private."""
    await tab.run("document.querySelector('#name-incident').click()")
    await tab.until("document.activeElement.name === 'channel'")
    await tab.run("document.activeElement.select()")
    await tab.type(name)
    await choose(tab, "document.querySelector('dialog select')", kind)
    await tab.press("Enter")
