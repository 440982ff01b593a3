"""What pages of claims are known again by."""

import sqlalchemy as sa
from alembic import op

from storage.records.schema import Number

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Claims from before are entered with their pages when they are answered next."""
    op.create_table(
        "twin_pages",
        sa.Column("number", Number, autoincrement=True, nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=True),
        sa.Column("look", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_twin_pages_tenant"),
        sa.PrimaryKeyConstraint("number", name="pk_twin_pages"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_twin_pages_tenant_claim_id", "twin_pages", ["tenant", "claim_id"], unique=False)
    op.create_index("ix_twin_pages_tenant_number", "twin_pages", ["tenant", "number"], unique=False)
    op.create_table(
        "twin_marks",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("mark", sa.BigInteger(), nullable=False),
        sa.Column("page", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["page"], ["twin_pages.number"], name="fk_twin_marks_page"),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_twin_marks_tenant"),
        sa.PrimaryKeyConstraint("tenant", "mark", "page", name="pk_twin_marks"),
    )
    op.create_index("ix_twin_marks_page", "twin_marks", ["page"], unique=False)


def downgrade() -> None:
    """Looks are made again by answering, but nobody goes back."""
    raise RuntimeError("restore a backup instead")
