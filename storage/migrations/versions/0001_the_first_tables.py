"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consultation",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("structure", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_consultation"),
    )
    op.create_table(
        "key_fingerprint",
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("purpose", name="pk_key_fingerprint"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "subscriber",
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("wishes", sa.String(), nullable=False),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("chat", name="pk_subscriber"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "update_seen",
        sa.Column(
            "update_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("hour", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("update_id", name="pk_update_seen"),
    )
    op.create_table(
        "round",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("consultation", sa.String(), nullable=False),
        sa.Column("opens", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes", sa.DateTime(timezone=True), nullable=True),
        sa.Column("served", sa.Boolean(), nullable=False),
        sa.Column("key_erased", sa.Boolean(), nullable=False),
        sa.Column("answers_erased", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["consultation"], ["consultation.digest"], name="fk_round_consultation_consultation"),
        sa.PrimaryKeyConstraint("number", name="pk_round"),
        sa.UniqueConstraint("code", name="uq_round_code"),
    )
    op.create_table(
        "conversation",
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("message", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("latest", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("leftover", sa.String(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("owed", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["round"], ["round.number"], name="fk_conversation_round_round"),
        sa.PrimaryKeyConstraint("chat", name="pk_conversation"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "counter",
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("hour", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["round.number"], name="fk_counter_round_round"),
        sa.PrimaryKeyConstraint("round", "hour", "kind", "key", name="pk_counter"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "response",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("pseudonym", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("return_place", sa.String(), nullable=True),
        sa.Column("draft", sa.String(), nullable=False),
        sa.Column("closed", sa.String(), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["round.number"], name="fk_response_round_round"),
        sa.PrimaryKeyConstraint("id", name="pk_response"),
        sa.UniqueConstraint("round", "pseudonym", name="uq_response_round_pseudonym"),
    )
    op.create_table(
        "tally",
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("cell", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["round.number"], name="fk_tally_round_round"),
        sa.PrimaryKeyConstraint("round", "table_name", "cell", name="pk_tally"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tombstone",
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("pseudonym", sa.String(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["round.number"], name="fk_tombstone_round_round"),
        sa.PrimaryKeyConstraint("round", "pseudonym", "table_name", name="pk_tombstone"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "answer",
        sa.Column("response", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("option", sa.String(), nullable=False),
        sa.Column("number", sa.Double(), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["response"], ["response.id"], name="fk_answer_response_response"),
        sa.PrimaryKeyConstraint("response", "question", "option", name="pk_answer"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("answer")
    op.drop_table("tombstone")
    op.drop_table("tally")
    op.drop_table("response")
    op.drop_table("counter")
    op.drop_table("conversation")
    op.drop_table("round")
    op.drop_table("update_seen")
    op.drop_table("subscriber")
    op.drop_table("key_fingerprint")
    op.drop_table("consultation")
