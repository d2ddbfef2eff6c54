"""Two rates compared: checked by law, by the tails that define the limits, and by misuse."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest, f

from evenground.errors import DataError, MissingValues
from evenground.measures import difference_of, rate, rate_difference, rate_ratio

groups = st.tuples(st.integers(0, 400), st.integers(1, 90_000))


# laws


@given(groups, groups, st.sampled_from(["exact", "mid-p"]))
def test_swapping_two_groups_inverts_their_ratio(group, reference, limits):
    there = rate_ratio(*group, *reference, limits=limits)
    back = rate_ratio(*reference, *group, limits=limits)
    with np.errstate(divide="ignore"):
        assert there.lower == pytest.approx(1 / back.upper, rel=1e-9)
        assert there.upper == pytest.approx(1 / back.lower, rel=1e-9)
    if group[0] or reference[0]:
        assert there.lower <= there.value <= there.upper


@given(groups, groups, st.sampled_from(["exact", "byar", "mid-p"]))
def test_swapping_two_groups_turns_their_difference_round(group, reference, limits):
    there = rate_difference(*group, *reference, limits=limits)
    back = rate_difference(*reference, *group, limits=limits)
    assert there.value == pytest.approx(-back.value)
    assert there.lower == pytest.approx(-back.upper)
    assert there.upper == pytest.approx(-back.lower)
    assert there.lower <= there.value <= there.upper


@given(groups, groups, st.sampled_from(["exact", "byar", "mid-p"]), st.sampled_from([0.5, 100]))
def test_a_difference_of_rates_is_that_of_the_two_estimates(group, reference, limits, per):
    options = {"per": per, "limits": limits, "confidence": 0.9}
    ours = rate_difference(*group, *reference, **options)
    theirs = difference_of(rate(*group, **options), rate(*reference, **options))
    assert ours == pytest.approx(theirs)


@given(groups, groups, st.integers(2, 50))
def test_people_s_time_only_counts_in_proportion(group, reference, times):
    (x, n), (y, m) = group, reference
    np.testing.assert_allclose(
        rate_ratio(x, times * n, y, times * m), rate_ratio(x, n, y, m), rtol=1e-9
    )


@given(groups, groups)
def test_exact_at_95_percent_per_100_000_unless_asked_otherwise(group, reference):
    np.testing.assert_array_equal(
        rate_ratio(*group, *reference),
        rate_ratio(*group, *reference, limits="exact", confidence=0.95),
    )
    options = {"per": 100_000, "limits": "exact", "confidence": 0.95}
    gap = rate_difference(*group, *reference)
    assert gap == rate_difference(*group, *reference, **options)


@given(groups, groups)
def test_mid_p_limits_lie_inside_exact_ones(group, reference):
    exact, mid = (rate_ratio(*group, *reference, limits=name) for name in ("exact", "mid-p"))
    assert exact.lower <= mid.lower * (1 + 1e-12)
    assert mid.upper <= exact.upper * (1 + 1e-12)


def test_many_groups_at_once_give_what_each_gives_alone():
    x, n = np.array([[1, 5, 9], [0, 10, 3]]), np.array([10, 12, 14])
    for measure, options in [
        (rate_ratio, {}),
        (rate_ratio, {"limits": "mid-p"}),
        (rate_difference, {}),
    ]:
        together = measure(x, n, 3, 20, **options)
        assert together.value.shape == (2, 3)
        for row, column in np.ndindex(2, 3):
            alone = measure(x[row, column], n[column], 3, 20, **options)
            assert [part[row, column] for part in together] == pytest.approx(list(alone))


# what defines the limits


def share(times, n, m):
    """The chance of an event to fall on the first group, when its rate is so many times the other."""
    return times * n / (times * n + m)


@pytest.mark.parametrize("confidence", [0.95, 0.8])
@pytest.mark.parametrize(
    ("x", "n", "y", "m"), [(30, 1_000, 20, 4_000), (1, 50, 7, 9), (3, 8, 1, 2)]
)
def test_exact_limits_of_a_ratio_are_those_of_clopper_and_pearson(x, n, y, m, confidence):
    value, lower, upper = rate_ratio(x, n, y, m, confidence=confidence)
    exact = binomtest(x, x + y).proportion_ci(confidence, "exact")
    assert value == pytest.approx((x / n) / (y / m), rel=1e-12)
    assert share(lower, n, m) == pytest.approx(exact.low, rel=1e-9)
    assert share(upper, n, m) == pytest.approx(exact.high, rel=1e-9)


@pytest.mark.parametrize(
    ("x", "n", "y", "m"), [(30, 1_000, 20, 4_000), (1, 50, 7, 9), (3, 8, 1, 2)]
)
def test_half_the_chance_of_the_count_itself_belongs_to_each_mid_p_tail(x, n, y, m):
    _, lower, upper = rate_ratio(x, n, y, m, limits="mid-p", confidence=0.9)
    low, high = binom(x + y, share(lower, n, m)), binom(x + y, share(upper, n, m))
    assert low.sf(x) + low.pmf(x) / 2 == pytest.approx(0.05, rel=1e-9)
    assert high.cdf(x) - high.pmf(x) / 2 == pytest.approx(0.05, rel=1e-9)


def test_no_events_in_one_group_leave_the_other_limit():
    for limits, tail in [("exact", 0.025), ("mid-p", 0.05)]:
        none = rate_ratio(0, 100, 5, 300, limits=limits)
        assert none.value == none.lower == 0
        chance = tail ** (1 / 5)
        assert none.upper == pytest.approx((1 - chance) / chance * 3, rel=1e-9)
        endless = rate_ratio(5, 300, 0, 100, limits=limits)
        assert endless.value == endless.upper == np.inf
        assert endless.lower == pytest.approx(chance / (1 - chance) / 3, rel=1e-9)


def test_no_events_in_both_groups_leave_the_ratio_open():
    for limits in ("exact", "mid-p"):
        both = rate_ratio(0, 10, 0, 20, limits=limits)
        assert np.isnan(both.value)
        assert both.lower == 0
        assert both.upper == np.inf


def test_no_events_in_both_groups_still_bound_the_difference():
    gap = rate_difference(0, 100, 0, 200, per=100)
    assert gap.value == 0
    assert gap.upper == pytest.approx(-np.log(0.025))
    assert gap.lower == pytest.approx(np.log(0.025) / 2)


def test_large_counts_keep_their_digits():
    """The limits by quantiles of F, which need no difference of two nearly equal numbers."""
    x, y = 2_000_000, 3
    ours = rate_ratio(x, 1, y, 1)
    assert ours.lower == pytest.approx(x / (y + 1) * f.ppf(0.025, 2 * x, 2 * y + 2), rel=1e-9)
    assert ours.upper == pytest.approx((x + 1) / y * f.ppf(0.975, 2 * x + 2, 2 * y), rel=1e-9)


# refusals


@pytest.mark.parametrize("measure", [rate_ratio, rate_difference])
def test_two_rates_need_people_and_counts(measure):
    with pytest.raises(DataError, match="`population` is 0 for group 2. Leave groups without"):
        measure([1, 2], [10, 0], 3, 10)
    with pytest.raises(
        DataError,
        match="^`reference_population` is 0 for group 1. Leave groups without people out.$",
    ):
        measure([1, 2], 10, 3, [0, 10])
    with pytest.raises(MissingValues, match="`count` has no value for group 2"):
        measure([1, None], 10, 3, 10)
    with pytest.raises(MissingValues, match="`reference_count` has no value for group 1"):
        measure([1, 2], 10, [None, 3], 10)
    with pytest.raises(DataError, match="`reference_count` is below 0 for group 1"):
        measure([1, 2], 10, [-1, 3], 10)
    with pytest.raises(DataError, match="`confidence` is between 0 and 1"):
        measure(1, 10, 3, 10, confidence=95)


def test_unknown_names_are_refused():
    with pytest.raises(DataError, match="`limits` is exact or mid-p; it was 'byar'"):
        rate_ratio(1, 10, 3, 10, limits="byar")
    with pytest.raises(DataError, match="`limits` is exact, byar or mid-p; it was 'wald'"):
        rate_difference(1, 10, 3, 10, limits="wald")
    with pytest.raises(DataError, match="`per` is above 0"):
        rate_difference(1, 10, 3, 10, per=-1)
