"""Many people write at once on the embedded database, and nothing is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(
    os.environ.get("TEST_DATABASE") == "postgresql", reason="about the embedded database alone"
)
def test_two_thousand_writes_by_thirty_two_writers_all_arrive() -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE", "TEST_"))}
    done = subprocess.run(
        [sys.executable, HOME / "benchmarks" / "writes.py"],
        capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["lost"] == 0
