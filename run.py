"""The one door: `python run.py demo`, `python run.py test`, `python run.py check`, or any
`evenground` command. Needs nothing but Python 3.11 or newer: it makes a private environment
beside this file, installs the locked libraries into it, and then runs what was asked.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

HOME = Path(__file__).resolve().parent
ENVIRONMENT = HOME / f".venv-{sys.platform}-{sys.version_info.major}.{sys.version_info.minor}"
SCRIPTS = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")

CHECKS = {
    "formatting": ["-m", "ruff", "format", "--check", "--quiet", "."],
    "lint": ["-m", "ruff", "check", "--quiet", "."],
    "types": ["-m", "mypy"],
    "arrows": ["-c", "from importlinter.cli import lint_imports_command as lint; lint()"],
    "migrations": ["-m", "evenground", "manage", "makemigrations", "--check", "--dry-run"],
    "security": ["-m", "bandit", "-qr", "-c", "pyproject.toml", "evenground", "evenground_web"],
}
# Halves of the suite at once, a file in one of them, the longest first.
IN_TWO = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
# The engine knows no database. Browsers walk the demonstration, which is embedded, so nearly all
# journeys are on SQLite alone; what they press is on both in tests/web, and these are too.
ON_POSTGRESQL = [
    "tests/journeys/test_meetings.py",
    "tests/journeys/test_partner_by_link.py",
    "tests/journeys/test_partnership.py",
    "tests/repo",
    "tests/web",
]
SYSTEM_PARTS = {
    "chromium": "chromium",
    "initdb": "postgresql",
    "java": "default-jre-headless",  # for Spark
}


def main(arguments: list[str]) -> int:
    if sys.version_info < (3, 11):
        print("Evenground needs Python 3.11 or newer; this is " + sys.version.split()[0] + ".")
        return 2
    command, rest = (arguments[0], arguments[1:]) if arguments else ("--help", [])
    prepare("requirements-dev.lock" if command in {"test", "check"} else "requirements.lock")
    if command == "check":
        return check()
    if command == "test":
        return test(rest)
    return python("-m", "evenground", command, *rest)


def prepare(lock: str) -> None:
    """Make the environment match the lock; do nothing when it already does."""
    wanted = hashlib.sha256((HOME / lock).read_bytes() + (HOME / "pyproject.toml").read_bytes())
    stamp = ENVIRONMENT / f"{lock}.installed"
    if stamp.exists() and stamp.read_text() == wanted.hexdigest():
        return
    started = time.monotonic()
    print(f"Setting up ({lock}) in {ENVIRONMENT.name}: once, about a minute ...", flush=True)
    if not PYTHON.exists():
        venv.create(ENVIRONMENT, with_pip=True)
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*pip, "--require-hashes", "-r", HOME / lock], check=True)
    subprocess.run([*pip, "--no-build-isolation", "--editable", HOME], check=True)
    stamp.write_text(wanted.hexdigest())
    print(f"Ready after {time.monotonic() - started:.0f} seconds.", flush=True)


def python(*arguments: str, **environment: str) -> int:
    try:
        return subprocess.call([PYTHON, *arguments], env={**os.environ, **environment})
    except KeyboardInterrupt:
        return 130


def check() -> int:
    """Every check that needs no database; all of them run, so that all mistakes show at once."""
    os.chdir(HOME)
    failed = [name for name, arguments in CHECKS.items() if not passes(name, arguments)]
    print(f"Checks that failed: {', '.join(failed)}." if failed else "All checks passed.")
    return 1 if failed else 0


def passes(name: str, arguments: list[str]) -> bool:
    print(f"- {name}", flush=True)
    return python(*arguments, SECRET_KEY="only-for-checks") == 0


def test(selection: list[str]) -> int:
    """The checks, the whole suite on SQLite, and what a database matters to on PostgreSQL."""
    os.chdir(HOME)
    if selection:
        return python("-m", "pytest", *selection)
    install_system_parts()
    results = [check()]
    for database, paths in (("sqlite", ["tests"]), ("postgresql", ON_POSTGRESQL)):
        print(f"- the suite on {database}", flush=True)
        results.append(python("-m", "pytest", *IN_TWO, *paths, TEST_DATABASE=database))
    return 1 if any(results) else 0


def install_system_parts() -> None:
    """Chromium, PostgreSQL and Java for the tests: installed where that is possible, else named."""
    missing = [package for program, package in SYSTEM_PARTS.items() if not found(program)]
    if not missing:
        return
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        print(f"Installing {', '.join(missing)} for the tests ...", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        wait = ["-o", "DPkg::Lock::Timeout=300", "-qq"]
        subprocess.run(["apt-get", *wait, "update"], env=quiet, check=True)
        subprocess.run(
            ["apt-get", *wait, "install", "-y", *missing],
            env=quiet,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    else:
        print(
            f"The tests that need {' and '.join(missing)} will be skipped: install them to run all."
        )


def found(program: str) -> bool:
    debian = Path("/usr/lib/postgresql").glob(f"*/bin/{program}")
    return bool(shutil.which(program)) or any(debian)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
