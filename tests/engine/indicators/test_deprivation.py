"""1 is the most deprived whatever the file says, and an area belongs to the census that drew it."""

from __future__ import annotations

import polars as pl
import pytest

from evenground.errors import DataError, DefinitionError
from evenground.indicators.codes.deprivation import edition, editions, first_drawn, read_deprivation


def read(path, edition_id="imd-2019", **said):
    how = {"area": "lsoa", "value": "value", "kind": "decile", "one_is": "most deprived"} | said
    return read_deprivation(path, edition=edition(edition_id), **how)


def written(tmp_path, rows, name="file.csv"):
    path = tmp_path / name
    pl.DataFrame(rows, schema=["lsoa", "value"], orient="row").write_csv(path)
    return path


@pytest.mark.parametrize(
    ("edition_id", "file", "area"),
    [
        ("imd-2019", "imd2019_lsoa11", "lsoa11_code"),
        ("imd-2025", "imd2025_lsoa21", "lsoa21_code"),
    ],
)
def test_an_edition_as_published_is_read_the_same_from_ranks_and_from_tenths(
    shared_data, edition_id, file, area
):
    path = shared_data / f"deprivation/{file}.parquet"
    tenths = read(path, edition_id, area=area, value="IMD_decile")
    ranks = read(path, edition_id, area=area, value="IMD_rank", kind="rank")
    assert tenths.whole
    assert tenths.table.select("lsoa", "decile").equals(ranks.table.select("lsoa", "decile"))
    assert ranks.table.filter(lsoa="E01021988").row(0) == ("E01021988", 1, 1)
    published = dict(pl.read_parquet(path).select(area, "IMD_decile").iter_rows())
    assert dict(ranks.table.select("lsoa", "decile").iter_rows()) == published


def test_a_file_with_10_for_the_most_deprived_gives_1(shared_data, tmp_path):
    published = pl.read_parquet(shared_data / "deprivation/imd2019_lsoa11.parquet")
    turned = tmp_path / "turned.parquet"
    published.with_columns(IMD_decile=11 - pl.col("IMD_decile")).write_parquet(turned)
    how = {"area": "lsoa11_code", "value": "IMD_decile"}
    found = read(turned, one_is="least deprived", **how)
    assert found.table.equals(read(shared_data / "deprivation/imd2019_lsoa11.parquet", **how).table)
    with pytest.raises(DataError, match="Correct `one_is`"):
        read(turned, one_is="most deprived", **how)


def test_a_file_of_the_wrong_census_is_named_with_the_edition_that_fits(shared_data):
    """A published file is called lsoa11 and holds areas of 2021."""
    new = shared_data / "deprivation/imd2025_lsoa21.parquet"
    with pytest.raises(DataError, match=r"areas of 2021, .* imd-2025 would fit"):
        read(new, "imd-2019", area="lsoa21_code", value="IMD_decile")
    old = shared_data / "deprivation/imd2019_lsoa11.parquet"
    with pytest.raises(
        DataError, match="none of its small areas was drawn in 2021.* imd-2019 would"
    ):
        read(old, "imd-2025", area="lsoa11_code", value="IMD_decile")


def test_a_code_without_deprivation_says_why(shared_data):
    how = {"area": "lsoa11_code", "value": "IMD_decile"}
    imd2019 = read(shared_data / "deprivation/imd2019_lsoa11.parquet", **how)
    how = {"area": "lsoa21_code", "value": "IMD_decile"}
    imd2025 = read(shared_data / "deprivation/imd2025_lsoa21.parquet", "imd-2025", **how)
    changes = pl.read_parquet(shared_data / "lookups/lsoa11_lsoa21_changes_ltla22.parquet")
    splits = changes.filter(pl.col("lsoa11_code").str.starts_with("E"), change_code="S")
    gone = splits.filter(~pl.col("lsoa11_code").is_in(changes["lsoa21_code"].implode()))
    old, new = gone.select("lsoa11_code", "lsoa21_code").row(0)
    assert imd2019.why_not(old) is None
    assert "imd-2019 would fit" in imd2025.why_not(old)
    assert "imd-2025 would fit" in imd2019.why_not(new)
    assert imd2025.why_not(new) is None
    assert imd2019.why_not("W01000229") == "not a small area of England"
    assert imd2019.why_not("Z99999999") == "not a small area of England"


def test_the_numbers_of_areas_tell_the_census_that_drew_them(shared_data):
    changes = pl.read_parquet(shared_data / "lookups/lsoa11_lsoa21_changes_ltla22.parquet")
    old = set(changes["lsoa11_code"]) - {None}
    new = set(changes["lsoa21_code"]) - old
    english = [code for code in new if code.startswith("E01")]
    assert len(english) > 1_000
    assert {first_drawn(code) for code in english} == {2021}
    assert {first_drawn(code) for code in old if code.startswith("E01")} == {2001, 2011}


def test_a_part_of_england_is_read_and_says_that_it_is_a_part(tmp_path):
    found = read(written(tmp_path, [("E01000001", 10), ("E01000002", 9)]))
    assert not found.whole
    assert found.why_not("E01000003") == "not in the file, which holds a part of England"
    fifths = read(written(tmp_path, [("E01000001", 2)]), kind="quintile")
    assert fifths.table.row(0) == ("E01000001", None, 2)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("E01000001", 0)], "from 1 to 10"),
        ([("E01000001", "high")], "from 1 to 10"),
        ([("E01000001", 1), ("E01000001", 2)], "there twice: E01000001"),
        ([("W01000001", 1)], "not small areas"),
    ],
)
def test_values_and_areas_that_cannot_be_are_refused(tmp_path, rows, said):
    rows = [(code, str(value)) for code, value in rows]
    with pytest.raises(DataError, match=said):
        read(written(tmp_path, rows))


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path):
    with pytest.raises(DataError, match="no column `IMD`.*It has: lsoa, value"):
        read(written(tmp_path, [("E01000001", 1)]), value="IMD")


def test_an_edition_that_nobody_declared_is_refused():
    assert set(editions()) == {"imd-2019", "imd-2025"}
    with pytest.raises(DefinitionError, match="imd-2019, imd-2025"):
        edition("imd-2030")
