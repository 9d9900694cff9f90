"""Floor 9. The demo's story: people act on both sides, each step is checked by reading the other.

Here stand processes spawned and HTTP spoken, nothing else: no engine, store, side, core or model,
so that no step can take the product's own word for it.
"""
