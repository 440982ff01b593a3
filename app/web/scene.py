"""Pages drawn from templates; whatever is put into one is escaped, and steering characters become visible."""

import hashlib
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app.safe import visible
from app.web.access import Visitor, before_token
from app.web.front import BEFORE, front_of, words_for
from pipeline.roles import Permission
from storage.records.shown_once import new_secret

STATIC = Path(__file__).with_name("static")


def page(request: Request, visitor: Visitor, template: str, *, status: int = 200, **values: object) -> Response:
    """A page for somebody who is signed in."""
    common = {"words": visitor.words, "visitor": visitor, "csrf": visitor.session.csrf}
    return HTMLResponse(_drawn(request, template, common | values), status)


def open_page(request: Request, template: str, *, status: int = 200, **values: object) -> Response:
    """A page for anybody, with a cookie that ties its forms to this browser."""
    origin = front_of(request).origin
    cookie = origin.read(request, BEFORE)
    fresh = "" if before_token(cookie) else new_secret()
    common = {"words": words_for(request), "visitor": None, "csrf": before_token(cookie or fresh)}
    response = HTMLResponse(_drawn(request, template, common | values), status)
    if fresh:
        origin.give(response, BEFORE, fresh)
    return response


@cache
def fingerprint(name: str) -> str:
    """Of a file of ours for browsers, so that they may keep it until it changes."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:16]


def _drawn(request: Request, template: str, values: dict[str, object]) -> str:
    return _scene().get_template(template).render(path=request.url.path, **values)


@cache
def _scene() -> Environment:
    scene = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        finalize=_finished,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    scene.globals |= {"asset": _asset, "Permission": Permission}
    scene.filters |= {"moment": _moment}
    return scene


def _finished(value: object) -> object:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _asset(name: str) -> str:
    return f"/static/{name}?v={fingerprint(name)}"


def _moment(at: datetime) -> str:
    """To the minute, in UTC, as the ledger has it."""
    return f"{at:%Y-%m-%d %H:%M} UTC"
