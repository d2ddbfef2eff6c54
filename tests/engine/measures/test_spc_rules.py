"""The rules of an XmR chart are read word by word, by law and one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground.measures import latest, xmr
from tests.engine.measures.series import QUIET, rule_sets, series


def told(chart):
    """What a person with a ruler would say of each point of one series, in one part."""
    y, mean, reach = chart.value, chart.mean[0], chart.upper[0] - chart.mean[0]
    tiny = 1e-9
    side = [0 if abs(v - mean) < tiny else (1 if v > mean else -1) for v in y]
    outside = [abs(v - mean) > reach + tiny for v in y]
    n = len(y)

    def covered(begins, length):
        return [any(begins(j) for j in range(max(0, i - length + 1), min(i, n - length) + 1))
                for i in range(n)]  # fmt: skip

    def steps(j):
        return {int(np.sign(y[k + 1] - y[k])) for k in range(j, j + 6)}

    trend = covered(lambda j: steps(j) in ({1}, {-1}), 7)
    shift = covered(lambda j: len({*side[j : j + 7]}) == 1 and side[j] != 0, 7)
    return side, outside, trend, shift, covered


@given(series, rule_sets)
def test_every_rule_is_what_its_words_say(values, rules):
    chart = xmr(values, rules=rules)
    side, outside, trend, shift, covered = told(chart)
    reach = chart.upper[0] - chart.mean[0]
    far = [abs(v - chart.mean[0]) > 2 / 3 * reach + 1e-9 for v in chart.value]
    if rules == "nhsrplotthedots":
        far = [f and not o for f, o in zip(far, outside, strict=True)]
    three = covered(lambda j: abs(sum(side[j : j + 3])) == 3 and sum(far[j : j + 3]) >= 2, 3)
    assert chart.signals.outside_limits.tolist() == outside
    assert chart.signals.trend.tolist() == trend
    assert chart.signals.two_of_three.tolist() == [a and b for a, b in zip(far, three, strict=True)]
    assert chart.signals.shift.tolist() == shift
    for i, cause in enumerate(chart.cause):
        broken = [found[i] for found in chart.signals]
        names = ["outside limits", "trend", "two of three", "shift"]
        assert cause == (names[broken.index(True)] if any(broken) else "common cause")
        assert (chart.direction[i] == 0) == (cause == "common cause")
        if cause not in ("common cause", "trend"):
            assert chart.direction[i] == side[i]


# laws


@given(series)
def test_limits_enclose_the_mean_and_are_alike_on_both_sides(values):
    chart = xmr(values)
    assert (chart.lower <= chart.mean).all()
    assert chart.upper - chart.mean == pytest.approx(chart.mean - chart.lower)


@given(series, st.integers(-5, 5), st.sampled_from([0.5, 2, 8]))
def test_another_unit_changes_the_numbers_and_no_label(values, shift, factor):
    chart, moved = xmr(values), xmr(factor * (np.array(values) + shift))
    assert moved.mean == pytest.approx(factor * (chart.mean + shift))
    assert moved.upper == pytest.approx(factor * (chart.upper + shift))
    assert (moved.cause == chart.cause).all()
    assert (moved.direction == chart.direction).all()


@given(series)
def test_upside_down_what_was_high_is_low_and_what_was_better_is_worse(values):
    chart, mirror = xmr(values, better_when="higher"), xmr(-np.array(values), better_when="lower")
    assert (chart.cause == mirror.cause).all()
    assert (chart.direction == -mirror.direction).all()
    assert (chart.variation == mirror.variation).all()


@given(series)
def test_one_polarity_is_the_opposite_of_the_other(values):
    higher, lower = (xmr(values, better_when=way).variation for way in ("higher", "lower"))
    opposite = {"improvement": "concern", "concern": "improvement", "common cause": "common cause"}
    assert [opposite[one] for one in higher] == lower.tolist()
    assert {*xmr(values).variation} <= {"neither", "common cause"}


@given(st.integers(2, 30), st.sampled_from([0.0, 0.1, 1 / 3, 1e9 + 0.1]))
def test_a_series_that_never_moves_has_no_special_cause(points, value):
    chart = xmr([value] * points)
    assert (chart.cause == "common cause").all()
    assert (chart.lower == value).all()
    assert (chart.upper == value).all()


@pytest.mark.parametrize("rebase", [(), (9,)])
def test_many_series_at_once_give_what_each_gives_alone(rebase):
    many = np.random.default_rng(1).normal(size=(2, 3, 40)).cumsum(axis=-1)
    options = {"better_when": "lower", "rebase": rebase, "baseline": 8, "target": 1.0}
    together = xmr(many, **options)
    assert together.assurance.shape == (2, 3)
    for here in np.ndindex(2, 3):
        alone = xmr(many[here], **options)
        for field in ("mean", "lower", "upper", "moving_range_mean", "moving_range_upper"):
            np.testing.assert_array_equal(getattr(together, field)[here], getattr(alone, field))
        for field in ("cause", "direction", "variation", "assurance"):
            assert np.all(getattr(together, field)[here] == getattr(alone, field))
        assert latest(together).words[here] == latest(alone).words


# one by one


def test_limits_are_266_mean_moving_ranges_from_the_mean():
    chart = xmr([10, 12, 9, 11])
    assert chart.moving_range.tolist()[1:] == [2, 3, 2]
    assert np.isnan(chart.moving_range[0])
    assert chart.mean == pytest.approx([10.5] * 4, abs=1e-12)
    assert chart.upper == pytest.approx([10.5 + 2.66 * 7 / 3] * 4, abs=1e-12)
    assert chart.lower == pytest.approx([10.5 - 2.66 * 7 / 3] * 4, abs=1e-12)
    assert chart.moving_range_mean == pytest.approx([7 / 3] * 4)
    assert chart.moving_range_upper == pytest.approx([3.267 * 7 / 3] * 4)
    assert chart.value.tolist() == [10, 12, 9, 11]


def test_a_moving_range_far_above_the_others_is_left_out_once():
    """The example by which NHSRplotthedots explains the screening: limits -0.72, 1.94, 4.6."""
    values = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
    screened, whole = xmr(values), xmr(values, screen_outliers=False)
    limits = [screened.lower[0], screened.mean[0], screened.upper[0]]
    assert [round(float(one), 2) for one in limits] == [-0.72, 1.94, 4.6]
    assert whole.upper[0] == pytest.approx(35 / 18 + 2.66 * 32 / 17)
    assert (
        screened.cause.tolist() == ["common cause"] * 4 + ["outside limits"] + ["common cause"] * 13
    )


def test_a_moving_range_on_its_own_limit_stays_in():
    """0 and 3.267 means of them: 3.267 * m is the last that is not above."""
    moving = np.array([3.267, 1 - 2.267 / 3, 1 - 2.267 / 3, 1 - 2.267 / 3])
    chart = xmr(np.concatenate([[0], np.cumsum(moving)]))
    assert chart.moving_range_mean[0] == pytest.approx(1)


def test_seven_points_make_a_trend_and_six_do_not():
    falling = [*QUIET, 11.5, 11, 10.5, 10, 9.5, 9]
    assert not xmr(falling[:-1]).signals.trend.any()
    assert xmr(falling).signals.trend.tolist() == [False] * 13 + [True] * 7
    chart = xmr(falling, better_when="lower")
    assert chart.direction[-7:].tolist() == [-1] * 7
    assert (chart.cause[-7:] == "trend").all()
    assert (chart.variation[-7:] == "improvement").all()


def test_a_trend_is_told_by_where_it_goes_not_by_the_side_of_the_mean():
    chart = xmr([9, 10, 11, 10, 9, 9.2, 9.4, 9.9, 10.4, 10.6, 10.8], better_when="higher")
    assert chart.signals.trend.tolist() == [False] * 4 + [True] * 7
    assert (chart.variation[4:] == "improvement").all()


def test_where_one_trend_turns_into_another_the_new_one_counts():
    chart = xmr([0, 4, 0, 1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1, 0, 4, 0])
    assert chart.cause.tolist() == ["common cause"] * 2 + ["trend"] * 13 + ["common cause"] * 2
    assert chart.direction.tolist() == [0] * 2 + [1] * 6 + [-1] * 7 + [0] * 2


def test_a_trend_that_ends_on_a_level_step_still_rises():
    chart = xmr([0, 4, 0, 1, 2, 3, 4, 5, 6, 6, 5, 4, 3, 2, 1, 0, 4, 0])
    assert chart.cause.tolist() == ["common cause"] * 2 + ["trend"] * 14 + ["common cause"] * 2
    assert chart.direction.tolist() == [0] * 2 + [1] * 7 + [-1] * 7 + [0] * 2


def test_seven_points_on_one_side_make_a_shift_and_a_point_on_the_mean_breaks_it():
    high = [11.0, 12, 11, 12, 11, 12, 11]
    values = [*high, *(20 - np.array(high))]
    chart = xmr(values)
    assert chart.mean[0] == pytest.approx(10)
    assert chart.signals.shift.all()
    assert chart.direction.tolist() == [1] * 7 + [-1] * 7
    values[3] = 10.0
    values[10] = 10.0
    assert not xmr(values).signals.shift.any()


def test_two_of_three_near_one_limit_count_and_the_third_must_be_on_the_same_side():
    chart = xmr([0, 1, 0, -1, 0, 1, 0, -1, 0, 2.2, 1, 2.2, 0, -1, 0, -1, 0, -1, 0, -1])
    assert np.flatnonzero(chart.signals.two_of_three).tolist() == [9, 11]
    chart = xmr([0, 1, 0, -1, 0, 1, 0, -1, 0, 2.2, -1, 2.2, 0, -1, 0, -1, 0, -1, 0, -1])
    assert not chart.signals.two_of_three.any()


def test_the_rule_sets_differ_where_a_point_beyond_a_limit_stands_beside_one_near_it():
    values = [0.0, 1] * 10 + [4, 2.8]
    announced, package = (xmr(values, rules=rules) for rules in ("announced", "nhsrplotthedots"))
    assert announced.cause[-2:].tolist() == ["outside limits", "two of three"]
    assert package.cause[-2:].tolist() == ["outside limits", "common cause"]
    assert announced.signals.two_of_three[-2:].tolist() == [True, True]
    assert xmr(values).cause.tolist() == announced.cause.tolist()


def test_limits_begin_anew_where_they_are_asked_to():
    chart = xmr([*QUIET, *(10 + np.array(QUIET))], rebase=[14])
    assert (chart.cause == "common cause").all()
    assert chart.mean[14:] == pytest.approx(chart.mean[:14] + 10)
    assert np.isnan(chart.moving_range[[0, 14]]).all()
    assert chart.part.tolist() == [0] * 14 + [1] * 14
    assert (xmr([*QUIET, *(10 + np.array(QUIET))]).cause == "shift").any()


def test_no_run_goes_on_across_the_point_at_which_limits_begin_anew():
    rising = xmr([*range(6), *range(6, 12)], rebase=[6])
    assert not rising.signals.trend.any()
    assert not rising.signals.shift.any()


def test_a_part_of_fewer_than_13_points_has_provisional_limits():
    chart = xmr([*QUIET, *QUIET], rebase=[13, 16])
    assert chart.short.tolist() == [False] * 13 + [True] * 3 + [True] * 12


def test_a_baseline_sets_the_limits_of_its_part():
    chart = xmr([10, 12, 9, 11, 50, 60], baseline=4)
    assert chart.mean == pytest.approx([10.5] * 6)
    assert chart.upper == pytest.approx([10.5 + 2.66 * 7 / 3] * 6)
    assert chart.cause[-2:].tolist() == ["outside limits"] * 2
    assert chart.moving_range[-1] == 10
    both = xmr([10, 12, 9, 11, 50, 1, 2, 3], baseline=4, rebase=[5])
    assert both.mean.tolist() == pytest.approx([10.5] * 5 + [2] * 3)
