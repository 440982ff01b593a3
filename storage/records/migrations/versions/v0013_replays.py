"""Records keep what their reading depended on; and which of them were read again, night by night."""

import sqlalchemy as sa
from alembic import op

from storage.records.schema import Moment

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("records", sa.Column("circumstances", sa.LargeBinary(), nullable=True))
    op.create_table(
        "replays",
        sa.Column("night", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("record", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("night", "evidence", name="pk_replays"),
        sa.ForeignKeyConstraint(["evidence"], ["evidence.id"], name="fk_replays_evidence"),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_replays_tenant"),
    )


def downgrade() -> None:
    """What readings depended on is not known from anywhere else."""
    raise RuntimeError("restore a backup instead")
