"""Floor 6. One folder a side; its own SDK and quirks and nobody else's; never store or core."""
