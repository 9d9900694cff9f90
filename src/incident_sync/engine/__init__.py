"""Floor 6. The cycle: observe, merge, plan, apply, remember. Sees sides only as ports."""
