"""The page on definitions says what happens: its files are written, checked and counted as it says."""

from __future__ import annotations

import re
import shlex
import textwrap
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from evenground.cli import main
from evenground.counting import count, roll_up
from evenground.indicators import chosen
from evenground.indicators.conditions import checked
from evenground.indicators.definitions.indicator import Indicator
from evenground.indicators.programmes.whole import read_definitions

PAGE = Path(__file__).parents[3] / "docs" / "indicators.md"
TEXT = PAGE.read_text(encoding="utf-8")
PEOPLE = """\
period,place,system,sex,age,age_band,home,dentist_seen_on
2025/26,Harbour,Ambermoor,Female,40,40 to 49,House or flat,2025-01-01
2025/26,Harbour,Ambermoor,Male,50,50 to 59,House or flat,2020-01-01
2025/26,Hills,Ambermoor,Female,33,30 to 39,Boat,2024-03-31
2025/26,Hills,Ambermoor,Female,34,30 to 39,Boat,
2025/26,Hills,Ambermoor,Male,70,70 to 79,Caravan or mobile home,2024-04-01
2025/26,Hills,Ambermoor,Male,17,10 to 19,Boat,2025-06-01
"""


def block_after(start: str) -> str:
    """The block of code that follows a line of the page."""
    after = TEXT[TEXT.index(start) + len(start) :]
    found = re.search(r"\n\n((?: {4}.*\n|\n)+)", after)
    assert found
    return textwrap.dedent(found[1]).strip() + "\n"


@pytest.fixture
def ours(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in re.findall(r"^`(ours/[^`]+)`$", TEXT, re.MULTILINE):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block_after(f"\n`{name}`"), encoding="utf-8")
    return tmp_path / "ours"


def test_the_folder_of_the_page_has_no_mistake_and_prints_what_the_page_says(ours, capsys):
    command = block_after("\nCheck it:").split()
    assert main(command[1:]) == 0
    assert capsys.readouterr().out == block_after("\nprints")


def test_the_mistakes_of_the_page_are_told_as_it_says(ours, capsys):
    definition, one = ours / "seen_a_dentist.toml", ours / "sets" / "ambermoor.toml"
    definition.write_text(definition.read_text().replace("age >= 18", "aeg >= 18 AND smokes > 1"))
    one.write_text(one.read_text().replace("'Boat'", "'Bote'"))
    assert main(["indicators", "check", "ours"]) == 10
    assert capsys.readouterr().err == block_after("in the definition:")


def test_the_set_of_the_page_is_listed_with_what_is_not_measurable_yet(ours, capsys):
    assert main(["indicators", "list", "--set", "ours"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "(3) Pain for which nobody was seen not measurable yet: No record is made" in shown
    assert "People who live on boats: counted by home = 'Boat'" in shown
    assert "not measurable yet: Their address looks like anybody's." in shown


def test_the_definition_of_the_page_counts_who_it_says(ours):
    people = pl.read_csv(PEOPLE.encode(), try_parse_dates=True)
    cells = roll_up(count(people, chosen("ours/seen_a_dentist.toml").values()))
    homes = cells.filter(area_type="system", dimension="home")
    assert {g: (n, d) for g, n, d in homes.select("group", "numerator", "denominator").rows()} == {
        "House or flat": (1, 2),
        "Boat": (0, 2),
        "Caravan or mobile home": (1, 1),
    }


def test_the_folder_of_the_page_is_counted_and_measured_as_it_says(ours, capsys):
    """People by home, of whom 6 in 10 of a house saw a dentist and 3 in 10 of a boat."""
    homes = ["House or flat"] * 1000 + ["Boat"] * 1000
    seen = ([date(2025, 1, 1)] * 600 + [None] * 400) + ([date(2025, 1, 1)] * 300 + [None] * 700)
    everybody = {"period": "2025/26", "place": "Harbour", "system": "Ambermoor", "age": 40}
    groups = {"sex": "Female", "age_band": "40 to 49", "ethnic_group": "White", "tenure": "Owned"}
    people = pl.DataFrame({"home": homes, "dentist_seen_on": seen}).with_columns(
        pl.lit(value).alias(name) for name, value in (everybody | groups).items()
    )
    people.with_columns(smokes=pl.lit(False), deprivation_quintile=1).write_parquet(
        "people.parquet"
    )
    for command in block_after("\nThen it is counted").strip().splitlines():
        assert main(shlex.split(command)[1:]) == 0
    shown = capsys.readouterr().out
    assert "Not measurable yet: 2\n  - Pain for which nobody was seen: No record is made" in shown
    gap = pl.read_parquet("profile.parquet").filter(
        indicator_id="seen-a-dentist", area_type="system", group="Boat", measure="value"
    )
    assert gap["absolute"].to_list() == pytest.approx([-30], abs=0.5)
    assert gap["standing"].to_list() == ["worse"]


def test_every_condition_of_the_page_is_read(ours):
    columns = read_definitions(ours).columns
    table = TEXT[TEXT.index("| write | for |") : TEXT.index("- What is not recorded")]
    written = re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)
    assert len(written) == 8
    for text in written:
        assert checked(text, columns)[1] == []


def test_every_key_of_a_definition_is_on_the_page():
    keys = TEXT[TEXT.index("## The keys") :]
    for name in Indicator.model_fields:
        assert f"`{name}`" in keys or f"`[{name}]`" in keys
