"""Which edition of deprivation and which code lists people were made with is said, kept, and never mixed."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from evenground.cli import main
from evenground.counting import Cells, combine, read_cells
from evenground.counting.editions import NOT_SAID
from evenground.counting.sorting import metadata, sorted_copy
from evenground.errors import DataError
from tests.engine.counting.clean_people import clean, indicator
from tests.engine.counting.small_tables import count

CODES = "nhs-ethnic-category 2001"


def people(path: Path, partner: int = 0, **editions: str) -> Path:
    """A file of people as `prepare` writes it, that says with what its columns were made."""
    said = json.dumps({"editions": editions})
    table = clean().with_columns(pl.col("person_id") + partner * 10_000)
    table.write_parquet(path, metadata={"evenground": said})
    return path


def counted(path: Path, partner: int = 0, **editions: str) -> Cells:
    return count(people(path, partner, **editions), [indicator()])


def test_cells_say_with_what_the_columns_they_use_were_made(tmp_path):
    said = {"deprivation_quintile": "imd-2025", "ethnic_group": CODES, "ethnic_group_16": CODES}
    cells = counted(tmp_path / "p.parquet", **said)
    assert cells.about.editions == {"deprivation_quintile": "imd-2025", "ethnic_group": CODES}
    cells.write(tmp_path / "cells.parquet")
    assert read_cells(tmp_path / "cells.parquet").about == cells.about


def test_a_sorted_copy_says_the_same(tmp_path):
    path = people(tmp_path / "p.parquet", deprivation_quintile="imd-2025")
    copy = sorted_copy(path, tmp_path / "sorted.parquet", ["place"])
    assert metadata(copy)["editions"] == {"deprivation_quintile": "imd-2025"}


def test_cells_of_two_editions_of_deprivation_are_refused_by_name(tmp_path):
    old = counted(tmp_path / "old.parquet", deprivation_quintile="imd-2019", ethnic_group=CODES)
    new = counted(tmp_path / "new.parquet", 1, deprivation_quintile="imd-2025", ethnic_group=CODES)
    with pytest.raises(DataError) as refusal:
        combine({"old": old, "new": new})
    assert (
        "new: what `deprivation_quintile` was made with is imd-2025; in old imd-2019: prepare and "
        "count both with one of them" in str(refusal.value)
    )
    assert "ethnic_group" not in str(refusal.value)


def test_cells_of_two_versions_of_ethnic_codes_are_refused_by_name(tmp_path):
    one = counted(tmp_path / "one.parquet", ethnic_group=CODES)
    other = counted(tmp_path / "other.parquet", 1, ethnic_group="census-2021 2021")
    with pytest.raises(DataError, match=f"is census-2021 2021; in cells 1 {CODES}"):
        combine([one, other])


def test_what_is_not_said_goes_with_the_same_alone(tmp_path):
    silent = counted(tmp_path / "silent.parquet")
    assert set(silent.about.editions.values()) == {NOT_SAID}
    again = counted(tmp_path / "again.parquet", 1)
    assert combine([silent, again]).about.editions == silent.about.editions
    said = counted(tmp_path / "said.parquet", 2, deprivation_quintile="imd-2025")
    with pytest.raises(DataError, match="--edition deprivation_quintile=EDITION"):
        combine([silent, said])


def test_an_edition_that_a_table_does_not_say_is_declared(tmp_path):
    said = counted(tmp_path / "said.parquet", deprivation_quintile="imd-2025", ethnic_group=CODES)
    declared = {"deprivation_quintile": "imd-2025", "ethnic_group": "nhs-ethnic-category"}
    frame = clean().with_columns(pl.col("person_id") + 50_000).filter(pl.col("age") > 3)
    cells = count(frame, [indicator()], editions=declared)
    assert cells.about.editions == said.about.editions
    assert combine([said, cells]).about.editions == said.about.editions


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        ({"deprivation_quintile": "imd-1066"}, "no edition of deprivation called imd-1066"),
        ({"ethnic_group": "nhs-ethnic"}, "no code list called nhs-ethnic"),
        ({"sex": "imd-2025"}, "No edition can be given for `sex`"),
        ({"deprivation_quintil": "imd-2025"}, "did you mean `deprivation_quintile`?"),
    ],
)
def test_an_edition_nobody_knows_is_refused(declared, words):
    with pytest.raises(DataError) as refusal:
        count(clean(), [indicator()], editions=declared)
    assert words in str(refusal.value)


def test_nobody_says_otherwise_than_the_file(tmp_path):
    path = people(tmp_path / "p.parquet", deprivation_quintile="imd-2025")
    with pytest.raises(DataError, match="made with imd-2025, and you say imd-2019"):
        count(path, [indicator()], editions={"deprivation_quintile": "imd-2019"})


def test_a_folder_of_files_of_two_editions_is_refused(tmp_path):
    folder = tmp_path / "people"
    folder.mkdir()
    people(folder / "a.parquet", deprivation_quintile="imd-2025")
    people(folder / "b.parquet", 1, deprivation_quintile="imd-2019")
    with pytest.raises(DataError, match="made with different editions"):
        count(folder, [indicator()])


def test_made_people_say_theirs_and_the_command_tells_it(tmp_path, capsys):
    made, cells = str(tmp_path / "made.parquet"), str(tmp_path / "cells.parquet")
    assert main(["synth", "--people", "3000", "--seed", "1", "--out", made]) == 0
    asked = ["count", made, "--indicators", "smoking-adults", "--out", cells]
    assert main(asked) == 0
    said = capsys.readouterr().out
    assert f"Made with: deprivation_quintile: a made nation; ethnic_group: {CODES}" in said
    with pytest.raises(SystemExit):
        main([*asked, "--edition", "deprivation_quintile"])
    assert main([*asked, "--edition", "deprivation_quintile=imd-2025"]) == 11
    assert "was made with a made nation, and you say imd-2025" in capsys.readouterr().err
