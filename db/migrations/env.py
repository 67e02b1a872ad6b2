"""Run by Alembic: migrate on the connection that `upgrade` hands over."""

from alembic import context

from db.models import Model

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=Model.metadata, render_as_batch=True, compare_type=True
)
context.run_migrations()
