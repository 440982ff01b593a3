"""The server alone: it says where it listens while it does, and not any longer."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import urllib3

from benchmarks.servers.ports import LOOPBACK, free_ports
from tests.house.sources import ROOT
from tests.workers.systems import until

PATIENCE = 60.0


def test_where_a_server_listened_is_forgotten_when_it_is_told_to_end(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    words = (sys.executable, "-P", "-m", "app.cli", "serve", "--data", str(tmp_path), "--port", str(port))
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PROOFDESK_FREE_PERCENT": "1"}
    with subprocess.Popen(words, cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL) as server:
        until(lambda: ready(port), "it answers")
        during = (tmp_path / "address").read_text("utf-8")
        server.send_signal(signal.SIGTERM)
        server.wait(PATIENCE)

    assert during == f"http://{LOOPBACK}:{port}\n"
    assert not (tmp_path / "address").exists()
    assert server.returncode == 0


def ready(port: int) -> bool:
    try:
        return urllib3.request("GET", f"http://{LOOPBACK}:{port}/readyz", retries=False).status == 200
    except urllib3.exceptions.HTTPError:
        return False
