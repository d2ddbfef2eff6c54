"""The reference of the measures is what their docstrings say, and each says all of it."""

from __future__ import annotations

import inspect
import re

from evenground import measures
from scripts import reference

DOCS = reference.PAGE.parents[1]


def test_every_public_measure_tells_what_a_reader_needs() -> None:
    assert not [*reference.faults()]


def test_the_reference_page_is_the_docstrings() -> None:
    assert reference.PAGE.read_text(encoding="utf-8") == reference.page(), (
        "Run `python scripts/reference.py`."
    )


def test_every_public_measure_is_told_of_on_a_page_of_methods() -> None:
    pages = [DOCS / "methods.md", *(DOCS / "methods").glob("*.md")]
    told = {
        name for page in pages for name in re.findall(r"`(\w+)", page.read_text(encoding="utf-8"))
    }
    functions = {name for name in measures.__all__ if inspect.isfunction(getattr(measures, name))}
    assert functions - told == set()


def test_every_page_of_methods_is_in_the_index() -> None:
    index = (DOCS / "methods.md").read_text(encoding="utf-8")
    for page in (DOCS / "methods").glob("*.md"):
        assert f"(methods/{page.name})" in index
