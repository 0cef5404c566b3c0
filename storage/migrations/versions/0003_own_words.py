"""What staff make of own words: reviews, themes, and the steps that can be undone."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_KEY = ("response", "question", "option")


def upgrade() -> None:
    op.create_table(
        "theme",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["round.number"], name="fk_theme_round_round"),
        sa.PrimaryKeyConstraint("id", name="pk_theme"),
        sa.UniqueConstraint("round", "question", "name", name="uq_theme_round_question_name"),
    )
    op.create_table(
        "review_step",
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["round.number"], name="fk_review_step_round_round"),
        sa.PrimaryKeyConstraint("round", "number", name="pk_review_step"),
    )
    op.create_table(
        "review",
        *_of_answer("review"),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("shown", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint(*_KEY, name="pk_review"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "theme_of_answer",
        *_of_answer("theme_of_answer"),
        sa.Column("theme", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["theme"], ["theme.id"], name="fk_theme_of_answer_theme_theme"),
        sa.PrimaryKeyConstraint(*_KEY, "theme", name="pk_theme_of_answer"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "review_before",
        *_of_answer("review_before"),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("review", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round", "number"],
            ["review_step.round", "review_step.number"],
            name="fk_review_before_round_number_review_step",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(*_KEY, "round", "number", name="pk_review_before"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("review_before")
    op.drop_table("theme_of_answer")
    op.drop_table("review")
    op.drop_table("review_step")
    op.drop_table("theme")


def _of_answer(table: str) -> tuple[sa.Column[int] | sa.Column[str] | sa.ForeignKeyConstraint, ...]:
    return (
        sa.Column("response", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("option", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            _KEY,
            [f"answer.{each}" for each in _KEY],
            name=f"fk_{table}_response_question_option_answer",
            ondelete="CASCADE",
        ),
    )
