"""Nothing is fetched: everything is read with the network off."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ("fixtures/samples/demo/till_receipt_zh.jpg", "fixtures/samples/demo/einvoice.pdf")


def without_network() -> list[str]:
    """The words that start a program in a network of its own, which has no way out; empty where that is not allowed."""
    program = shutil.which("unshare")
    words = [program, "--net"] if os.geteuid() == 0 else [program, "--map-root-user", "--net"]
    started = [word for word in words if word]
    allowed = (
        program is not None and subprocess.run([*started, "true"], capture_output=True, check=False).returncode == 0
    )
    return started if allowed else []


CUT_OFF = without_network()
REACHES = "import socket; socket.create_connection(('127.0.0.1', 9), timeout=1)"


@pytest.mark.skipif(not CUT_OFF, reason="this system does not let us start a program without a network")
def test_a_claim_is_read_with_the_network_off() -> None:
    reached = subprocess.run([*CUT_OFF, sys.executable, "-c", REACHES], capture_output=True, text=True, check=False)

    run = subprocess.run(
        [*CUT_OFF, sys.executable, "-m", "app.cli", "process", "--json", *SAMPLES],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "unreachable" in reached.stderr, "the network was not off"
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    assert [answer["status"] for answer in answers] == ["read", "read"]
    assert [answer["kind"] for answer in answers] == ["receipt", "vat_invoice"]
