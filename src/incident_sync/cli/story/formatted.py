"""Floor 9. The step in which people make a text in Notion look nice, and Slack changes a word."""

from __future__ import annotations

from incident_sync.cli.story.editing import SAID, Edit
from incident_sync.cli.story.failed import expect
from incident_sync.cli.story.now import expect_only
from incident_sync.cli.story.opening import PAYMENTS
from incident_sync.cli.story.page import Run
from incident_sync.cli.story.stage import Stage
from incident_sync.cli.story.step import expect_text, page_of, prose, row_of


class Formatted(Edit):
    """Bold text and a link in Notion outlive a word that Slack changes."""

    name = "bold text in Notion survives a one-word edit from Slack"
    _deploys = "https://deploys.example.com/42"
    _runs = (
        Run("The gateway "), Run("times out since 12:02", bold=True), Run("; its "),
        Run("last deploy", link=_deploys), Run(" is being taken back."),
    )  # fmt: skip

    def do(self, stage: Stage) -> str:
        text = prose(stage)
        runs = [
            {"text": {"content": run.text, "link": {"url": run.link} if run.link else None},
             "annotations": {"bold": run.bold}}
            for run in self._runs
        ]  # fmt: skip
        page = stage.page(PAYMENTS).id
        stage.act("notion", "set_rich", page=page, property=stage.property(text), runs=runs)
        said = SAID.replace("taken", "rolled")
        stage.says("sam", PAYMENTS, f"@incident-sync {text} {said}")
        self._cycle(stage)
        return f"Robin makes words of the {text} bold and links some; in Slack, Sam changes one."

    def check(self, stage: Stage) -> str:
        now, text = stage.now(), prose(stage)
        wanted = [*self._runs[:-1], Run(" is being rolled back.")]
        runs = stage.page(PAYMENTS, now).runs(stage.property(text))
        expect(f"the {text} in Notion as {_marked(wanted)}", _marked(runs), holds=runs == wanted)
        expect_text(stage, now, PAYMENTS, text, SAID.replace("taken", "rolled"))
        rows, pages = row_of(stage, now, PAYMENTS, text), page_of(stage, now, PAYMENTS, text)
        expect_only(self._before, now, rows, pages)
        return f"Notion reads: {_marked(runs)}"


def _marked(runs: list[Run]) -> str:
    """Bold text between asterisks, links in brackets."""
    told = (f"[{run.text}]" if run.link else run.text for run in runs)
    return "".join(
        f"**{text}**" if run.bold else text for run, text in zip(runs, told, strict=True)
    )
