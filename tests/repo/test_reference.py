"""The reference of the measures is what their docstrings say, and each says all of it."""

from __future__ import annotations

from scripts import reference


def test_every_public_measure_tells_what_a_reader_needs() -> None:
    assert not [*reference.faults()]


def test_the_reference_page_is_the_docstrings() -> None:
    assert reference.PAGE.read_text(encoding="utf-8") == reference.page(), (
        "Run `python scripts/reference.py`."
    )
