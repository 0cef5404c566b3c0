"""What is sent to staff is claimed first and marked as sent after: what a process left in between comes again."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_TABLES = ("daily", "incident")


def upgrade() -> None:
    for each in _TABLES:
        op.add_column(each, sa.Column("claimed", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for each in _TABLES:
        with op.batch_alter_table(each) as table:
            table.drop_column("claimed")
