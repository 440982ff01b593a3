"""What the retention policy let go: round by round, and files that went before what was read from them."""

import sqlalchemy as sa
from alembic import op

from storage.records.migrations.growing import only_grows
from storage.records.schema import Moment

revision = "0014"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing went yet."""
    op.create_table(
        "purges",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_purges_tenant"),
        sa.PrimaryKeyConstraint("id", name="pk_purges"),
    )
    op.create_index("ix_purges_tenant_at", "purges", ["tenant", "at"], unique=False)
    op.create_table(
        "file_ends",
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("purge", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["evidence"], ["evidence.id"], name="fk_file_ends_evidence"),
        sa.PrimaryKeyConstraint("evidence", name="pk_file_ends"),
    )
    for table in ("purges", "file_ends"):
        only_grows(table)


def downgrade() -> None:
    """What went cannot come back."""
    raise RuntimeError("restore a backup instead")
