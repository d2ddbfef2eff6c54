"""From nothing to gaps at the command line."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from evenground.cli import main
from evenground.counting import read_cells
from evenground.counting.made import make_people


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    made = ["synth", "--people", "20000", "--seed", "3", "--out", str(folder / "people.parquet")]
    assert main(made) == 0
    return folder


def test_made_people_come_with_the_truth_about_them(folder):
    assert pl.read_parquet(folder / "people.parquet").equals(
        make_people(20_000, seed=3, years=[2025])
    )
    planted = pl.read_parquet(folder / "people-truth.parquet")
    assert planted["indicator"].n_unique() > 50
    assert planted["period"].unique().to_list() == ["2025/26"]


def test_people_become_cells_and_cells_become_gaps(folder, capsys):
    people, cells, gaps = (str(folder / f"{name}.parquet") for name in ("people", "cells", "gaps"))
    asked = "smoking-adults,obesity-adults"
    assert main(["count", people, "--indicators", asked, "--out", cells]) == 0
    assert "Indicators counted: 1; without a rule for counting: 1" in capsys.readouterr().out
    assert main(["profile", cells, "--out", gaps]) == 0
    smoking = pl.read_parquet(gaps).filter(
        area_code="ZZS01", dimension="tenure", group="Social rented", period="2025/26"
    )
    assert smoking["absolute"].item() == pytest.approx(12, abs=3)


def test_a_folder_of_definitions_can_be_counted_and_measured(folder, tmp_path):
    from evenground.indicators.definitions.files import HERE

    text = (HERE / "library" / "smoking_adults.toml").read_text(encoding="utf-8")
    own = tmp_path / "own"
    own.mkdir()
    (own / "ours.toml").write_text(text.replace('id = "smoking-adults"', 'id = "our-smoking"'))
    people, cells = str(folder / "people.parquet"), str(tmp_path / "cells.parquet")
    assert main(["count", people, "--indicators", str(own), "--out", cells]) == 0
    assert list(read_cells(Path(cells)).about.indicators) == ["our-smoking"]
    gaps = ["profile", cells, "--out", str(tmp_path / "gaps.parquet")]
    assert main(gaps) == 10
    assert main([*gaps, "--indicators", str(own)]) == 0


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        (["--indicators", "no-such"], 10, "no-such. The library has"),
        (["--period", "year"], 11, "no column `year`"),
    ],
)
def test_what_cannot_be_counted_leaves_no_file(folder, tmp_path, capsys, asked, code, said):
    out = tmp_path / "cells.parquet"
    assert main(["count", str(folder / "people.parquet"), *asked, "--out", str(out)]) == code
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("people", ["0", "-5", "many", "1.5"])
def test_a_number_of_people_is_a_whole_number_above_nought(people, tmp_path, capsys):
    with pytest.raises(SystemExit) as stop:
        main(["synth", "--people", people, "--seed", "1", "--out", str(tmp_path / "p.parquet")])
    assert stop.value.code == 2
    assert people in capsys.readouterr().err
