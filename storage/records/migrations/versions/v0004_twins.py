"""What claims show that another must not show again, as keyed hashes."""

import sqlalchemy as sa
from alembic import op

from storage.records.schema import Moment

revision = "0004"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Claims from before are entered when they are answered next."""
    op.create_table(
        "twin_books",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_twin_books_tenant"),
        sa.ForeignKeyConstraint(["subject"], ["subjects.id"], name="fk_twin_books_subject"),
        sa.PrimaryKeyConstraint("tenant", name="pk_twin_books"),
    )
    op.create_table(
        "twin_claims",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_twin_claims_tenant"),
        sa.PrimaryKeyConstraint("tenant", "claim_id", name="pk_twin_claims"),
        sa.UniqueConstraint("tenant", "number", name="uq_twin_claims_tenant_number"),
    )
    op.create_table(
        "twin_keys",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("file", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_twin_keys_tenant"),
        sa.PrimaryKeyConstraint("tenant", "claim_id", "number", name="pk_twin_keys"),
    )
    op.create_index("ix_twin_keys_tenant_digest", "twin_keys", ["tenant", "digest"], unique=False)


def downgrade() -> None:
    """Which claim came first is known nowhere else."""
    raise RuntimeError("restore a backup instead")
