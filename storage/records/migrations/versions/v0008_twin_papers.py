"""What papers of claims are known again by."""

import sqlalchemy as sa
from alembic import op

from storage.records.schema import Number

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Claims from before are entered with their papers when they are answered next."""
    op.create_table(
        "twin_papers",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=True),
        sa.Column("look", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_twin_papers_tenant"),
        sa.PrimaryKeyConstraint("number", name="pk_twin_papers"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_twin_papers_tenant_claim_id", "twin_papers", ["tenant", "claim_id"], unique=False)
    op.create_index("ix_twin_papers_tenant_number", "twin_papers", ["tenant", "number"], unique=False)
    op.create_table(
        "twin_marks",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("mark", sa.BigInteger(), nullable=False),
        sa.Column("paper", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["paper"], ["twin_papers.number"], name="fk_twin_marks_paper"),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_twin_marks_tenant"),
        sa.PrimaryKeyConstraint("tenant", "mark", "paper", name="pk_twin_marks"),
    )
    op.create_index("ix_twin_marks_paper", "twin_marks", ["paper"], unique=False)


def downgrade() -> None:
    """Looks are made again by answering, but nobody goes back."""
    raise RuntimeError("restore a backup instead")
