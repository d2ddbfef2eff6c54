"""Is a gap more than chance: p-values, many of them, and what could have been seen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import binom, chi2_contingency

from evenground.errors import DataError, MissingValues
from evenground.measures import (
    false_discovery,
    gap_p_value,
    minimum_detectable_gap,
    minimum_detectable_rate_gap,
    rate_gap_p_value,
    rate_ratio,
    ratio,
)

TABLES = [
    (56, 70, 48, 80),
    (0, 10, 3, 20),
    (10, 10, 3, 20),
    (5, 56, 0, 29),
    (500, 9_000, 90, 2_000),
]


# a p-value


@pytest.mark.parametrize("table", TABLES)
def test_the_p_value_of_a_gap_is_that_of_pearsons_test(table):
    x, n, y, m = table
    expected = chi2_contingency([[x, n - x], [y, m - y]], correction=False).pvalue
    assert gap_p_value(*table) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("n", "m"), [(1, 4), (9, 9), (30, 12), (50, 60)])
def test_a_gap_is_more_than_chance_when_the_limits_of_its_ratio_leave_1_out(n, m):
    x, y = (part.ravel()[1:] for part in np.meshgrid(np.arange(n + 1), np.arange(m + 1)))
    p, times = gap_p_value(x, n, y, m), ratio(x, n, y, m)
    np.testing.assert_array_equal(p < 0.05, (times.lower > 1) | (times.upper < 1))


def test_without_a_gap_the_p_value_is_1_also_where_nobody_or_everybody_counts():
    assert gap_p_value([0, 7, 3], [10, 7, 10], [0, 9, 6], [20, 9, 20]).tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    ("x", "y", "n", "m"), [(30, 20, 1, 1), (3, 11, 2, 5), (0, 6, 1, 1), (6, 0, 1, 1)]
)
def test_the_p_value_of_rates_is_the_doubled_binomial_tail(x, y, n, m):
    of_all = binom(x + y, n / (n + m))
    at_most, at_least, tied = of_all.cdf(x), of_all.sf(x - 1), of_all.pmf(x)
    exact = min(1, 2 * min(at_most, at_least))
    mid_p = min(1, 2 * (min(at_most, at_least) - tied / 2))
    assert rate_gap_p_value(x, n, y, m) == pytest.approx(exact, rel=1e-12)
    assert rate_gap_p_value(x, n, y, m, method="mid-p") == pytest.approx(mid_p, rel=1e-9)


@given(st.integers(0, 80), st.integers(0, 80), st.sampled_from(["exact", "mid-p"]))
def test_rates_differ_by_more_than_chance_when_the_limits_of_their_ratio_leave_1_out(x, y, method):
    assume(x + y > 0)
    p = rate_gap_p_value(x, 300, y, 200, method=method)
    times = rate_ratio(x, 300, y, 200, limits=method)
    assume(abs(p - 0.05) > 1e-9)
    assert (p < 0.05) == bool(times.lower > 1 or times.upper < 1)


def test_one_event_where_few_were_to_be_expected_is_more_than_chance():
    expected = 2 * binom.cdf(3, 4, 1_000 / 1_010)
    assert rate_gap_p_value(3, 1_000, 1, 10) == pytest.approx(expected, rel=1e-12)
    assert expected < 0.1


def test_no_events_in_both_groups_leave_nothing_to_explain():
    assert rate_gap_p_value(0, 10, 0, 20) == 1
    assert rate_gap_p_value(0, 10, 0, 20, method="mid-p") == 1


# many of them


def test_false_discoveries_agree_with_benjamini_and_hochberg_1995():
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
         0.4262, 0.5719, 0.6528, 0.7590, 1.0000]  # fmt: skip
    assert false_discovery(p).found.tolist() == [True] * 4 + [False] * 11


def test_an_adjusted_p_value_is_the_smallest_rate_that_names_it():
    shuffled = np.array([0.04, 0.001, 0.02])
    adjusted, found = false_discovery(shuffled, rate=0.03)
    np.testing.assert_allclose(adjusted, [0.04, 0.003, 0.03], rtol=1e-12)
    assert found.tolist() == [False, True, True]


def test_under_any_dependence_fewer_are_named():
    p = [0.001, 0.02, 0.04]
    adjusted = false_discovery(p, method="benjamini-yekutieli").adjusted
    np.testing.assert_allclose(adjusted, np.array([0.003, 0.03, 0.04]) * (1 + 1 / 2 + 1 / 3))


def test_no_test_stays_no_test_and_is_not_counted():
    adjusted, found = false_discovery([[0.01, None], [0.04, 0.5]])
    np.testing.assert_allclose(adjusted, [[0.03, np.nan], [0.06, 0.5]])
    assert found.tolist() == [[True, False], [False, False]]
    assert np.isnan(false_discovery([None, None]).adjusted).all()


def test_among_2_000_profiles_without_any_gap_at_most_1_in_20_names_one():
    rng = np.random.default_rng(3)
    named = [false_discovery(rng.random(40)).found.any() for _ in range(2_000)]
    assert 0.03 < np.mean(named) < 0.065


# what could have been seen


@pytest.mark.parametrize(("n", "m", "share"), [(200, 800, 0.3), (150, 150, 0.5), (400, 5_000, 0.1)])
@pytest.mark.parametrize(("power", "confidence"), [(0.8, 0.95), (0.9, 0.99), (0.5, 0.95)])
def test_a_detectable_gap_is_seen_as_often_as_its_power(n, m, share, power, confidence):
    rng = np.random.default_rng(7)
    for gap in minimum_detectable_gap(n, m, share, power=power, confidence=confidence):
        x, y = rng.binomial(n, share + gap, 40_000), rng.binomial(m, share, 40_000)
        seen = np.mean(gap_p_value(x, n, y, m) < 1 - confidence)
        assert seen == pytest.approx(power, abs=0.03)


@pytest.mark.parametrize(("n", "m", "each"), [(30_000, 80_000, 150), (5_000, 5_000, 900)])
@pytest.mark.parametrize(("power", "confidence"), [(0.8, 0.95), (0.9, 0.99)])
def test_a_detectable_gap_of_rates_is_seen_as_often_as_its_power(n, m, each, power, confidence):
    rng = np.random.default_rng(8)
    for gap in minimum_detectable_rate_gap(n, m, each, power=power, confidence=confidence):
        x = rng.poisson(n * (each + gap) / 100_000, 40_000)
        y = rng.poisson(m * each / 100_000, 40_000)
        seen = np.mean(rate_gap_p_value(x, n, y, m, method="mid-p") < 1 - confidence)
        assert seen == pytest.approx(power, abs=0.03)


def test_what_is_missed_and_what_is_seen_are_mirror_images():
    there, back = minimum_detectable_gap(200, 800, 0.3), minimum_detectable_gap(200, 800, 0.7)
    assert there.below == pytest.approx(-back.above, rel=1e-12)
    assert there.above == pytest.approx(-back.below, rel=1e-12)


def test_more_people_see_smaller_gaps_and_more_power_needs_larger_ones():
    small, large = (minimum_detectable_gap(n, 800, 0.3).above for n in (100, 1_000))
    assert large < small < minimum_detectable_gap(100, 800, 0.3, power=0.9).above
    assert small < minimum_detectable_gap(100, 800, 0.3, confidence=0.99).above


def test_a_gap_that_nobody_could_show_is_no_number():
    below, above = minimum_detectable_gap([20, 2], [100, 2], [0.05, 0.5])
    assert np.isnan(below).all()
    assert np.isnan(above).tolist() == [False, True]
    assert np.isnan(minimum_detectable_rate_gap(100, 1_000, 5).below)
    assert np.isnan(minimum_detectable_gap(20, 20, 1.0).above)


def test_rates_scale_with_the_multiplier():
    plain = minimum_detectable_rate_gap(20_000, 80_000, 0.0015, per=1)
    each = minimum_detectable_rate_gap(20_000, 80_000, 1.5, per=1_000)
    np.testing.assert_allclose(each, np.multiply(plain, 1_000), rtol=1e-12)
    usual = minimum_detectable_rate_gap(20_000, 80_000, 150)
    np.testing.assert_allclose(usual, np.multiply(plain, 100_000), rtol=1e-12)


def test_groups_at_once_have_the_detectable_gaps_that_each_has_alone():
    people = np.array([20_000, 0.001, 3])
    together = minimum_detectable_rate_gap(people, 1_000, 2, per=1)
    for place, size in enumerate(people):
        alone = minimum_detectable_rate_gap(size, 1_000, 2, per=1)
        assert together.below[place] == pytest.approx(float(alone.below), nan_ok=True)
        assert together.above[place] == pytest.approx(float(alone.above), rel=1e-9)


def test_a_gap_above_a_rate_is_found_however_large_it_is():
    above = minimum_detectable_rate_gap(0.001, 1_000, 2, per=1).above
    assert above == pytest.approx(876.5164018, rel=1e-6)


# refusals


@pytest.mark.parametrize("power", [0, 1, -0.2, np.nan])
def test_a_power_outside_0_and_1_is_refused(power):
    with pytest.raises(DataError, match="^`power` is between 0 and 1, such as 0.8"):
        minimum_detectable_gap(10, 10, 0.5, power=power)


@pytest.mark.parametrize("rate", [0, 1, 5, np.nan])
def test_a_rate_of_false_discoveries_outside_0_and_1_is_refused(rate):
    with pytest.raises(DataError, match="^`rate` is between 0 and 1, such as 0.05"):
        false_discovery([0.5], rate=rate)


def test_numbers_that_are_no_probabilities_are_refused():
    for wrong in (1.2, -0.1):
        with pytest.raises(DataError, match="`p` is not between 0 and 1 for group 2"):
            false_discovery([0.5, wrong])
    with pytest.raises(DataError, match="^`p` must hold numbers only.$"):
        false_discovery(["small"])
    assert false_discovery([0.0, 1.0]).adjusted.tolist() == [0, 1]


def test_methods_of_an_unknown_name_are_refused():
    with pytest.raises(DataError, match="^`method` is benjamini-hochberg or benjamini-yekutieli"):
        false_discovery([0.5], method="bonferroni")
    with pytest.raises(DataError, match="^`method` is exact or mid-p; it was 'wald'.$"):
        rate_gap_p_value(1, 10, 1, 10, method="wald")


def test_sizes_and_shares_are_checked():
    with pytest.raises(DataError, match="`denominator` is 0"):
        minimum_detectable_gap(0, 10, 0.5)
    with pytest.raises(
        DataError,
        match="^`reference_denominator` is 0 for the only group. Leave groups without people out.$",
    ):
        minimum_detectable_gap(10, 0, 0.5)
    with pytest.raises(
        DataError,
        match="^`reference_share` is larger than 1 for the only group. Give a share, such as 0.3.$",
    ):
        minimum_detectable_gap(10, 10, 1.5)
    with pytest.raises(MissingValues, match="`reference_rate` has no value"):
        minimum_detectable_rate_gap(10, 10, None)
    with pytest.raises(
        DataError, match="^`population` is 0 for the only group. Leave groups without people out.$"
    ):
        minimum_detectable_rate_gap(0, 10, 5)
    with pytest.raises(
        DataError,
        match="^`reference_population` is 0 for the only group. Leave groups without people out.$",
    ):
        minimum_detectable_rate_gap(10, 0, 5)
    with pytest.raises(DataError, match="`per` is above 0"):
        minimum_detectable_rate_gap(10, 10, 5, per=0)
