"""The tables of the review desk; whatever people write there is sealed with the key of the claim's subject."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from storage.records.schema import Moment, metadata

_OF_A_CLAIM = ("tenant", "claim_id")
_OF_A_REVIEW = ("reviews.tenant", "reviews.claim_id")
_OF_A_DECISION = ("decisions.tenant", "decisions.claim_id", "decisions.version")

review_due = Table(  # claims with an answer that the desk does not know yet
    "review_due",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("claim_id", Text, primary_key=True),
    ForeignKeyConstraint(_OF_A_CLAIM, ("claims.tenant", "claims.claim_id"), name="fk_review_due_claim"),
)

reviews = Table(
    "reviews",
    metadata,
    Column("tenant", Text, ForeignKey("tenants.id"), primary_key=True),
    Column("claim_id", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),  # grows with every change
    Column("answer", Integer, nullable=False),  # the newest one it knows
    Column("level", Text, nullable=False),  # who may take it: reviewer, senior_reviewer
    Column("urgency", Integer, nullable=False),
    Column("reason", Text, nullable=False),  # why the customer claims; empty where the facts cannot be taken
    Column("outcome", Text, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("start_on", Text, nullable=False),  # ISO 8601; working days are counted from the next one
    Column("workdays", Integer, nullable=False),
    Column("due_on", Text, nullable=False),
    Column("rank", Moment, nullable=False),
    Column("customer", Text, nullable=False),  # keyed digest of the claimant; empty where nobody says
    Column("brief", LargeBinary, nullable=False),  # sealed JSON: what the queue shows
    Column("holder", Text),
    Column("held_at", Moment),
    Column("held_until", Moment),
    Column("decision", Integer),  # the newest one that was not taken back
    Column("goes_at", Moment),  # when it is told; none once it was, or while a second person is waited for
    Column("explain_at", Moment),  # since when the customer waits for a person's explanation
    Column("changed_at", Moment, nullable=False),
    ForeignKeyConstraint(_OF_A_CLAIM, ("claims.tenant", "claims.claim_id"), name="fk_reviews_claim"),
    CheckConstraint("state IN ('waiting', 'asked', 'second', 'decided')", name="ck_reviews_state"),
    CheckConstraint("urgency BETWEEN 0 AND 9", name="ck_reviews_urgency"),
    CheckConstraint("(holder IS NULL) = (held_until IS NULL)", name="ck_reviews_held"),
    CheckConstraint("goes_at IS NULL OR state = 'decided'", name="ck_reviews_goes"),
    CheckConstraint("state NOT IN ('second', 'decided') OR decision IS NOT NULL", name="ck_reviews_decided"),
    Index(None, "tenant", "state", "rank"),
    Index(None, "state", "rank"),
    Index(None, "tenant", "customer"),
    Index(None, "goes_at"),
)

review_drafts = Table(
    "review_drafts",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("claim_id", Text, primary_key=True),
    Column("by", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("answer", Integer, nullable=False),  # what the person saw
    Column("at", Moment, nullable=False),
    Column("body", LargeBinary, nullable=False),  # sealed JSON
    Column("used", Integer),  # the decision it became
    ForeignKeyConstraint(_OF_A_CLAIM, _OF_A_REVIEW, name="fk_review_drafts_review"),
)

review_pauses = Table(  # while the customer was asked
    "review_pauses",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("claim_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("by", Text, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("asked_on", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),  # sealed JSON: the message
    Column("ended_at", Moment),
    Column("ended_on", Text),
    Column("ended_by", Text),
    ForeignKeyConstraint(_OF_A_CLAIM, _OF_A_REVIEW, name="fk_review_pauses_review"),
    CheckConstraint("(ended_at IS NULL) = (ended_on IS NULL)", name="ck_review_pauses_ended"),
    CheckConstraint("ended_at IS NULL OR ended_at >= asked_at", name="ck_review_pauses_order"),
)

decisions = Table(  # numbered and never changed
    "decisions",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("claim_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("answer", Integer, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("promised_on", Text),
    Column("persons", Integer, nullable=False),  # how many must agree
    Column("because", Text, nullable=False),  # why two, separated by spaces
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("after", Integer),  # the one it replaces
    Column("key", Text, nullable=False),  # of the submission: the same twice is one decision
    Column("body", LargeBinary, nullable=False),  # sealed JSON
    ForeignKeyConstraint(_OF_A_CLAIM, _OF_A_REVIEW, name="fk_decisions_review"),
    CheckConstraint("verdict IN ('approve', 'partial', 'refuse')", name="ck_decisions_verdict"),
    CheckConstraint("persons = CASE WHEN because = '' THEN 1 ELSE 2 END", name="ck_decisions_persons"),
    CheckConstraint("after < version", name="ck_decisions_after"),
    UniqueConstraint("tenant", "claim_id", "key", name="uq_decisions_key"),
    UniqueConstraint("tenant", "claim_id", "version", "by", name="uq_decisions_by"),
    UniqueConstraint("tenant", "claim_id", "version", "persons", name="uq_decisions_persons"),
)

second_looks = Table(  # by another person than the first, whatever the program does
    "second_looks",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("claim_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("first", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("said", Text, nullable=False),
    Column("promised_on", Text),  # counted anew from the day of the second look
    Column("body", LargeBinary, nullable=False),  # sealed JSON: what the person wrote, or the ruling as it is told
    ForeignKeyConstraint(
        (*_OF_A_CLAIM, "version", "first"), (*_OF_A_DECISION, "decisions.by"), name="fk_second_looks_first"
    ),
    CheckConstraint('"by" <> "first"', name="ck_second_looks_another"),
    CheckConstraint("said IN ('confirmed', 'returned')", name="ck_second_looks_said"),
    UniqueConstraint("tenant", "claim_id", "version", "by", name="uq_second_looks_by"),
)

approvals = Table(  # nobody approves what they put right themselves
    "approvals",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("claim_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("corrector", Text, primary_key=True),
    Column("approver", Text, nullable=False),
    ForeignKeyConstraint((*_OF_A_CLAIM, "version"), _OF_A_DECISION, name="fk_approvals_decision"),
    CheckConstraint("corrector <> approver", name="ck_approvals_another"),
)

decision_ends = Table(  # each ends once: told, taken back, or not agreed to
    "decision_ends",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("claim_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("how", Text, nullable=False),
    Column("persons", Integer, nullable=False),
    Column("second", Text),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    ForeignKeyConstraint(
        (*_OF_A_CLAIM, "version", "persons"), (*_OF_A_DECISION, "decisions.persons"), name="fk_decision_ends_decision"
    ),
    ForeignKeyConstraint(
        (*_OF_A_CLAIM, "version", "second"),
        ("second_looks.tenant", "second_looks.claim_id", "second_looks.version", "second_looks.by"),
        name="fk_decision_ends_second",
    ),
    CheckConstraint("how IN ('sent', 'undone', 'returned')", name="ck_decision_ends_how"),
    CheckConstraint("how <> 'sent' OR persons = 1 OR second IS NOT NULL", name="ck_decision_ends_four_eyes"),
)

review_notes = Table(  # what people wrote for each other: why it was passed on, opened again, how it was explained
    "review_notes",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("claim_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("about", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("body", LargeBinary, nullable=False),  # sealed
    ForeignKeyConstraint(_OF_A_CLAIM, _OF_A_REVIEW, name="fk_review_notes_review"),
    CheckConstraint("about IN ('escalated', 'reopened', 'explained')", name="ck_review_notes_about"),
)

payouts = Table(  # what finance says became of the money
    "payouts",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("claim_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("decision", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("paid_on", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("body", LargeBinary, nullable=False),  # sealed JSON: sum, what was said
    Column("key", Text),  # of the request: the same twice is one note
    ForeignKeyConstraint((*_OF_A_CLAIM, "decision"), _OF_A_DECISION, name="fk_payouts_decision"),
    CheckConstraint("status IN ('paid', 'failed', 'returned')", name="ck_payouts_status"),
    UniqueConstraint("tenant", "claim_id", "reference", "status", name="uq_payouts_reference"),
    Index("ix_payouts_key", "tenant", "claim_id", "key", unique=True),
)

feedback = Table(
    "feedback",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("claim_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("decision", Integer),
    Column("score", Integer),
    Column("explain", Integer, nullable=False),  # whether a person's explanation is asked for
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("body", LargeBinary, nullable=False),  # sealed: the customer's words
    Column("key", Text),  # of the request, as above
    ForeignKeyConstraint(_OF_A_CLAIM, _OF_A_REVIEW, name="fk_feedback_review"),
    CheckConstraint("score IS NULL OR score BETWEEN 1 AND 5", name="ck_feedback_score"),
    Index("ix_feedback_key", "tenant", "claim_id", "key", unique=True),
)
