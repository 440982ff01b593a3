"""Asks outside registers about a claim, all at once and not for long."""

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

from pipeline.claim.claims import Case
from pipeline.claim.inquiries import inquiries
from pipeline.claim.registers import NOT_CONFIRMED, Confirmation, Inquiry, RegisterDesk, Standing
from pipeline.errors import WrongUse
from storage.registers.folder import FolderRegisters
from storage.registers.http import HttpRegisters
from workers.outside.destinations import Reach, destination
from workers.outside.egress import Egress, fetched
from workers.settings import Settings

SECONDS = 6.0  # for all inquiries of one claim together
ONE_SECONDS = 2.0  # for one try of one inquiry
_AT_ONCE = 8
_MOST = 64  # inquiries of one claim; nobody needs more, and a hostile claim asks no more
_URL = re.compile(r"https?://", re.IGNORECASE)


def register_desk(settings: Settings, named: str | None = None) -> RegisterDesk | None:
    """The registers that are `named`, or else set; None where there are none.

    Raises WrongUse for a file that cannot be understood, naming its line, and for an address we do not go to.
    """
    place = named or settings.places.registers
    if not place:
        return None
    return _behind(place, settings) if _URL.match(place) else FolderRegisters.read(Path(place))


def confirmed(desk: RegisterDesk | None, case: Case, seconds: float = SECONDS) -> Mapping[Inquiry, Confirmation]:
    """The answer to everything that can be asked, without what nobody keeps; NOT_CONFIRMED for what came too late."""
    asked = inquiries(case)[:_MOST] if desk else ()
    if desk is None or not asked:
        return {}
    pool = ThreadPoolExecutor(min(_AT_ONCE, len(asked)), thread_name_prefix="register")
    running = {inquiry: pool.submit(desk.ask, inquiry) for inquiry in asked}
    done = wait(running.values(), seconds).done
    pool.shutdown(wait=False, cancel_futures=True)
    answers = {inquiry: answer.result() if answer in done else NOT_CONFIRMED for inquiry, answer in running.items()}
    return {inquiry: answer for inquiry, answer in answers.items() if answer.standing is not Standing.NOT_KEPT}


def _behind(url: str, settings: Settings) -> HttpRegisters:
    reach = Reach.PRIVATE_TOO if settings.places.registers_private else Reach.PUBLIC
    try:
        found = destination(url, reach)
    except WrongUse as error:
        more = "" if reach is Reach.PRIVATE_TOO else " PROOFDESK_REGISTERS_PRIVATE=1 allows private addresses and http."
        raise WrongUse(f"The registers: {error}{more}") from error
    if "?" in found.target:
        raise WrongUse("The registers: an address has no part after ?; entries are asked for as ADDRESS/orders/NUMBER.")
    token = settings.places.registers_token
    if not re.fullmatch(r"[!-~]*", token):
        raise WrongUse(
            "PROOFDESK_REGISTERS_TOKEN holds blanks, line ends or letters beyond ASCII; give the token alone."
        )
    headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    egress = Egress(reach=reach, connect=ONE_SECONDS, total=ONE_SECONDS)
    return HttpRegisters(found.url, lambda address: fetched(egress, address, headers))
