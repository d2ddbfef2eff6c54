"""The limits of measures of inequality are checked by closed forms and by how often they are right."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import chi2, ncx2, studentized_range

from evenground.measures import inequality
from tests.engine.measures.unlike_groups import numbers_of


@pytest.mark.parametrize("better_when", ["higher", "lower"])
def test_fixed_groups_have_normal_limits(better_when):
    order = [1, 2, 3] if better_when == "higher" else [3, 2, 1]
    result = inequality([10, 20, 30], [1, 1, 2], se=[3, 5, 4], better_when=better_when, order=order)
    np.testing.assert_allclose(
        result["difference"], [20, 20 - 5 * 1.959963984540054, 20 + 5 * 1.959963984540054]
    )
    half = 1.959963984540054 * np.hypot(3 / 10, 4 / 30)
    np.testing.assert_allclose(result["ratio"], [3, 3 * np.exp(-half), 3 * np.exp(half)])


def test_the_limits_of_an_attributable_risk_count_that_the_best_is_part_of_the_mean():
    result = inequality(
        [10, 20, 30], [1, 1, 2], se=[3, 5, 4], better_when="higher", order=[1, 2, 3]
    )
    error = np.sqrt((3 / 4) ** 2 + (5 / 4) ** 2 + (4 / 2) ** 2) * 1.959963984540054
    np.testing.assert_allclose(result["par"], [7.5, 7.5 - error, 7.5 + error])


def test_far_apart_groups_have_the_delta_methods_limits():
    """Where errors are small all limits are the value and 1.96 standard errors either way."""
    y, n, se = np.array([20.0, 40, 60, 90]), np.array([1, 2, 3, 2]), np.array([0.2, 0.3, 0.2, 0.4])
    result = inequality(y, n, se=se, better_when="higher", reference=1)
    moved = [inequality(y + h, n, better_when="higher", reference=1) for h in 1e-5 * np.eye(4)]
    for name, (middle, low, high) in numbers_of(result).items():
        slope = np.array([(float(one[name].value) - middle) / 1e-5 for one in moved])
        half = 1.959963984540054 * np.sqrt(np.sum((slope * se) ** 2))
        assert high - middle == pytest.approx(half, rel=0.03), name
        assert middle - low == pytest.approx(half, rel=0.03), name


def test_variance_has_the_exact_limits_of_a_noncentral_chi_squared():
    """With one standard error for all groups of one size the variance is such a variable."""
    rng = np.random.default_rng(8)
    for groups in (2, 5, 10):
        value = rng.normal(50, 4, (40, groups))
        found = inequality(value, np.ones(groups), se=2.0, better_when="higher")["bgv"]
        scale = 4 / groups
        for at, (q, low, high) in enumerate(zip(*found, strict=True)):
            if low > 0:
                chance = ncx2.sf(q / scale, groups - 1, low / scale)
                assert chance == pytest.approx(0.025, abs=0.01 if groups == 2 else 0.003), (
                    groups,
                    at,
                )
            else:
                assert chi2.sf(q / scale, groups - 1) > 0.02, (groups, at)
            if q / scale > chi2.ppf(0.1, groups - 1):
                chance = ncx2.cdf(q / scale, groups - 1, high / scale)
                assert chance == pytest.approx(0.025, abs=0.01 if groups == 2 else 0.003), (
                    groups,
                    at,
                )


def test_a_variance_below_what_noise_gives_has_the_upper_limit_of_that():
    small, none = (
        inequality([50 - far, 50, 50 + far], np.ones(3), se=2, better_when="lower")["bgv"].upper
        for far in (0.5, 0.1)
    )
    quiet = chi2.ppf(0.1, 2)
    limit = 4 / 3 * brentq(lambda shift: ncx2.cdf(quiet, 2, shift) - 0.025, 0.01, 30)
    assert small == pytest.approx(limit, rel=0.05)
    assert none == pytest.approx(small, rel=0.01)


def test_a_range_is_above_0_where_the_studentised_range_says_so():
    """The lower limit leaves 0 within a tenth of Tukey's critical value at 2.5%."""
    for groups in (3, 5, 10):
        critical = studentized_range.ppf(0.975, groups, np.inf)
        for far, seen in [(0.9 * critical, False), (1.1 * critical, True)]:
            value = np.full(groups, far / 2)
            value[[0, -1]] = 0, far
            result = inequality(100 + value, np.ones(groups), se=1, better_when="higher")
            assert (result["difference"].lower > 0) == seen, (groups, far)


def test_the_best_group_is_above_the_mean_where_the_largest_deviate_says_so():
    for groups, critical in [(3, 2.10), (5, 2.44)]:  # 2.5% points, known error (David 1970)
        for far, seen in [(0.9 * critical, False), (1.1 * critical, True)]:
            value = np.full(groups, -far / (groups - 1))
            value[0] = far
            result = inequality(100 + value, np.ones(groups), se=1, better_when="higher")
            assert (result["par"].lower > 0) == seen, (groups, far)


def test_rounding_does_not_move_the_limits_of_a_plain_gap():
    """A gap between two groups has normal limits, which the search meets at its very first point."""
    rng = np.random.default_rng(5)
    value, se = rng.uniform(30, 70, (5_000, 1)) + np.array([0, 8]), rng.uniform(0.1, 1, (5_000, 2))
    found = inequality(value, [1, 1], se=se, better_when="lower", reference=0)
    half = 1.959963984540054 * np.hypot(*se.T) / 2
    for name in ("mdru", "mdmu"):
        np.testing.assert_allclose(found[name].value, 4)
        np.testing.assert_allclose(found[name].upper, 4 + half, atol=2e-3)
        np.testing.assert_allclose(found[name].lower, 4 - half, atol=2e-3)


def test_one_group_against_the_others_has_the_limits_of_a_plain_difference():
    """Two groups: all absolute measures are one number times the difference between them."""
    result = inequality([20, 50], [1, 3], se=[3, 4], better_when="higher", reference=0)
    error = 5 * 1.959963984540054
    for name, part in [("mdmw", 0.375), ("mdmu", 0.5), ("mdru", 0.5), ("mdrw", 0.75)]:
        three = [part * one for one in (30, 30 - error, 30 + error)]
        assert [float(one) for one in result[name]] == pytest.approx(three, rel=2e-3), name
    for name, part in [("mdbu", 0.5), ("mdbw", 0.25), ("par", 0.25)]:
        three = [part * one for one in (30, 30 - error, 30 + error)]
        assert [float(one) for one in result[name]] == pytest.approx(three, rel=2e-3), name
    assert float(result["bgsd"].value) == pytest.approx(30 * np.sqrt(3) / 4)


PINNED = {
    "difference": [7, 0, 14.543],
    "ratio": [1.2059, 1, 1.4597],
    "bgv": [15.364, 3.8697, 28.148],
    "bgsd": [3.9197, 1.9671, 5.3055],
    "cov": [12.467, 6.2437, 16.883],
    "mdmu": [4.5118, 2.2845, 6.4861],
    "mdmw": [3.4602, 1.7179, 4.9685],
    "mdbu": [6, 2.9507, 8.7632],
    "mdbw": [3.4412, 1.4701, 5.2149],
    "mdru": [4, 1.2781, 5.8978],
    "mdrw": [3.9118, 1.5361, 5.7771],
    "idisu": [14.35, 7.2628, 20.632],
    "idisw": [11.005, 5.459, 15.807],
    "theil": [7.5379, 1.901, 13.831],
    "mld": [7.3479, 1.8521, 13.473],
    "par": [-3.4412, -5.2149, -1.4701],
    "paf": [-10.945, -16.602, -4.658],
}


def test_limits_of_a_typical_setting_stay_what_they_were():
    """Not an oracle: a change here is a change of method, to be made knowingly."""
    result = inequality(
        [34, 30, 41, 28, 37],
        [900, 500, 200, 1_500, 300],
        se=[1.6, 2.0, 3.5, 1.2, 2.8],
        better_when="lower",
        reference=0,
    )
    assert numbers_of(result) == {
        name: pytest.approx(three, rel=1e-3) for name, three in PINNED.items()
    }


def coverage_of(truth, se, people, draws=4_000):
    rng = np.random.default_rng(11)
    drawn = np.abs(rng.normal(truth, se, (draws, len(truth))))
    found = inequality(drawn, people, se=se, better_when="higher", reference=1)
    true = inequality(truth, people, better_when="higher", reference=1)
    return {
        name: np.mean(
            (part.lower <= true[name].value + 1e-9) & (true[name].value - 1e-9 <= part.upper)
        )
        for name, part in found.items()
    }


@pytest.mark.parametrize("groups", [2, 5, 10])
def test_equal_groups_are_said_to_be_equal_as_often_as_promised(groups):
    """The delta method calls equal groups unequal nearly always; these limits 1 time in 40."""
    for name, held in coverage_of(np.full(groups, 50.0), 3.0, np.ones(groups)).items():
        assert 0.95 <= held <= 0.9925, name


@pytest.mark.parametrize(
    ("truth", "se", "people"),
    [
        ([40, 45, 50, 55, 60], 3.0, [1, 1, 1, 1, 1]),
        ([40, 48, 50, 55, 62], [6.0, 1.0, 3.0, 4.0, 9.0], [1, 20, 5, 3, 0.5]),
    ],
)
def test_limits_hold_the_truth_as_often_as_they_say(truth, se, people):
    for name, held in coverage_of(np.array(truth, float), np.array(se), np.array(people)).items():
        assert 0.938 <= held <= 0.992, name


def test_a_lucky_draw_of_equal_values_does_not_make_the_limits_certain():
    result = inequality([10, 10, 10], [1, 2, 3], se=[1, 1, 2], better_when="higher", reference=0)
    for name, (_, low, high) in numbers_of(result).items():
        assert low == (1 if name == "ratio" else 0)
        assert high > (1.3 if name == "ratio" else 0.5), name
