"""What auditors find claims by."""

import sqlalchemy as sa
from alembic import op

from storage.records.schema import Moment

revision = "0015"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Claims that were answered before are marked by the porter, one after the other."""
    of_a_claim = (["tenant", "claim_id"], ["claims.tenant", "claims.claim_id"])
    op.create_table(
        "claim_marks",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(*of_a_claim, name="fk_claim_marks_claim"),
        sa.PrimaryKeyConstraint("tenant", "claim_id", "name", "value", name="pk_claim_marks"),
    )
    op.create_index(
        "ix_claim_marks_tenant_name_value_at_claim_id", "claim_marks", ["tenant", "name", "value", "at", "claim_id"]
    )
    op.create_table(
        "marks_due",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(*of_a_claim, name="fk_marks_due_claim"),
        sa.PrimaryKeyConstraint("tenant", "claim_id", name="pk_marks_due"),
    )
    op.create_index("ix_claims_tenant_made_at_claim_id", "claims", ["tenant", "made_at", "claim_id"])
    op.execute(
        "INSERT INTO marks_due (tenant, claim_id, at) "
        "SELECT tenant, claim_id, changed_at FROM claims WHERE answer IS NOT NULL"
    )


def downgrade() -> None:
    """Marks are made again from what they were made of, but nobody goes back."""
    raise RuntimeError("restore a backup instead")
