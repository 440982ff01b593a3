"""What every page finds: where it is at home, the sign-in provider, the words of its reader; and how it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.web.entering.origin import Origin
from app.web.texts import LANGUAGES, Words, wanted, words_in
from storage.records.people.users import User
from workers.outside.provider import Provider
from workers.settings import SignIn

SESSION, BEFORE = "proofdesk", "proofdesk-before"
REPORTS = "/policy-reports"
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
        f"report-uri {REPORTS}",
        "report-to pages",
    )
)
_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "Reporting-Endpoints": f'pages="{REPORTS}"',
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Content-Type-Options": "nosniff",
}
_YEAR = "max-age=31536000"


@dataclass(frozen=True, slots=True)
class Front:
    """`provider` is None where people sign in with passwords alone."""

    origin: Origin
    provider: Provider | None

    @classmethod
    def of(cls, chosen: SignIn) -> "Front":
        """Raises WrongUse for settings that cannot be."""
        return cls(Origin.of(chosen.public_origin), Provider.of(chosen))


def front_of(request: Request) -> Front:
    front: Front = request.app.state.front
    return front


def words_for(request: Request, user: User | None = None) -> Words:
    """`?language=` where a visitor chose one, else the account's, else what the browser asks for."""
    chosen = request.query_params.get("language", "") if user is None else user.language
    return words_in(chosen if chosen in LANGUAGES else wanted(request.headers.get("accept-language", "")))


def redirect(where: str) -> Response:
    """After a form: the next page is asked for anew."""
    return RedirectResponse(where, 303)


def dressed(request: Request, response: Response) -> Response:
    """With the headers of every page, where it has not its own, and the new secret of a session that changed it."""
    front = front_of(request)
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if front.origin.secure:
        response.headers["Strict-Transport-Security"] = _YEAR
    renewed = getattr(request.state, "renewed", None)
    if renewed:
        front.origin.give(response, SESSION, renewed)
    return response


def local(path: str) -> str:
    """`path` where it is a plain path of ours, else the queue: nobody is sent elsewhere after signing in."""
    plain = path.startswith("/") and not path.startswith("//") and path.isascii() and path.isprintable()
    return path if plain and not set(path) & set('\\"<> ') and len(path) <= 500 else "/queue"
