"""Floor 1. Frozen data that every room speaks in; no I/O, no vendor, no judgement."""
