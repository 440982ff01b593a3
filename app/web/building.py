"""The pages put into the application."""

from fastapi import FastAPI

from app.web import (
    account,
    audit_claim,
    audit_keeping,
    audit_lanes,
    audit_ledger,
    audit_samples,
    audit_search,
    claims,
    dashboard,
    deciding,
    files,
    links,
    looking_back,
    page_pictures,
    people,
    queue,
    sign_in,
    twins,
    values,
    violations,
)
from app.web.front import Front
from workers.settings import SignIn

PARTS = (
    sign_in,
    links,
    account,
    people,
    queue,
    claims,
    deciding,
    twins,
    looking_back,
    dashboard,
    audit_search,
    audit_claim,
    audit_ledger,
    audit_keeping,
    audit_lanes,
    audit_samples,
    values,
    page_pictures,
    files,
    violations,
)


def add_pages(app: FastAPI, chosen: SignIn) -> None:
    """Every page of the desk. Raises WrongUse for settings that cannot be."""
    app.state.front = Front.of(chosen)
    for part in PARTS:
        app.include_router(part.router)
