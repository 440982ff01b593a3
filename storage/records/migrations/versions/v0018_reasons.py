"""Reasons people typed are kept apart from the ledger's entries, sealed: what is erased takes them along."""

import sqlalchemy as sa
from alembic import op

from storage.records.migrations.growing import only_grows

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Reasons from before stay in their entries, which never change."""
    op.create_table(
        "typed_reasons",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("alone", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["subject"], ["subjects.id"], name="fk_typed_reasons_subject"),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_typed_reasons_tenant"),
        sa.PrimaryKeyConstraint("id", name="pk_typed_reasons"),
    )
    op.create_index("ix_typed_reasons_tenant_alone", "typed_reasons", ["tenant", "alone"], unique=False)
    only_grows("typed_reasons")


def downgrade() -> None:
    """What people said is not known from anywhere else."""
    raise RuntimeError("restore a backup instead")
