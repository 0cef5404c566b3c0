"""How Alembic runs the migrations: on the connection that `storage.database` hands over, in its transaction."""

from alembic import context

import storage.broadcasts.tables  # noqa: F401 - its tables are part of the metadata
from storage.tables import Table

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Table.metadata,
    render_as_batch=True,  # SQLite alters a table by rebuilding it
    transactional_ddl=True,  # the connection begins its transactions itself, so SQLite's DDL is in them too
    compare_server_default=True,
)
context.run_migrations()
