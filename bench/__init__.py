"""Measures incident-sync against its goals: ``make bench``.

``bench/figures_*.py`` hold the measurements; each function marked ``@figures`` returns a list of
``Figure``. The rest runs them, shows a table, writes ``build/bench.json`` and judges.
"""
