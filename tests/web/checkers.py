"""What two checkers of PDF/UA, made by others, find wrong with a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import outloud
import pdfua

NOT_CHECKED = {"UA-14-001"}  # a fault of pdfua 0.1.3


def faults_of(content: bytes, folder: Path) -> list[Any]:
    path = folder / "checked.pdf"
    path.write_bytes(content)
    report = pdfua.validate(str(path))
    skipped = {outcome.rule_id for outcome in report.skipped} - NOT_CHECKED
    heard = outloud.check(str(path))
    errors = [finding for finding in heard.findings if finding.severity == "error"]
    found = [finding for outcome in report.outcomes for finding in outcome.findings]
    return [*found, *skipped, *errors, *([heard.errors] if heard.errors else [])]
