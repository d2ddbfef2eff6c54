"""Two groups are compared by law, by published examples, and by misuse."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground.errors import DataError
from evenground.measures import (
    Estimate,
    difference,
    difference_of,
    proportion,
    ratio,
    ratio_of,
)


@st.composite
def counts(draw):
    denominator = draw(st.integers(1, 5_000))
    return draw(st.integers(0, denominator)), denominator


@st.composite
def estimates(draw, smallest=0.0):
    low, value, high = sorted(draw(st.lists(st.floats(smallest, 100), min_size=3, max_size=3)))
    return Estimate(value, low, high)


# laws


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


def koopman(x, n, y, m, theta):
    """Koopman's chi-squared for the ratio `theta`, at the likeliest shares that have it."""
    a, b = theta * (n + m), theta * (n + y) + x + m
    p = 2 * theta * (x + y) / (b + np.sqrt(np.maximum(b**2 - 4 * a * (x + y), 0)))
    return (x / n - theta * y / m) ** 2 / (p * (1 - p) / n + theta * p * (1 - p / theta) / m)


@pytest.mark.parametrize(("n", "m"), [(1, 1), (1, 37), (5, 3), (12, 10), (40, 1), (40, 37)])
@pytest.mark.parametrize(("confidence", "z"), [(0.95, 1.959963984540054), (0.8, 1.2815515655446)])
def test_koopmans_statistic_is_z_squared_at_both_limits(n, m, confidence, z):
    x, y = (part.ravel() for part in np.meshgrid(np.arange(n + 1.0), np.arange(m + 1.0)))
    times = ratio(x, n, y, m, confidence=confidence)
    some, others = x > 0, y > 0
    lower = koopman(x[some], n, y[some], m, times.lower[some])
    upper = koopman(x[others], n, y[others], m, times.upper[others])
    np.testing.assert_allclose(lower, z**2, rtol=1e-9)
    np.testing.assert_allclose(upper, z**2, rtol=1e-9)
    assert (times.lower[~some] == 0).all()
    assert (times.upper[~others] == np.inf).all()


def test_of_two_groups_of_which_everybody_counts_the_ratio_is_as_sure_as_they_are_large():
    times = ratio(10, 10, 10, 10)
    z_squared = 1.959963984540054**2
    assert times == pytest.approx((1, 10 / (10 + z_squared), (10 + z_squared) / 10), rel=1e-12)


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


def test_limits_that_do_not_enclose_their_value_are_refused():
    with pytest.raises(DataError, match="The reference is outside its own limits for the only"):
        difference_of(Estimate(3, 1, 5), Estimate(9, 1, 5))


def test_a_ratio_of_numbers_below_0_is_refused():
    with pytest.raises(DataError, match="A ratio was asked of numbers below 0"):
        ratio_of(Estimate(3, -1, 5), Estimate(4, 1, 5))
