"""Broadcasts, their deliveries, and the one pace of all who send in bulk."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_COUNTS = ("recipients", "sent", "blocked", "deactivated", "failed", "unknown", "outside")


def upgrade() -> None:
    op.create_table(
        "broadcast",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("segment", sa.String(), nullable=False),
        sa.Column("stopped_by", sa.String(), nullable=True),
        sa.Column("quiet", sa.String(), nullable=False),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("prepared", sa.Boolean(), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        *(sa.Column(each, sa.Integer(), server_default="0", nullable=False) for each in _COUNTS),
        sa.ForeignKeyConstraint(["round"], ["round.number"], name="fk_broadcast_round_round"),
        sa.PrimaryKeyConstraint("number", name="pk_broadcast"),
    )
    op.create_table(
        "broadcast_message",
        sa.Column("broadcast", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["broadcast"], ["broadcast.number"], name="fk_broadcast_message_broadcast_broadcast"),
        sa.PrimaryKeyConstraint("broadcast", "language", name="pk_broadcast_message"),
    )
    op.create_table(
        "delivery",
        sa.Column("broadcast", sa.Integer(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["broadcast"], ["broadcast.number"], name="fk_delivery_broadcast_broadcast"),
        sa.ForeignKeyConstraint(["chat"], ["subscriber.chat"], name="fk_delivery_chat_subscriber", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("broadcast", "chat", name="pk_delivery"),
        sqlite_with_rowid=False,
    )
    pace = op.create_table(
        "pace",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("next", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("token", name="pk_pace"),
    )
    op.bulk_insert(pace, [{"token": "citizens", "next": datetime(2026, 1, 1, tzinfo=UTC)}])


def downgrade() -> None:
    op.drop_table("pace")
    op.drop_table("delivery")
    op.drop_table("broadcast_message")
    op.drop_table("broadcast")
