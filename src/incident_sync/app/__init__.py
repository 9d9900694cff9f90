"""Floor 8. The one place that names concrete things and puts them together."""

from incident_sync.app.app import LEASE_S, App, opened
from incident_sync.app.examination import Examined, compared, examined

__all__ = ["LEASE_S", "App", "Examined", "compared", "examined", "opened"]
