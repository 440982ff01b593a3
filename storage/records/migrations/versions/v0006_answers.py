"""Answers about whole claims, and the read documents they are asked of."""

import sqlalchemy as sa
from alembic import op

from storage.records.schema import Moment

revision = "0006"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Documents read before are not kept; their claims say so until the files are sent again."""
    op.add_column("records", sa.Column("paper", sa.LargeBinary(), nullable=True))
    op.add_column("claims", sa.Column("news", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("claims", sa.Column("due_at", Moment(), nullable=True))
    op.add_column("claims", sa.Column("answer", sa.Integer(), nullable=True))
    op.create_index("ix_claims_due_at", "claims", ["due_at"], unique=False)
    op.create_table(
        "answers",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("facts", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_answers_tenant"),
        sa.PrimaryKeyConstraint("tenant", "claim_id", "version", name="pk_answers"),
    )
    op.execute("UPDATE claims SET due_at = changed_at WHERE facts IS NOT NULL")


def downgrade() -> None:
    """What claims systems were told stands nowhere else."""
    raise RuntimeError("restore a backup instead")
