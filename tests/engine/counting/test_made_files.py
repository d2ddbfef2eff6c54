"""The files of a made population: the same bytes every time, in the order asked for, whole or not there."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

from evenground import indicators
from evenground.cli import main
from evenground.counting.made import make_people
from evenground.counting.made import population as populations
from evenground.counting.made.events import kinds, months_of
from evenground.counting.made.population import population
from evenground.counting.made.tables import SORTED
from evenground.counting.made.writing import write_people

LIBRARY = list(indicators.library().values())
PEOPLE, SEED = 9_000, 5


def written(folder: Path, *, seed: int = SEED, years: int = 1, ordered: bool = False) -> Path:
    folder.mkdir()
    made = population(PEOPLE, seed=seed)
    write_people(made, folder / "people.parquet", LIBRARY, years=years, ordered=ordered)
    return folder


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return written(tmp_path_factory.mktemp("made") / "one")


def test_the_same_seed_gives_the_same_bytes_however_many_threads(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(populations, "THREADS", 1)
    again, other = written(tmp_path / "again"), written(tmp_path / "other", seed=6)
    assert bytes_of(folder) == bytes_of(again)
    assert set(bytes_of(folder)) == {f"people{what}.parquet" for what in ("", "-events", "-truth")}
    assert all(bytes_of(folder)[name] != bytes_of(other)[name] for name in bytes_of(folder))


def test_the_file_holds_everybody_once_in_the_last_year(folder):
    people = pl.read_parquet(folder / "people.parquet")
    assert people.height == PEOPLE == people["person_id"].n_unique()
    assert people.equals(make_people(PEOPLE, seed=SEED, years=[2025]))


def test_more_years_add_rows_and_change_none(folder, tmp_path):
    three = written(tmp_path / "three", years=3)
    people = pl.read_parquet(three / "people.parquet").cast(pl.String)
    last = pl.read_parquet(folder / "people.parquet").cast(pl.String)
    assert people["period"].n_unique() == 3
    assert people.filter(period="2025/26").sort("person_id").equals(last.sort("person_id"))
    assert (three / "people-events.parquet").read_bytes() == (folder / "people-events.parquet").read_bytes()  # fmt: skip


@pytest.mark.parametrize("years", [1, 3])
def test_a_sorted_file_has_the_same_rows_in_the_order_it_says(tmp_path, years):
    plain = pl.read_parquet(written(tmp_path / "plain", years=years) / "people.parquet")
    path = written(tmp_path / "sorted", years=years, ordered=True) / "people.parquet"
    ordered = pl.read_parquet(path).cast({pl.Categorical: pl.String})
    said = json.loads(pq.read_metadata(path).metadata[b"evenground"])["sorted_by"]
    assert said == list(SORTED)
    keys = ordered.select(said)
    assert keys.equals(keys.sort(said, nulls_last=True))
    plain = plain.cast({pl.Categorical: pl.String})
    who = ["period", "person_id"]
    assert plain.sort(who).equals(ordered.sort(who))


def test_each_place_lies_in_one_larger_place_and_each_small_area_has_one_deprivation():
    people = make_people(120_000, seed=3, years=[2025])
    ladder = ["practice", "place", "system", "region", "nation"]
    for inner, outer in zip(["lsoa", *ladder], ["place", *ladder[1:]], strict=False):
        assert people.group_by(inner).agg(pl.col(outer).n_unique())[outer].max() == 1
    areas = people.group_by("lsoa").agg(
        pl.col("deprivation_decile", "deprivation_quintile").n_unique(), pl.len()
    )
    assert areas["deprivation_decile"].max() == areas["deprivation_quintile"].max() == 1
    assert people["lsoa"].cast(pl.String).str.starts_with("ZZ").all()
    assert 1_200 < areas["len"].mean() < 2_000
    fifths = people["deprivation_quintile"].value_counts(normalize=True)["proportion"]
    assert fifths.min() > 0.18
    assert (people["deprivation_quintile"] == (people["deprivation_decile"] + 1) // 2).all()


def test_events_by_month_add_up_to_the_counts_of_the_year(folder):
    events = pl.read_parquet(folder / "people-events.parquet").cast({pl.Categorical: pl.String})
    assert events["month"].n_unique() == 36
    assert not events.select(pl.struct("person_id", "month", "event").is_duplicated()).to_series().any()  # fmt: skip
    last = events.filter(pl.col("month").is_in(months_of(2025)))
    people = pl.read_parquet(folder / "people.parquet")
    for kind in kinds():
        added = last.filter(event=kind).group_by("person_id").agg(pl.col("n").cast(int).sum())
        both = people.join(added, on="person_id", how="left").select(kind, pl.col("n").fill_null(0))
        assert (both[kind] == both["n"]).all(), kind


def test_months_of_earlier_years_follow_the_same_people(tmp_path):
    three = written(tmp_path / "three", years=3)
    people = pl.read_parquet(three / "people.parquet").filter(pl.col("period") == "2023/24")
    events = pl.read_parquet(three / "people-events.parquet").cast({pl.Categorical: pl.String})
    first = events.filter(pl.col("month").is_in(months_of(2023)))
    attended = first.filter(event="emergency_attendances")["n"].cast(int).sum()
    assert attended == people["emergency_attendances"].cast(int).sum()


def test_nothing_is_left_when_writing_stops(tmp_path):
    def stop(done: float) -> None:
        raise KeyboardInterrupt

    made = population(PEOPLE, seed=SEED)
    with pytest.raises(KeyboardInterrupt):
        write_people(made, tmp_path / "people.parquet", LIBRARY, progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_the_files_of_margins_is_refused_in_words(tmp_path, capsys):
    out = tmp_path / "people.parquet"
    asked = ["synth", "--people", "10", "--seed", "1", "--out", str(out)]
    assert main([*asked, "--margins", str(tmp_path)]) == 11
    said = capsys.readouterr().err
    assert "imd2025_lsoa21.parquet" in said
    assert "census2021_ts021" in said
    with pytest.raises(SystemExit) as stop:
        main([*asked, "--margins", str(tmp_path / "nowhere")])
    assert stop.value.code == 2
    assert list(tmp_path.iterdir()) == []
