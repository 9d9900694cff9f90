"""Floor 4. The schema's history, run by alembic from inside the package."""
