"""The audit, to which the database itself lets nobody do anything but add the next line."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Whoever rebuilds the table in a later migration has to make these again.
_GUARDS = {
    "sqlite": (
        "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit "
        "BEGIN SELECT RAISE(ABORT, 'the audit can only be added to'); END",
        "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit "
        "BEGIN SELECT RAISE(ABORT, 'the audit can only be added to'); END",
        # INSERT OR REPLACE deletes without firing the trigger above.
        "CREATE TRIGGER audit_next_only BEFORE INSERT ON audit "
        "WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM audit) "
        "BEGIN SELECT RAISE(ABORT, 'the audit can only be added to'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit can only be added to'; END $$",
        "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    ),
}
_UNGUARD = {
    "sqlite": ("DROP TRIGGER audit_next_only", "DROP TRIGGER audit_no_delete", "DROP TRIGGER audit_no_update"),
    "postgresql": ("DROP FUNCTION audit_refuse CASCADE",),
}


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=True),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit"),
    )
    for statement in _GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in _UNGUARD[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_table("audit")
