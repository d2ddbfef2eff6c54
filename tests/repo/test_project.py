"""The project as its next owner finds it."""

from __future__ import annotations

import doctest
import re
import subprocess
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from evenground_web.core.permissions import Permission

HOME = Path(__file__).resolve().parents[2]


def tracked(*suffixes: str) -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files"], cwd=HOME, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    return [HOME / name for name in names if name.endswith(suffixes) and (HOME / name).exists()]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_has_hashes_and_names_no_registry(lock: str) -> None:
    text = (HOME / lock).read_text()
    requirements = re.findall(r"^[a-z0-9].*==.*$", text, re.MULTILINE)
    assert len(requirements) > 20
    assert text.count("--hash=sha256:") >= len(requirements)
    assert "://" not in text
    assert "index-url" not in text


def test_the_locks_hold_every_dependency() -> None:
    project = tomllib.loads((HOME / "pyproject.toml").read_text())["project"]
    locked = (HOME / "requirements.lock").read_text().lower()
    for requirement in project["dependencies"]:
        name = re.split(r"[\[<>=~]", requirement)[0].lower()
        assert re.search(rf"^{re.escape(name)}==", locked, re.MULTILINE), name


def test_links_between_documents_lead_somewhere() -> None:
    for document in tracked(".md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_the_examples_in_docstrings_are_true() -> None:
    example = re.compile(r"^ *>>> ", re.MULTILINE)
    shown = [f for f in tracked(".py") if "tests" not in f.parts and example.search(f.read_text())]
    assert len(shown) > 4
    for file in shown:
        name = ".".join(file.relative_to(HOME).with_suffix("").parts).removesuffix(".__init__")
        results = doctest.testmod(import_module(name))
        assert results.attempted > 0, name
        assert results.failed == 0, name


@pytest.mark.parametrize(
    "document",
    [file for file in tracked(".md") if ">>> " in file.read_text()],
    ids=lambda file: file.stem,
)
def test_the_examples_in_a_document_are_true(document, monkeypatch, request) -> None:
    if "../shared/data" in document.read_text():
        request.getfixturevalue("shared_data")
    monkeypatch.chdir(HOME)
    results = doctest.testfile(str(document), module_relative=False)
    assert results.attempted > 0
    assert results.failed == 0


def test_pages_use_the_words_that_communities_use() -> None:
    for page in tracked(".html", ".toml"):
        assert not re.search(r"\bBA?ME\b", page.read_text()), page


def test_no_page_has_a_script_or_style_of_its_own() -> None:
    for page in tracked(".html"):
        text = page.read_text()
        assert not re.search(r"\sstyle=|\son(click|load|change)=|<style", text), page
        assert not re.search(r"<script(?![^>]*nonce)", text), page


def test_pages_ask_about_permissions_that_exist() -> None:
    for page in tracked(".html"):
        for asked in re.findall(r"perms\.(\w+\.\w+)", page.read_text()):
            assert asked in set(Permission), f"{page.name} asks about {asked}"


def test_nothing_unfinished_is_shipped() -> None:
    for file in tracked(".py", ".html", ".css"):
        if "static/nhsuk" in file.as_posix() or file == Path(__file__).resolve():
            continue
        assert not re.search(r"\b(TODO|FIXME|XXX|NotImplementedError)\b", file.read_text()), file


def test_writes_happen_in_services() -> None:
    """Views and forms never save; `update()` and `bulk_*` belong to services too."""
    writing = re.compile(
        r"\.(save|create|delete|bulk_create|bulk_update|get_or_create)\(|\.objects\.\w*update"
    )
    for file in tracked("views.py", "forms.py") + [
        f for f in tracked(".py") if f.parent.name in {"views", "forms"}
    ]:
        assert not writing.search(file.read_text()), file


def test_no_file_holds_two_versions_that_nobody_chose_between() -> None:
    texts = [
        *tracked(".md"),
        *tracked(".html"),
        *tracked(".py"),
        *tracked(".toml"),
        *tracked(".po"),
    ]
    torn = [file.name for file in texts if re.search("(?m)^(<{7}|>{7}) ", file.read_text())]
    assert not torn
