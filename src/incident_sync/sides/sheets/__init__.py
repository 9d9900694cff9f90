"""Floor 6. The Google Sheet as a side; gspread, google-auth and requests stay in here.

"GD" in this room is the discovery document of the Sheets API v4.
"""

from incident_sync.sides.sheets.client import sheets_wire
from incident_sync.sides.sheets.options import Credentials, SheetsOptions
from incident_sync.sides.sheets.store import SheetsSide

__all__ = ["Credentials", "SheetsOptions", "SheetsSide", "sheets_wire"]
