"""Pages drawn from templates; whatever is put into one is escaped, and steering characters become visible."""

import hashlib
import re
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app.showing.cells import cell, heading, used_columns
from app.showing.safe import visible
from app.web.entering.access import Visitor, before_token
from app.web.front import BEFORE, front_of, words_for
from app.web.hotkeys import KEYS
from app.web.texts import Words
from app.web.zones import moment
from pipeline.findings import Reason
from pipeline.people.roles import Permission
from storage.records.people.shown_once import new_secret

STATIC = Path(__file__).with_name("static")
_IMPORT = re.compile(rb'(?<=from )"\./([\w-]+\.js)"')


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
def asset_bytes(name: str) -> bytes:
    """A file of ours for browsers; what a script imports is asked for by its fingerprint, too."""
    held = (STATIC / name).read_bytes()
    if not name.endswith(".js"):
        return held
    return _IMPORT.sub(lambda found: b'"./%s?v=%s"' % (found[1], fingerprint(found[1].decode()).encode()), held)


@cache
def fingerprint(name: str) -> str:
    """Of such a file, so that they may keep it until it changes."""
    return hashlib.sha256(asset_bytes(name)).hexdigest()[:16]


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
    scene.globals |= {"asset": _asset, "Permission": Permission, "KEYS": KEYS}
    scene.filters |= {
        "moment": _moment,
        "said": _said,
        "lined": _lined,
        "column": cell,
        "columns": used_columns,
        "heading": heading,
    }
    return scene


def _finished(value: object) -> object:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@pass_context
def _said(context: Context, text: Reason) -> str:
    """A text of the rules or kinds in the language of the page."""
    words: Words = context["words"]
    return text.zh if words.language == "zh" else text.en


def _lined(text: str) -> Markup:
    """A text of several lines, each escaped and made visible by itself."""
    return Markup("\n").join(escape(visible(line)) for line in text.splitlines())


def _asset(name: str) -> str:
    return f"/static/{name}?v={fingerprint(name)}"


@pass_context
def _moment(context: Context, at: datetime) -> str:
    """By the clock of whoever reads the page."""
    visitor: Visitor | None = context["visitor"]
    return moment(at, visitor.user.zone if visitor else "")
