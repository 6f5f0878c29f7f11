"""What Alembic runs for each upgrade: on the connection, and inside the transaction, of migrations/run.py."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
