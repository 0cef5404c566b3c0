"""How many arrivals a chat has had is forgotten: a turn is a mark, and there only while a screen is owed.

What is owed now is shown at the next start, under any turn: no delivery of an older one is on its way.
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE conversation SET turn = 0")


def downgrade() -> None:
    """An older program counts on from there."""
