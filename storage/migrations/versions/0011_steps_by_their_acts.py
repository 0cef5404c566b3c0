"""A step of staff with own words is kept as the audit calls it: each reader says it in their own language."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_ACTS = {
    "redacted": "own words redacted",
    "approved as quotations": "own words approved",
    "put aside": "own words put aside",
}
_UNDER_THEME = "own words put under a theme"


def upgrade() -> None:
    for before, after in _ACTS.items():
        _rename(before, after)
    known = ", ".join(f"'{each}'" for each in _ACTS.values())
    op.execute(f"UPDATE review_step SET action = '{_UNDER_THEME}' WHERE action NOT IN ({known})")  # noqa: S608 - ours alone


def downgrade() -> None:
    for before, after in _ACTS.items():
        _rename(after, before)


def _rename(before: str, after: str) -> None:
    op.execute(
        sa.text("UPDATE review_step SET action = :after WHERE action = :before").bindparams(after=after, before=before)
    )
