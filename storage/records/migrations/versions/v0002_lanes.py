"""Lanes, what audits drew for them, and the answers."""

import sqlalchemy as sa
from alembic import op

from storage.records.migrations.growing import only_grows
from storage.records.schema import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing is open yet."""
    op.create_table(
        "lanes",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("judge", sa.Text(), nullable=False),
        sa.Column("door", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_lanes_tenant"),
        sa.PrimaryKeyConstraint("tenant", "kind", "field", name="pk_lanes"),
    )
    _samples()
    op.create_table(
        "audit_answers",
        sa.Column("sample", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("right", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["sample"], ["audit_samples.id"], name="fk_audit_answers_sample"),
        sa.PrimaryKeyConstraint("sample", "number", name="pk_audit_answers"),
    )
    only_grows("audit_answers")


def downgrade() -> None:
    """What people answered is not thrown away by a program."""
    raise RuntimeError("restore a backup instead")


def _samples() -> None:
    op.create_table(
        "audit_samples",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("judge", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("record", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("drawn_at", Moment(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("right", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["evidence"], ["evidence.id"], name="fk_audit_samples_evidence"),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_audit_samples_tenant"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_samples"),
        sa.UniqueConstraint("evidence", "field", "judge", name="uq_audit_samples_evidence_field_judge"),
    )
    op.create_index(
        "ix_audit_samples_tenant_judge_kind_field", "audit_samples", ["tenant", "judge", "kind", "field"], unique=False
    )
