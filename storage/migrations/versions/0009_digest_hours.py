"""Who wants the daily digest, and when."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "digest_hour",
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["staff.number"], name="fk_digest_hour_member_staff"),
        sa.PrimaryKeyConstraint("member", name="pk_digest_hour"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("digest_hour")
