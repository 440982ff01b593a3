"""Who asks: a key in the Authorization header, its tenant and its scopes."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.api.house import House
from app.api.problems import Problem
from pipeline.evidence import TenantId
from pipeline.ledger.entries import KEY, Actor
from storage.records.people.api_keys import ASK_KEEPING, SECOND, ApiKey

_LONGEST = 512
_WRITING = {"evidence:write", "claims:write", "audits:write"}  # what nobody may do while the ledger cannot be signed
_bearer = HTTPBearer(auto_error=False, description="An API key")


class Caller:
    """The key of a request."""

    def __init__(self, key: ApiKey, request_id: str) -> None:
        self.key = key
        self.tenant: TenantId = key.tenant
        self.actor = Actor(tenant=key.tenant, name=key.actor, request=request_id, role=KEY)


def house_of(request: Request) -> House:
    house: House = request.app.state.house
    return house


def with_scope(scope: str) -> Callable[..., Caller]:
    """A dependency: the caller, when the key is good and has `scope`; else 401 or 403, before any body is read."""

    def caller(
        request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)] = None
    ) -> Caller:
        if given is None or len(given.credentials) > _LONGEST:
            raise Problem(
                401,
                "no_key",
                "Send an API key as `Authorization: Bearer …`.",
                {"WWW-Authenticate": "Bearer"},
            )
        key = house_of(request).stores.keys.holder(given.credentials)
        if scope not in key.scopes:
            raise Problem(403, "missing_scope", f"This key has no scope {scope}; ask for one that has it.")
        if scope in _WRITING:
            house_of(request).load.check_signed()
        return Caller(key, request.state.request_id)

    return caller


Here = Annotated[House, Depends(house_of)]
EvidenceWriter = Annotated[Caller, Depends(with_scope("evidence:write"))]
EvidenceReader = Annotated[Caller, Depends(with_scope("evidence:read"))]
ClaimWriter = Annotated[Caller, Depends(with_scope("claims:write"))]
ClaimReader = Annotated[Caller, Depends(with_scope("claims:read"))]
WebhookWriter = Annotated[Caller, Depends(with_scope("webhooks:write"))]
Auditor = Annotated[Caller, Depends(with_scope("audits:write"))]
AuditReader = Annotated[Caller, Depends(with_scope("audit:read"))]
KeepingAsker = Annotated[Caller, Depends(with_scope(ASK_KEEPING))]
KeepingSecond = Annotated[Caller, Depends(with_scope(SECOND))]
KeyWriter = Annotated[Caller, Depends(with_scope("keys:write"))]
