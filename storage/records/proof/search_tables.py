"""The tables auditors search in: what claims are found by, and which claims must be looked at anew for it."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, Table, Text

from storage.records.schema import Moment, metadata

_OF_A_CLAIM = ("claims.tenant", "claims.claim_id")

claim_marks = Table(
    "claim_marks",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("claim_id", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Text, primary_key=True),  # a keyed digest where it could name somebody
    Column("at", Moment, nullable=False),  # when the claim was made: what is found is in order at once
    ForeignKeyConstraint(("tenant", "claim_id"), _OF_A_CLAIM, name="fk_claim_marks_claim"),
    Index(None, "tenant", "name", "value", "at", "claim_id"),
)

marks_due = Table(
    "marks_due",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("claim_id", Text, primary_key=True),
    Column("at", Moment, nullable=False),  # since when; what is told meanwhile makes it later
    ForeignKeyConstraint(("tenant", "claim_id"), _OF_A_CLAIM, name="fk_marks_due_claim"),
)
