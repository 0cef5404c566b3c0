"""What a subscriber agreed to hear about: who said yes before was asked about results, and nothing else."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""UPDATE subscriber SET wishes = '["results"]' WHERE wishes = '["messages"]'""")


def downgrade() -> None:
    op.execute("""UPDATE subscriber SET wishes = '["messages"]'""")
