"""Floor 3. The whole judgement of the product: match, merge, decide, plan, guard.

Values in, frozen values out; no I/O, no clock, no vendor, no store. Tests need dicts alone.
"""
