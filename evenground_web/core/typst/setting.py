"""Sets a document as PDF/UA-1: reads a template and its data as JSON, writes the file.

Run in a process of its own, and without Django. For English only the fonts beside this file and those
that Typst carries are used, and the time is a day of the document, so the same data gives the same
bytes on every machine. Other languages are set with the fonts of the machine as well, and with those
of a folder. Nothing but the template, its data and its pictures is in the folder that Typst may read.
"""

from __future__ import annotations

import base64
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

HERE = Path(__file__).parent


def main() -> None:
    asked = json.loads(sys.stdin.buffer.read())
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "template.typ").write_text(asked["template"], encoding="utf-8")
        (root / "data.json").write_text(json.dumps(asked["data"]), encoding="utf-8")
        for name, text in asked["pictures"].items():
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_bytes(base64.b64decode(text))
        sys.stdout.buffer.write(made(asked, root))


def made(asked: dict[str, Any], root: Path) -> bytes:
    import typst

    day = datetime.fromisoformat(asked["day"]).replace(tzinfo=UTC)
    fonts = asked["fonts"]
    return typst.compile(
        str(root / "template.typ"),
        root=str(root),
        pdf_standards=["ua-1"],
        ignore_system_fonts=not fonts["of_machine"],
        font_paths=[str(folder) for folder in (HERE / "fonts", fonts["folder"]) if folder],
        timestamp=int(day.timestamp()),
    )


if __name__ == "__main__":
    main()
