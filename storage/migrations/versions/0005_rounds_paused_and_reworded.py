"""Rounds that are paused, and of which texts were mended while they were open."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("round", sa.Column("paused", sa.DateTime(timezone=True), nullable=True))
    op.add_column("round", sa.Column("wording", sa.Integer(), server_default="1", nullable=False))


def downgrade() -> None:
    op.drop_column("round", "wording")
    op.drop_column("round", "paused")
