"""The tables of what was erased, by whom and why, and of what must be kept."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, Text

from storage.records.schema import Moment, metadata

erasures = Table(
    "erasures",
    metadata,
    Column("id", Text, primary_key=True),
    Column("tenant", Text, ForeignKey("tenants.id"), nullable=False),
    Column("what", Text, nullable=False),  # claim, evidence
    Column("thing", Text, nullable=False),  # its id
    Column("ground", Text, nullable=False),  # request, retention
    Column("basis", Text, nullable=False),  # the law or the letter it goes by; no personal details
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("confirmed_by", Text),
    Column("confirmed_at", Moment),
    Column("withdrawn_by", Text),
    Column("withdrawn_at", Moment),
    Column("facts", Text),  # JSON: what went with the keys; none until they went
    Column("done_at", Moment),
    Column("certificate", Text),  # JSON
    Column("request", Text),  # shared by all that were asked for at once
    CheckConstraint("what IN ('claim', 'evidence')", name="ck_erasures_what"),
    CheckConstraint("ground IN ('request', 'retention')", name="ck_erasures_ground"),
    CheckConstraint('confirmed_by IS NULL OR confirmed_by <> "by"', name="ck_erasures_second_person"),
    CheckConstraint("facts IS NULL OR ground = 'retention' OR confirmed_by IS NOT NULL", name="ck_erasures_confirmed"),
    CheckConstraint("withdrawn_at IS NULL OR facts IS NULL", name="ck_erasures_withdrawn"),
    CheckConstraint("(done_at IS NULL) = (certificate IS NULL)", name="ck_erasures_certificate"),
    CheckConstraint("done_at IS NULL OR facts IS NOT NULL", name="ck_erasures_done"),
    Index(None, "tenant", "thing"),
)

holds = Table(
    "holds",
    metadata,
    Column("id", Text, primary_key=True),
    Column("tenant", Text, ForeignKey("tenants.id"), nullable=False),
    Column("what", Text, nullable=False),  # claim, evidence
    Column("thing", Text, nullable=False),
    Column("reason", Text, nullable=False),  # such as the file number of a court; no personal details
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),  # it keeps from here on, whether it is confirmed or not
    Column("confirmed_by", Text),
    Column("confirmed_at", Moment),
    Column("lift_by", Text),
    Column("lift_at", Moment),
    Column("lift_reason", Text),
    Column("lifted_by", Text),
    Column("lifted_at", Moment),
    CheckConstraint("what IN ('claim', 'evidence')", name="ck_holds_what"),
    CheckConstraint('confirmed_by IS NULL OR confirmed_by <> "by"', name="ck_holds_second_person"),
    CheckConstraint("(lifted_by IS NULL) = (lifted_at IS NULL)", name="ck_holds_lifted"),
    CheckConstraint(
        "lifted_by IS NULL OR (lift_by IS NOT NULL AND lifted_by <> lift_by)", name="ck_holds_lifted_by_two"
    ),
    Index(None, "tenant", "thing"),
)

purges = Table(  # what the policy let go, run by run
    "purges",
    metadata,
    Column("id", Text, primary_key=True),
    Column("tenant", Text, ForeignKey("tenants.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("certificate", Text, nullable=False),  # JSON
    Index(None, "tenant", "at"),
)

file_ends = Table(  # originals whose time was over before that of what was read from them
    "file_ends",
    metadata,
    Column("evidence", Text, ForeignKey("evidence.id"), primary_key=True),
    Column("purge", Text, nullable=False),
    Column("rule", Text, nullable=False),  # of the policy
    Column("at", Moment, nullable=False),
)
