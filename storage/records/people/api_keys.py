"""Keys of programs: the database knows only the SHA-256 of a key, its scopes, its tenant and its end."""

import hashlib
import hmac
import os
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from pipeline.errors import Conflict, Forbidden, Missing, WrongUse
from pipeline.evidence import TenantId
from pipeline.ledger.entries import PROGRAM, Act, Actor
from pipeline.ledger.reasons import reason_of
from storage.records.database import Database, Transaction
from storage.records.inserts import inserted_once
from storage.records.proof.ledger import write_entry
from storage.records.schema import api_keys, tenants

ASK_KEEPING = "keeping:propose"
SECOND = "keeping:confirm"  # given at the machine alone, to a key that may neither ask nor make keys
SCOPES = (
    "evidence:write",
    "evidence:read",
    "claims:write",
    "claims:read",
    "audits:write",
    "audit:read",
    "webhooks:write",
    "keys:write",
    "metrics:read",
    ASK_KEEPING,
)
DEFAULT_TENANT = TenantId("default")
BOOTSTRAP = "bootstrap"
LEAST_CHARACTERS = 32
LONGEST_LIFE = timedelta(days=365)
_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """One key without its secret."""

    id: str
    tenant: TenantId
    name: str
    scopes: tuple[str, ...]
    made: datetime
    expires: datetime
    revoked: datetime | None

    @property
    def actor(self) -> str:
        """How the ledger names whatever is done with this key."""
        return f"key:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyWish:
    """A key to be made: `life` at most 365 days."""

    tenant: TenantId
    name: str
    scopes: tuple[str, ...] = SCOPES
    life: timedelta = LONGEST_LIFE


@dataclass(frozen=True, slots=True)
class ApiKeys:
    """Two keys of one tenant may live at once: that is how a key is changed without a stop."""

    database: Database

    def holder(self, secret: str) -> ApiKey:
        """Whose key this is. Raises Forbidden when it is unknown, revoked or over."""
        hashed = _hashed(secret)

        def work(tx: Transaction) -> ApiKey:
            row = tx.connection.execute(select(api_keys).where(api_keys.c.secret_sha256 == hashed)).one_or_none()
            if row is None or not hmac.compare_digest(row.secret_sha256, hashed):
                raise Forbidden("This key is not known.")
            if row.revoked_at is not None or row.expires_at <= tx.now:
                raise Forbidden("This key is no longer valid; ask for a new one.")
            return _key(row)

        return self.database.read(work)

    def lives(self, key: ApiKey) -> bool:
        """Whether it still opens anything: for whoever holds a door open with it."""
        wanted = select(api_keys.c.id).where(
            api_keys.c.id == key.id, api_keys.c.tenant == key.tenant, api_keys.c.revoked_at.is_(None)
        )
        return self.database.read(
            lambda tx: tx.now < key.expires and tx.connection.execute(wanted).one_or_none() is not None
        )

    def first(self, secret: str | None) -> str | None:
        """On the very first start a key with all scopes: `secret`, or a new one, which is returned to be shown once.

        None when there was a key already, or `secret` was given. Raises WrongUse when `secret` is too short.
        """
        if secret is not None and len(secret) < LEAST_CHARACTERS:
            raise WrongUse(f"PROOFDESK_BOOTSTRAP_KEY must have {LEAST_CHARACTERS} characters or more.")

        def work(tx: Transaction) -> str | None:
            inserted_once(tx, tenants, {"id": DEFAULT_TENANT, "made_at": tx.now})
            if tx.connection.execute(select(api_keys.c.id).limit(1)).one_or_none():
                return None
            wish = KeyWish(tenant=DEFAULT_TENANT, name="first key")
            shown = secret or _secret(BOOTSTRAP)
            row = _row(tx, wish, BOOTSTRAP, shown)
            if inserted_once(tx, api_keys, row):
                actor = Actor(tenant=DEFAULT_TENANT, name="start", role=PROGRAM)
                write_entry(tx, actor, Act(action="key.made", on=BOOTSTRAP, new=" ".join(wish.scopes)))
            return None if secret else shown

        return self.database.write(work)

    def make(self, actor: Actor, wish: KeyWish) -> tuple[ApiKey, str]:
        """The key, and its secret, which is nowhere else from now on. The tenant is made when unknown."""
        unknown = set(wish.scopes) - {*SCOPES, SECOND}
        if unknown or not wish.scopes or not timedelta(0) < wish.life <= LONGEST_LIFE:
            raise WrongUse(
                f"A key has scopes among {', '.join((*SCOPES, SECOND))} and lives 1 to {LONGEST_LIFE.days} days."
            )
        if SECOND in wish.scopes and {ASK_KEEPING, "keys:write"} & set(wish.scopes):
            raise WrongUse(f"A key that agrees to erasures ({SECOND}) neither asks for them nor makes keys.")
        key_id = os.urandom(4).hex()
        secret = _secret(key_id)

        def work(tx: Transaction) -> ApiKey:
            inserted_once(tx, tenants, {"id": wish.tenant, "made_at": tx.now})
            row = tx.connection.execute(
                insert(api_keys).values(_row(tx, wish, key_id, secret)).returning(api_keys)
            ).one()
            write_entry(tx, actor, Act(action="key.made", on=key_id, new=" ".join(wish.scopes)))
            return _key(row)

        return self.database.write(work), secret

    def of(self, tenant: TenantId) -> tuple[ApiKey, ...]:
        """Oldest first, those that are over too."""
        wanted = select(api_keys).where(api_keys.c.tenant == tenant).order_by(api_keys.c.made_at, api_keys.c.id)
        return self.database.read(lambda tx: tuple(_key(row) for row in tx.connection.execute(wanted)))

    def revoke(self, actor: Actor, key_id: str, reason: str) -> None:
        """Raises Missing for no such key, Conflict when it was revoked before, WrongUse without a reason."""
        told = reason_of(reason)
        mine = (api_keys.c.id == key_id) & (api_keys.c.tenant == actor.tenant)

        def work(tx: Transaction) -> None:
            row = tx.connection.execute(select(api_keys.c.revoked_at, api_keys.c.scopes).where(mine)).one_or_none()
            if row is None:
                raise Missing("There is no such key; check its id.")
            if row.revoked_at is not None:
                raise Conflict("This key was revoked before.")
            tx.connection.execute(update(api_keys).where(mine).values(revoked_at=tx.now))
            write_entry(tx, actor, Act(action="key.revoked", on=key_id, old=row.scopes, reason=told))

        self.database.write(work)


def _secret(key_id: str) -> str:
    return f"pdk_{key_id}_{urlsafe_b64encode(os.urandom(_BYTES)).decode().rstrip('=')}"


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _row(tx: Transaction, wish: KeyWish, key_id: str, secret: str) -> dict[str, object]:
    return {
        "id": key_id,
        "tenant": wish.tenant,
        "name": wish.name,
        "secret_sha256": _hashed(secret),
        "scopes": " ".join(wish.scopes),
        "made_at": tx.now,
        "expires_at": tx.now + wish.life,
    }


def _key(row: Any) -> ApiKey:
    return ApiKey(
        id=row.id,
        tenant=TenantId(row.tenant),
        name=row.name,
        scopes=tuple(row.scopes.split()),
        made=row.made_at,
        expires=row.expires_at,
        revoked=row.revoked_at,
    )
