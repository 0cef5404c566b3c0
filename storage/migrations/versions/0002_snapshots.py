"""Snapshots, and what is needed to know who is new to a table.

Nothing was released before: everybody who is counted entered in the first era.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "releasing",
        sa.Column("round", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("era", sa.Integer(), nullable=False),
        sa.Column("settled", sa.Integer(), nullable=False),
        sa.Column("considered", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["round"], ["round.number"], name="fk_releasing_round_round"),
        sa.PrimaryKeyConstraint("round", name="pk_releasing"),
    )
    op.create_table(
        "table_version",
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("era", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["round.number"], name="fk_table_version_round_round"),
        sa.PrimaryKeyConstraint("round", "table_name", name="pk_table_version"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "snapshot",
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("released", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["round.number"], name="fk_snapshot_round_round"),
        sa.PrimaryKeyConstraint("round", "number", name="pk_snapshot"),
    )
    op.add_column("response", sa.Column("entered", sa.String(), server_default="[]", nullable=False))
    op.execute("INSERT INTO releasing (round, era, settled) SELECT number, 0, 0 FROM round")
    # Respondents of a table; of the round: who sent anything; of a crosstab: everybody in one of its cells.
    op.execute(
        "INSERT INTO tally (round, table_name, cell, n) SELECT round, table_name, '#entered@0', n FROM tally "
        "WHERE cell = '#respondents' OR (table_name = '#round' AND cell = '#answered')"
    )
    op.execute(
        "INSERT INTO tally (round, table_name, cell, n) SELECT round, table_name, '#entered@0', sum(n) FROM tally "
        "WHERE table_name LIKE '%*%' GROUP BY round, table_name"
    )
    # A tombstone tells from now on that a released version holds the respondent: there is none.
    op.execute("DELETE FROM tombstone")


def downgrade() -> None:
    op.execute("DELETE FROM tally WHERE cell LIKE '#entered@%'")
    op.drop_column("response", "entered")
    op.drop_table("snapshot")
    op.drop_table("table_version")
    op.drop_table("releasing")
