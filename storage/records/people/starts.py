"""Who was sent to the sign-in provider: what must match when they come back, once and within ten minutes."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, insert

from storage.records.database import Database, Transaction
from storage.records.people.schema import sign_in_starts
from storage.records.people.shown_once import hash_of

LIFE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """`browser` is the secret of the cookie that was set; `verifier` that of PKCE (RFC 7636)."""

    state: str
    browser: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Starts:
    """States are kept as hashes, and forgotten when somebody came back with one or its time is over."""

    database: Database

    def keep(self, start: Start) -> None:
        def work(tx: Transaction) -> None:
            tx.connection.execute(delete(sign_in_starts).where(sign_in_starts.c.expires_at <= tx.now))
            row = {
                "state_sha256": hash_of(start.state),
                "browser_sha256": hash_of(start.browser),
                "nonce": start.nonce,
                "verifier": start.verifier,
                "expires_at": tx.now + LIFE,
            }
            tx.connection.execute(insert(sign_in_starts).values(**row))

        self.database.write(work)

    def take(self, state: str, browser: str) -> Start | None:
        """The start of this state, which is used up by it; None when there is none or another browser began it."""
        which = sign_in_starts.c.state_sha256 == hash_of(state)

        def work(tx: Transaction) -> Start | None:
            row = tx.connection.execute(delete(sign_in_starts).where(which).returning(sign_in_starts)).one_or_none()
            if row is None or row.expires_at <= tx.now or row.browser_sha256 != hash_of(browser):
                return None
            return Start(state=state, browser=browser, nonce=row.nonce, verifier=row.verifier)

        return self.database.write(work)
