"""The page on the profile says what the command gives."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from evenground import profile
from evenground.profile.table.long_table import KNOWN
from evenground.profile.words.reasons import CODES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "profile.md"


def example(page: str) -> str:
    lines = page.partition("with made numbers:\n\n")[2].partition("\n\n")[0].splitlines()
    return "\n".join(line.strip() for line in lines)


def test_the_page_lists_every_code_and_every_column():
    page = PAGE.read_text(encoding="utf-8")
    for code in CODES:
        assert f"`{code}`" in page or code.startswith("reference_"), code
    for column in [*KNOWN, "place"]:
        assert f"`{column}`" in page, column


def test_the_example_of_the_page_gives_what_the_page_shows(tmp_path):
    page = PAGE.read_text(encoding="utf-8")
    path = tmp_path / "table.csv"
    path.write_text(example(page))
    declared = {"kind": "proportion", "better_when": "higher"}
    found = profile.profile(path, declare=declared, references={"deprivation fifth": "5 least"})
    words = " ".join(page.replace("\n> ", " ").split())
    rows = found.filter(pl.col("group").eq("1 most") | pl.col("measure").eq("sii"))
    assert rows.height == 2
    for sentence in rows["sentence"]:
        assert sentence in words
    shown = [line.split(" | ")[7] for line in page.splitlines() if " | worse | " in line]
    assert shown == [str(number) for number in found["people"].drop_nulls()]
