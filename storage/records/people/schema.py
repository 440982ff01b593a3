"""The tables of people: who they are, what they may do, how they sign in. Secrets stand here as hashes alone."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text

from storage.records.schema import Moment, metadata

users = Table(
    "users",
    metadata,
    Column("id", Text, primary_key=True),
    Column("tenant", Text, ForeignKey("tenants.id"), nullable=False),
    Column("name", Text, nullable=False, unique=True),  # folded; one installation has each name once
    Column("display_name", Text, nullable=False),
    Column("language", Text, nullable=False),  # zh, en, or empty: what the browser asks for
    Column("zone", Text, nullable=False, server_default=""),  # such as Asia/Shanghai, or empty: the machine's
    Column("password", Text),  # argon2id
    Column("keys", Text, nullable=False, server_default=""),  # JSON: the keys of the desk that this person chose
    Column("subject", Text, unique=True),  # `sub` at the sign-in provider
    Column("made_at", Moment, nullable=False),
    Column("off_at", Moment),
    Column("roles_changed_at", Moment, nullable=False),
    Index(None, "tenant"),
)

role_grants = Table(
    "role_grants",
    metadata,
    Column("user", Text, ForeignKey("users.id"), primary_key=True),
    Column("role", Text, primary_key=True),
    Column("granted_by", Text, nullable=False),
    Column("granted_at", Moment, nullable=False),
    Column("confirmed_by", Text),  # without it the role admin is not in force
    Column("confirmed_at", Moment),
    CheckConstraint("granted_by <> 'user:' || \"user\"", name="ck_role_grants_not_to_oneself"),
    CheckConstraint(
        "confirmed_by IS NULL OR (confirmed_by <> granted_by AND confirmed_by <> 'user:' || \"user\")",
        name="ck_role_grants_second_person",
    ),
)

sign_in_links = Table(
    "sign_in_links",
    metadata,
    Column("secret_sha256", Text, primary_key=True),
    Column("user", Text, ForeignKey("users.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Index(None, "user"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Text, primary_key=True),  # names it in the ledger and on the account page; opens nothing
    Column("secret_sha256", Text, nullable=False, unique=True),
    Column("older_sha256", Text),  # the secret before the newest one, for requests that were under way
    Column("user", Text, ForeignKey("users.id"), nullable=False),
    Column("csrf", Text, nullable=False),
    Column("agent", Text, nullable=False),  # the browser, as it calls itself
    Column("made_at", Moment, nullable=False),
    Column("issued_at", Moment, nullable=False),  # of the newest secret
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Index(None, "user"),
    Index(None, "older_sha256"),
)

sign_in_tries = Table(  # how often somebody failed; a key is a hash of what was tried from where
    "sign_in_tries",
    metadata,
    Column("key", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("wait_until", Moment, nullable=False),
    Column("known_until", Moment),  # somebody signed in like this before
)

sign_in_starts = Table(  # who was sent to the sign-in provider and has not come back
    "sign_in_starts",
    metadata,
    Column("state_sha256", Text, primary_key=True),
    Column("browser_sha256", Text, nullable=False),
    Column("nonce", Text, nullable=False),
    Column("verifier", Text, nullable=False),
    Column("expires_at", Moment, nullable=False),
)
