"""A gap is better nearer to zero, on whichever side: the rules say so, and tests hold them to it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground.errors import DataError, MissingValues
from evenground.measures import gap_chart, p_prime, xmr

STEADY = [10.0, 12, 9, 11, 10, 12, 9, 11, 10, 12, 9, 11, 10, 12]

series = st.lists(st.integers(1, 40), min_size=2, max_size=30)


# laws


@given(series, st.integers(0, 30))
def test_the_gap_is_charted_as_any_series(values, reference):
    ours = gap_chart(values, reference, better_when="lower")
    theirs = xmr(np.array(values) - reference, better_when="lower")
    assert (ours.upper == theirs.upper).all()
    assert (ours.variation == theirs.variation).all()


@given(series, st.integers(1, 30), st.sampled_from(["difference", "log ratio"]))
def test_swapping_the_groups_turns_the_gap_round_and_judges_it_alike(values, reference, scale):
    there = gap_chart(values, reference, scale=scale, target=2)
    back = gap_chart(np.full(len(values), reference), values, scale=scale, target=2)
    assert there.value == pytest.approx(-back.value)
    assert there.lower == pytest.approx(-back.upper)
    assert (there.cause == back.cause).all()
    assert (there.variation == back.variation).all()
    assert there.assurance == back.assurance


@given(series)
def test_far_from_zero_the_gap_is_judged_as_its_one_side_would_be(values):
    above, below = gap_chart(values, -1_000), gap_chart(values, 1_000)
    assert (above.variation == xmr(values, better_when="lower").variation).all()
    assert (below.variation == xmr(values, better_when="higher").variation).all()


def test_equal_errors_give_an_unweighted_chart():
    """But for the published constants: 2.66 there, 3 / 1.128 here."""
    plain, weighed = gap_chart(STEADY, 5), gap_chart(STEADY, 5, se=3, reference_se=4)
    assert weighed.mean == pytest.approx(plain.mean)
    assert weighed.upper - weighed.mean == pytest.approx(
        (plain.upper - plain.mean) * 3 / 1.128 / 2.66
    )
    assert weighed.plain_upper == pytest.approx(weighed.mean + 15)
    assert weighed.plain_lower == pytest.approx(weighed.mean - 15)


def test_errors_of_a_share_give_the_limits_of_its_prime_chart():
    count, size = np.array([30, 44, 25, 61, 40]), np.array([100, 140, 90, 150, 130])
    shares = p_prime(count, size)
    se = np.sqrt(shares.mean * (1 - shares.mean) / size)
    gap = gap_chart(count / size, 0.1, se=se, reference_se=0, screen_outliers=False)
    assert gap.lower == pytest.approx(shares.lower - 0.1)
    assert gap.upper == pytest.approx(shares.upper - 0.1)
    assert gap.sigma_z == pytest.approx(shares.sigma_z)


def test_many_gaps_at_once_give_what_each_gives_alone():
    rng = np.random.default_rng(8)
    group, other = rng.normal(20, 2, (2, 3, 30)), rng.normal(10, 2, (2, 3, 30))
    se = rng.uniform(0.5, 2, (2, 3, 30))
    options = {"reference_se": 1.0, "scale": "log ratio", "baseline": 9, "rebase": [12]}
    together = gap_chart(group, other, se=se, target=1.5, **options)
    for here in np.ndindex(2, 3):
        alone = gap_chart(group[here], other[here], se=se[here], target=1.5, **options)
        assert together.upper[here] == pytest.approx(alone.upper, rel=1e-14)
        assert (together.variation[here] == alone.variation).all()
        assert together.assurance[here] == alone.assurance


# towards zero, through it, and away from it


def test_a_point_nearer_to_zero_is_an_improvement_on_whichever_side():
    for sign in (1, -1):
        gap = sign * np.array([*STEADY, 1.0, 10, 12, 30])
        chart = gap_chart(gap, 0)
        assert chart.cause[[14, 17]].tolist() == ["outside limits"] * 2
        assert chart.variation[[14, 17]].tolist() == ["improvement", "concern"]
        assert chart.direction[[14, 17]].tolist() == [-sign, sign]


def test_a_gap_that_turned_round_is_better_only_when_it_is_smaller():
    smaller, larger = (gap_chart([*STEADY, last], 0) for last in (-4, -30))
    assert smaller.cause[-1] == larger.cause[-1] == "outside limits"
    assert smaller.variation[-1] == "improvement"
    assert larger.variation[-1] == "concern"


def test_a_trend_towards_zero_is_an_improvement_and_beyond_it_a_concern():
    falling = [-3.0, 6, -2, 7, -3, 4, 3, 2, 1, 0, -1, -2, -3, 5, -2, 6, -3]
    chart = gap_chart(falling, 0)
    assert chart.cause[5:13].tolist() == ["trend"] * 8
    assert chart.variation[5:10].tolist() == ["improvement"] * 5
    assert chart.variation[10:13].tolist() == ["concern"] * 3
    rising = gap_chart(-np.array(falling), 0)
    assert (rising.variation == chart.variation).all()


def test_a_trend_is_judged_by_where_it_goes_not_by_where_the_mean_is():
    """Each point of this trend is further from zero than the mean, and it comes nearer."""
    chart = gap_chart([5.0, 9, 5, 9, 5, 9, 8.9, 8.8, 8.7, 8.6, 8.5, 8.4, 5, 9, 5, 9], 0)
    assert (np.abs(chart.value[5:12]) > np.abs(chart.mean[0])).all()
    assert chart.cause[5:12].tolist() == ["trend"] * 7
    assert chart.variation[5:12].tolist() == ["improvement"] * 7


def test_a_gap_as_large_as_its_mean_on_the_other_side_is_no_improvement():
    chart = gap_chart([4.0, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, -2], 0, baseline=11)
    assert chart.variation[-1] == "improvement"
    chart = gap_chart([4.0, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, -4], 0, baseline=11)
    assert chart.variation[-1] == "concern"


def test_a_declared_polarity_takes_the_place_of_nearer_to_zero():
    chart = gap_chart([*STEADY, 1.0], 0, better_when="higher")
    assert chart.variation[-1] == "concern"
    assert gap_chart([*STEADY, 1.0], 0, better_when=None).variation[-1] == "neither"


# ratios, targets, errors


def test_a_log_ratio_is_a_ratio_again_by_exp():
    chart = gap_chart([20, 30, 24], [10, 10, 12], scale="log ratio")
    assert np.exp(chart.value) == pytest.approx([2, 3, 2])


@pytest.mark.parametrize(
    ("target", "verdict"), [(1.1, "fail"), (1 / 1.1, "fail"), (2, "hit or miss"), (4, "pass")]
)
def test_a_target_for_a_ratio_means_its_inverse_too(target, verdict):
    values = np.array([20, 22] * 8)
    assert gap_chart(values, 10, scale="log ratio", target=target).assurance == verdict
    assert gap_chart(10 / values, 1, scale="log ratio", target=target).assurance == verdict


def test_a_target_for_a_ratio_with_a_declared_polarity_is_that_ratio():
    values = np.array([20, 22] * 8)
    options = {"scale": "log ratio", "better_when": "higher"}
    assert gap_chart(values, 10, target=1.5, **options).assurance == "pass"
    assert gap_chart(values, 10, target=1 / 1.5, **options).assurance == "pass"
    assert gap_chart(values, 10, target=3, **options).assurance == "fail"
    assert gap_chart(values, 10, target=1 / 3, **options).assurance == "pass"


def test_a_target_for_a_difference_is_a_size():
    assert gap_chart([5, 6] * 8, 0, target=9).assurance == "pass"
    assert gap_chart([-5, -6] * 8, 0, target=9).assurance == "pass"
    assert gap_chart([5, 6] * 8, 0, target=2).assurance == "fail"
    assert gap_chart([5, 6] * 8, 0).assurance == "none"


def test_errors_of_a_log_ratio_are_relative():
    chart = gap_chart([20, 30], [10, 10], se=[2, 6], reference_se=[1, 2], scale="log ratio")
    noise = np.hypot([0.1, 0.2], [0.1, 0.2])
    assert chart.plain_upper - chart.mean == pytest.approx(3 * noise)
    assert chart.mean[0] == pytest.approx((np.log([2, 3]) / noise**2).sum() / (1 / noise**2).sum())


def test_a_point_of_low_precision_weighs_less_and_has_wider_limits():
    chart = gap_chart([*STEADY, 30], 0, se=[1.0] * 14 + [10], reference_se=0)
    assert chart.mean[0] < 10.8
    assert chart.cause[-1] == "common cause"
    assert gap_chart([*STEADY, 30], 0).cause[-1] == "outside limits"


def test_screening_and_rule_sets_reach_the_chart():
    values = [0.0, 1] * 10 + [4, 2.8]
    causes = [gap_chart(values, 0, rules=one).cause[-1] for one in ("announced", "nhsrplotthedots")]
    assert causes == ["two of three", "common cause"]
    assert gap_chart(values, 0).cause[-1] == "two of three"
    wide, close = (gap_chart([*STEADY, 90], 0, screen_outliers=one) for one in (False, True))
    assert wide.upper[0] > close.upper[0]
    assert gap_chart([*STEADY, 90], 0).upper[0] == close.upper[0]


# refusals


@pytest.mark.parametrize("given_error", [{"se": 1}, {"reference_se": 1}])
def test_errors_go_together(given_error):
    with pytest.raises(
        DataError, match="^`se` and `reference_se` go together: give both, or neither.$"
    ):
        gap_chart(STEADY, 0, **given_error)


def test_errors_that_cannot_be_are_refused():
    with pytest.raises(DataError, match="`se` is below 0 for point 2"):
        gap_chart([1, 2], 0, se=[1, -1], reference_se=0)
    with pytest.raises(DataError, match="`reference_se` is below 0 for point 1"):
        gap_chart([1, 2], 0, se=1, reference_se=-1)
    with pytest.raises(
        DataError,
        match="^`se` and `reference_se` are both 0 for point 1. Leave both out for an XmR chart.$",
    ):
        gap_chart([1, 2], 0, se=[0, 1], reference_se=0)
    with pytest.raises(MissingValues, match="`se` has no value for point 2"):
        gap_chart([1, 2], 0, se=[1, None], reference_se=0)


def test_a_log_ratio_needs_numbers_above_0():
    with pytest.raises(
        DataError, match="^A log ratio was asked of `value` not above 0 for point 2"
    ):
        gap_chart([1, 0], 1, scale="log ratio")
    with pytest.raises(
        DataError,
        match="^A log ratio was asked of `reference` not above 0 for point 1. Correct the input.$",
    ):
        gap_chart([1, 2], 0, scale="log ratio")
    with pytest.raises(DataError, match="^`target`, a ratio, is not above 0 for the only series"):
        gap_chart([1, 2], 1, scale="log ratio", target=0)
    with pytest.raises(DataError, match="^`target` must hold numbers only"):
        gap_chart([1, 2], 1, scale="log ratio", target="twice")


def test_options_and_points_are_checked():
    with pytest.raises(DataError, match="`scale` is difference or log ratio; it was 'ratio'"):
        gap_chart([1, 2], 1, scale="ratio")
    with pytest.raises(MissingValues, match="`reference` has no value for point 2"):
        gap_chart([1, 2], [1, None])
    with pytest.raises(DataError, match="`target`, the size of a gap, is below 0"):
        gap_chart([1, 2], 1, target=-1)


@pytest.mark.parametrize("name", ["value", "reference", "se", "reference_se"])
def test_what_is_not_numbers_is_named(name):
    given = {part: [1.0, 2, 3] for part in ("value", "reference", "se", "reference_se")}
    with pytest.raises(DataError, match=f"^`{name}` must hold numbers only.$"):
        gap_chart(**given | {name: ["many", "few", "none"]})


@pytest.mark.parametrize(
    "option",
    [{"baseline": 6}, {"rebase": [7]}, {"screen_outliers": False}, {"rules": "nhsrplotthedots"}],
)
def test_a_gap_is_charted_by_the_options_of_xmr(option):
    values = np.array([3.0, 5, 4, 3, 5, 4, 30, 9, 8, 9, 10, 8, 9, 11, 9, 10])
    ours = gap_chart(values, 0, better_when="lower", **option)
    theirs, plain = xmr(values, better_when="lower", **option), xmr(values, better_when="lower")
    np.testing.assert_array_equal(ours.upper, theirs.upper)
    np.testing.assert_array_equal(ours.cause, theirs.cause)
    if "rules" not in option:
        assert (theirs.upper != plain.upper).any()
