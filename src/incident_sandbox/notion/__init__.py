"""A strict local double of the Notion API, sans-I/O.

Versions 2025-09-03 and 2026-03-11. Shapes are the vendor's OpenAPI; where neither it nor the
documentation says what happens, the harsher reading for a client is taken, and the docstring
says so. N-q is the page "query a data source", N-pv "page property values", N-po "property
object" of developers.notion.com.

From the ground up: errors < shapes < times < text < world < tree, access, options < schema <
context < paging, values, shown < conditions < filters < query; block_shapes < blocks < pages <
retype < databases; users, search < routes; people_* < people < seed < service.
"""

from incident_sandbox.notion.people_words import DATABASE, REGISTER_PAGE, TOKEN
from incident_sandbox.notion.seed import DATA_SOURCE, STRANGER
from incident_sandbox.notion.service import NotionService

__all__ = ["DATABASE", "DATA_SOURCE", "REGISTER_PAGE", "STRANGER", "TOKEN", "NotionService"]
