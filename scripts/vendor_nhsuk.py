"""Fetch the NHS.UK frontend's style sheet and script into evenground_web/static/nhsuk.

For maintainers, once for each new version; it needs npm. The result is committed, so nobody
else does. Three things change on the way: fonts are not fetched from assets.nhs.uk (a request
to a third party, and a typeface licensed to the NHS alone), image addresses become relative,
and source maps are left out. NHS logos and icons are not taken.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

VERSION = "10.6.1"
TARGET = Path(__file__).resolve().parents[1] / "evenground_web" / "static" / "nhsuk"
DIST = "package/dist/nhsuk"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", f"nhsuk-frontend@{VERSION}", "--silent"]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        with tarfile.open(Path(folder, f"nhsuk-frontend-{VERSION}.tgz")) as package:
            package.extractall(folder, filter="data")
        files = wanted(Path(folder))
    for old in TARGET.rglob("*.*"):
        old.unlink()
    for name, content in files.items():
        path = TARGET / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    record = {"package": "nhsuk-frontend", "version": VERSION, "licence": "MIT", "sha256": hashes}
    (TARGET / "VENDOR.json").write_text(json.dumps(record, indent=2) + "\n")


def wanted(folder: Path) -> dict[str, bytes]:
    def read(name: str) -> str:
        return (folder / DIST / name).read_text(encoding="utf-8")

    css = style_sheet(read("nhsuk-frontend.min.css"))
    script = without_source_map(read("nhsuk-frontend.min.js"))
    images = sorted(set(re.findall(r"url\((images/[^)]+)\)", css)))
    texts = {
        "nhsuk.css": css,
        "nhsuk.js": script,
        **{name: read(f"assets/{name}") for name in images},
    }
    return {name: text.encode() for name, text in texts.items()}


def style_sheet(css: str) -> str:
    css = re.sub(r"@font-face\{[^}]*assets\.nhs\.uk[^}]*\}", "", css)
    css = without_source_map(css.replace("url(/assets/", "url("))
    if "//" in re.sub(r"http://www\.w3\.org/\S+", "", css):
        raise SystemExit("The style sheet still names another site: read it before taking it.")
    return css


def without_source_map(text: str) -> str:
    return re.sub(r"(/\*|//)# sourceMappingURL=.*", "", text).strip() + "\n"


if __name__ == "__main__":
    main()
