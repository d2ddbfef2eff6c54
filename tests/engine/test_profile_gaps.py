"""Each group stands beside its reference, with how sure that is and whether chance explains it."""

from __future__ import annotations

import polars as pl
import pytest

from evenground import measures, profile
from evenground.profile.words.reasons import CODES
from evenground.sources import fingertips
from tests.engine.profiled import deciles, groups_of, table


def test_every_group_stands_beside_its_reference_with_both_gaps():
    found = groups_of(deciles())
    row = found["d1"]
    assert (row["value"], row["reference"], row["reference_value"]) == (30, "d3", 50)
    assert row["absolute"] == -20
    assert row["relative"] == pytest.approx(0.6)
    gap = measures.difference(300, 1_000, 500, 1_000)
    assert row["absolute_lower"] == pytest.approx(100 * gap.lower)
    assert row["absolute_upper"] == pytest.approx(100 * gap.upper)
    assert (row["count"], row["denominator"], row["reference_count"]) == (300, 1_000, 500)
    assert row["reason_code"] is row["reason"] is row["gap_code"] is None


def test_the_reference_group_says_that_it_is_one():
    row = groups_of(deciles())["d3"]
    assert (row["gap_code"], row["reason_code"]) == ("is_reference", "is_reference")
    assert row["reason"] == "this is the group that others are compared with"
    assert row["absolute"] is row["relative"] is row["p_value"] is None


def test_gaps_are_those_of_gaps(shared_data):
    name = "fingertips_api_active_lives_by_ethnicity_disability_deprivation_nssec.csv"
    published = fingertips.read(shared_data / "fingertips" / name).table
    keys = ["indicator_id", "area_code", "sex", "age", "dimension", "group", "period", "reference"]
    both = profile.gaps(published).join(profile.profile(published), on=keys, suffix="_there")
    assert both.height == 945
    for column in ("absolute", "absolute_lower", "absolute_upper", "relative", "relative_upper"):
        assert both[column].equals(both[f"{column}_there"], null_equal=True)


def test_a_named_reference_takes_the_place_of_the_declared_one():
    found = groups_of(deciles(), references={"decile": "d1"})
    assert {row["reference"] for row in found.values()} == {"d1"}
    assert found["d3"]["absolute"] == 20


def test_without_a_reference_there_is_no_gap_but_a_reason():
    row = groups_of(deciles(reference=None))["d1"]
    assert (row["gap_code"], row["absolute"]) == ("no_reference", None)
    assert "It is not compared: nobody has declared a reference group." in row["sentence"]


def test_everyone_is_compared_with_nobody():
    everyone = table({"dimension": "all", "group": "Everyone", "count": 400, "denominator": 1_000})
    row = groups_of(everyone)["Everyone"]
    assert (row["gap_code"], row["value"]) == ("everyone", 40)
    assert row["sentence"] == (
        "Breastfeeding was 40.0% (95% limits 37.0% to 43.1%) in Ambermoor in 2024."
    )


@pytest.mark.parametrize("status", ["suppressed", "missing", "not_asked"])
def test_a_group_without_a_number_has_the_code_of_its_status(status):
    hidden = deciles().with_columns(
        status=pl.when(pl.col("group") == "d1").then(pl.lit(status)),
        count=pl.when(pl.col("group") != "d1").then("count"),
    )
    row = groups_of(hidden)["d1"]
    codes = [row[name] for name in ("value_code", "gap_code", "limits_code", "reason_code")]
    assert codes == [status] * 4
    assert row["people_code"] == row["change_code"] == status
    assert row["reason"] == CODES[status].replace("{group}", "d1")
    assert row["value"] is None
    assert row["sentence"] == (
        f"Breastfeeding in the group “d1” in Ambermoor in 2024 cannot be told: {row['reason']}."
    )


def test_a_reference_without_a_number_gives_its_reason_to_the_others():
    hidden = deciles().with_columns(
        status=pl.when(pl.col("group") == "d3").then(pl.lit("suppressed")),
        count=pl.when(pl.col("group") != "d3").then("count"),
    )
    row = groups_of(hidden)["d1"]
    assert (row["value"], row["absolute"]) == (30, None)
    assert row["gap_code"] == "reference_suppressed"
    assert row["reason"] == "the figure for d3 is hidden to protect people"


def test_a_group_that_other_areas_have_does_not_vanish():
    elsewhere = deciles(area="Elsewhere").filter(pl.col("group") != "d2")
    found = profile.profile(pl.concat([deciles(), elsewhere])).filter(
        area="Elsewhere", group="d2", measure="value"
    )
    (row,) = found.to_dicts()
    assert (row["status"], row["value_code"], row["group_order"]) == ("absent", "absent", 2)
    assert row["reason"] == "there is no row for d2 in this area and period"
    assert (row["unit"], row["reference"], str(row["period_end"])) == (
        "percent",
        "d3",
        "2024-12-31",
    )


def test_a_group_that_stands_outside_is_shown_and_not_compared():
    outside = table(
        {"group": "Unknown", "count": 5, "denominator": 10, "compared": "no", "order": None}
    )
    row = groups_of(deciles(), outside)["Unknown"]
    assert (row["value"], row["gap_code"], row["group_order"]) == (50, "not_compared", 4)
    assert row["sentence"].endswith("It is shown and not compared, as declared.")


def test_a_gap_without_limits_says_nothing_of_chance():
    bare = table(*({"group": group, "value": value} for group, value in [("d1", 30), ("d3", 50)]))
    row = groups_of(bare.with_columns(reference=pl.lit("d3")))["d1"]
    assert row["absolute"] == -20
    assert row["p_value"] is row["q_value"] is row["clear"] is row["standing"] is None
    assert row["limits_code"] == row["change_code"] or row["limits_code"] == "no_limits"
    assert row["sentence"].endswith("than in the group “d3” (50.0%); limits are not known.")


def test_a_reference_of_zero_has_an_absolute_gap_only():
    zero = deciles({"d1": (300, 1_000), "d3": (0, 1_000)})
    row = groups_of(zero)["d1"]
    assert (row["absolute"], row["relative"]) == (30, None)
    assert row["relative_code"] == "reference_is_zero"


# chance


def test_p_is_one_in_twenty_where_a_limit_touches_no_gap():
    rows = [
        {"group": "d1", "value": 10.0, "lower": 7.0, "upper": 13.0},
        {"group": "d3", "value": 5.0, "lower": 1.0, "upper": 9.0},
    ]
    row = groups_of(table(*rows, kind=None, reference="d3"))["d1"]
    assert row["absolute_lower"] == pytest.approx(0)
    assert row["p_value"] == pytest.approx(0.05, abs=1e-9)


def test_a_gap_that_is_clear_alone_may_not_be_clear_in_the_whole_profile():
    one = deciles({"d1": (460, 1_000), "d3": (510, 1_000)})
    alone = groups_of(one)["d1"]
    assert (alone["clear"], alone["clear_in_profile"], alone["standing"]) == (True, True, "worse")
    same = [deciles({"d1": (500, 1_000), "d3": (500, 1_000)}, area=f"Area {n}") for n in range(20)]
    found = profile.profile(pl.concat([one, *same])).filter(area="Ambermoor", group="d1")
    (row,) = found.filter(measure="value").to_dicts()
    assert (row["clear"], row["clear_in_profile"], row["standing"]) == (True, False, "not clear")
    assert row["q_value"] == pytest.approx(21 * row["p_value"])
    assert "among 21 comparisons that may still be chance" in row["sentence"]


@pytest.mark.parametrize(
    ("better_when", "standing"), [("higher", "worse"), ("lower", "better"), (None, None)]
)
def test_worse_or_better_is_said_only_where_a_direction_is_declared(better_when, standing):
    row = groups_of(deciles(better_when=better_when))["d1"]
    assert row["standing"] == standing
    assert (f"which is {standing}" in row["sentence"]) is (standing is not None)
