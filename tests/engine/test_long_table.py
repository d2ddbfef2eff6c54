"""A long table is read as it is declared, or refused with every mistake and its rows at once."""

from __future__ import annotations

import polars as pl
import pytest

from evenground.errors import DataError
from evenground.profile.table.reading import read
from evenground.profile.table.tidy import tidy

USUAL = {
    "indicator": "Breastfeeding",
    "area": "Ambermoor",
    "dimension": "decile",
    "group": "d1",
    "period": "2024/25",
}


def rows(*changes: dict, **common) -> pl.DataFrame:
    """Rows of text cells, as a CSV file gives them; the second is group d2 unless it says else."""
    made = [{**USUAL, "group": f"d{n}", **common, **row} for n, row in enumerate(changes, 1)]
    names = list(dict.fromkeys(name for row in made for name in row))
    cells = {
        name: [None if (c := row.get(name)) is None else str(c) for row in made] for name in names
    }
    return pl.DataFrame(cells, schema=dict.fromkeys(names, pl.String))


def understood(table, **options) -> list[dict]:
    return tidy(read(table), **options).frame.to_dicts()


def refusal(table, **options) -> str:
    with pytest.raises(DataError) as refused:
        tidy(read(table), **options)
    return str(refused.value)


# what is filled in


def test_a_small_table_needs_few_columns():
    (row,) = understood(rows({"value": 20}))
    assert row["indicator_id"] == row["indicator"] == row["subject"] == "Breastfeeding"
    assert row["area_code"] == row["area"] == "Ambermoor"
    assert (row["sex"], row["age"], row["status"]) == ("Persons", "All ages", "value")
    assert (str(row["period_start"]), str(row["period_end"])) == ("2024-04-01", "2025-03-31")
    assert row["value"] == 20
    for name in ("lower", "upper", "unit", "better_when", "kind", "ordered", "reference", "count"):
        assert row[name] is None


def test_headings_may_be_written_with_capitals_and_spaces_and_place_is_an_area():
    table = rows({"value": 20}).rename({"area": " Place ", "indicator": "Indicator ID"})
    (row,) = understood(table)
    assert (row["indicator_id"], row["area"]) == ("Breastfeeding", "Ambermoor")


def test_counts_of_a_proportion_give_its_value_with_wilson_limits():
    (row,) = understood(rows({"count": 5, "denominator": 10}, kind="proportion"))
    assert (row["value"], row["unit"], row["kind"]) == (50, "percent", "proportion")
    assert row["lower"] == pytest.approx(23.659, abs=1e-3)
    assert row["upper"] == pytest.approx(76.341, abs=1e-3)


def test_counts_of_a_rate_give_its_value_with_exact_limits():
    (row,) = understood(rows({"count": 10, "denominator": 50_000}, kind="rate", unit="per 100000"))
    assert (row["value"], row["unit"]) == (20, "per 100,000")
    assert row["lower"] == pytest.approx(9.59, abs=0.01)
    assert row["upper"] == pytest.approx(36.78, abs=0.01)


def test_zero_events_are_a_value_and_nobody_is_not():
    first, second = understood(
        rows({"count": 0, "denominator": 10}, {"count": 0, "denominator": 0}, kind="proportion")
    )
    assert (first["status"], first["value"]) == ("value", 0)
    assert (second["status"], second["value"]) == ("nobody", None)


def test_a_standard_error_gives_limits():
    (row,) = understood(rows({"value": 20, "se": 1}))
    assert (row["lower"], row["upper"]) == (
        pytest.approx(18.04, abs=0.01),
        pytest.approx(21.96, abs=0.01),
    )


def test_a_value_beside_its_counts_stays_and_takes_their_limits():
    (row,) = understood(rows({"value": 33.3, "count": 5, "denominator": 15}, kind="proportion"))
    assert row["value"] == 33.3
    assert row["lower"] == pytest.approx(15.18, abs=0.01)


def test_a_definition_of_the_library_declares_unit_direction_and_subject():
    (row,) = understood(rows({"value": 20}, indicator_id="93015"))
    assert (row["unit"], row["better_when"], row["kind"]) == ("percent", "lower", "proportion")
    assert row["subject"] == "Inactivity"


def test_one_value_may_be_declared_for_all_rows():
    (row,) = understood(rows({"value": 20}).drop("area"), declare={"area": "Here", "unit": "%"})
    assert (row["area"], row["unit"]) == ("Here", "percent")


def test_a_dimension_of_the_library_declares_its_groups_order_and_reference():
    first, second = understood(
        rows({"group": "1"}, {"group": "5"}, value=20, dimension="deprivation_quintile")
    )
    assert (first["group"], second["group"]) == ("Most deprived fifth", "Least deprived fifth")
    assert (first["group_order"], second["group_order"]) == (1, 5)
    assert first["ordered"] is True
    assert first["reference"] == "Least deprived fifth"
    assert first["dimension_title"] == "Deprivation (national fifths)"


def test_ethnic_groups_stay_without_an_order_whatever_the_table_says_of_sorting():
    first, _ = understood(
        rows(
            {"group": "White", "order": 1},
            {"group": "Roma", "order": 2},
            value=20,
            dimension="Ethnic group (5 groups)",
        )
    )
    assert (first["dimension"], first["ordered"], first["reference"]) == (
        "ethnic_group",
        False,
        "White",
    )


def test_the_order_column_orders_groups_that_an_alphabet_would_not():
    table = rows(*({"group": f"d{n}", "order": n, "value": n} for n in range(1, 11)))
    found = understood(table)
    assert [row["group_order"] for row in found] == list(range(1, 11))
    assert found[0]["ordered"] is True


def test_an_order_for_sorting_alone_is_said_to_be_none():
    found = understood(rows({"order": 1}, {"order": 2}, value=20, ordered="no"))
    assert {row["ordered"] for row in found} == {False}


def test_imported_tables_have_an_order_for_sorting_only():
    found = understood(rows({"order": 1}, {"order": 2}, value=20, line=2))
    assert {row["ordered"] for row in found} == {None}


def test_groups_may_be_left_out_of_comparisons():
    first, second = understood(rows({"order": 1}, {"order": None, "compared": "no"}, value=20))
    assert (first["compared"], second["compared"], second["group_order"]) == (True, False, 3)


@pytest.mark.parametrize("mark", ["*", "-", "c", "[x]", "..", None])
@pytest.mark.parametrize("status", ["suppressed", "missing", "not_asked", "Not asked"])
def test_a_mark_is_no_number_where_the_status_says_why(mark, status):
    table = rows({"value": 20}, {"value": mark, "count": mark, "status": status})
    _, second = understood(table)
    assert (second["status"], second["value"], second["count"]) == (
        status.lower().replace(" ", "_"),
        None,
        None,
    )


def test_columns_of_other_names_are_named():
    table = rows({"value": 20}).rename({"area": "Org_Name", "group": "Measure"})
    (row,) = understood(table, columns={"area": "Org_Name", "group": "Measure"})
    assert (row["area"], row["group"]) == ("Ambermoor", "d1")
    assert "no column 'Org' to be `area`. It has: " in refusal(table, columns={"area": "Org"})
    assert "'colour' is no column of a long table" in refusal(table, columns={"colour": "Org_Name"})


# refusals


@pytest.mark.parametrize("mark", ["*", "-", "c", "[c]", ":", "suppressed", "n/a"])
def test_a_mark_without_a_status_is_refused_and_never_zero(mark):
    said = refusal(rows({"value": 1}, {"value": mark}))
    assert "column `value`, row 2: a mark stands where a number belongs" in said
    assert "never read as 0" in said


def test_an_empty_cell_without_a_status_is_refused_and_never_zero():
    said = refusal(rows({"value": 1}, {"value": None}))
    assert "column `value`, row 2: is empty, and so is the count" in said
    assert "An empty cell is never read as 0." in said


@pytest.mark.parametrize("text", ["1,234", "1 234"])
def test_commas_inside_numbers_are_refused_in_words_without_the_number(text):
    said = refusal(rows({"count": text, "denominator": 5_000}, kind="proportion"))
    assert "column `count`, row 1: has a comma or space inside a number. Write 1234.5" in said
    assert "234" not in said.replace("1234.5", "")


def test_all_mistakes_are_told_at_once_with_their_rows():
    table = rows(
        {"value": "12%"},
        {"value": "high"},
        {"value": 3, "better_when": "up"},
        {"value": 4, "ordered": "perhaps"},
        *({"value": "*"} for _ in range(7)),
    )
    said = refusal(table, name="mine.csv")
    assert said.startswith("mine.csv has 5 kinds of mistake. Correct them and try again.\n- column")
    assert "column `value`, row 1: has a per cent sign" in said
    assert "column `value`, row 2: is not a number." in said
    assert "column `better_when`, row 3: takes higher or lower, or nothing." in said
    assert "column `ordered`, row 4: takes yes or no, or nothing." in said
    assert "column `value`, rows 5, 6, 7, 8, 9 and 2 more: a mark" in said


def test_rows_of_a_file_are_named_by_their_line(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(
        "indicator,area,dimension,group,period,value\nA,B,C,D,2024,\n\nA,B,C,E,2024,x1\n"
    )
    assert "column `value`, line 4: is not a number." in refusal(path)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"value": 5, "lower": 6, "upper": 7}, "the limits do not enclose the value"),
        ({"value": 5, "lower": 4}, "one limit stands without the other"),
        ({"count": 5}, "column `denominator`, row 1: is empty beside a count"),
        ({"count": 5, "denominator": 10}, "nobody declared how count and denominator give"),
        ({"count": 5, "denominator": 10, "kind": "rate"}, "does not say what the value is per"),
        ({"count": 11, "denominator": 10, "kind": "proportion"}, "is larger than the denominator"),
        ({"count": -1, "denominator": 10, "kind": "proportion"}, "`count`, row 1: is below 0"),
        ({"value": 120, "unit": "percent", "kind": "proportion"}, "is no share in its unit"),
        (
            {"value": 0.3, "count": 30, "denominator": 100, "kind": "proportion"},
            "is not what count and denominator give in the declared unit",
        ),
        ({"value": 5, "status": "suppressed"}, "says that there is no number, and the row has one"),
        ({"value": 5, "period": "last year"}, "`period`, row 1: is not understood. Write 2025/26"),
        ({"value": 5, "group": None}, "column `group`, row 1: is empty"),
        ({"value": 5, "reference": "d9"}, "'d9' is not a group of 'decile'. There are: d1"),
        ({"value": "inf"}, "is not a number"),
        ({"value": 5, "order": "*"}, "column `order`, row 1: is not a number"),
    ],
)
def test_what_cannot_be_right_is_refused_in_words(change, told):
    assert told in refusal(rows(change))


def test_two_rows_for_one_thing_are_refused_with_both_rows():
    said = refusal(rows({"group": "d1"}, {"group": "d2"}, {"group": "d1"}, value=20))
    assert "rows 1, 3: more than one row for d1 of decile, Ambermoor, 2024/25" in said


def test_two_declarations_of_one_thing_are_refused():
    said = refusal(rows({"unit": "percent"}, {"unit": "per 1,000"}, value=20))
    assert "column `unit`, row 2: another than in the rows before for Breastfeeding" in said


def test_a_table_that_contradicts_a_definition_is_refused():
    said = refusal(rows({"value": 20}, indicator_id="93015", better_when="higher"))
    assert "declares higher for 93015 and its definition lower" in said
    said = refusal(rows({"value": 20, "group": "White"}, dimension="ethnic_group", ordered="yes"))
    assert "'ethnic_group' is not ordered by its definition" in said


def test_an_ordered_group_without_a_place_or_two_with_one_are_refused():
    assert "`order`, row 2: is empty for d2, and 'decile' is ordered" in refusal(
        rows({"order": 1}, {"order": None}, value=20)
    )
    assert "two groups of 'decile' share a place: d1, d2" in refusal(
        rows({"order": 1}, {"order": 1}, value=20)
    )
    assert "a group of 'decile' has several orders" in refusal(
        rows({"group": "d1", "order": 1}, {"group": "d1", "order": 2, "period": "2023/24"}, value=2)
    )


def test_an_order_that_runs_against_a_definition_is_refused():
    table = rows({"group": "1", "order": 5}, {"group": "5", "order": 1}, value=20)
    said = refusal(table.with_columns(dimension=pl.lit("deprivation_quintile")))
    assert "`order`, rows 1, 2: the order of 'deprivation_quintile' is another than its" in said
    assert "where the first is Most deprived fifth" in said
    same = rows({"group": "1", "order": 10}, {"group": "5", "order": 50}, value=20)
    found = understood(same.with_columns(dimension=pl.lit("deprivation_quintile")))
    assert [row["group_order"] for row in found] == [1, 5]


def test_a_table_of_another_kind_says_what_it_lacks_and_what_to_do():
    said = refusal(pl.DataFrame({"Area Code": ["E1"], "Value": ["2"]}))
    assert "has no column indicator_id or indicator; dimension; group; period" in said
    assert "It has: Area Code, Value. Say which column is which (--column group=HEADING)" in said
    wide = pl.DataFrame({f"column {n}": [n] for n in range(15)})
    assert "column 10, column 11 and 3 more. Say which" in refusal(wide)
    assert "no column value, or count with denominator" in refusal(rows({}))
    assert "has no rows" in refusal(rows({"value": 1}).clear())


def test_cells_are_not_taken_for_a_table_because_they_are_not_protected():
    cells = rows({"numerator": 2, "denominator": 30})
    assert "looks like cells of `evenground count`" in refusal(cells)
    assert "looks like cells" not in refusal(cells, columns={"count": "numerator"})


def test_what_is_declared_twice_or_unknown_is_refused():
    table = rows({"value": 20})
    assert "'colour' is no column of a long table" in refusal(table, declare={"colour": "red"})
    assert "`area` is declared for all rows and the table has that" in refusal(
        table, declare={"area": "Here"}
    )
    assert "Two columns mean the same: area" in refusal(
        table.with_columns(pl.col("area").alias("Place"))
    )


def test_numbers_may_come_as_numbers_and_a_year_as_a_number():
    table = rows({"value": 20}).with_columns(value=pl.lit(20.5), period=pl.lit(2024.0))
    (row,) = understood(table)
    assert (row["value"], row["period"]) == (20.5, "2024")


def test_nan_is_missing_and_not_a_number():
    table = rows({"value": 20}).with_columns(value=pl.lit(float("nan")))
    assert "is empty, and so is the count" in refusal(table)
    table = rows({"value": 20}).with_columns(value=pl.lit(float("inf")))
    assert "`value`, row 1: is not a finite number" in refusal(table)


# where tables come from


def test_a_file_that_is_no_table_is_refused(tmp_path):
    assert "There is no file" in refusal(tmp_path / "absent.csv")
    other = tmp_path / "table.parquet"
    other.write_text("nothing")
    assert "table.parquet is not a table that can be read" in refusal(other)
    twice = tmp_path / "twice.csv"
    twice.write_text("value,value\n1,2\n")
    assert "twice.csv has these columns twice: value" in refusal(twice)
    nameless = tmp_path / "nameless.csv"
    nameless.write_text("value,\n1,2\n")
    assert "nameless.csv has a column without a heading" in refusal(nameless)
    assert "it was list" in refusal([1, 2])


def test_a_table_is_the_same_from_polars_pandas_csv_and_parquet(tmp_path):
    import pandas as pd

    table = rows({"value": 20.25, "order": 1}, {"value": None, "order": 2, "status": "missing"})
    table.write_csv(tmp_path / "table.csv")
    table.write_parquet(tmp_path / "table.parquet")
    typed = table.with_columns(pl.col("value", "order").cast(pl.Float64))
    frames = [
        table.lazy(),
        tmp_path / "table.csv",
        str(tmp_path / "table.parquet"),
        typed,
        pd.DataFrame({name: typed[name].to_list() for name in typed.columns}),
        pd.DataFrame(table.to_dicts()),
    ]
    found = [tidy(read(frame)).frame.drop("row") for frame in frames]
    for other in found[1:]:
        assert other.equals(found[0], null_equal=True)


# as a newcomer has it


def test_a_file_with_other_separators_says_which(tmp_path):
    for mark, what in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        path = tmp_path / "table.csv"
        path.write_text(f"indicator{mark}area\nBreastfeeding{mark}Ambermoor\n")
        assert f"has {what} between its cells. Save it as CSV with commas" in refusal(path)
    assert "between its cells" not in refusal(pl.DataFrame({"a;b": [1], "c": [2]}))


def test_columns_that_are_not_read_may_have_any_names():
    table = rows({"value": 20}).with_columns(n=pl.lit(1), N=pl.lit(2))
    found = tidy(read(table))
    assert found.unread == ["n", "N"]
    twice = rows({"value": 20}).with_columns(pl.col("area").alias("Place"))
    assert "Two columns mean the same: area ('area', 'Place')." in refusal(twice)


def test_months_and_days_are_periods_as_texts_and_as_dates():
    for period in (pl.lit("2024-04-01"), pl.date(2024, 4, 1), pl.datetime(2024, 4, 1)):
        (row,) = understood(rows({"value": 20}).with_columns(period=period))
        assert (row["period"], str(row["period_end"])) == ("2024-04-01", "2024-04-01")
    (row,) = understood(rows({"value": 20, "period": "2024-04"}))
    assert (str(row["period_start"]), str(row["period_end"])) == ("2024-04-01", "2024-04-30")


def test_among_months_a_span_of_years_is_refused_and_not_guessed():
    said = refusal(rows({"value": 20, "period": "2010-03"}, {"value": 21, "period": "2010-12"}))
    assert "`period`, row 2: may be a month or a span of years. Write Dec 2010" in said
    first, second = understood(
        rows({"value": 20, "period": "2010-12"}, {"value": 21, "period": "2013-15"})
    )
    assert str(first["period_end"]) == "2012-12-31"
    assert str(second["period_end"]) == "2015-12-31"


def test_the_index_of_a_pandas_frame_is_read_where_it_has_a_name():
    pd = pytest.importorskip("pandas")
    frame = [{**USUAL, "value": 20.5}]
    table = pd.DataFrame(frame).set_index(["group", "period"])
    (row,) = understood(table)
    assert (row["group"], row["period"], row["value"]) == ("d1", "2024/25", 20.5)
    kept = pd.DataFrame(frame).set_index("group", drop=False)
    assert understood(kept)[0]["group"] == "d1"


def test_periods_of_pandas_are_read():
    pd = pytest.importorskip("pandas")
    for freq, end in (("M", "2024-04-30"), ("Q", "2024-06-30"), ("Y", "2024-12-31")):
        when = pd.Period("2024-04", freq)
        (row,) = understood(pd.DataFrame([{**USUAL, "value": 20.5}]).assign(period=when))
        assert str(row["period_end"]) == end
    missing = pd.DataFrame([{**USUAL, "value": 20.5}]).assign(
        period=pd.Series([None], dtype="period[M]")
    )
    assert "`period`, row 1: is empty" in refusal(missing)


def test_groups_have_no_place_where_nobody_declared_an_order():
    found = understood(rows({"value": 20}, {"value": 21}))
    assert [row["group_order"] for row in found] == [None, None]
