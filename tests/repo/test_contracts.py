"""Each arrow of the house is broken here on purpose, to show that the linter notices."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[2]
LINT = "from importlinter.cli import lint_imports_command as lint; lint(['--no-cache'])"

CANARIES = {
    "The web uses the engine, never the other way round": (
        "evenground/profile/__init__.py",
        "import evenground_web.core",
    ),
    "Engine layers": ("evenground/measures/rates.py", "import evenground.profile"),
    "Definitions are declared, then read as conditions, then checked as a whole": (
        "evenground/indicators/definitions/columns.py",
        "import evenground.indicators.conditions",
    ),
    "A profile is read, compared, measured, and only then put together": (
        "evenground/profile/table/numbers.py",
        "import evenground.profile.compared",
    ),
    "People are counted into cells, and only then rolled up and protected": (
        "evenground/counting/query.py",
        "import evenground.counting.cells",
    ),
    "Measures and disclosure know numbers and nothing else": (
        "evenground/measures/rates.py",
        "import polars",
    ),
    "The engine never sees Django": ("evenground/counting/canary.py", "import django"),
    "The web calls the engine from services alone": (
        "evenground_web/insight/views/gaps.py",
        "import evenground.errors",
    ),
    "Apps follow the thread": (
        "evenground_web/people/models.py",
        "import evenground_web.commitments.models",
    ),
    "Inside every app": (
        "evenground_web/people/models.py",
        "import evenground_web.people.services",
    ),
}


def lint(house: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LINT],
        cwd=house,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(house), "NO_COLOR": "1"},
    )


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for package in ("evenground", "evenground_web"):
        shutil.copytree(
            HOME / package,
            tmp_path / package,
            ignore=lambda folder, names: [n for n in names if n == "static" or n == "__pycache__"],
        )
    shutil.copy(HOME / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_has_a_canary_and_all_are_kept(house: Path) -> None:
    result = lint(house)
    assert result.returncode == 0, result.stdout
    assert f"{len(CANARIES)} kept, 0 broken" in result.stdout


@pytest.mark.parametrize("contract", CANARIES)
def test_a_broken_arrow_is_noticed(house: Path, contract: str) -> None:
    file, statement = CANARIES[contract]
    with (house / file).open("a") as module:
        module.write(f"\n{statement}\n")
    result = lint(house)
    assert result.returncode == 1
    assert f"{contract} BROKEN" in result.stdout


def test_a_folder_that_is_in_no_layer_is_noticed(house: Path) -> None:
    for package in ("evenground", "evenground_web"):
        (house / package / "cupboard.py").write_text("")
    result = lint(house)
    assert result.returncode == 1
    assert "cupboard" in result.stdout
