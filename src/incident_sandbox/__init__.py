"""A local double of Slack, Google Sheets and Notion: an island beside the product.

Nothing here imports the product, and the product imports nothing from here, so
that a misunderstanding of a service cannot be shared. Each service is sans-I/O
(``service.Service``); ``shell`` is the HTTP around it, ``control`` the levers that
tests and demos pull. Run it with ``python -m incident_sandbox``.
"""
