"""Floor 6. What waits in the store for a person or for the next cycle; for ``doctor``."""

from __future__ import annotations

from collections.abc import Iterator

from incident_sync.core.held import named
from incident_sync.core.rebuild import UNDECIDED
from incident_sync.model.finding import Finding, amiss, fine
from incident_sync.store import Store

_HELD, _CONFLICTS = "Waiting: held changes", "Waiting: conflicts"
_DOUBT = "Waiting: effects in doubt"


def waiting(store: Store) -> Iterator[Finding]:
    """A finding for each thing that may wait; nothing is written, and nobody is called."""
    yield _held(store)
    yield _conflicts(store)
    yield _doubt(store)


def _held(store: Store) -> Finding:
    guard = store.guard()
    if guard is None:
        return fine(_HELD, "nothing is held")
    said = [one.argument for one in store.inbox_new() if one.verb == "approve"]
    if guard.id in map(named, said):
        return fine(_HELD, f"{guard.id} was approved; the next cycle lets it pass")
    remedy = "Look at it with incident-sync plan, and let it pass with"
    return amiss(_HELD, guard.reason, f"{remedy} incident-sync approve {guard.id}.")


def _conflicts(store: Store) -> Finding:
    kept = [one.conflict for one in store.conflicts()]
    links = store.links_of({one.item for one in kept})
    stuck = sum(
        any(link.blocked.get(one.field) == UNDECIDED for link in links.get(one.item, {}).values())
        for one in kept
    )
    if stuck:
        said = f"{stuck} of {len(kept)} wait for a decision, and are written nowhere until then"
        remedy = "incident-sync conflicts lists them, with what to type for each."
        return amiss(_CONFLICTS, said, remedy)
    told = "; incident-sync conflicts lists them" if kept else ""
    return fine(_CONFLICTS, f"{len(kept)} are open, none waits for a decision{told}")


def _doubt(store: Store) -> Finding:
    doubtful = [action for action, _ in store.effects("intended")]
    holder = store.holder()
    if holder is not None and not holder.ran_out and holder.alive is not False:
        return fine(_DOUBT, f"{holder.name} is at work, with {len(doubtful)} under way")
    if not doubtful:
        return fine(_DOUBT, "none")
    first = f"{doubtful[0].kind.replace('_', ' ')} in {doubtful[0].side}"
    said = f"of {len(doubtful)} nobody knows yet whether they happened; the first is {first}"
    remedy = "Run incident-sync sync: it looks up what became of them before it does anything."
    return amiss(_DOUBT, said, remedy)
