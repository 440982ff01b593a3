"""The desk: keys that tell a note sent twice, keys people chose, tasks whose answer is known."""

import sqlalchemy as sa
from alembic import op

from storage.records.schema import Moment

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Notes from before have no key; nobody has chosen keys or is given tasks."""
    for table in ("payouts", "feedback"):
        op.add_column(table, sa.Column("key", sa.Text(), nullable=True))
        op.create_index(f"ix_{table}_key", table, ["tenant", "claim_id", "key"], unique=True)
    op.add_column("users", sa.Column("keys", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "practice_rates",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("per_hundred", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("per_hundred BETWEEN 0 AND 20", name="ck_practice_rates_share"),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_practice_rates_tenant"),
        sa.PrimaryKeyConstraint("tenant", name="pk_practice_rates"),
    )
    op.create_table(
        "practice_tasks",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("answer", sa.Integer(), nullable=False),
        sa.Column("decision", sa.Integer(), nullable=False),
        sa.Column("start_on", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("held_at", Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("how", sa.Text(), nullable=True),
        sa.Column("verdict_right", sa.Integer(), nullable=True),
        sa.Column("values_right", sa.Integer(), nullable=True),
        sa.Column("values_known", sa.Integer(), nullable=True),
        sa.CheckConstraint("(ended_at IS NULL) = (how IS NULL)", name="ck_practice_tasks_ended"),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_practice_tasks_tenant"),
        sa.PrimaryKeyConstraint("tenant", "claim_id", name="pk_practice_tasks"),
        sa.UniqueConstraint("tenant", "person", "source", name="uq_practice_tasks_once"),
    )


def downgrade() -> None:
    """What people did is not thrown away by a program."""
    raise RuntimeError("restore a backup instead")
