"""XmR charts are checked against NHSRplotthedots, against the rules read word by word, and by law."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground.errors import DataError, MissingValues
from evenground.measures import assurance, latest, xmr

# a stable process that breaks no rule
QUIET = [10.0, 12, 9, 11, 10, 12, 9, 11, 10, 12, 9, 11, 10, 12]

series = st.lists(st.integers(-20, 20), min_size=2, max_size=30)
rule_sets = st.sampled_from(["announced", "nhsrplotthedots"])


# the rules, read word by word


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


@pytest.mark.parametrize(
    ("target", "better_when", "verdict"),
    [
        (2.0, "higher", "pass"),
        (5.0, "higher", "hit or miss"),
        (9.0, "higher", "fail"),
        (2.0, "lower", "fail"),
        (5.0, "lower", "hit or miss"),
        (9.0, "lower", "pass"),
        (3.0, "higher", "hit or miss"),
        (3.0, "lower", "hit or miss"),
        (8.0, "higher", "hit or miss"),
        (8.0, "lower", "hit or miss"),
        (8.5, "nearer zero", "pass"),
        (8.0, "nearer zero", "hit or miss"),
        (3.0, "nearer zero", "hit or miss"),
        (2.5, "nearer zero", "fail"),
        (5.0, None, "none"),
        (np.nan, "higher", "none"),
        (np.nan, "nearer zero", "none"),
    ],
)
def test_a_target_is_met_always_or_never_or_by_chance(target, better_when, verdict):
    assert assurance(target, 3, 8, better_when=better_when) == verdict
    if better_when == "nearer zero":
        assert assurance(target, -8, -3, better_when=better_when) == verdict


def test_a_gap_that_goes_from_one_side_to_the_other_needs_a_target_beyond_both():
    verdicts = assurance([1, 6, 7, 9], -6, 2, better_when="nearer zero").tolist()
    assert verdicts == ["hit or miss", "hit or miss", "pass", "pass"]


def test_a_chart_judges_its_target_by_the_last_limits():
    values = [*QUIET, *(100 + np.array(QUIET))]
    chart = xmr(values, target=50, better_when="higher", rebase=[14])
    assert chart.assurance == "pass"
    assert xmr(values[:14], target=50, better_when="higher").assurance == "fail"
    assert xmr(values).assurance == "none"
    assert xmr([QUIET, QUIET], target=[50, np.nan], better_when="lower").assurance.tolist() == [
        "pass",
        "none",
    ]


def test_the_last_point_is_told_in_labels_and_in_words():
    said = latest(xmr([QUIET, [*QUIET[:-1], 40]], better_when="lower", target=[30, 10]))
    assert said.variation.tolist() == ["common cause", "concern"]
    assert said.cause.tolist() == ["common cause", "outside limits"]
    assert said.direction.tolist() == [0, 1]
    assert said.assurance.tolist() == ["pass", "hit or miss"]
    usual = "As usual: the last point is within what this process does by itself."
    high = "Concern: the last point is above its limit."
    assert said.words.tolist() == [
        f"{usual} As things are, the target will be met.",
        f"{high} As things are, the target will be met at times and missed at times.",
    ]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([*QUIET[:-1], -20], "Unusual: the last point is below its limit."),
        (
            [*QUIET, 11.5, 11, 10.5, 10, 9.5, 9],
            "Unusual: the last 7 points or more fall one after another.",
        ),
        (
            [*QUIET, 9, 9.5, 10, 10.5, 11, 11.5, 12],
            "Unusual: the last 7 points or more rise one after another.",
        ),
        (
            [0.0, 1] * 10 + [4, 2.8],
            "Unusual: two of the last three points are close to the upper limit.",
        ),
        (
            [0.0, -1] * 10 + [-4, -2.8],
            "Unusual: two of the last three points are close to the lower limit.",
        ),
        ([10.0, 12] * 4 + [13, 12] * 4, "Unusual: the last 7 points or more are above the mean."),
        ([10.0, 8] * 4 + [7, 8] * 4, "Unusual: the last 7 points or more are below the mean."),
    ],
)
def test_each_cause_has_its_words(values, words):
    assert latest(xmr(values)).words == words


def test_an_improvement_and_a_target_out_of_reach_have_their_words():
    chart = xmr([*QUIET[:-1], 40], better_when="higher", target=60)
    assert latest(chart).words == (
        "Improvement: the last point is above its limit. As things are, the target will not be met."
    )


# NHSRplotthedots 0.2.2

CAUSE = {
    "Above UCL": ("outside limits", 1),
    "Below LCL": ("outside limits", -1),
    "7 Point Trend (Increasing)": ("trend", 1),
    "7 Point Trend (Decreasing)": ("trend", -1),
    "2 in 3 Above CL": ("two of three", 1),
    "2 in 3 Below CL": ("two of three", -1),
    "7 Points Above CL": ("shift", 1),
    "7 Points Below CL": ("shift", -1),
    "Common Cause": ("common cause", 0),
}
VARIATION = {
    "special_cause_improvement": "improvement",
    "special_cause_concern": "concern",
    "common_cause": "common cause",
}
CASES = {"breaches_decrease": ("lower", ()), "within4h_rebase201804": ("higher", ("2018-04-01",))}


def attendances(shared_data, case, trusts):
    data = pl.read_csv(shared_data / "spc/ae_attendances.csv", schema_overrides={"type": pl.String})
    data = data.filter(pl.col("org_code").is_in(trusts), pl.col("type") == "1")
    data = data.sort("org_code", "period")
    seen = 1 - pl.col("breaches") / pl.col("attendances")
    value = pl.col("breaches") if case == "breaches_decrease" else seen
    return data.select(value).to_series().to_numpy().reshape(len(trusts), -1), data["period"]


@pytest.mark.real_data
@pytest.mark.parametrize("case", CASES)
def test_limits_and_labels_agree_with_nhsrplotthedots(shared_data, case):
    better_when, starts = CASES[case]
    expected = pl.read_csv(
        shared_data / "spc/nhsrplotthedots_expected_points.csv", infer_schema_length=None
    )
    expected = expected.filter(pl.col("case_id") == case).sort("f", "x")
    trusts = expected["f"].unique(maintain_order=True).to_list()
    values, periods = attendances(shared_data, case, trusts)
    months = periods[: values.shape[-1]].to_list()
    assert expected["x"].to_list() == periods.to_list()
    chart = xmr(
        values,
        better_when=better_when,
        rebase=[months.index(start) for start in starts],
        rules="nhsrplotthedots",
    )
    for field, column in [("mean", "mean_col"), ("lower", "lpl"), ("upper", "upl")]:
        ours = getattr(chart, field).ravel()
        np.testing.assert_allclose(ours, expected[column], rtol=1e-9, atol=1e-12)
    told = [CAUSE[one] for one in expected["special_cause_type"]]
    assert [*zip(chart.cause.ravel(), chart.direction.ravel(), strict=True)] == told
    assert chart.variation.ravel().tolist() == [VARIATION[one] for one in expected["point_type"]]
    assert [*np.tile(chart.part, len(trusts))] == expected["rebase_group"].to_list()
    assert [*np.tile(chart.short, len(trusts))] == expected["short_group_warning"].to_list()
    assert len(told) == 360


# refusals


def test_a_missing_point_is_not_filled_in():
    with pytest.raises(MissingValues, match="`series` has no value for group 2"):
        xmr([1, None, 3])


@pytest.mark.parametrize("values", [[], [1], 1, [[1], [2]]])
def test_a_chart_needs_two_points(values):
    with pytest.raises(DataError, match="A control chart needs 2 points of time or more"):
        xmr(values)


def test_endless_values_are_refused():
    with pytest.raises(DataError, match="`series` is not finite for group 1"):
        xmr([np.inf, 1, 2])


@pytest.mark.parametrize("rebase", [[1], [13], [14], [-3], [5, 4], [5, 6], [5, 5], [2.5], ["x"]])
def test_a_part_needs_two_points(rebase):
    with pytest.raises(DataError, match=r"^`rebase` holds positions .*2 points or more\.$"):
        xmr(QUIET, rebase=rebase)


def test_a_part_of_two_points_is_enough():
    assert xmr(QUIET, rebase=np.array([2, 12])).part.tolist() == [0, 0] + [1] * 10 + [2, 2]


@pytest.mark.parametrize("baseline", [0, 1, -4, 2.5, "12"])
def test_a_baseline_is_a_number_of_points(baseline):
    with pytest.raises(DataError, match="`baseline` is a number of points, 2 or more; it was"):
        xmr(QUIET, baseline=baseline)


def test_a_baseline_longer_than_its_part_is_the_part():
    assert xmr(QUIET, baseline=500).upper.tolist() == xmr(QUIET).upper.tolist()
    assert xmr(QUIET, baseline=2).mean[0] == 11


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ({"better_when": "up"}, "`better_when` is higher, lower or nearer zero; it was 'up'"),
        ({"rules": "nelson"}, "`rules` is announced or nhsrplotthedots; it was 'nelson'"),
    ],
)
def test_options_of_another_name_are_refused(option, words):
    with pytest.raises(DataError, match=words):
        xmr(QUIET, **option)


def test_a_target_has_the_shape_of_the_series():
    with pytest.raises(DataError, match="`target` is one number, or one for each series"):
        xmr([QUIET, QUIET], target=[1, 2, 3], better_when="lower")


def test_a_target_for_a_gap_is_a_size():
    with pytest.raises(DataError, match="`target`, the size of a gap, is below 0 for the only"):
        assurance(-1, 0, 2, better_when="nearer zero")


def test_assurance_checks_its_limits_and_its_polarity():
    with pytest.raises(DataError, match=r"`upper` for the only group\. Check the two columns\.$"):
        assurance(1, 3, 2, better_when="higher")
    assert assurance(3, 3, 3, better_when="higher") == "hit or miss"
    with pytest.raises(MissingValues, match="`upper` has no value for the only group"):
        assurance(1, 3, None, better_when="higher")
    with pytest.raises(DataError, match="`better_when` is higher, lower or nearer zero"):
        assurance(1, 2, 3, better_when="up")


def test_of_no_series_nothing_is_said():
    assert latest(xmr(np.zeros((0, 8)))).words.shape == (0,)
