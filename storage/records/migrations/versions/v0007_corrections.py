"""What people put right."""

import sqlalchemy as sa
from alembic import op

from storage.records.migrations.growing import only_grows
from storage.records.schema import Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has corrected anything yet."""
    op.create_table(
        "corrections",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("record", sa.Integer(), nullable=False),
        sa.Column("crop", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["evidence"], ["evidence.id"], name="fk_corrections_evidence"),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_corrections_tenant"),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
        sa.UniqueConstraint("evidence", "kind", "field", "number", name="uq_corrections_evidence_kind_field_number"),
    )
    op.create_index("ix_corrections_tenant_evidence", "corrections", ["tenant", "evidence"], unique=False)
    only_grows("corrections")


def downgrade() -> None:
    """What people put right is not thrown away by a program."""
    raise RuntimeError("restore a backup instead")
