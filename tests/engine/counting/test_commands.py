"""People to cells to a profile at the command line: what is said, what is written, what is refused."""

from __future__ import annotations

import json

import polars as pl
import pytest

from evenground.cli import main
from evenground.counting import read_cells
from evenground.counting.made import make_people
from evenground.counting.provenance import KEY

ASKED = ["--indicators", "smoking-adults,bowel-screening-uptake,emergency-admissions"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Made people, whole and as two partners have them, and the cells of each."""
    folder = tmp_path_factory.mktemp("partners")
    people = make_people(6_000, seed=4, years=[2025])
    places = people["place"].cast(pl.String)
    first = places.unique().sort()[0]
    for name, part in (
        ("people", people),
        ("one", people.filter(places == first)),
        ("other", people.filter(places != first)),
    ):
        part.write_parquet(folder / f"{name}.parquet")
        counted = ["count", str(folder / f"{name}.parquet"), *ASKED]
        assert main([*counted, "--out", str(folder / f"{name}-cells.parquet")]) == 0
    return folder


def combined(folder, *names: str, out: str) -> list[str]:
    parts = [str(folder / f"{name}-cells.parquet") for name in names]
    return ["combine", *parts, "--out", str(folder / out)]


def test_partners_count_at_home_and_their_cells_are_combined(folder, capsys):
    assert main(combined(folder, "one", "other", out="both.parquet")) == 0
    said = capsys.readouterr().out
    assert "Tables of people: 2" in said
    assert "6,000 rows read" in said
    both = read_cells(folder / "both.parquet")
    assert both.frame.equals(read_cells(folder / "people-cells.parquet").frame)
    assert main(combined(folder, "other", "one", out="again.parquet")) == 0
    assert (folder / "both.parquet").read_bytes() == (folder / "again.parquet").read_bytes()


def test_what_cannot_be_combined_leaves_no_file(folder, tmp_path, capsys):
    out = str(tmp_path / "never.parquet")
    assert main([*combined(folder, "people", "one", "people", out="x")[:-1], out]) == 2
    assert "Give each file once" in capsys.readouterr().err
    copy = folder / "copy-cells.parquet"
    copy.write_bytes((folder / "one-cells.parquet").read_bytes())
    assert main([*combined(folder, "one", "copy", out="x")[:-1], out]) == 11
    assert "one.parquet was already counted in" in capsys.readouterr().err
    assert main(["combine", str(folder / "people.parquet"), "--out", out]) == 11
    assert "holds no cells" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_what_a_table_lacks_is_refused_or_left_out_by_name(folder, tmp_path, capsys):
    pl.read_parquet(folder / "people.parquet").drop("smokes").write_parquet(tmp_path / "p.parquet")
    asked = ["count", str(tmp_path / "p.parquet"), *ASKED, "--out", str(tmp_path / "c.parquet")]
    assert main(asked) == 11
    assert "column `smokes`, needed by smoking-adults" in capsys.readouterr().err
    assert not (tmp_path / "c.parquet").exists()
    assert main([*asked, "--available"]) == 0
    assert "- smoking-adults: there is no column `smokes`" in capsys.readouterr().out
    assert list(read_cells(tmp_path / "c.parquet").about.left_out) == ["smoking-adults"]


def test_a_profile_says_what_it_was_made_from_and_the_same_cells_give_the_same_bytes(
    folder, capsys
):
    cells = str(folder / "people-cells.parquet")
    for name in ("profile", "again"):
        assert main(["profile", cells, "--out", str(folder / f"{name}.parquet")]) == 0
    assert (folder / "profile.parquet").read_bytes() == (folder / "again.parquet").read_bytes()
    said = capsys.readouterr().out
    assert "Counted from: people.parquet (polars)" in said
    assert "Protected by evenground-safe: 3 indicators" in said
    about = json.loads(pl.read_parquet_metadata(folder / "profile.parquet")[KEY])
    assert about["cells"]["inputs"][0]["name"] == "people.parquet"
    assert about["cells"]["rows_read"] == 6_000
    assert about["policies"] == {
        "evenground-safe": ["bowel-screening-uptake", "emergency-admissions", "smoking-adults"]
    }


def test_a_part_of_a_profile_shows_and_hides_what_the_whole_does(folder):
    """So that two parts, published apart, tell no more than the whole."""
    cells, key = str(folder / "people-cells.parquet"), ["indicator_id", "area_code", "group"]
    whole, part = (folder / f"{name}.parquet" for name in ("whole", "part"))
    assert main(["profile", cells, "--out", str(whole)]) == 0
    asked = ["--by", "ethnic_group", "--within", "place"]
    assert main(["profile", cells, *asked, "--out", str(part)]) == 0
    shown = pl.read_parquet(part).filter(measure="value").select(*key, "count", "status")
    of_whole = pl.read_parquet(whole).filter(measure="value", dimension="ethnic_group")
    both = shown.join(of_whole, on=key, suffix="_whole")
    assert both.height == shown.height > 0
    assert both["status"].equals(both["status_whole"].alias("status"))
    assert both["count"].equals(both["count_whole"].alias("count"))


def test_a_standardised_rate_goes_into_the_profile_with_its_unit_and_its_words(folder):
    found = folder / "rates.parquet"
    assert main(["profile", str(folder / "people-cells.parquet"), "--out", str(found)]) == 0
    rates = pl.read_parquet(found).filter(
        indicator_id="emergency-admissions", measure="value", status="value", area_type="nation"
    )
    assert rates.height > 3
    assert rates["unit"].unique().to_list() == ["per 100,000"]
    of_one_band = rates["dimension"] == "age_band"
    assert (rates["sentence"].str.contains("age-standardised") != of_one_band).all()
    assert of_one_band.any()
    assert rates["people"].null_count() == rates.height
