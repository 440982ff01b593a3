"""Claims asked with registers at hand and away, through the command line with the real readers."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipeline.claim.registers import Register
from tests.workers.registrars import Registrar, registering

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "fixtures" / "samples" / "claims"
ASKED = ("ORD-03", "ORD-08", "PAY-10", "INV-13")
ORDER, PAYMENT, INVOICE = "6958366661745786289", "2026092822001523757785845470", "26992915580118387587"
HELD: Mapping[Register, tuple[Mapping[str, str], ...]] = {
    Register.ORDERS: (
        {
            "order_id": ORDER,
            "buyer": "吴示例",
            "status": "已完成",
            "product": "禾光水润保湿霜50g",
            "paid_amount": "271.60",
            "purchase_date": "2026-09-28",
            "refunded_amount": "0.00",
        },
    ),
    Register.PAYMENTS: (
        {
            "transaction_id": PAYMENT,
            "payee": "示例市星禾生物科技有限公司",
            "paid_amount": "271.60",
            "payment_time": "2026-09-28 13:23:07",
            "status": "支付成功",
        },
    ),
    Register.INVOICES: ({"invoice_key": INVOICE, "status": "valid"},),
}


@dataclass(frozen=True)
class Told:
    """What the claims command answered about one claim."""

    status: int
    claim: Mapping[str, Any]
    err: str

    def outcomes(self, *rules: str) -> set[tuple[str, str]]:
        return {(one["rule"], one["outcome"]) for one in self.claim["findings"] if one["rule"] in rules}

    def reasons(self, rule: str) -> list[Mapping[str, str]]:
        return [one["reason"] for one in self.claim["findings"] if one["rule"] == rule]


def proofdesk(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "app.cli", *words]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, capture_output=True, check=False, timeout=240, encoding="utf-8"
    )


def claims(root: Path, *words: str, **environment: str) -> Told:
    policy = str(SAMPLES / "policy")
    done = proofdesk("claims", str(root), "--policy", policy, "--as-of", "2026-11-12", "--json", *words, **environment)
    assert done.stdout, done.stderr
    return Told(done.returncode, json.loads(done.stdout.splitlines()[-1]), done.stderr)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One sample claim with its order, payment and invoice alone."""
    root = tmp_path_factory.mktemp("claims")
    sample = SAMPLES / "claims" / "0007"
    (root / "0007").mkdir()
    facts = json.loads((sample / "claim.json").read_text("utf-8"))
    facts["files"] = [one for one in facts["files"] if one["slot"] in ("order", "payment", "invoice")]
    for one in facts["files"]:
        shutil.copy(sample / one["files"][0], root / "0007")
    (root / "0007" / "claim.json").write_text(json.dumps(facts), "utf-8")
    return root


def folder(where: Path, **changed: str) -> Path:
    """The registers as CSV files; `changed` columns of the order."""
    for register, rows in HELD.items():
        row = {**rows[0], **(changed if register is Register.ORDERS else {})}
        (where / f"{register.value}.csv").write_text(f"{','.join(row)}\n{','.join(row.values())}\n", "gb18030")
    return where


def test_a_folder_of_files_confirms_order_payment_and_invoice(root: Path, tmp_path: Path) -> None:
    told = claims(root, "--registers", str(folder(tmp_path)))

    assert told.outcomes(*ASKED, "ORD-09") == {(rule, "pass") for rule in (*ASKED, "ORD-09")}
    assert set(told.claim["deciding"]).isdisjoint(ASKED)


def test_a_server_confirms_them_as_well_and_is_asked_each_once(root: Path) -> None:
    with registering(Registrar(HELD)) as registrar:
        told = claims(root, PROOFDESK_REGISTERS=registrar.url, PROOFDESK_REGISTERS_PRIVATE="1")

    assert told.outcomes(*ASKED, "ORD-09") == {(rule, "pass") for rule in (*ASKED, "ORD-09")}
    assert sorted(registrar.asked) == [
        f"/registers/invoices/{INVOICE}",
        f"/registers/orders/{ORDER}",
        f"/registers/payments/{PAYMENT}",
    ]


def test_registers_that_are_away_fail_nothing_and_leave_the_claim_to_a_person(root: Path) -> None:
    with registering(Registrar(HELD)) as registrar:
        away = registrar.url

    told = claims(root, "--registers", away, PROOFDESK_REGISTERS_PRIVATE="1")

    assert told.outcomes(*ASKED, "ORD-09") == {(rule, "unreadable") for rule in (*ASKED, "ORD-09")}
    assert told.claim["outcome"] == "needs_review"
    assert {"ORD-03", "PAY-10"} <= set(told.claim["deciding"])
    (reason,) = told.reasons("ORD-03")
    assert "商户订单系统未应答" in reason["zh"]
    assert f"look {ORDER} up by hand" in reason["en"]


def test_an_order_that_was_paid_back_already_is_told(root: Path, tmp_path: Path) -> None:
    told = claims(root, "--registers", str(folder(tmp_path, status="已退款", refunded_amount="271.60")))

    assert told.outcomes("ORD-03", "ORD-08") == {("ORD-03", "pass"), ("ORD-08", "fail")}
    assert told.claim["outcome"] == "not_eligible"
    assert told.claim["refundable_amount"] == "0.00"


def test_an_order_nobody_has_is_a_recommended_refusal(root: Path, tmp_path: Path) -> None:
    told = claims(root, "--registers", str(folder(tmp_path, order_id="1")))

    assert told.outcomes("ORD-03") == {("ORD-03", "fail")}
    assert told.claim["outcome"] == "not_eligible"


def test_without_registers_nothing_changes(root: Path) -> None:
    told = claims(root)

    assert told.outcomes("ORD-03", "ORD-08", "ORD-09") == {
        (rule, "not_applicable") for rule in ("ORD-03", "ORD-08", "ORD-09")
    }


def test_a_bad_file_stops_the_start_with_its_name_and_line(root: Path, tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("order_id,buyer\n1\n", "utf-8")

    done = proofdesk("claims", str(root), "--registers", str(tmp_path))

    assert done.returncode == 2
    assert "orders.csv line 2 has 1 columns" in done.stderr


def test_one_file_is_held_against_the_registers_too(root: Path, tmp_path: Path) -> None:
    facts, page = str(root / "0007" / "claim.json"), str(root / "0007" / "order.png")
    done = proofdesk("process", page, "--claim", facts, "--registers", str(folder(tmp_path, order_id="1")), "--json")

    (record,) = map(json.loads, done.stdout.splitlines())
    assert {"ORD-03": "fail"}.items() <= {one["rule"]: one["outcome"] for one in record["findings"]}.items()


def test_registers_without_a_claim_are_wrong_use(root: Path, tmp_path: Path) -> None:
    done = proofdesk("process", str(root / "0007" / "order.png"), "--registers", str(folder(tmp_path)))

    assert done.returncode == 2
    assert "--claim" in done.stderr
