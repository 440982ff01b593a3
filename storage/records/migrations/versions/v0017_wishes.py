"""Erasures that were asked for at once, such as all claims of one customer, share the id of the wish."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Those before were asked for one by one."""
    op.add_column("erasures", sa.Column("request", sa.Text(), nullable=True))


def downgrade() -> None:
    """Who asked for what is not thrown away by a program."""
    raise RuntimeError("restore a backup instead")
