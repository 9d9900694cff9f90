"""Floor 9. The step in which the program is killed: what it was making is made once."""

from __future__ import annotations

import signal

from incident_sync.cli.story.failed import expect
from incident_sync.cli.story.opening import SEARCH, expect_incident
from incident_sync.cli.story.stage import Stage

_BACKUPS = "backups"
_GATE_S = 15


class Killed:
    """SIGKILL while a page is being made, then a restart: one channel, one page, one row."""

    name = "a kill while a page is made makes no second one"
    _title, _slug = "Backups did not finish", "backups-did-not-finish"

    def do(self, stage: Stage) -> str:
        stage.says("sam", SEARCH, f"@incident-sync declare {self._title}")
        gate = {"kind": "gate", "service": "notion", "method": "POST /v1/pages"}
        stage.sandbox.control("POST", "/faults", {**gate, "phase": "after"})
        with stage.product.started("sync", "--json") as process:
            held = stage.sandbox.control("GET", f"/gates?wait={_GATE_S}")["held"]
            process.send_signal(signal.SIGKILL)
        stage.sandbox.control("POST", "/gates/release", {"proceed": True})
        stage.sandbox.control("DELETE", "/faults")
        expect("the cycle to be making a page", "none was made", holds=held is not None)
        stage.sync()
        rows = stage.now().sheet.where(stage.header("title"), self._title)
        stage.plot[_BACKUPS] = rows[0].text(stage.header("id")) if rows else ""
        return f"Sam declares “{self._title}”; kill -9 while Notion makes its page; a restart."

    def check(self, stage: Stage) -> str:
        now = stage.now()
        now.sheet.one(stage.header("title"), self._title)
        now.notion.one(stage.property("title"), self._title)
        made = [one.name for one in now.slack.incidents() if self._slug in one.name]
        expect(f"one channel for {self._title!r}", made, holds=len(made) == 1)
        expect_incident(stage, now, _BACKUPS, self._title)
        label = stage.plot[_BACKUPS]
        return f"Slack has one #{made[0]}, Notion one page {label}, the Sheet one row."
