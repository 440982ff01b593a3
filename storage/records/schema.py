"""The tables. Times are microseconds since 1970 in UTC; what could name a person is sealed with the subject's key."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Moment(TypeDecorator[datetime]):
    """An aware UTC time, kept whole as microseconds: both databases sort and compare it alike."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> int | None:  # noqa: ARG002
        return None if value is None else (value - _EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Any) -> datetime | None:  # noqa: ARG002
        return None if value is None else _EPOCH + timedelta(microseconds=value)


Number = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts only INTEGER PRIMARY KEY by itself

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)

tenants = Table(
    "tenants",
    metadata,
    Column("id", Text, primary_key=True),
    Column("made_at", Moment, nullable=False),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("tenant", Text, ForeignKey("tenants.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("secret_sha256", Text, nullable=False, unique=True),
    Column("scopes", Text, nullable=False),  # separated by spaces
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)

subjects = Table(
    "subjects",
    metadata,
    Column("id", Text, primary_key=True),
    Column("tenant", Text, ForeignKey("tenants.id"), nullable=False),
    Column("wrapped_key", LargeBinary, nullable=False),  # empty once it was destroyed
    Column("made_at", Moment, nullable=False),
    Column("erasure", Text),  # by which it was destroyed
)

claims = Table(
    "claims",
    metadata,
    Column("tenant", Text, ForeignKey("tenants.id"), primary_key=True),
    Column("claim_id", Text, primary_key=True),
    Column("subject", Text, ForeignKey("subjects.id"), nullable=False),
    Column("facts", LargeBinary),  # sealed JSON; none until the claims system states them
    Column("version", Integer, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("news", Integer, nullable=False),  # grows with everything an answer about the claim must know
    Column("due_at", Moment),  # when it is asked next; none where the newest answer knows everything
    Column("answer", Integer),  # the newest one
    Index(None, "due_at"),
    Index(None, "tenant", "made_at", "claim_id"),
)

answers = Table(
    "answers",
    metadata,
    Column("tenant", Text, ForeignKey("tenants.id"), primary_key=True),
    Column("claim_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("facts", Integer, nullable=False),  # the version of the claim's facts that was asked
    Column("outcome", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("body", LargeBinary, nullable=False),  # sealed JSON
)

evidence = Table(
    "evidence",
    metadata,
    Column("id", Text, primary_key=True),
    Column("tenant", Text, ForeignKey("tenants.id"), nullable=False),
    Column("claim_id", Text),
    Column("scope", Text, nullable=False),  # the claim's id, or empty: the same file counts once in it
    Column("subject", Text, ForeignKey("subjects.id"), nullable=False),
    Column("sha256", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("filename", LargeBinary, nullable=False),  # sealed
    Column("channel", Text, nullable=False),
    Column("expected_kind", Text),
    Column("parent", Text, ForeignKey("evidence.id")),
    Column("priority", Integer, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("rank", Moment, nullable=False),  # received, moved by priority: whoever waits longest at last comes first
    Column("state", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("troubles", Integer, nullable=False),  # stores that did not answer, in a row
    Column("round", Integer, nullable=False),  # how often a person sent it round again
    Column("due_at", Moment, nullable=False),
    Column("lease_owner", Text),
    Column("lease_until", Moment),
    Column("record", Integer),
    Column("kind", Text),
    Column("route", Text),
    Column("code", Text),
    UniqueConstraint("tenant", "scope", "sha256"),
    Index(None, "state", "rank"),
    Index(None, "tenant", "state"),
    Index(None, "tenant", "claim_id", "id"),
    Index(None, "parent"),
)

records = Table(
    "records",
    metadata,
    Column("evidence", Text, ForeignKey("evidence.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("pipeline", Text, nullable=False),
    Column("round", Integer, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("body", LargeBinary, nullable=False),  # sealed JSON
    Column("paper", LargeBinary),  # sealed: the document as it was read, where it belongs to a claim
    Column("circumstances", LargeBinary),  # sealed: what its reading depended on besides the file
    UniqueConstraint("evidence", "pipeline", "round"),  # settling twice is impossible
)

entries = Table(
    "entries",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("tenant", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("role", Text),
    Column("request", Text),
    Column("action", Text, nullable=False),
    Column("object", Text, nullable=False),
    Column("old", Text),
    Column("new", Text),
    Column("reason", Text),
    Column("content", Text),
    Column("body_hash", Text, nullable=False),
    Index(None, "object", "number"),
    sqlite_autoincrement=True,
)

signers = Table(  # whose signature checkpoints of this ledger bear, the newest last
    "signers",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False, unique=True),
    Column("at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("note", Text, nullable=False),
    Column("leaves", LargeBinary, nullable=False),  # hashes of the entries since the one before, 32 bytes each
    Column("edge", LargeBinary, nullable=False),  # hashes of the full subtrees, the largest first
    Column("at", Moment, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("tenant", Text, nullable=False),
    Column("claim_id", Text),
    Column("type", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("facts", Text, nullable=False),  # JSON
    Index(None, "tenant", "number"),
    sqlite_autoincrement=True,
)

endpoints = Table(
    "endpoints",
    metadata,
    Column("id", Text, primary_key=True),
    Column("tenant", Text, ForeignKey("tenants.id"), nullable=False),
    Column("url", Text, nullable=False),
    Column("subject", Text, ForeignKey("subjects.id"), nullable=False),
    Column("secrets", LargeBinary, nullable=False),  # sealed JSON of secrets and their ends
    Column("types", Text, nullable=False),  # separated by spaces; empty for all
    Column("made_at", Moment, nullable=False),
    Column("disabled_at", Moment),
    Column("disabled_because", Text),
    Index(None, "tenant"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Text, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("event", Text, ForeignKey("events.id"), nullable=False),
    Column("endpoint", Text, ForeignKey("endpoints.id"), nullable=False),
    Column("state", Text, nullable=False),  # due, delivered, dead
    Column("attempt", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("lease_until", Moment),
    Column("answer", Text),
    Column("changed_at", Moment, nullable=False),
    UniqueConstraint("event", "endpoint"),
    Index(None, "state", "due_at"),
    Index(None, "endpoint", "state"),
)

promises = Table(  # what an Idempotency-Key was used for
    "promises",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("evidence", Text, ForeignKey("evidence.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
)

usage = Table(
    "usage",
    metadata,
    Column("tenant", Text, ForeignKey("tenants.id"), primary_key=True),
    Column("day", Text, primary_key=True),
    Column("files", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),
)

uploads = Table(  # addresses given out for files that go straight to the store
    "uploads",
    metadata,
    Column("id", Text, primary_key=True),
    Column("tenant", Text, ForeignKey("tenants.id"), nullable=False),
    Column("subject", Text, ForeignKey("subjects.id"), nullable=False),
    Column("asked", LargeBinary, nullable=False),  # sealed JSON: claim, kind, file name
    Column("expires_at", Moment, nullable=False),
    Column("evidence", Text, ForeignKey("evidence.id")),
    Index(None, "expires_at"),
)

duties = Table(  # what only one process at a time may do
    "duties",
    metadata,
    Column("name", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("until", Moment, nullable=False),
)

lanes = Table(  # who last opened or closed what may pass without a person
    "lanes",
    metadata,
    Column("tenant", Text, ForeignKey("tenants.id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("judge", Text, nullable=False),  # opened for this pipeline and these weights alone
    Column("door", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

audit_samples = Table(
    "audit_samples",
    metadata,
    Column("id", Text, primary_key=True),
    Column("tenant", Text, ForeignKey("tenants.id"), nullable=False),
    Column("judge", Text, nullable=False),
    Column("evidence", Text, ForeignKey("evidence.id"), nullable=False),
    Column("record", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("seed", Text, nullable=False),
    Column("drawn_at", Moment, nullable=False),
    Column("answers", Integer, nullable=False),  # how many were given
    Column("right", Integer),  # by the newest answer; none until there is one
    UniqueConstraint("evidence", "field", "judge"),
    Index(None, "tenant", "judge", "kind", "field"),
)

audit_answers = Table(
    "audit_answers",
    metadata,
    Column("sample", Text, ForeignKey("audit_samples.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("value", LargeBinary, nullable=False),  # sealed with the key of the evidence
    Column("right", Integer, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

twin_books = Table(  # whose key hashes what a tenant's claims show
    "twin_books",
    metadata,
    Column("tenant", Text, ForeignKey("tenants.id"), primary_key=True),
    Column("subject", Text, ForeignKey("subjects.id"), nullable=False),
)

twin_claims = Table(
    "twin_claims",
    metadata,
    Column("tenant", Text, ForeignKey("tenants.id"), primary_key=True),
    Column("claim_id", Text, primary_key=True),
    Column("number", Integer, nullable=False),  # in the order entered
    Column("day", Text, nullable=False),  # ISO 8601
    Column("person", LargeBinary, nullable=False),  # sealed JSON
    Column("settled_at", Moment),  # closed without payment
    UniqueConstraint("tenant", "number"),
)

twin_keys = Table(
    "twin_keys",
    metadata,
    Column("tenant", Text, ForeignKey("tenants.id"), primary_key=True),
    Column("claim_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("digest", Text, nullable=False),  # of name and value, keyed
    Column("scope", Text, nullable=False),  # keyed too; empty where nobody says
    Column("file", LargeBinary, nullable=False),  # sealed
    Index(None, "tenant", "digest"),
)

twin_papers = Table(  # what the documents of claims are known again by
    "twin_papers",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    Column("tenant", Text, ForeignKey("tenants.id"), nullable=False),
    Column("claim_id", Text, nullable=False),
    Column("hashes", LargeBinary),  # of the picture; none where what stands on the paper tells enough
    Column("look", LargeBinary, nullable=False),  # sealed
    Index(None, "tenant", "claim_id"),
    Index(None, "tenant", "number"),
    sqlite_autoincrement=True,
)

twin_marks = Table(  # of the numbers on those papers
    "twin_marks",
    metadata,
    Column("tenant", Text, ForeignKey("tenants.id"), primary_key=True),
    Column("mark", BigInteger, primary_key=True),  # keyed
    Column("paper", BigInteger, ForeignKey("twin_papers.number"), primary_key=True),
    Index(None, "paper"),
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", Text, primary_key=True),
    Column("tenant", Text, ForeignKey("tenants.id"), nullable=False),
    Column("evidence", Text, ForeignKey("evidence.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("number", Integer, nullable=False),  # counts what was said of this field
    Column("record", Integer, nullable=False),
    Column("crop", Text, nullable=False),  # names the object beside the original; empty where no place is known
    Column("body", LargeBinary, nullable=False),  # sealed JSON: what was read, the old and the new value, the place
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("evidence", "kind", "field", "number"),
    Index(None, "tenant", "evidence"),
)
