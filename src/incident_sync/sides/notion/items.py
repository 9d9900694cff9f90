"""Floor 6. The hand that writes follow-ups and timeline entries: to-dos and bullets of a page.

A block is known by its id. A bullet that somebody edited is theirs from then on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from incident_sync.errors import IncidentSyncError, Permanent, SideUnusable, Temporary
from incident_sync.model.action import Action, Outcome
from incident_sync.model.fields import Kind
from incident_sync.model.item import Reach
from incident_sync.model.values import decode, meaning
from incident_sync.sides.notion.blocks import children_of, is_away, section_of, text_of
from incident_sync.sides.notion.body import FOLLOW_UPS, TIMELINE, entry_of, heading, to_do
from incident_sync.sides.notion.client import NotionClient
from incident_sync.sides.notion.failures import NOT_FOUND
from incident_sync.sides.notion.marks import block_digest

EDITED = "edited in Notion"
OTHER = "it is no to-do any more"

Json = dict[str, Any]


class BlockHand:
    """Writes blocks. ``taken`` are blocks that belong to some item already; ``me`` asks who we are.

    Raises SideUnusable; any other failure is the outcome's.
    """

    def __init__(self, client: NotionClient, taken: Collection[str], me: Callable[[], str]) -> None:
        self._client = client
        self._taken = taken
        self._me = me

    def apply(self, action: Action) -> Outcome:
        """Add or edit one block."""
        try:
            if action.effect:
                return self._add(action)
            block = self._block(action.ref)
            if block is None:
                return Outcome(action, moved=True, reach=Reach.GONE if _is_entry(action) else None)
            return self._tick(action, block) if not _is_entry(action) else self._tell(action, block)
        except SideUnusable:
            raise
        except (Temporary, Permanent) as error:
            if isinstance(error, Permanent) and is_away(self._client, action.data["page"]):
                return Outcome(action, moved=True)
            return Outcome(action, error=error)

    def look_up(self, action: Action) -> Outcome | None:
        """The block that an action added, though nobody heard of it; None where it did not."""
        blocks = children_of(self._client, action.data["page"])
        mine = self._made_before(action, blocks or [])
        return _added(action, mine) if mine is not None else None

    def _add(self, action: Action) -> Outcome:
        page = action.data["page"]
        blocks = children_of(self._client, page)
        if blocks is None:
            return Outcome(action, moved=True)
        mine = self._made_before(action, blocks)
        if mine is not None:
            return _added(action, mine)
        name = TIMELINE if _is_entry(action) else FOLLOW_UPS
        section = section_of(blocks, name, self._taken)
        new = [_content(action)] if section else [heading(name), _content(action)]
        made = self._client.append(page, new, section.last if section else "")
        if not made:
            raise _unseen()
        return _added(action, made[-1])

    def _made_before(self, action: Action, blocks: list[Json]) -> Json | None:
        """A block of ours that says just this and belongs to nobody."""
        wanted = _content(action)
        kind, text = wanted["type"], text_of(wanted)
        alike = [
            block
            for block in blocks
            if block.get("type") == kind
            and text_of(block) == text
            and block["id"] not in self._taken
        ]
        ours = (block for block in alike if _author(block) == self._me())
        return next(ours, None)

    def _tick(self, action: Action, block: Json) -> Outcome:
        """Write a follow-up's text and tick, whichever differ."""
        if block.get("type") != "to_do":
            return Outcome(action, blocked=dict.fromkeys(action.facets, OTHER))
        entry, expect = entry_of(block), action.data["expect"]
        shown = {"text": meaning(entry.text), "done": meaning(entry.checked)}
        wanted = {
            facet: decode(data)
            for facet, data in action.facets.items()
            if meaning(decode(data)) != shown[facet]
        }
        if any(shown[facet] != expect.get(facet, "") for facet in wanted):
            return Outcome(action, moved=True)
        page = action.data["page"]
        before = block_digest(page, entry.text, entry.checked)
        if wanted:
            text = str(wanted.get("text") or "")
            whole = to_do(text, checked=bool(wanted.get("done")), runs=entry.runs)["to_do"]
            names = {"text": "rich_text", "done": "checked"}
            content = {names[facet]: whole[names[facet]] for facet in wanted}
            block = self._client.update_block(action.ref, {"to_do": content})
            entry = entry_of(block)
        known = before == action.data["digest"]
        digest = block_digest(page, entry.text, entry.checked) if known else ""
        return Outcome(action, digest=digest, notes={"page": page})

    def _tell(self, action: Action, block: Json) -> Outcome:
        """Write a timeline entry anew, unless somebody made it theirs."""
        page, wanted = action.data["page"], action.data["block"]
        digest = block_digest(page, text_of(wanted))
        now = block_digest(page, text_of(block))
        if block.get("type") != wanted["type"] or now not in {digest, action.data["digest"]}:
            return Outcome(action, blocked=dict.fromkeys(action.facets, EDITED))
        if now != digest:
            self._client.update_block(action.ref, wanted)
        return Outcome(action, digest=digest, notes={"page": page})

    def _block(self, ref: str) -> Json | None:
        try:
            block = self._client.block(ref)
        except SideUnusable:
            raise
        except Permanent as error:
            if error.code != NOT_FOUND:
                raise
            return None
        return None if block.get("in_trash") else block


def _is_entry(action: Action) -> bool:
    return action.of is Kind.TIMELINE


def _content(action: Action) -> Json:
    """The block that an action adds."""
    if _is_entry(action):
        return dict(action.data["block"])
    text = str(decode(action.facets.get("text")) or "")
    return to_do(text, checked=bool(action.facets.get("done")))


def _added(action: Action, block: Mapping[str, Any]) -> Outcome:
    page, wanted = action.data["page"], _content(action)
    says = (
        (text_of(wanted),)
        if _is_entry(action)
        else (text_of(wanted), bool(action.facets.get("done")))
    )
    digest = block_digest(page, *says)
    return Outcome(action, ref=block["id"], digest=digest, notes={"page": page})


def _author(block: Mapping[str, Any]) -> str:
    author = block.get("created_by")
    return str(author.get("id", "")) if isinstance(author, Mapping) else ""


def _unseen() -> IncidentSyncError:
    return Temporary(
        "a block was added and is not in the answer",
        where="Notion",
        remedy="It is looked for in the next cycle.",
    )
