"""What only one process does at a time."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lease",
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("until", sa.Double(), nullable=False),
        sa.Column("handled", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("what", name="pk_lease"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("lease")
