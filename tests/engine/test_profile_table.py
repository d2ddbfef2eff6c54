"""The profile as a table: its columns, its order, its codes and how its parts fit the whole."""

from __future__ import annotations

import polars as pl
import pytest

from evenground import profile
from evenground.errors import DataError
from evenground.profile.tidy_profile import COLUMNS
from evenground.profile.words.reasons import CODES
from tests.engine.profiled import deciles


def test_the_columns_are_always_the_same():
    assert profile.profile(deciles()).columns == COLUMNS
    assert profile.profile(deciles(reference=None, better_when=None)).columns == COLUMNS


def test_rows_in_any_order_give_the_same_bytes(tmp_path):
    rows = pl.concat(
        [deciles(area=area, period=year) for area in "ABC" for year in ("2020", "2024")]
    )
    for n, order in enumerate(
        (rows, rows.reverse(), rows.sample(fraction=1, shuffle=True, seed=1))
    ):
        profile.profile(order).write_parquet(tmp_path / f"{n}.parquet")
    first, *others = (path.read_bytes() for path in sorted(tmp_path.iterdir()))
    assert all(other == first for other in others)


def test_one_area_at_a_time_gives_what_all_at_once_give_but_for_the_chance_of_the_whole():
    rows = pl.concat(
        [deciles(area=area, period=year) for area in "ABC" for year in ("2020", "2024")]
    )
    whole = profile.profile(rows).drop("q_value", "clear_in_profile", "standing", "sentence")
    parts = [profile.profile(rows.filter(area=area)) for area in "ABC"]
    assert pl.concat(parts).select(whole.columns).equals(whole, null_equal=True)


def test_a_part_keeps_what_the_whole_table_says_of_its_groups():
    elsewhere = deciles(area="Elsewhere").filter(pl.col("group") != "d2")
    found = profile.profile(pl.concat([deciles(), elsewhere]), within=["Elsewhere"], by=["decile"])
    assert found.filter(group="d2")["value_code"].to_list() == ["absent"]
    assert found["area"].unique().to_list() == ["Elsewhere"]


def test_groups_stand_in_their_order_and_not_in_that_of_the_alphabet():
    ten = {f"d{n}": (10 * n, 1_000) for n in range(1, 11)}
    found = profile.profile(deciles(ten)).filter(measure="value")
    assert found["group"].to_list() == list(ten)


def test_a_pandas_frame_gives_a_pandas_frame():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(deciles().to_dicts())
    found = profile.profile(frame)
    assert isinstance(found, pd.DataFrame)
    assert list(found.columns) == COLUMNS
    one = found[(found["group"] == "d1") & (found["measure"] == "value")].iloc[0]
    assert (one["absolute"], one["clear"], str(one["period_end"].date())) == (
        -20,
        True,
        "2024-12-31",
    )


def test_wherever_there_is_no_number_a_code_says_why():
    hidden = deciles().with_columns(
        status=pl.when(pl.col("group") == "d1").then(pl.lit("missing")),
        count=pl.when(pl.col("group") != "d1").then("count"),
    )
    found = profile.profile(pl.concat([hidden, deciles(area="B", reference=None)], how="diagonal"))
    for number, code in [
        ("value", "value_code"),
        ("lower", "limits_code"),
        ("absolute", "gap_code"),
        ("relative", "relative_code"),
        ("people", "people_code"),
        ("trend", "trend_code"),
        ("change", "change_code"),
    ]:
        groups = found.filter(measure="value")
        assert groups.select(pl.col(number).is_null() == pl.col(code).is_not_null())[number].all()
        assert set(groups[code].drop_nulls()) <= set(CODES)


def test_one_name_may_stand_without_a_list():
    rows = pl.concat([deciles(), deciles(area="Elsewhere")])
    found = profile.profile(rows, by="decile", within="Elsewhere", summary="paf")
    assert found["area"].unique().to_list() == ["Elsewhere"]
    assert found["measure"].unique().sort().to_list() == ["paf", "value"]


def test_a_reference_of_a_dimension_that_is_not_there_is_told_what_is():
    with pytest.raises(DataError, match="The table has no dimension fifth. It has: decile."):
        profile.profile(deciles(), references={"fifth": "d1"})


def test_editions_of_one_dimension_are_told_apart_in_sentences():
    editions = [deciles(dimension=f"Deprivation (IMD {year})", se=None) for year in (2015, 2019)]
    found = profile.profile(
        pl.concat([*editions, deciles(dimension="Income (net)")], how="diagonal")
    )
    assert not found["sentence"].is_duplicated().any()
    rows = found.filter(group="d1").sort("dimension")["sentence"].to_list()
    assert "in the group “d1” in Ambermoor in 2024 (by IMD 2015)." in rows[0]
    assert "in the group “d1” in Ambermoor in 2024 (by IMD 2019)." in rows[1]
    assert "in the group “d1” in Ambermoor in 2024. That" in rows[2]
    slope = found.filter(measure="sii", dimension="Deprivation (IMD 2019)")["sentence"][0]
    assert slope.startswith("Breastfeeding in Ambermoor in 2024 (by IMD 2019) rises by")
    alone = profile.profile(editions[0])["sentence"].to_list()
    assert not any("(by IMD" in sentence for sentence in alone)
