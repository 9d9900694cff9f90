"""Floor 6. The Notion database as a side; notion-client and httpx stay in here."""

from incident_sync.sides.notion.client import notion_wire
from incident_sync.sides.notion.options import NotionOptions
from incident_sync.sides.notion.store import NotionSide

__all__ = ["NotionOptions", "NotionSide", "notion_wire"]
