"""A newcomer clicks through the product in a browser: what is edited on one side arrives on all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.chrome import Tab
from tests.browser.visitor import (
    choose,
    enter,
    live,
    make_channel,
    notion,
    pick,
    say,
    sheet,
    shows,
    to_channel,
    visit,
    wait_for_card,
)

pytestmark = pytest.mark.browser

BUILD = Path(__file__).parents[2] / "build"
EVIL = "<img src=x onerror=\"document.title='gone'\"> & <b>bold</b>"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with live() as url:
        yield url


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
    """And a channel made by hand is an incident at once: a public one needs no invitation."""

    async def story(tab: Tab) -> None:
        await make_channel(tab, "Not A Name")
        await shows(tab, "document.querySelector('#notices')", "invalid_name_specials")
        assert "422" in tab.faults.pop()  # the browser's own note of the refusal
        await tab.press("Escape")
        await tab.until("!document.querySelector('dialog')")
        await make_channel(tab, "inc-search-is-slow")
        await tab.until(f"!!({sheet('Status', 'search is slow')})")

    visit(address, story)


def test_a_slash_command_opens_a_form_and_the_card_has_controls(address: str) -> None:
    """Escape closes the form for good; filled in, it declares; a list on the card changes it."""

    async def story(tab: Tab) -> None:
        await to_channel(tab, "incidents")
        await say(tab, "/incident Login is slow")
        await tab.until("document.querySelector('dialog input')?.value === 'Login is slow'")
        await tab.press("Escape")
        await tab.until("!document.querySelector('dialog')")
        await say(tab, "/incident Login is very slow")
        await tab.until("document.querySelector('dialog input')?.value === 'Login is very slow'")
        await tab.run("document.querySelector('dialog form').requestSubmit()")
        await tab.until("!document.querySelector('dialog')")
        await to_channel(tab, "login-is-very-slow")
        await wait_for_card(tab, "Status: Investigating")
        await choose(tab, "document.querySelector('.pinned .b-actions select')", "Fixing")
        await shows(tab, sheet("Status", "Login is very slow"), "Fixing")
        assert not await tab.run("!!document.querySelector('[data-channel*=\"login-is-slow\"]')")

    visit(address, story)


def test_a_private_channel_is_an_incident_once_the_bot_is_invited(address: str) -> None:
    """Nobody joins it unasked, so the page offers the invitation."""

    async def story(tab: Tab) -> None:
        await make_channel(tab, "inc-keys-leaked", "Private")
        await shows(tab, "document.querySelector('#channel-head')", "Invite incident-sync")
        await tab.run("document.querySelector('[data-key=invite]').click()")
        await tab.until(f"!!({sheet('Status', 'keys leaked')})")

    visit(address, story)


def test_no_browser_names_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is skipped: whoever lacks the browser reads what it is called in Debian."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))

    async def story(tab: Tab) -> None:
        raise AssertionError(tab)

    with pytest.raises(AssertionError, match="apt-get install chromium"):
        visit("http://127.0.0.1:1/", story)
