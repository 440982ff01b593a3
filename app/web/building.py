"""The pages put into the application."""

from fastapi import FastAPI

from app.web import (
    claims,
    deciding,
    files,
    looking_back,
    page_pictures,
    queue,
    twins,
    values,
    violations,
)
from app.web.audits import claim as audit_claim
from app.web.audits import keeping, lanes, ledger, samples, search
from app.web.entering import account, links, people, sign_in
from app.web.figures import dashboard
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
    search,
    audit_claim,
    ledger,
    keeping,
    lanes,
    samples,
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
