"""Summary measures stand in a profile beside the groups they summarise, or say why they do not."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from evenground import measures, profile
from evenground.errors import DataError
from evenground.profile.summaries import MEASURES, standard_error
from evenground.profile.words.summary_measures import NAMES, TELL
from evenground.sources import fingertips
from tests.engine.profiled import deciles

FIVE = {
    "d1": (300, 1_000),
    "d2": (350, 900),
    "d3": (500, 1_100),
    "d4": (520, 1_000),
    "d5": (600, 1_000),
}
KINDS = {"kind": pl.String, "se": pl.Float64}


def summaries(*tables, **options) -> dict[str, dict]:
    found = profile.profile(pl.concat(tables, how="diagonal"), **options)
    return {row["measure"]: row for row in found.filter(pl.col("measure") != "value").to_dicts()}


def fives(**common) -> pl.DataFrame:
    return deciles(FIVE, **{"reference": "d5", **common})


def test_every_measure_has_a_row_a_unit_a_name_and_words():
    assert set(summaries(fives())) == set(MEASURES) == set(NAMES) == set(TELL)


def test_some_measures_or_none_may_be_asked_for():
    assert list(summaries(fives(), summary=["paf", "sii"])) == ["sii", "paf"]
    assert summaries(fives(), summary=["none"]) == {}
    with pytest.raises(DataError, match="no summary measure gini. There are: sii, rii"):
        profile.profile(fives(), summary=["gini", "sii"])


def test_numbers_and_limits_are_those_of_the_measures():
    found = summaries(fives())
    count, people = (np.array(numbers, float) for numbers in zip(*FIVE.values(), strict=True))
    share = measures.proportion(count, people)
    expected = measures.inequality(
        100 * share.value,
        people,
        se=100 * (share.upper - share.lower) / (2 * 1.959963984540054),
        better_when="higher",
        order=[1, 2, 3, 4, 5],
        reference=4,
    )
    assert set(MEASURES) <= set(expected)
    for name in MEASURES:
        for part in ("value", "lower", "upper"):
            number = float(getattr(expected[name], part))
            assert found[name][part] == pytest.approx(number, rel=1e-12), (name, part)


def test_groups_of_the_rows_are_null_and_everything_else_of_the_setting_is_there():
    row = summaries(fives())["sii"]
    assert row["group"] is row["group_order"] is row["absolute"] is row["status"] is None
    assert (row["area"], row["dimension"], row["period"]) == ("Ambermoor", "decile", "2024")
    assert (row["better_when"], str(row["period_end"])) == ("higher", "2024-12-31")


def test_a_measure_says_its_own_unit():
    units = {name: row["unit"] for name, row in summaries(fives()).items()}
    assert units["sii"] == units["par"] == units["mdmw"] == "percent"
    assert (units["bgv"], units["rii"], units["theil"]) == (
        "percent squared",
        "ratio",
        "index x 1,000",
    )


def test_the_alphabet_does_not_decide_the_slope():
    ten = {f"d{n}": (50 * n, 1_000) for n in range(1, 11)}
    assert summaries(deciles(ten, reference=None))["sii"]["value"] == pytest.approx(50)


def codes(found: dict[str, dict]) -> dict[str, set[str]]:
    told: dict[str | None, set[str]] = {}
    for name, row in found.items():
        told.setdefault(row["value_code"], set()).add(name)
    return told


ORDERED = {"sii", "rii", "aci", "rci"}


def test_groups_without_an_order_have_no_gradient():
    found = summaries(fives(ordered="no"))
    assert codes(found)["unordered"] == ORDERED
    assert found["theil"]["value"] > 0
    assert found["sii"]["sentence"] == (
        "Breastfeeding in Ambermoor in 2024 has no slope index of inequality for 5 groups by "
        "decile: the groups have no order."
    )


def test_an_order_that_nobody_declared_is_not_made_up():
    found = summaries(fives().drop("order"))
    assert codes(found)["not_declared"] == ORDERED
    assert found["sii"]["reason"] == "nobody has declared whether its groups have an order"


def test_a_direction_that_nobody_declared_is_not_made_up():
    found = summaries(fives(better_when=None))
    assert found["par"]["reason"] == "nobody has declared whether higher or lower is better"
    assert codes(found)["not_declared"] == {"difference", "ratio", "mdbu", "mdbw", "par", "paf"}


def test_without_a_reference_only_the_measures_of_one_are_missing():
    assert codes(summaries(fives(reference=None)))["no_reference"] == {"mdru", "mdrw"}


def test_two_groups_have_no_slope_and_one_has_no_inequality():
    two = deciles({"d1": (300, 1_000), "d3": (500, 1_000)})
    assert codes(summaries(two))["too_few_groups"] == ORDERED
    one = deciles({"d3": (500, 1_000)})
    assert codes(summaries(one)) == {"one_group": set(MEASURES)}


def test_without_people_only_the_extremes_are_compared():
    bare = fives(kind=None).with_columns(
        value=pl.lit(100) * pl.col("count") / pl.col("denominator")
    )
    found = summaries(bare.drop("count", "denominator"))
    assert codes(found)["no_population"] == set(MEASURES) - {"difference", "ratio"}
    assert found["difference"]["value"] == 30
    assert found["difference"]["limits_code"] == "no_limits"
    assert "limits not known" in found["difference"]["sentence"]


def test_the_people_of_a_group_may_be_declared():
    weighed = fives().with_columns(population=pl.Series([1, 1, 1, 1, 96]))
    assert summaries(weighed)["par"]["value"] < summaries(fives())["par"]["value"]


@pytest.mark.parametrize("status", ["suppressed", "missing"])
def test_a_group_without_a_number_leaves_no_summary(status):
    hidden = fives().with_columns(
        status=pl.when(pl.col("group") == "d2").then(pl.lit(status)),
        count=pl.when(pl.col("group") != "d2").then("count"),
    )
    found = summaries(hidden)
    assert codes(found) == {"group_without_value": set(MEASURES)}
    assert found["sii"]["reason"] == "at least one group has no figure"


def test_a_decile_that_an_area_lacks_leaves_it_without_a_slope():
    lacking = fives(area="Elsewhere").filter(pl.col("group") != "d3")
    found = profile.profile(pl.concat([fives(), lacking])).filter(measure="sii", area="Elsewhere")
    assert found["value_code"].to_list() == ["group_without_value"]


def test_a_group_that_stands_outside_is_not_measured():
    outside = fives().with_columns(
        compared=pl.when(pl.col("group") == "d1").then(pl.lit("no")), order="order"
    )
    assert summaries(outside)["difference"]["value"] == pytest.approx(100 * (0.6 - 350 / 900))


def test_values_below_zero_have_no_summary():
    low = fives(kind=None).with_columns(value=pl.col("order") - 2.0).drop("count", "denominator")
    assert codes(summaries(low)) == {"below_zero": set(MEASURES)}


def test_everyone_together_has_no_summary():
    everyone = fives().filter(pl.col("group") == "d5")
    everyone = everyone.with_columns(dimension=pl.lit("all"), group=pl.lit("Everyone"), order=None)
    assert summaries(everyone.with_columns(reference=pl.lit(None, pl.String))) == {}


def test_a_slope_that_changed_says_so():
    then = fives(period="2020")
    flat = dict.fromkeys(FIVE, (500, 1000))
    now = deciles(flat, reference="d5", period="2024")
    found = profile.profile(pl.concat([then, now])).filter(measure="sii").to_dicts()
    first, last = found
    assert (first["change_code"], last["change_from"]) == ("first_period", "2020")
    assert (last["verdict"], last["change"]) == ("narrowing", pytest.approx(-first["value"]))
    assert "Since 2020 this has become smaller by" in last["sentence"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("sii", "rises by 36.4 percentage points (95% limits 31.7 to 41.1) from the group “d1” to"),
        (
            "difference",
            "is 30.0 percentage points higher (95% limits 25.8 to 34.2) in the group “d5” than in the group “d1”",
        ),
        (
            "ratio",
            "is 2.00 times (95% limits 1.80 to 2.23) as high in the group “d5” as in the group",
        ),
        ("aci", "is concentrated towards the group “d5” among 5 groups by decile (absolute"),
        ("mdru", "away from the group “d5” in 5 groups by decile (mean difference from the ref"),
        ("par", "percentage points higher (95% limits"),
        ("paf", "overall if 5 groups by decile were all as the group “d5” (population"),
        ("theil", "times 1,000, 0 is no inequality) for 5 groups by decile."),
    ],
)
def test_measures_in_words(name, told):
    assert told in summaries(fives())[name]["sentence"]


def test_words_follow_the_sign_and_the_better_direction():
    down = deciles(
        dict(zip(FIVE, reversed(FIVE.values()), strict=True)), reference="d5", better_when="lower"
    )
    found = summaries(down)
    assert "falls by" in found["sii"]["sentence"]
    assert "higher" in found["difference"]["sentence"]
    assert "in the group “d1” than in the group “d5”" in found["difference"]["sentence"]
    assert "lower (95% limits" in found["par"]["sentence"]
    assert "towards the group “d1”" in found["rci"]["sentence"]


def test_limits_on_both_sides_of_none_are_told_as_such():
    flat = {group: (500 + n, 1_000) for n, group in enumerate(FIVE)}
    found = summaries(deciles(flat, reference="d5"))
    assert "the other way to" in found["sii"]["sentence"]
    assert "is not clearly concentrated towards either end" in found["aci"]["sentence"]


# trends of groups


def years(counts: list[int], **common) -> pl.DataFrame:
    return pl.concat(
        [
            deciles({"d1": (x, 3_000), "d3": (600, 3_000)}, period=str(2019 + n), **common)
            for n, x in enumerate(counts)
        ]
    )


def trends(table) -> list[tuple]:
    rows = profile.profile(table).filter(group="d1", measure="value").sort("period_start")
    return rows.select("trend", "trend_verdict", "trend_code").rows()


def test_five_years_show_a_trend_and_whether_it_is_better():
    falling = [620, 590, 560, 530, 440]
    *before, last = trends(years(falling))
    assert before == [(None, None, "too_few_periods")] * 4
    assert last == ("decreasing", "concern", None)
    assert trends(years(falling, better_when="lower"))[-1][:2] == ("decreasing", "improvement")
    assert trends(years(falling, better_when=None))[-1][:2] == ("decreasing", None)
    assert trends(years([600, 610, 600, 590, 600]))[-1] == ("no significant change", None, None)


def test_a_trend_is_that_of_the_measures_by_counts_rates_or_limits():
    falling = [620, 590, 560, 530, 440]
    assert trends(years(falling, kind="rate"))[-1][0] == "decreasing"
    table = years(falling, kind=None).with_columns(
        value=100 * pl.col("count") / pl.col("denominator"), se=pl.lit(0.7)
    )
    assert trends(table.drop("count"))[-1][0] == "decreasing"
    assert trends(table.drop("count", "se"))[-1] == (None, None, "no_limits")


def test_years_that_are_missing_or_overlap_or_are_no_years_have_no_trend():
    table = years([620, 590, 560, 530, 440, 430]).filter(pl.col("period") != "2021")
    assert {code for *_, code in trends(table)} == {"too_few_periods"}
    rolling = pl.concat(
        [
            deciles({"d1": (x, 3_000), "d3": (600, 3_000)}, period=f"{2010 + n} - {12 + n}")
            for n, x in enumerate([620, 590, 560, 530, 440])
        ]
    )
    assert {code for *_, code in trends(rolling)} == {"not_yearly", "overlapping_periods"}


def test_a_trend_in_words():
    rows = profile.profile(years([620, 590, 560, 530, 440])).filter(group="d1", period="2023")
    (told,) = rows.filter(measure="value")["sentence"]
    assert "It has been falling over the last five years, which is worse." in told


# real files


@pytest.mark.real_data
def test_a_real_file_is_said_in_words_that_are_each_of_one_row(shared_data):
    name = "fingertips_api_active_lives_by_ethnicity_disability_deprivation_nssec.csv"
    found = profile.profile(fingertips.read(shared_data / "fingertips" / name).table)
    assert found["sentence"].null_count() == 0
    assert found["sentence"].n_unique() == found.height == 9_675
    slopes = found.filter(indicator_id="93015", period="2024/25", measure="sii")
    assert set(slopes["value_code"]) == {None, "unordered"}
    assert slopes.filter(pl.col("value_code").is_null())["sentence"].to_list() == [INACTIVITY]


INACTIVITY = (
    "Inactivity in England in 2024/25 (age 19+) falls by 18.6 percentage points (95% limits 18.0 to "
    "19.3) from the most deprived decile to the least deprived decile, along a line through 10 "
    "groups by deprivation decile (slope index of inequality). Since 2015/16 this has become larger "
    "by 5.4 (95% limits 4.5 to 6.3)."
)


# groups without events


def test_a_group_without_events_is_not_taken_as_certain():
    none = {"d1": (300, 1_000), "d2": (350, 1_000), "d3": (0, 1_000)}
    certain = pl.lit(0.0)
    made = summaries(deciles(none).with_columns(value=pl.col("count") / 10, se=certain))
    for name in ("sii", "difference"):
        assert made[name]["lower"] < made[name]["value"] < made[name]["upper"]
    group = profile.profile(deciles(none)).filter(group="d3")
    assert group["upper"][0] > 0


@pytest.mark.parametrize(
    ("kind", "count", "error"),
    [
        ("proportion", 0, 100 * np.sqrt(0.5 / 1_001 * (1 - 0.5 / 1_001) / 1_000)),
        ("proportion", 1_000, 100 * np.sqrt(0.5 / 1_001 * (1 - 0.5 / 1_001) / 1_000)),
        ("rate", 0, 100 * np.sqrt(0.5) / 1_000),
        (None, 0, 0),
    ],
)
def test_an_error_of_nothing_is_made_from_the_count(kind, count, error):
    columns = {"lower": 0.0, "upper": 0.0, "count": count, "denominator": 1_000, "scale": 100.0}
    frame = pl.DataFrame({**columns, "kind": [kind], "se": [None]}, schema_overrides=KINDS)
    assert frame.select(standard_error()).item() == pytest.approx(error, rel=1e-12)
    given = frame.with_columns(se=pl.lit(2.5))
    assert given.select(standard_error()).item() == 2.5
    wide = frame.with_columns(upper=pl.lit(3.919927969080108))
    assert wide.select(standard_error()).item() == pytest.approx(1)
    assert frame.with_columns(denominator=0.0).select(standard_error()).item() == 0


def test_a_measure_that_is_not_there_is_named_with_its_groups():
    found = summaries(fives(better_when=None))
    assert found["mdbw"]["sentence"] == (
        "Breastfeeding in Ambermoor in 2024 has no mean difference from the best (each person counted "
        "alike) for 5 groups by decile: nobody has declared whether higher or lower is better."
    )
    assert " has no difference between 5 groups by decile: " in found["difference"]["sentence"]
