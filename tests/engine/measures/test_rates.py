"""Proportions and rates are checked by law, by the field's packages, and by misuse."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground.errors import DataError, MissingValues
from evenground.measures import proportion, rate

LEVELS = [(0.95, "95_0"), (0.998, "99_8")]


@st.composite
def counts(draw):
    denominator = draw(st.integers(1, 5_000))
    return draw(st.integers(0, denominator)), denominator


# laws


@given(counts(), st.sampled_from([0.9, 0.95, 0.998]))
def test_limits_enclose_a_proportion_and_stay_between_nobody_and_everybody(group, confidence):
    value, lower, upper = proportion(*group, confidence=confidence)
    assert 0 <= lower <= value <= upper <= 1


@given(counts())
def test_who_is_in_and_who_is_out_are_mirror_images(group):
    count, denominator = group
    inside, outside = proportion(count, denominator), proportion(denominator - count, denominator)
    assert inside.lower == pytest.approx(1 - outside.upper, abs=1e-12)
    assert inside.upper == pytest.approx(1 - outside.lower, abs=1e-12)


@given(st.integers(0, 10_000), st.sampled_from(["exact", "byar"]))
def test_limits_enclose_a_rate_and_scale_with_the_multiplier(count, limits):
    small = rate(count, 1_000, per=1, limits=limits)
    large = rate(count, 1_000, per=1_000, limits=limits)
    assert 0 <= small.lower <= small.value <= small.upper
    assert large == pytest.approx([1_000 * number for number in small])


# published examples and the field's packages


@pytest.mark.real_data
@pytest.mark.parametrize(("confidence", "suffix"), LEVELS)
def test_proportions_agree_with_phe_indicator_methods(shared_data, confidence, suffix):
    expected = pl.read_csv(shared_data / "reference/proportion_expected.csv")
    ours = proportion(expected["x"], expected["n"], confidence=confidence)
    for part, column in zip(ours, ["value", f"lower{suffix}cl", f"upper{suffix}cl"], strict=True):
        np.testing.assert_allclose(100 * part, expected[column], rtol=1e-12, atol=1e-12)


@pytest.mark.real_data
@pytest.mark.parametrize(("confidence", "suffix"), LEVELS)
def test_rates_agree_with_phe_indicator_methods(shared_data, confidence, suffix):
    """From 10 events on that package uses Byar's limits, below 10 exact ones."""
    expected = pl.read_csv(shared_data / "reference/rate_expected.csv")
    exact = (expected["method"] == "Exact").to_numpy()
    for limits, rows in [("exact", exact), ("byar", ~exact)]:
        part = expected.filter(rows)
        ours = rate(part["x"], part["n"], limits=limits, confidence=confidence)
        columns = ["value", f"lower{suffix}cl", f"upper{suffix}cl"]
        for numbers, column in zip(ours, columns, strict=True):
            np.testing.assert_allclose(numbers, part[column], rtol=1e-9, atol=1e-15)


@pytest.mark.real_data
def test_rates_per_1_000_at_90_percent_agree_with_phe_indicator_methods(shared_data):
    expected = pl.read_csv(shared_data / "reference/rate_expected_conf90_per1000.csv")
    for limits, few in [("exact", True), ("byar", False)]:
        part = expected.filter((pl.col("method") == "Exact") == few)
        ours = rate(part["x"], part["n"], per=1_000, limits=limits, confidence=0.9)
        for numbers, column in zip(ours, ["value", "lowercl", "uppercl"], strict=True):
            np.testing.assert_allclose(numbers, part[column], rtol=1e-9, atol=1e-15)


@pytest.mark.real_data
def test_limits_agree_with_the_exact_tables(shared_data):
    for row in pl.read_csv(shared_data / "reference/poisson_limits.csv").iter_rows(named=True):
        for limits in ("exact", "byar"):
            ours = rate(row["x"], 1, per=1, limits=limits, confidence=row["confidence"])
            assert ours.lower == pytest.approx(max(row[f"{limits}_lower"], 0), rel=1e-9, abs=1e-12)
            assert ours.upper == pytest.approx(row[f"{limits}_upper"], rel=1e-9)
    for row in pl.read_csv(shared_data / "reference/binomial_limits.csv").iter_rows(named=True):
        ours = proportion(row["x"], row["n"], confidence=row["confidence"])
        assert ours.lower == pytest.approx(row["wilson_lower"], abs=1e-12)
        assert ours.upper == pytest.approx(row["wilson_upper"], abs=1e-12)


# refusals


def test_a_missing_count_is_not_zero():
    with pytest.raises(MissingValues, match="`count` has no value for group 2"):
        proportion([1, None], [10, 10])


def test_a_group_without_people_has_no_proportion():
    with pytest.raises(DataError, match="`denominator` is 0 for group 2. Leave groups without"):
        proportion([1, 0], [10, 0])


def test_more_events_than_people_are_refused():
    with pytest.raises(DataError, match="`count` is larger than `denominator` for the only group"):
        proportion(11, 10)


def test_a_count_below_0_is_refused():
    with pytest.raises(DataError, match=r"`count` is below 0 for position \(2, 1\)"):
        rate([[1], [-1]], [[10], [10]])


def test_groups_that_do_not_fit_are_refused():
    with pytest.raises(DataError, match="must have the same shape"):
        proportion([1, 2, 3], [10, 10])


def test_limits_of_an_unknown_name_are_refused():
    with pytest.raises(DataError, match="`limits` is exact or byar; it was 'wald'"):
        rate(1, 10, limits="wald")


@pytest.mark.parametrize("per", [0, -1_000, np.nan, np.inf])
def test_a_rate_for_every_so_many_people_needs_people(per):
    with pytest.raises(DataError, match="`per` is above 0"):
        rate(1, 10, per=per)


@pytest.mark.parametrize("confidence", [0, 1, 95, np.nan, "0.95", None])
def test_a_level_outside_0_and_1_is_refused(confidence):
    with pytest.raises(DataError, match="`confidence` is between 0 and 1"):
        proportion(1, 10, confidence=confidence)


def test_text_is_not_a_number():
    with pytest.raises(DataError, match="`count` must hold numbers only"):
        proportion(["many"], [10])
