"""Measures are checked by law, by published examples, by the field's packages, and by misuse."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground.errors import DataError, MissingValues
from evenground.measures import (
    Estimate,
    difference,
    difference_of,
    proportion,
    rate,
    ratio,
    ratio_of,
)

LEVELS = [(0.95, "95_0"), (0.998, "99_8")]


@st.composite
def counts(draw):
    denominator = draw(st.integers(1, 5_000))
    return draw(st.integers(0, denominator)), denominator


@st.composite
def estimates(draw, smallest=0.0):
    low, value, high = sorted(draw(st.lists(st.floats(smallest, 100), min_size=3, max_size=3)))
    return Estimate(value, low, high)


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


@given(counts(), counts())
def test_swapping_two_groups_turns_their_difference_round(group, reference):
    there, back = difference(*group, *reference), difference(*reference, *group)
    assert there.value == pytest.approx(-back.value)
    assert there.lower == pytest.approx(-back.upper)
    assert there.upper == pytest.approx(-back.lower)


@given(counts(), counts())
def test_swapping_two_groups_inverts_their_ratio(group, reference):
    there, back = ratio(*group, *reference), ratio(*reference, *group)
    with np.errstate(divide="ignore"):
        assert there.lower == pytest.approx(1 / back.upper, rel=1e-6, abs=1e-9)
    if group[0] and reference[0]:
        assert there.lower <= there.value <= there.upper


@given(estimates(smallest=0.01), estimates(smallest=0.01))
def test_swapping_two_estimates_inverts_their_ratio(group, reference):
    there, back = ratio_of(group, reference), ratio_of(reference, group)
    assert there.lower == pytest.approx(1 / back.upper, rel=1e-6)
    assert there.upper == pytest.approx(1 / back.lower, rel=1e-6)


@given(counts(), counts())
def test_published_limits_give_the_same_gap_as_the_counts_behind_them(group, reference):
    published = difference_of(proportion(*group), proportion(*reference))
    assert published == pytest.approx(difference(*group, *reference))


@given(counts(), counts())
def test_a_difference_never_leaves_the_possible(group, reference):
    gap = difference(*group, *reference)
    assert -1 - 1e-12 <= gap.lower <= gap.value <= gap.upper <= 1 + 1e-12


def test_many_groups_at_once_give_what_each_gives_alone():
    x, n = np.array([[1, 5, 9], [0, 10, 3]]), np.array([10, 12, 14])
    together = difference(x, n, 3, 20)
    assert together.value.shape == (2, 3)
    for row, column in np.ndindex(2, 3):
        alone = difference(x[row, column], n[column], 3, 20)
        assert [part[row, column] for part in together] == pytest.approx(list(alone))


def test_limits_hold_the_truth_as_often_as_they_say():
    """Ten thousand pairs of small groups: 95% limits hold the true gap in 94% to 96.5% of them."""
    rng = np.random.default_rng(2026)
    x, y = rng.binomial(60, 0.30, 10_000), rng.binomial(80, 0.15, 10_000)
    gap = difference(x, 60, y, 80)
    assert 0.94 <= np.mean((gap.lower <= 0.15) & (gap.upper >= 0.15)) <= 0.965
    times = ratio(x, 60, y, 80)
    assert 0.94 <= np.mean((times.lower <= 2) & (times.upper >= 2)) <= 0.965
    published = ratio_of(proportion(x, 60), proportion(y, 80))
    assert 0.94 <= np.mean((published.lower <= 2) & (published.upper >= 2)) <= 0.965


# published examples and the field's packages


@pytest.mark.parametrize(
    ("group", "reference", "lower", "upper"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_differences_agree_with_newcombe_1998(group, reference, lower, upper):
    gap = difference(*group, *reference)
    assert [round(float(limit), 4) for limit in gap[1:]] == [lower, upper]


def test_the_ratio_agrees_with_koopman_1984():
    times = ratio(36, 40, 16, 80)
    assert [round(float(number), 2) for number in times] == [4.5, 2.94, 7.15]


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


# no number where there is none


def test_a_missing_limit_stays_missing():
    gap = difference_of(Estimate(30.0, np.nan, np.nan), Estimate(20.0, 18.0, 22.0))
    assert gap.value == 10
    assert np.isnan(gap.lower)
    assert np.isnan(gap.upper)
    times = ratio_of(Estimate(30.0, 28.0, 33.0), Estimate(20.0, np.nan, np.nan))
    assert times.value == 1.5
    assert np.isnan(times.lower)
    assert np.isnan(times.upper)


def test_a_ratio_to_nothing_is_no_number():
    times = ratio_of(Estimate(3.0, 1.0, 5.0), Estimate(0.0, 0.0, 2.0))
    assert np.isnan([*times]).all()


def test_a_reference_that_may_be_nothing_leaves_the_ratio_open_above():
    times = ratio_of(Estimate(3.0, 1.0, 5.0), Estimate(1.0, 0.0, 2.0))
    assert times.value == 3
    assert 0 < times.lower < 3
    assert times.upper == np.inf


def test_nobody_in_the_group_gives_a_ratio_of_0_with_an_upper_limit():
    times = ratio_of(Estimate(0.0, 0.0, 5.0), Estimate(10.0, 8.0, 12.0))
    assert times.value == times.lower == 0
    assert 0.4 < times.upper < 0.7


def test_no_events_in_both_groups_leave_the_ratio_open():
    times = ratio(0, 10, 0, 20)
    assert np.isnan(times.value)
    assert times.lower == 0
    assert times.upper == np.inf


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


def test_limits_that_do_not_enclose_their_value_are_refused():
    with pytest.raises(DataError, match="The reference is outside its own limits for the only"):
        difference_of(Estimate(3, 1, 5), Estimate(9, 1, 5))


def test_a_ratio_of_numbers_below_0_is_refused():
    with pytest.raises(DataError, match="A ratio was asked of numbers below 0"):
        ratio_of(Estimate(3, -1, 5), Estimate(4, 1, 5))


def test_text_is_not_a_number():
    with pytest.raises(DataError, match="`count` must hold numbers only"):
        proportion(["many"], [10])
