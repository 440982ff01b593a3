"""What the page for developers of claims systems says is what the program does."""

import os
import re
import runpy
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from pipeline.deliveries import SCHEDULE
from pipeline.webhooks import Secret, signed_headers

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "webhooks.md").read_text("utf-8")
BODY = '{"data": "退款"}\n'.encode()
NEW, OLD, OTHER = Secret(bytes(range(32))), Secret(bytes(range(64))), Secret(bytes(24))
Verify = Callable[[str, dict[str, str], bytes], bool]


def examples(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def verify(tmp_path: Path) -> Verify:
    """The Python example, as a reader would copy it."""
    file = tmp_path / "example.py"
    file.write_text(examples("python")[0], "utf-8")
    return cast(Verify, runpy.run_path(str(file))["verified"])


def test_the_python_example_accepts_either_secret_during_rotation_and_no_other(verify: Verify) -> None:
    headers = signed_headers("evt_1", datetime.now(UTC), BODY, [NEW, OLD])

    assert [verify(secret.text(), headers, BODY) for secret in (NEW, OLD, OTHER)] == [True, True, False]


def test_the_python_example_refuses_another_body_and_an_old_event(verify: Verify) -> None:
    now = datetime.now(UTC)

    assert not verify(NEW.text(), signed_headers("evt_1", now, BODY, [NEW]), BODY + b" ")
    assert not verify(NEW.text(), signed_headers("evt_1", now - timedelta(minutes=6), BODY, [NEW]), BODY)


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
@pytest.mark.parametrize("secret", [NEW, OLD, OTHER])
def test_the_openssl_example_prints_our_signature(secret: Secret, tmp_path: Path) -> None:
    (tmp_path / "body").write_bytes(BODY)
    headers = signed_headers("evt_1", datetime.now(UTC), BODY, [secret])
    given = {"SECRET": secret.text(), "ID": "evt_1", "TIMESTAMP": headers["webhook-timestamp"]}

    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", examples("bash")[0]],
        cwd=tmp_path,
        env=os.environ | given,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )

    assert done.stdout.strip() == headers["webhook-signature"]


def test_the_schedule_on_the_page_is_the_schedule() -> None:
    seconds = {"second": 1, "minute": 60, "hour": 3600}
    rows = re.findall(r"^\| \d+ \| (\d+) (second|minute|hour)s \|", PAGE, re.MULTILINE)

    assert "| 1 | nothing |" in PAGE
    assert [timedelta(seconds=int(number) * seconds[unit]) for number, unit in rows] == list(SCHEDULE[1:])
