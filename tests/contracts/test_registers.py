"""What every desk of registers must hold to: files in a folder, and a real HTTP server."""

import csv
import io
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.claim.registers import KEYS, NOT_FOUND, NOT_KEPT, Confirmation, Inquiry, Register, RegisterDesk, Standing
from tests.workers.registrars import Registrar, registering
from workers.outside.registers import register_desk
from workers.settings import Settings

Tables = Mapping[Register, tuple[Mapping[str, str], ...]]
Opened = Callable[[Tables], RegisterDesk]

ORDER = {"order_id": "261105-1234", "buyer": "张小例", "status": "已完成", "paid_amount": "399.00"}
LAB = {"cma_number": "269900340001", "name": "示例检测有限公司", "cosmetics": "yes"}
HELD: Tables = {Register.ORDERS: (ORDER,), Register.LABS: (LAB,)}


@pytest.fixture(params=["folder", "http"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opened]:
    with ExitStack() as stack:

        def over(tables: Tables) -> RegisterDesk:
            if request.param == "folder":
                return desk_of(written(tmp_path, tables))
            return desk_of(stack.enter_context(registering(Registrar(dict(tables)))).url)

        yield over


def desk_of(place: object) -> RegisterDesk:
    near = replace(Settings().places, registers_private=1)
    desk = register_desk(replace(Settings(), places=near), str(place))
    assert desk is not None
    return desk


def written(folder: Path, tables: Tables) -> Path:
    for register, rows in tables.items():
        text = io.StringIO()
        table = csv.DictWriter(text, rows[0])
        table.writeheader()
        table.writerows(rows)
        (folder / f"{register.value}.csv").write_text(text.getvalue(), "utf-8", newline="")
    return folder


def test_an_entry_is_found_with_all_its_columns(opened: Opened) -> None:
    desk = opened(HELD)

    assert desk.ask(Inquiry(Register.ORDERS, "261105-1234")) == Confirmation(Standing.FOUND, ORDER)
    assert desk.ask(Inquiry(Register.LABS, "269900340001")) == Confirmation(Standing.FOUND, LAB)


def test_an_entry_that_is_not_held_is_not_found(opened: Opened) -> None:
    assert opened(HELD).ask(Inquiry(Register.ORDERS, "999")) == NOT_FOUND


def test_a_register_nobody_keeps_is_told_from_one_without_the_entry(opened: Opened) -> None:
    assert opened(HELD).ask(Inquiry(Register.PAYMENTS, "261105-1234")) == NOT_KEPT


def test_the_same_answer_comes_again(opened: Opened) -> None:
    desk = opened(HELD)

    assert len({str(desk.ask(Inquiry(Register.ORDERS, "261105-1234"))) for _ in range(3)}) == 1


@pytest.mark.parametrize("register", Register)
def test_every_register_is_asked_by_its_own_column(opened: Opened, register: Register) -> None:
    row = {KEYS[register]: "XH/26 1105?1", "status": "valid"}

    assert opened({register: (row,)}).ask(Inquiry(register, "XH/26 1105?1")) == Confirmation(Standing.FOUND, row)


@pytest.mark.parametrize("key", ["../labs/269900340001", "%2e%2e/labs", "1\r\nHost: x", "订单１", "a" * 64, "\ud800"])
def test_no_number_however_hostile_leads_anywhere_else(opened: Opened, key: str) -> None:
    assert opened(HELD).ask(Inquiry(Register.ORDERS, key)).standing in (Standing.NOT_FOUND, Standing.NOT_CONFIRMED)


def test_many_may_ask_at_once(opened: Opened) -> None:
    rows = tuple({"order_id": str(number), "buyer": f"例{number}"} for number in range(40))
    desk, answers = opened({Register.ORDERS: rows}), {}

    def ask(number: int) -> None:
        answers[number] = desk.ask(Inquiry(Register.ORDERS, str(number))).row.get("buyer")

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == {number: f"例{number}" for number in range(40)}
