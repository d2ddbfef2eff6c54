"""A profile says of every number all that is known of it, or why it is not."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from evenground import measures, profile
from evenground.errors import DataError
from evenground.profile.table.long_table import KNOWN
from evenground.profile.tidy_profile import COLUMNS
from evenground.profile.words.reasons import CODES
from evenground.sources import fingertips

USUAL = {
    "indicator": "Breastfeeding",
    "area": "Ambermoor",
    "dimension": "decile",
    "period": "2024",
    "unit": "percent",
    "kind": "proportion",
    "better_when": "higher",
}
COUNTED = {"d1": (300, 1_000), "d2": (400, 1_000), "d3": (500, 1_000)}


def table(*changes: dict, **common) -> pl.DataFrame:
    made = [{**USUAL, **common, **row} for row in changes]
    names = list(dict.fromkeys(name for row in made for name in row))
    return pl.DataFrame({name: [row.get(name) for row in made] for name in names}, strict=False)


def deciles(groups=COUNTED, **common) -> pl.DataFrame:
    rows = [
        {"group": group, "order": n, "count": x, "denominator": total}
        for n, (group, (x, total)) in enumerate(groups.items(), 1)
    ]
    return table(*rows, **{"reference": "d3", **common})


def groups_of(*tables, **options) -> dict[str, dict]:
    found = profile.profile(pl.concat(tables, how="diagonal"), **options)
    return {row["group"]: row for row in found.filter(measure="value").iter_rows(named=True)}


# the gap of each group


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


# change


def test_the_change_of_a_gap_since_the_first_period_has_a_verdict():
    then = deciles({"d1": (300, 1_000), "d3": (500, 1_000)}, period="2020")
    now = deciles({"d1": (450, 1_000), "d3": (520, 1_000)}, period="2024")
    found = profile.profile(pl.concat([now, then])).filter(group="d1").to_dicts()
    first, last = found
    assert (first["change_code"], first["change"], first["verdict"]) == ("first_period", None, None)
    assert (last["change_from"], last["verdict"]) == ("2020", "narrowing")
    assert last["change"] == pytest.approx(13)
    assert "The gap has narrowed by 13.0 percentage points (95% limits" in last["sentence"]


def test_a_relative_gap_that_changed_otherwise_is_told_too():
    then = deciles({"d1": (400, 1_000), "d3": (200, 1_000)}, period="2020", better_when="lower")
    now = deciles({"d1": (200, 1_000), "d3": (40, 1_000)}, period="2024", better_when="lower")
    found = profile.profile(pl.concat([now, then])).filter(group="d1", period="2024")
    (row,) = found.to_dicts()
    assert (row["verdict"], row["relative_verdict"]) == ("no evidence", "widening")
    assert row["sentence"].endswith(
        "There is no evidence that the absolute gap has changed since 2020, but relatively it has "
        "widened."
    )


def test_a_gap_that_turned_round_is_said_to_have():
    then = deciles({"d1": (100, 1_000), "d3": (500, 1_000)}, period="2020")
    now = deciles({"d1": (560, 1_000), "d3": (500, 1_000)}, period="2024")
    found = profile.profile(pl.concat([now, then])).filter(group="d1", period="2024")
    (told,) = found["sentence"]
    assert told.endswith("The gap has narrowed since 2020, and turned round.")


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ((305, 1_000), "There is no evidence that the gap has changed since 2020."),
        ((200, 1_000), "The gap has widened by 10.0 percentage points (95% limits"),
    ],
)
def test_a_change_in_words(now, told):
    tables = [
        deciles({"d1": group, "d3": (500, 1_000)}, period=period)
        for group, period in [((300, 1_000), "2020"), (now, "2024")]
    ]
    found = profile.profile(pl.concat(tables)).filter(group="d1", period="2024")
    assert told in found["sentence"][0]


def test_periods_that_overlap_are_not_compared():
    then = deciles(period="2018 - 20")
    now = deciles(period="2020 - 22")
    found = profile.profile(pl.concat([now, then])).filter(group="d1", period="2020 - 22")
    assert found["change_code"].to_list() == ["overlapping_periods"]


# the table as a whole


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


# bands of age


def banded(*groups: tuple[str, list[int], list[int]], **common) -> pl.DataFrame:
    ages = ["0-39", "40-64", "65+"]
    rows = [
        {"group": group, "age_band": age, "count": x, "population": n}
        for group, counts, people in groups
        for age, x, n in zip(ages, counts, people, strict=True)
    ]
    return table(*rows, **{"unit": "per 100,000", "kind": None, "reference": "d3", **common})


OLD = ("d1", [10, 40, 200], [4_000, 5_000, 6_000])
YOUNG = ("d3", [20, 30, 50], [9_000, 4_000, 2_000])


def test_bands_of_age_become_one_standardised_rate():
    row = groups_of(banded(OLD, YOUNG), standard="esp2013")["d1"]
    weights = measures.standard("esp2013", starts=[0, 40, 65])
    rate = measures.directly_standardised_rate(OLD[1], OLD[2], weights)
    for name, number in zip(("value", "lower", "upper"), rate, strict=True):
        assert row[name] == pytest.approx(float(number), rel=1e-12)
    assert (row["count"], row["denominator"]) == (250, 15_000)
    assert "in Ambermoor in 2024 (age-standardised)." in row["sentence"]
    assert row["people_code"] in ("not_a_proportion", "not_declared")


@pytest.mark.parametrize(
    ("group", "code"),
    [
        (("d1", [1, 2, 3], [4_000, 5_000, 6_000]), "too_few_events"),
        (("d1", [10, 20, 0], [4_000, 5_000, 0]), "empty_band"),
        (("d1", [0, 0, 0], [0, 0, 0]), "nobody"),
    ],
)
def test_a_group_whose_bands_cannot_answer_says_why(group, code):
    row = groups_of(banded(group, YOUNG), standard="esp2013")["d1"]
    assert (row["value"], row["count"], row["value_code"]) == (None, None, code)


def test_a_missing_or_hidden_band_hides_the_rate_of_its_group_alone():
    rows = banded(OLD, YOUNG)
    lost = rows.filter(~((pl.col("group") == "d1") & (pl.col("age_band") == "65+")))
    found = groups_of(lost, standard="esp2013")
    assert (found["d1"]["value_code"], found["d3"]["value_code"]) == ("missing_band", None)
    hidden = (pl.col("group") == "d1") & (pl.col("age_band") == "65+")
    marked = rows.with_columns(
        status=pl.when(hidden).then(pl.lit("suppressed")), count=pl.when(~hidden).then("count")
    )
    assert groups_of(marked, standard="esp2013")["d1"]["value_code"] == "suppressed"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"age_band": "old"}, "`age_band`, rows 1, 2, 3, 4, 5 and 1 more: is not understood"),
        ({"count": None}, "`count`, rows 1, 2, 3, 4, 5 and 1 more: is empty. Rows for bands"),
        ({"population": None}, "is empty. Rows for bands of age need how many events"),
        ({"value": 3}, "is made from the bands. Leave it empty."),
        ({"unit": "years"}, "of a standardised rate is such as per 100,000"),
        ({"age_band": None}, "is empty, and a standard is asked for"),
    ],
)
def test_bands_with_mistakes_are_refused(change, told):
    rows = banded(OLD, YOUNG).with_columns(**{name: pl.lit(v) for name, v in change.items()})
    if "age_band" in change:
        rows = rows.with_columns(group=pl.Series([f"g{n}" for n in range(6)]), reference=None)
    with pytest.raises(DataError) as refused:
        profile.profile(rows, standard="esp2013")
    assert told in str(refused.value)


def test_bands_follow_each_other_and_need_a_standard():
    with pytest.raises(DataError, match="rows for bands of age need a standard population"):
        profile.profile(banded(OLD, YOUNG))
    gap = banded(OLD, YOUNG).with_columns(pl.col("age_band").replace("40-64", "45-64"))
    with pytest.raises(DataError, match="one band ends before 40 and the next starts at 45"):
        profile.profile(gap, standard="esp2013")
    twice = pl.concat([banded(OLD), banded(OLD)])
    with pytest.raises(DataError, match="more than one row for d1 of decile"):
        profile.profile(twice.with_columns(reference=None), standard="esp2013")


@pytest.mark.parametrize(
    "labels",
    [
        ("<1", "1 to 4", "5 and over"),
        ("Under 1", "1–4 yrs", "aged 5+"),
        ("0", "1-4 years", "5 plus"),
    ],
)
def test_bands_may_be_written_in_several_ways(labels):
    rows = banded(OLD, YOUNG).with_columns(
        pl.col("age_band").replace(dict(zip(["0-39", "40-64", "65+"], labels, strict=True)))
    )
    assert groups_of(rows, standard="esp2013")["d1"]["value"] > 0


# the page


PAGE = Path(__file__).resolve().parents[2] / "docs" / "profile.md"


def example(page: str) -> str:
    lines = page.partition("with made numbers:\n\n")[2].partition("\n\n")[0].splitlines()
    return "\n".join(line.strip() for line in lines)


def test_the_page_lists_every_code_and_every_column():
    page = PAGE.read_text(encoding="utf-8")
    for code in CODES:
        assert f"`{code}`" in page or code.startswith("reference_"), code
    for column in [*KNOWN, "place"]:
        assert f"`{column}`" in page, column


def test_the_example_of_the_page_gives_what_the_page_shows(tmp_path):
    page = PAGE.read_text(encoding="utf-8")
    path = tmp_path / "table.csv"
    path.write_text(example(page))
    declared = {"kind": "proportion", "better_when": "higher"}
    found = profile.profile(path, declare=declared, references={"deprivation fifth": "5 least"})
    words = " ".join(page.replace("\n> ", " ").split())
    rows = found.filter(pl.col("group").eq("1 most") | pl.col("measure").eq("sii"))
    assert rows.height == 2
    for sentence in rows["sentence"]:
        assert sentence in words
    shown = [line.split(" | ")[7] for line in page.splitlines() if " | worse | " in line]
    assert shown == [str(number) for number in found["people"].drop_nulls()]


# people


def test_people_to_reach_are_those_of_the_gap_in_whole_people():
    row = groups_of(deciles())["d1"]
    assert (row["people"], row["people_code"]) == (200, None)
    assert row["people_lower"] == int(-10 * row["absolute_upper"])
    assert row["people_upper"] == int(-10 * row["absolute_lower"]) + 1
    assert "To be equal, 200 more people (157 to 242) would have to be reached." in row["sentence"]


def test_people_of_the_groups_of_a_setting_add_up():
    """Half a person and one and a half are two, not one and two."""
    few = deciles({"d1": (1, 3), "d2": (0, 3), "d3": (500, 1_000)})
    other = deciles(area="Elsewhere")
    found = profile.profile(pl.concat([few, other])).filter(pl.col("people").is_not_null())
    assert found.filter(area="Ambermoor")["people"].sum() == 2
    assert found.filter(area="Elsewhere")["people"].to_list() == [200, 100]


def test_fewer_people_are_affected_where_lower_is_better():
    row = groups_of(deciles({"d1": (300, 1_000), "d3": (100, 1_000)}, better_when="lower"))["d1"]
    assert row["people"] == 200
    assert "200 fewer people" in row["sentence"]
    assert "would have to be affected." in row["sentence"]


def test_a_group_that_is_ahead_has_nobody_to_reach():
    row = groups_of(deciles(better_when="lower"))["d1"]
    assert (row["people"], row["people_lower"], row["people_upper"]) == (0, 0, 0)
    assert "To be equal" not in row["sentence"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"better_when": None}, "not_declared"),
        ({"kind": "rate"}, "not_a_proportion"),
    ],
)
def test_without_a_direction_or_a_share_there_are_no_people(change, code):
    row = groups_of(deciles(**change))["d1"]
    assert (row["people"], row["people_code"]) == (None, code)


def test_without_counts_there_are_no_people():
    bare = deciles().with_columns(value=100 * pl.col("count") / pl.col("denominator"), count=None)
    row = groups_of(bare)["d1"]
    assert (row["people"], row["people_lower"], row["people_code"]) == (None, None, "no_counts")


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
