"""Bands of age in a long table become one standardised rate for each group."""

from __future__ import annotations

import polars as pl
import pytest

from evenground import measures, profile
from evenground.errors import DataError
from tests.engine.profiled import groups_of, table


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
