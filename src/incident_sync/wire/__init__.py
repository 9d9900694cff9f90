"""The wire: how every request to a service is sent. Floor 5: no vendor's package, no meaning.

One policy for all: paced and permitted before it is sent, counted as it is sent, tried again where
that is safe and within one deadline. The SDKs' own retries are off, or the two would multiply. What
a request says, and what an answer means, is a side's business; no vendor's exception arrives here.
"""

from incident_sync.wire.call import Permit, Wire, at_will
from incident_sync.wire.count import CallCounter
from incident_sync.wire.pace import Pacer, Rate
from incident_sync.wire.policy import Policy
from incident_sync.wire.redact import RedactingFilter, Redactor
from incident_sync.wire.retry_after import LONGEST, read_retry_after

__all__ = [
    "LONGEST",
    "CallCounter",
    "Pacer",
    "Permit",
    "Policy",
    "Rate",
    "RedactingFilter",
    "Redactor",
    "Wire",
    "at_will",
    "read_retry_after",
]
