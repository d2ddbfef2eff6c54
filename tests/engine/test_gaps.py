"""A gap is a difference between two named groups, with limits, or a reason why there is none."""

from __future__ import annotations

import polars as pl
import pytest

from evenground import profile
from evenground.errors import DataError
from evenground.sources import fingertips
from tests.published import DECILES, ETHNIC, file, row

MOST, LEAST = "Most deprived decile", "Least deprived decile"


def gaps(*rows, **options) -> list[dict]:
    return profile.gaps(fingertips.read(file(*rows)).table, **options).to_dicts()


def sentence(*rows, **options) -> str:
    (gap,) = gaps(*rows)
    return profile.sentence(gap, **options)


def decile(category, value="20", **numbers):
    return row(**{**DECILES, "category": category, "value": value, **numbers})


def ethnic(category, value="20", **numbers):
    return row(**{**ETHNIC, "category": category, "value": value, **numbers})


# what is compared with what


def test_deprivation_is_compared_between_its_ends_only():
    (gap,) = gaps(
        decile(MOST, 35, lower=34, upper=36),
        decile("Second most deprived decile", 30, lower=29, upper=31),
        decile(LEAST, 14, lower=13, upper=15),
    )
    assert (gap["group"], gap["reference"]) == (MOST, LEAST)
    assert gap["absolute"] == 21
    assert gap["absolute_lower"] == pytest.approx(21 - 2**0.5)
    assert gap["absolute_upper"] == pytest.approx(21 + 2**0.5)
    assert gap["relative"] == 2.5
    assert gap["relative_lower"] < 2.5 < gap["relative_upper"]
    assert gap["reason"] is gap["note"] is None


def test_other_groups_are_compared_with_the_declared_reference():
    found = gaps(ethnic("Black", 30), ethnic("White British", 22), ethnic("Asian", 28))
    assert [(gap["group"], gap["reference"], gap["absolute"]) for gap in found] == [
        ("Asian", "White British", 6),
        ("Black", "White British", 8),
    ]


def test_groups_that_are_no_position_are_not_compared():
    kind = {"type": "Socioeconomic class"}
    reference = "Managerial, administrative and professional occupations"
    names = ["Students", "Other/unclassified", "Intermediate occupations", reference]
    found = gaps(*(row(**kind, category=name) for name in names))
    assert [gap["group"] for gap in found] == ["Intermediate occupations"]


def test_a_dimension_without_a_reference_gives_gaps_only_when_somebody_names_one():
    rows = [row(type="Tea", category="Milk", value=10), row(type="Tea", category="None", value=12)]
    assert gaps(*rows) == []
    (gap,) = gaps(*rows, references={"tea": "Milk"})
    assert (gap["group"], gap["absolute"]) == ("None", 2)


def test_a_named_reference_compares_every_group_also_of_an_ordered_dimension():
    rows = [decile(MOST, 35), decile("Fifth less deprived decile", 20), decile(LEAST, 14)]
    found = gaps(*rows, references={"deprivation_decile_lsoa11": "Fifth less deprived decile"})
    assert {gap["group"]: gap["absolute"] for gap in found} == {MOST: 15, LEAST: -6}


def test_areas_periods_sexes_and_indicators_are_never_mixed():
    rows = [
        decile(
            group, value, code=code, period=year, sortable=f"{year[:4]}0000", sex=sex, indicator=i
        )
        for group, value in [(MOST, 30), (LEAST, 10)]
        for code in ("E1", "E2")
        for year in ("2022/23", "2023/24")
        for sex in ("Male", "Female")
        for i in ("93015", "1")
    ]
    found = gaps(*rows)
    assert len(found) == 16
    assert {gap["absolute"] for gap in found} == {20}


def test_everyone_is_not_a_group_to_compare():
    assert gaps(row(value=20)) == []


def test_the_order_of_the_rows_does_not_matter():
    rows = [ethnic(name, n) for n, name in enumerate(["White British", "Asian", "Black", "Mixed"])]
    assert gaps(*rows) == gaps(*reversed(rows))


def test_a_table_without_rows_has_no_gaps():
    assert profile.gaps(fingertips.read(file(row())).table.clear()).height == 0


# no number where there is none


def test_a_suppressed_group_gives_a_reason_and_no_gap():
    (gap,) = gaps(
        decile(MOST, "", note="Value suppressed for disclosure control reasons"), decile(LEAST)
    )
    assert gap["absolute"] is gap["relative"] is None
    assert gap["reason"] == (
        "the figure for Most deprived decile is hidden to protect people "
        "(Value suppressed for disclosure control reasons)"
    )


def test_a_missing_value_and_an_absent_row_are_told_apart():
    (missing,) = gaps(decile(MOST), decile(LEAST, ""))
    assert missing["reason"] == "there is no published figure for Least deprived decile"
    (absent,) = gaps(decile(MOST), decile("Third less deprived decile"))
    assert absent["reason"] == ("there is no row for Least deprived decile in this area and period")


def test_both_reasons_are_given():
    (gap,) = gaps(decile("Third less deprived decile"))
    assert gap["reason"].count("there is no row for") == 2


def test_a_gap_without_published_limits_has_none():
    (gap,) = gaps(decile(MOST, 30), decile(LEAST, 10, lower=9, upper=11))
    assert gap["absolute"] == 20
    assert gap["absolute_lower"] is gap["relative_upper"] is None
    assert gap["note"] == "No limits: the publisher gives none for one of the groups."


def test_zero_is_a_value_and_a_reference_of_zero_has_no_relative_gap():
    (gap,) = gaps(decile(MOST, 5, lower=4, upper=6), decile(LEAST, 0, lower=0, upper=1))
    assert gap["absolute"] == 5
    assert gap["relative"] is None
    assert gap["note"].startswith("No relative gap")


def test_a_reference_that_may_be_zero_leaves_the_relative_gap_open_above():
    (gap,) = gaps(decile(MOST, 5, lower=4, upper=6), decile(LEAST, 1, lower=0, upper=2))
    assert gap["relative"] == 5
    assert gap["relative_upper"] is None
    assert gap["note"] == "No upper limit of the relative gap: the reference may be 0."


def test_values_below_zero_have_an_absolute_gap_only():
    (gap,) = gaps(decile(MOST, -5, lower=-6, upper=-4), decile(LEAST, 1, lower=0, upper=2))
    assert gap["absolute"] == -6
    assert gap["relative"] is None


# refusals


def test_a_reference_that_is_not_a_group_is_refused():
    with pytest.raises(
        DataError, match="'Milky' is not a group of 'tea'. In the table: Milk, None"
    ):
        gaps(
            row(type="Tea", category="Milk"),
            row(type="Tea", category="None"),
            references={"tea": "Milky"},
        )
    with pytest.raises(DataError, match="In the table: no such dimension"):
        gaps(row(), references={"coffee": "Black"})


def test_a_table_of_another_kind_is_refused():
    with pytest.raises(DataError, match="The table has no column indicator_id"):
        profile.gaps(pl.DataFrame({"area": ["England"]}))


def test_two_numbers_for_one_group_are_refused():
    table = fingertips.read(file(decile(MOST), decile(LEAST))).table
    with pytest.raises(DataError, match="two numbers for .* deprived decile, England, 2024/25"):
        profile.gaps(pl.concat([table, table]))


# sentences


def test_a_gap_in_words():
    assert sentence(
        decile(MOST, 35.9, lower=35, upper=36.7), decile(LEAST, 15, lower=14.6, upper=15.5)
    ) == (
        "Inactivity was 20.9 percentage points higher (95% limits 19.9 to 21.8) in the most "
        "deprived decile than in the least deprived decile in England in 2024/25."
    )


def test_a_gap_below_zero_is_lower_by_its_size():
    assert sentence(
        ethnic("Chinese", 20, lower=18, upper=22), ethnic("White British", 25, lower=25, upper=25)
    ) == (
        "Inactivity was 5.0 percentage points lower (95% limits 3.0 to 7.0) among Chinese people "
        "than among White British people in England in 2024/25."
    )


def test_limits_that_include_no_difference_are_said_to():
    assert sentence(
        ethnic("Mixed", 22.1, lower=19.7, upper=24.5),
        ethnic("White British", 20, lower=20, upper=20),
    ) == (
        "Inactivity was 2.1 percentage points higher among people of mixed ethnic groups than "
        "among White British people in England in 2024/25, but the 95% limits (0.3 lower to "
        "4.5 higher) include no difference."
    )


@pytest.mark.parametrize(
    ("most", "told"),
    [
        (20, "and the 95% limits (1.4 lower to 1.4 higher) include no difference."),
        (20.04, "was about the same in the most"),
        (19.9, "0.1 percentage points lower in the most"),
    ],
)
def test_a_gap_too_small_to_write_is_neither_higher_nor_lower(most, told):
    group = decile(MOST, most, lower=most - 1, upper=most + 1)
    assert told in sentence(group, decile(LEAST, 20, lower=19, upper=21))


def test_a_limit_that_leaves_out_no_difference_is_not_written_as_none():
    assert "1.4 percentage points higher (95% limits 0.01 to 2.8) in" in sentence(
        decile(MOST, 21.425, lower=20.425, upper=22.425), decile(LEAST, 20, lower=19, upper=21)
    )
    assert "but the 95% limits (0.01 lower to 2.8 higher) include no difference" in sentence(
        decile(MOST, 21.405, lower=20.405, upper=22.405), decile(LEAST, 20, lower=19, upper=21)
    )


def test_limits_nobody_published_are_said_not_to_be():
    assert "2.0 percentage points higher, limits not published, in the most" in sentence(
        decile(MOST, 22), decile(LEAST, 20)
    )
    assert "about the same in the most deprived decile as in the least" in (
        same := sentence(decile(MOST, 20), decile(LEAST, 20))
    )
    assert same.endswith("in 2024/25, limits not published.")


def test_a_gap_that_cannot_be_given_says_why():
    assert sentence(decile(MOST), decile(LEAST, "")) == (
        "Inactivity in the most deprived decile cannot be compared with that in the least deprived "
        "decile in England in 2024/25: there is no published figure for Least deprived decile."
    )


def test_an_undefined_indicator_is_named_as_published_and_takes_the_unit_it_is_given():
    rows = [
        row(indicator=1, sex="Male", type="Tea", category=name, value=value)
        for name, value in [("Milk", 1_000), ("None", 2_500)]
    ]
    (gap,) = gaps(*rows, references={"tea": "Milk"})
    assert profile.sentence(gap, unit="per 100,000") == (
        "Percentage of physically inactive adults was 1,500.0 per 100,000 higher, limits not "
        "published, in the group “None” than in the group “Milk” in England in 2024/25 (male only)."
    )


# real files


@pytest.fixture
def real(shared_data):
    name = "fingertips_api_active_lives_by_ethnicity_disability_deprivation_nssec.csv"
    return profile.gaps(fingertips.read(shared_data / "fingertips" / name).table)


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("indicator", "year", "points"),
    [
        ("93015", "2015/16", 14.6),
        ("93015", "2024/25", 20.9),
        ("93088", "2015/16", 10.7),
        ("93088", "2024/25", 10.5),
    ],
)
def test_real_gaps_are_those_that_were_worked_out_by_hand(real, indicator, year, points):
    (gap,) = real.filter(
        indicator_id=indicator, period=year, dimension="deprivation_decile_lsoa11"
    ).to_dicts()
    assert (gap["group"], gap["reference"]) == (MOST, LEAST)
    assert round(gap["absolute"], 1) == points
    assert gap["absolute_lower"] < gap["absolute"] < gap["absolute_upper"]


@pytest.mark.real_data
def test_real_gaps_are_all_said_in_words(real):
    sentences = [profile.sentence(gap) for gap in real.iter_rows(named=True)]
    assert len(set(sentences)) == real.height == 945
    assert (
        "Inactivity was 20.9 percentage points higher (95% limits 19.9 to 21.8) in the most "
        "deprived decile than in the least deprived decile in England in 2024/25."
    ) in sentences


@pytest.mark.real_data
def test_two_editions_of_deciles_give_two_gaps(shared_data):
    name = "fingertips_api_93930_ae_attendances_0_4.csv"
    found = profile.gaps(fingertips.read(shared_data / "fingertips" / name).table)
    edition = pl.col("dimension").str.contains("county_ua")
    assert found.filter(edition, period="2021/22").height == 2
