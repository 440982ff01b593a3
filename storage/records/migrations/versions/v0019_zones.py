"""People read times by the clock of where they are."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """By the machine's, until they choose another."""
    op.add_column("users", sa.Column("zone", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """What people chose is not thrown away by a program."""
    raise RuntimeError("restore a backup instead")
