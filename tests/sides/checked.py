"""How the findings of a side's ``check`` are read in tests."""

from __future__ import annotations

from collections.abc import Iterable

from incident_sync.model.finding import Finding


def by_name(findings: Iterable[Finding]) -> dict[str, Finding]:
    """The findings by what they are about; where one thing has several, a wrong one."""
    found: dict[str, Finding] = {}
    for one in findings:
        assert one.said
        assert bool(one.remedy) == (one.ok is False), one
        assert "\n" not in one.said + one.remedy
        if one.what not in found or one.ok is False:
            found[one.what] = one
    return found


def wrong(findings: Iterable[Finding]) -> list[str]:
    """What is not as it should be, in order."""
    return [one.what for one in findings if one.ok is False]
