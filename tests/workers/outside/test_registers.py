"""Registers are asked all at once, for a bounded time, at the places the operator allows."""

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pipeline.claim.claims import Case
from pipeline.claim.registers import NOT_CONFIRMED, NOT_FOUND, NOT_KEPT, Confirmation, Inquiry, Register, Standing
from pipeline.errors import WrongUse
from tests.validators.cases import case, filed
from tests.validators.papers import form
from tests.workers.receivers import answering, dripping, receiving
from tests.workers.registrars import Registrar, registering
from workers.outside.registers import confirmed, register_desk
from workers.settings import Settings

ORDER = {"order_id": "261105-1234", "buyer": "张小例"}
FOUND = Confirmation(Standing.FOUND, ORDER)
ONE = Inquiry(Register.ORDERS, "261105-1234")
NEAR = Settings.from_environment({"PROOFDESK_REGISTERS_PRIVATE": "1", "PROOFDESK_REGISTERS_TOKEN": "t0ken"})


def claim() -> Case:
    papers = (filed(form("payment_screenshot", transaction_id="2")), filed(form("lab_report", cma_number="3")))
    return case(*papers, stated={"order_id": "261105-1234"})


@dataclass
class SlowDesk:
    """Answers about orders at once, about payments only when it is let; laboratories it does not keep."""

    go: threading.Event = field(default_factory=threading.Event)

    def ask(self, inquiry: Inquiry) -> Confirmation:
        if inquiry.register is Register.LABS:
            return NOT_KEPT
        if inquiry.register is not Register.ORDERS:
            self.go.wait(30)
        return FOUND


def test_what_is_not_answered_in_time_is_not_confirmed_and_what_nobody_keeps_is_left_out() -> None:
    slow = SlowDesk()

    answers = confirmed(slow, claim(), seconds=0.3)
    slow.go.set()

    assert answers == {ONE: FOUND, Inquiry(Register.PAYMENTS, "2"): NOT_CONFIRMED}


@dataclass
class Meeting:
    """Answers nobody before three have asked."""

    all_there: threading.Barrier = field(default_factory=lambda: threading.Barrier(3, timeout=10))

    def ask(self, _: Inquiry) -> Confirmation:
        self.all_there.wait()
        return NOT_FOUND


def test_all_are_asked_at_once() -> None:
    assert set(map(str, confirmed(Meeting(), claim()).values())) == {str(NOT_FOUND)}


def test_without_registers_or_numbers_nobody_is_asked() -> None:
    assert confirmed(None, claim()) == {}
    assert confirmed(SlowDesk(), case()) == {}


def test_a_hostile_claim_asks_no_more_than_anybody_needs() -> None:
    papers = (filed(form("order_screenshot", order_id=str(number))) for number in range(200))

    assert len(confirmed(SlowDesk(), case(*papers))) == 64


def test_the_setting_names_the_place_and_the_call_another(tmp_path: Path) -> None:
    for name, buyer in (("set", "张小例"), ("named", "李示范")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "orders.csv").write_text(f"order_id,buyer\n261105-1234,{buyer}\n", "utf-8")
    settings = Settings.from_environment({"PROOFDESK_REGISTERS": str(tmp_path / "set")})
    by_setting, by_call = register_desk(settings), register_desk(settings, str(tmp_path / "named"))

    assert by_setting
    assert by_setting.ask(ONE) == FOUND
    assert by_call
    assert by_call.ask(ONE).row["buyer"] == "李示范"
    assert register_desk(Settings()) is None


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://registers.example.com", "PROOFDESK_REGISTERS_PRIVATE=1"),
        ("https://127.0.0.1:9000/x", "PROOFDESK_REGISTERS_PRIVATE=1"),
        ("https://registers.example.com/?key=", "has no part after"),
        ("https://user:word@registers.example.com/", "no user name or password"),
    ],
)
def test_an_address_we_do_not_go_to_is_wrong_use(url: str, told: str) -> None:
    with pytest.raises(WrongUse, match=told):
        register_desk(Settings(), url)


def test_a_token_that_would_break_the_request_is_wrong_use() -> None:
    settings = Settings.from_environment({"PROOFDESK_REGISTERS_TOKEN": "a\r\nHost: b"})

    with pytest.raises(WrongUse, match="PROOFDESK_REGISTERS_TOKEN"):
        register_desk(settings, "https://registers.example.com")


def test_cloud_metadata_stays_closed_even_where_private_addresses_are_open() -> None:
    with pytest.raises(WrongUse, match="leads to"):
        register_desk(NEAR, "http://169.254.169.254/latest")


def test_the_token_is_shown_and_a_short_failure_is_got_over() -> None:
    with registering(Registrar({Register.ORDERS: (ORDER,)}, troubles=[503])) as registrar:
        registers = register_desk(NEAR, registrar.url)
        assert registers
        answers = [registers.ask(ONE) for _ in range(3)]

    assert answers == [FOUND] * 3
    assert registrar.asked == ["/registers/orders/261105-1234"] * 2
    assert registrar.tokens == ["Bearer t0ken"] * 2


def test_a_redirect_is_not_followed() -> None:
    with registering(Registrar({Register.ORDERS: (ORDER,)})) as registrar:
        away = f"HTTP/1.1 302 Away\nLocation: {registrar.url}/orders/261105-1234\nContent-Length: 0\n\n"
        with receiving(answering(away)) as receiver:
            registers = register_desk(NEAR, f"http://127.0.0.1:{receiver.port}")
            assert registers
            assert registers.ask(ONE) == NOT_CONFIRMED

    assert registrar.asked == []


@pytest.mark.parametrize(
    "behave",
    [
        dripping("HTTP/1.1 200 OK\nContent-Length: 100000\n\n", b" "),
        dripping("HTTP/1.1 200 OK\n", b"x-a: b\r\n"),
        answering("HTTP/1.1 200 OK\nContent-Length: 100\n\n{}"),
        answering('HTTP/1.1 200 OK\n\n{"order_id": "261105-1234", "buyer": "' + "x" * 70_000 + '"}'),
        answering("hello"),
    ],
    ids=["drips a body", "drips a head", "cut off", "floods", "no HTTP"],
)
def test_a_register_that_misbehaves_confirms_nothing_in_bounded_time(behave: object) -> None:
    assert callable(behave)
    with receiving(behave) as receiver:
        registers = register_desk(NEAR, f"http://127.0.0.1:{receiver.port}")
        assert registers
        began = time.monotonic()

        assert registers.ask(ONE) == NOT_CONFIRMED

    assert time.monotonic() - began < 8
