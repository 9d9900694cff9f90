"""The sandbox's own page, for people: Slack, Notion and the Sheet to click through in a browser.

It shows what the services dump and does what their people do; nothing of it is part of any
service. From the ground up: bell, guard, files, the views < view < routes.
"""
