"""A published file is understood row by row, or refused with the line that is wrong."""

from __future__ import annotations

import random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground.errors import DataError
from evenground.sources import fingertips
from tests.published import HEADINGS, file, row

DECILES = "County & UA deprivation deciles in England (IMD2019, {} geography)"


def read(*rows, **options):
    return fingertips.read(file(*rows), name="data.csv", **options)


def refusal(content: bytes, **options) -> str:
    with pytest.raises(DataError) as refused:
        fingertips.read(content, name="data.csv", **options)
    return str(refused.value)


def reasons(published) -> dict[str, int]:
    return {aside.reason: aside.rows for aside in published.set_aside}


# the account


def test_every_row_is_kept_or_set_aside_with_a_reason():
    published = read(
        row(),
        row(parent="E92000001"),
        {},
        row(type="Ethnic groups"),
        row(period="in spring"),
        row(period="2023/24", sortable="20100000"),
    )
    assert reasons(published) == {
        "Blank line": 1,
        "A category without its type, or a type without a category": 1,
        "The time period is not understood": 1,
        "The time period does not agree with its sortable form or its range": 1,
        "The same row again, under another parent area or area type": 1,
    }
    assert published.rows_read == 6
    assert published.rows_kept == 1
    assert published.set_aside[0].example_lines == [4]


@given(st.lists(st.sampled_from(["kept", "again", "blank", "strange"]), min_size=1, max_size=30))
def test_rows_read_are_rows_kept_and_rows_set_aside(kinds):
    kinds = ["kept", *kinds]
    rows = {
        "kept": lambda n: row(area=f"Area {n}", code=f"E{n}"),
        "again": lambda n: row(area="Area 0", code="E0"),
        "blank": lambda n: {},
        "strange": lambda n: row(period="never"),
    }
    published = read(*(rows[kind](n) for n, kind in enumerate(kinds)))
    assert published.rows_read == len(kinds)
    assert published.rows_kept == kinds.count("kept")
    assert published.rows_read == published.rows_kept + sum(reasons(published).values())


def test_the_order_of_the_rows_does_not_matter():
    rows = [
        row(area=f"Area {n}", code=f"E{n}", sex=sex, period=year, sortable=f"{year[:4]}0000")
        for n in range(5)
        for sex in ("Persons", "Male", "Female")
        for year in ("2022/23", "2023/24")
    ]
    shuffled = random.Random(5).sample(rows, len(rows))
    assert read(*rows).table.drop("line").equals(read(*shuffled).table.drop("line"))


def test_lines_are_counted_as_an_editor_counts_them():
    published = read(row(code="E1"), {}, row(code="E2", area="Eden\nHealth Centre"), row(code="E3"))
    lines = dict(published.table.select("area_code", "line").iter_rows())
    assert lines == {"E1": 2, "E2": 4, "E3": 6}
    assert published.table["area"].to_list() == ["England", "Eden Health Centre", "England"]


# missing, suppressed and zero


def test_zero_suppressed_and_missing_are_three_things():
    published = read(
        row(code="E1", value="0"),
        row(code="E2", value="", note="Value suppressed for disclosure control reasons"),
        row(code="E3", value=""),
        row(code="E4", value="", note="Value not published for data quality reasons"),
    )
    assert published.table["status"].to_list() == ["value", "suppressed", "missing", "missing"]
    assert published.table["value"].to_list() == [0, None, None, None]


def test_a_count_whose_value_is_suppressed_is_left_out():
    published = read(
        row(value="", count=3, denominator=21, note="Value suppressed for disclosure control")
    )
    assert published.table["count"].to_list() == [None]
    assert published.notes == ["Counts without a value were left out: 1, the first on line 2."]


def test_counts_that_do_not_give_the_value_are_not_used():
    """Active Lives: 89 of 18,891 people beside a value of 31.2%."""
    published = read(
        row(code="E1", value="31.2", count=89, denominator=18_891),
        row(code="E2", value="25.0", count=25, denominator=100),
    )
    assert published.table["count"].to_list() == [None, None]
    assert published.table["denominator"].to_list() == [18_891, 100]
    assert "line 2: 89 of 18,891 is not 31.2" in published.notes[0]


def test_counts_that_give_the_value_are_kept_also_when_rounded_to_5():
    published = read(row(value="31.3", count=590, denominator=1_890))
    assert published.table["count"].to_list() == [590]
    assert published.notes == []


def test_counts_of_an_undefined_indicator_are_kept_and_said_to_be_unchecked():
    published = read(row(indicator="1", value="31.2", count=89, denominator=18_891))
    assert published.table["count"].to_list() == [89]
    assert "were not checked" in published.notes[0]


def test_limits_that_do_not_enclose_their_value_are_left_out():
    published = read(row(value="20", lower="21", upper="25"))
    assert published.table.select("value", "lower", "upper").row(0) == (20, None, None)
    assert "first on line 2" in published.notes[0]


# who is compared


def test_sex_and_age_of_rows_without_category_become_dimensions():
    published = read(
        row(),
        row(sex="Male"),
        row(age="85+ yrs"),
        row(age="25-34 yrs"),
        row(type="Disability", category="Disabled"),
    )
    found = published.table.sort("dimension", "order").select(
        "sex", "age", "dimension", "group", "order"
    )
    assert found.rows() == [
        ("Persons", "19+ yrs", "age", "25-34 yrs", 1),
        ("Persons", "19+ yrs", "age", "85+ yrs", 2),
        ("Persons", "19+ yrs", "all", "Everyone", 0),
        ("Persons", "19+ yrs", "disability", "Disabled", 1),
        ("Persons", "19+ yrs", "sex", "Male", 2),
    ]


def test_ages_that_are_all_divided_stay_populations_of_their_own():
    published = read(
        *(row(age=age, sex=sex) for age in ("65", "All ages") for sex in ("Male", "Female"))
    )
    assert published.dimensions == {"sex": "Sex"}
    assert published.table["age"].unique().sort().to_list() == ["65", "All ages"]


def test_categories_of_men_stay_among_men():
    published = read(row(sex="Male"), row(sex="Male", type="Disability", category="Disabled"))
    found = dict(published.table.select("dimension", "sex").iter_rows())
    assert found == {"sex": "Persons", "disability": "Male"}


def test_two_editions_of_deciles_are_kept_apart():
    published = read(
        row(type=DECILES.format("4/21"), category="Most deprived decile (IMD2019)", value=30),
        row(type=DECILES.format("4/23"), category="Most deprived decile (IMD2019)", value=31),
    )
    assert published.table["group"].to_list() == ["Most deprived decile"] * 2
    assert set(published.dimensions) == {
        "deprivation_decile_county_ua_2021",
        "deprivation_decile_county_ua_2023",
    }


def test_an_unknown_category_type_is_kept_and_said_to_be_unknown():
    published = read(row(type="Favourite colour", category="Blue"))
    assert published.table.select("dimension", "dimension_title", "group").row(0) == (
        "favourite_colour",
        "Favourite colour",
        "Blue",
    )
    assert "“Favourite colour” is not a dimension" in published.notes[0]


def test_an_unknown_group_of_a_known_dimension_is_kept_at_its_end():
    published = read(
        *(row(type="Disability", category=name) for name in ("Not disabled", "Not stated"))
    )
    assert dict(published.table.select("group", "order").iter_rows()) == {
        "Not disabled": 2,
        "Not stated": 3,
    }
    assert "groups that its definition does not: Not stated" in published.notes[0]


# duplicates


def test_england_twice_is_kept_once():
    published = read(row(value="20.50", parent=""), row(value="20.5", parent="E92000001"))
    assert published.rows_kept == 1


def test_two_numbers_for_one_thing_are_refused_with_both_lines():
    said = refusal(file(row(code="E1"), row(value=20), row(value=21, upper=22)))
    assert "data.csv, lines 3 and 4 are about the same" in said
    assert "differ in value, upper" in said


def test_two_labels_of_one_group_with_two_numbers_are_refused():
    said = refusal(
        file(
            row(type=DECILES.format("4/21"), category="Most deprived decile", value=1),
            row(type=DECILES.format("4/21"), category="Most deprived decile (IMD2019)", value=2),
        )
    )
    assert "lines 2 and 3" in said


# text of every kind


@pytest.mark.parametrize(
    ("change", "note"),
    [
        (lambda text: text, []),
        (lambda text: b"\xef\xbb\xbf" + text, []),
        (lambda text: text.replace(b"\n", b"\r\n"), []),
        (lambda text: text.replace(b"\n", b"\r"), ["carriage returns"]),
        (lambda text: text.decode().encode("cp1252"), ["Windows-1252"]),
        (lambda text: text.rstrip(b"\n"), []),
        (lambda text: text.replace(b"\n", b"\n\n  \n"), []),
    ],
    ids=["utf-8", "mark", "windows lines", "old mac lines", "cp1252", "no last line end", "blank"],
)
def test_files_are_read_however_they_were_saved(change, note):
    rows = [row(area="Ynys Môn – north", code="W1"), row(area="St Helens, south", code="E1")]
    published = fingertips.read(change(file(*rows)), name="data.csv")
    assert published.table["area"].to_list() == ["St Helens, south", "Ynys Môn – north"]
    assert all(words in " ".join(published.notes) for words in note)
    assert len(published.notes) == len(note)


def test_headings_may_vary_where_areas_are_compared(tmp_path):
    headings = [heading.replace("England", "PCNs (v. 27/10/23)") for heading in HEADINGS] + ["", ""]
    path = tmp_path / "data.csv"
    path.write_bytes(file(row(), headings=headings))
    assert fingertips.read(path).rows_kept == 1


def test_a_formula_in_a_cell_is_text():
    published = read(row(area='=HYPERLINK("http://example.org")', code="+1"))
    assert published.table.select("area", "area_code").row(0) == (
        '=HYPERLINK("http://example.org")',
        "+1",
    )


def test_many_parts_give_what_one_gives(monkeypatch):
    from evenground.sources import text

    rows = [row(code=f"E{n}", area="A\nB" if n % 3 else "C", value=n) for n in range(50)]
    whole = read(*rows)
    monkeypatch.setattr(text, "CHUNK", 97)
    monkeypatch.setattr(text, "RECORDS", 7)
    parts = read(*rows)
    assert parts.table.equals(whole.table)
    assert parts.digest == whole.digest


# refusals


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "data.csv is empty"),
        (b"\xef\xbb\xbf \n\n", "data.csv is empty"),
        (file(), "data.csv has a header and no rows"),
        (file({}), "data.csv has no row that can be used: Blank line (1)"),
        (b"PK\x03\x04rest", "is an Excel, OpenDocument or ZIP file, not a CSV file"),
        (b"%PDF-1.7", "is a PDF, not a CSV file"),
        (b"PAR1rest", "is a Parquet file"),
        (b"\x1f\x8brest", "is a compressed file"),
        (b"<!DOCTYPE html>", "is a web page"),
        (file(row()).decode().encode("utf-16"), "is text in UTF-16"),
        (file(row()) + b"\0", "has NUL bytes"),
        (b"a,b\n1,\x81\x8d", "is neither UTF-8 nor Windows-1252"),
        (b"area,value\nEngland,3\n", "Its own begin: area, value. Is this a Fingertips file?"),
        (file(row(), headings=HEADINGS[1:]), "lacks these columns: Indicator ID. Its own"),
        (file(row(), headings=[*HEADINGS, "Value"]), "has these columns twice: Value."),
        (file(row())[:-30], "data.csv, line 2: 12 cells where the header has 27. The file is cut"),
        (file(row()) + b"1,2\n" + file(row()), "line 3: 2 cells where the header has 27. Correct"),
        (file(row(area='St "Mary'))[:-60] + b'"', "a quotation mark on or after line 2"),
        (file(row(), row(value="high")), "line 3, column Value: 'high' is not a number"),
        (file(row(value="1,234")), "column Value: '1,234' is not a number"),
        (file(row(value="NaN")), "column Value: 'NaN' is not a number"),
        (file(row(value="=1+1")), "column Value: '=1+1' is not a number"),
        (file(row(), row(denominator="inf")), "line 3, column Denominator: 'inf' is not"),
        (file(row(), row(code="")), "data.csv, line 3: Area Code is empty"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_in_words(content, message):
    assert message in refusal(content)


def test_too_many_rows_for_a_page_are_refused_with_their_number():
    said = refusal(file(*(row(code=f"E{n}") for n in range(12))), limit_rows=10)
    assert "has 12 rows and this page takes 10" in said
    assert "evenground import fingertips" in said


# real files


FILES = {
    "fingertips_api_200_learning_disability_qof.csv": (464, 295),
    "fingertips_api_93930_ae_attendances_0_4.csv": (7_610, 7_610),
    "fingertips_api_active_lives_by_ethnicity_disability_deprivation_nssec.csv": (4_230, 2_115),
}


@pytest.mark.real_data
@pytest.mark.parametrize("name", FILES)
def test_real_files_reconcile(shared_data, name):
    published = fingertips.read(shared_data / "fingertips" / name)
    assert (published.rows_read, published.rows_kept) == FILES[name]
    assert published.rows_read == published.rows_kept + sum(reasons(published).values())
    key = ["indicator_id", "area_code", "sex", "age", "dimension", "group", "period"]
    assert not published.table.select(pl.struct(key).is_duplicated().any()).item()
    assert published.table["period_start"].null_count() == 0


@pytest.mark.real_data
def test_the_real_suppressed_value_is_suppressed(shared_data):
    name = "fingertips_api_93930_ae_attendances_0_4.csv"
    table = fingertips.read(shared_data / "fingertips" / name).table
    assert table.filter(status="suppressed").select("area_code", "value", "line").rows() == [
        ("A82620", None, 1355)
    ]
    assert len([key for key in table["dimension"].unique() if "decile" in key]) == 4


@pytest.mark.real_data
def test_other_files_are_refused_with_help(shared_data):
    others = [p for p in (shared_data / "fingertips").iterdir() if p.name not in FILES]
    assert len(others) > 5
    for path in others:
        with pytest.raises(DataError, match="Is this a Fingertips file|not a CSV file"):
            fingertips.read(path)
