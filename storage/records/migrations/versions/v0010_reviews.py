"""The review desk: what waits for a person, drafts, decisions and what became of them."""

import sqlalchemy as sa
from alembic import op

from storage.records.migrations.growing import only_grows
from storage.records.schema import Moment

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Claims that were answered before are opened for review by the porter, one after the other."""
    _review_due()
    _reviews()
    _decisions()
    _feedback()
    _review_drafts()
    _review_pauses()
    _approvals()
    _payouts()
    _review_notes()
    _second_looks()
    _decision_ends()
    for table in ("decisions", "second_looks", "approvals", "decision_ends", "review_notes", "payouts", "feedback"):
        only_grows(table)


def downgrade() -> None:
    """What people decided is not thrown away by a program."""
    raise RuntimeError("restore a backup instead")


def _review_due() -> None:
    op.create_table(
        "review_due",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "claim_id"], ["claims.tenant", "claims.claim_id"], name="fk_review_due_claim"
        ),
        sa.PrimaryKeyConstraint("tenant", "claim_id", name="pk_review_due"),
    )
    op.execute("INSERT INTO review_due (tenant, claim_id) SELECT tenant, claim_id FROM claims WHERE answer IS NOT NULL")


def _reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Integer(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("start_on", sa.Text(), nullable=False),
        sa.Column("workdays", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Text(), nullable=False),
        sa.Column("rank", Moment(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("brief", sa.LargeBinary(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("held_at", Moment(), nullable=True),
        sa.Column("held_until", Moment(), nullable=True),
        sa.Column("decision", sa.Integer(), nullable=True),
        sa.Column("goes_at", Moment(), nullable=True),
        sa.Column("explain_at", Moment(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.CheckConstraint("goes_at IS NULL OR state = 'decided'", name="ck_reviews_goes"),
        sa.CheckConstraint("state IN ('waiting', 'asked', 'second', 'decided')", name="ck_reviews_state"),
        sa.CheckConstraint("state NOT IN ('second', 'decided') OR decision IS NOT NULL", name="ck_reviews_decided"),
        sa.CheckConstraint("(holder IS NULL) = (held_until IS NULL)", name="ck_reviews_held"),
        sa.CheckConstraint("urgency BETWEEN 0 AND 9", name="ck_reviews_urgency"),
        sa.ForeignKeyConstraint(["tenant", "claim_id"], ["claims.tenant", "claims.claim_id"], name="fk_reviews_claim"),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_reviews_tenant"),
        sa.PrimaryKeyConstraint("tenant", "claim_id", name="pk_reviews"),
    )
    op.create_index("ix_reviews_goes_at", "reviews", ["goes_at"], unique=False)
    op.create_index("ix_reviews_tenant_customer", "reviews", ["tenant", "customer"], unique=False)
    op.create_index("ix_reviews_state_rank", "reviews", ["state", "rank"], unique=False)
    op.create_index("ix_reviews_tenant_state_rank", "reviews", ["tenant", "state", "rank"], unique=False)


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("promised_on", sa.Text(), nullable=True),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("persons = CASE WHEN because = '' THEN 1 ELSE 2 END", name="ck_decisions_persons"),
        sa.CheckConstraint("verdict IN ('approve', 'partial', 'refuse')", name="ck_decisions_verdict"),
        sa.CheckConstraint("after < version", name="ck_decisions_after"),
        sa.ForeignKeyConstraint(
            ["tenant", "claim_id"], ["reviews.tenant", "reviews.claim_id"], name="fk_decisions_review"
        ),
        sa.PrimaryKeyConstraint("tenant", "claim_id", "version", name="pk_decisions"),
        sa.UniqueConstraint("tenant", "claim_id", "key", name="uq_decisions_key"),
        sa.UniqueConstraint("tenant", "claim_id", "version", "by", name="uq_decisions_by"),
        sa.UniqueConstraint("tenant", "claim_id", "version", "persons", name="uq_decisions_persons"),
    )


def _feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("decision", sa.Integer(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("explain", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("score IS NULL OR score BETWEEN 1 AND 5", name="ck_feedback_score"),
        sa.ForeignKeyConstraint(
            ["tenant", "claim_id"], ["reviews.tenant", "reviews.claim_id"], name="fk_feedback_review"
        ),
        sa.PrimaryKeyConstraint("tenant", "claim_id", "number", name="pk_feedback"),
    )


def _review_drafts() -> None:
    op.create_table(
        "review_drafts",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "claim_id"], ["reviews.tenant", "reviews.claim_id"], name="fk_review_drafts_review"
        ),
        sa.PrimaryKeyConstraint("tenant", "claim_id", "by", name="pk_review_drafts"),
    )


def _review_pauses() -> None:
    op.create_table(
        "review_pauses",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("asked_on", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_on", sa.Text(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_on IS NULL)", name="ck_review_pauses_ended"),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= asked_at", name="ck_review_pauses_order"),
        sa.ForeignKeyConstraint(
            ["tenant", "claim_id"], ["reviews.tenant", "reviews.claim_id"], name="fk_review_pauses_review"
        ),
        sa.PrimaryKeyConstraint("tenant", "claim_id", "number", name="pk_review_pauses"),
    )


def _approvals() -> None:
    op.create_table(
        "approvals",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("corrector", sa.Text(), nullable=False),
        sa.Column("approver", sa.Text(), nullable=False),
        sa.CheckConstraint("corrector <> approver", name="ck_approvals_another"),
        sa.ForeignKeyConstraint(
            ["tenant", "claim_id", "version"],
            ["decisions.tenant", "decisions.claim_id", "decisions.version"],
            name="fk_approvals_decision",
        ),
        sa.PrimaryKeyConstraint("tenant", "claim_id", "version", "corrector", name="pk_approvals"),
    )


def _payouts() -> None:
    op.create_table(
        "payouts",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("decision", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("paid_on", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("status IN ('paid', 'failed', 'returned')", name="ck_payouts_status"),
        sa.ForeignKeyConstraint(
            ["tenant", "claim_id", "decision"],
            ["decisions.tenant", "decisions.claim_id", "decisions.version"],
            name="fk_payouts_decision",
        ),
        sa.PrimaryKeyConstraint("tenant", "claim_id", "number", name="pk_payouts"),
        sa.UniqueConstraint("tenant", "claim_id", "reference", "status", name="uq_payouts_reference"),
    )


def _second_looks() -> None:
    op.create_table(
        "second_looks",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("first", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("promised_on", sa.Text(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("said IN ('confirmed', 'returned')", name="ck_second_looks_said"),
        sa.CheckConstraint('"by" <> "first"', name="ck_second_looks_another"),
        sa.ForeignKeyConstraint(
            ["tenant", "claim_id", "version", "first"],
            ["decisions.tenant", "decisions.claim_id", "decisions.version", "decisions.by"],
            name="fk_second_looks_first",
        ),
        sa.PrimaryKeyConstraint("tenant", "claim_id", "version", name="pk_second_looks"),
        sa.UniqueConstraint("tenant", "claim_id", "version", "by", name="uq_second_looks_by"),
    )


def _decision_ends() -> None:
    op.create_table(
        "decision_ends",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("second", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("how <> 'sent' OR persons = 1 OR second IS NOT NULL", name="ck_decision_ends_four_eyes"),
        sa.CheckConstraint("how IN ('sent', 'undone', 'returned')", name="ck_decision_ends_how"),
        sa.ForeignKeyConstraint(
            ["tenant", "claim_id", "version", "persons"],
            ["decisions.tenant", "decisions.claim_id", "decisions.version", "decisions.persons"],
            name="fk_decision_ends_decision",
        ),
        sa.ForeignKeyConstraint(
            ["tenant", "claim_id", "version", "second"],
            ["second_looks.tenant", "second_looks.claim_id", "second_looks.version", "second_looks.by"],
            name="fk_decision_ends_second",
        ),
        sa.PrimaryKeyConstraint("tenant", "claim_id", "version", name="pk_decision_ends"),
    )


def _review_notes() -> None:
    op.create_table(
        "review_notes",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("about IN ('escalated', 'reopened', 'explained')", name="ck_review_notes_about"),
        sa.ForeignKeyConstraint(
            ["tenant", "claim_id"], ["reviews.tenant", "reviews.claim_id"], name="fk_review_notes_review"
        ),
        sa.PrimaryKeyConstraint("tenant", "claim_id", "number", name="pk_review_notes"),
    )
