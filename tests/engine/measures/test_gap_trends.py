"""A gap over many periods: a weighted line that does not pretend to know more than its points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenground.errors import DataError, MissingValues
from evenground.measures import Estimate, difference_of, gap_trend, proportion, ratio_of

GROUP = proportion([300, 310, 335, 350, 365, 380], 1_000)
YEARS = np.arange(2020, 2026)
REFERENCE = proportion([450, 455, 448, 452, 451, 449], 1_000)


def around(values, half):
    values = np.asarray(values, dtype=float)
    return Estimate(values, values - half, values + half)


def floats(estimate):
    return [float(part) for part in estimate]


# laws


@given(st.lists(st.floats(20, 80), min_size=4, max_size=9), st.floats(0.5, 3))
@settings(max_examples=40)
def test_swapping_the_groups_turns_the_slope_round(values, half):
    group, reference = around(values, half), around([50.0] * len(values), 1.0)
    there, back = gap_trend(group, reference), gap_trend(reference, group)
    assert there.absolute.slope.lower == pytest.approx(-back.absolute.slope.upper, abs=1e-9)
    assert there.absolute.verdict == back.absolute.verdict
    assert there.relative.slope.lower == pytest.approx(1 / back.relative.slope.upper)
    assert there.relative.verdict == back.relative.verdict


@given(st.floats(0.5, 20), st.floats(-50, 50))
@settings(max_examples=20)
def test_another_clock_gives_the_same_line(step, origin):
    one = gap_trend(GROUP, REFERENCE)
    other = gap_trend(GROUP, REFERENCE, times=origin + step * np.arange(6))
    assert other.absolute.slope.upper * step == pytest.approx(float(one.absolute.slope.upper))
    assert floats(other.absolute.end) == pytest.approx(floats(one.absolute.end))
    assert other.absolute.verdict == one.absolute.verdict


def test_many_places_at_once_give_what_each_gives_alone():
    rng = np.random.default_rng(4)
    x, y = rng.integers(20, 80, (2, 3, 5)), rng.integers(20, 80, (2, 3, 5))
    together = gap_trend(proportion(x, 100), proportion(y, 100))
    for place in np.ndindex(2, 3):
        alone = gap_trend(proportion(x[place], 100), proportion(y[place], 100))
        for gap, one in [(together.absolute, alone.absolute), (together.relative, alone.relative)]:
            assert [part[place] for part in gap.slope] == pytest.approx(floats(one.slope))
            assert gap.verdict[place] == one.verdict
            assert gap.detectable[place] == pytest.approx(float(one.detectable))


# numbers


def test_the_line_is_the_weighted_line_of_statsmodels():
    import statsmodels.api as sm

    times = np.array([2010, 2011, 2013, 2014, 2018, 2020.0])
    ours = gap_trend(GROUP, REFERENCE, times=times)
    gaps = difference_of(GROUP, REFERENCE), Estimate(*map(np.log, ratio_of(GROUP, REFERENCE)))
    absolute, relative = ours.absolute, ours.relative
    logs = [np.log(part) for part in relative.slope], np.log(relative.end.value)
    for gap, (slope, end), ours_line in [
        (gaps[0], (list(absolute.slope), absolute.end.value), absolute),
        (gaps[1], logs, relative),
    ]:
        weight = (2 * 1.959963984540054 / (gap.upper - gap.lower)) ** 2
        theirs = sm.WLS(gap.value, sm.add_constant(times - 2010), weights=weight).fit()
        known = theirs.bse[1] / np.sqrt(theirs.scale)  # the scatter taken out again
        width = max(1.959963984540054, 2.7764451051977987 * np.sqrt(theirs.scale))
        assert slope[0] == pytest.approx(theirs.params[1], rel=1e-10)
        assert slope[1] == pytest.approx(theirs.params[1] - width * known, rel=1e-8)
        assert slope[2] == pytest.approx(theirs.params[1] + width * known, rel=1e-8)
        assert end == pytest.approx(theirs.params @ [1, 10], rel=1e-9)
        assert ours_line.dispersion == pytest.approx(theirs.scale, rel=1e-8)


def test_values_that_scatter_more_than_their_limits_say_widen_the_limits():
    calm, wild = [10.0, 11, 12, 13, 14, 15], [10.0, 16, 7, 18, 9, 15]
    reference = around([20.0] * 6, 0.5)
    still, rough = (gap_trend(around(values, 0.5), reference) for values in (calm, wild))
    assert still.absolute.dispersion == pytest.approx(0, abs=1e-12)
    assert still.absolute.lack_of_fit == pytest.approx(1)
    half = np.hypot(0.5, 0.5) / np.sqrt(17.5)
    assert still.absolute.slope.upper - 1 == pytest.approx(half)
    assert rough.absolute.lack_of_fit < 1e-6
    t, phi = 2.7764451051977987, float(rough.absolute.dispersion)
    expected = half / 1.959963984540054 * t * np.sqrt(phi)
    assert rough.absolute.slope.upper - rough.absolute.slope.value == pytest.approx(expected)
    error = half / 1.959963984540054
    assert still.absolute.detectable == pytest.approx(error * (1.959963984540054 + 0.8416212336))
    assert rough.absolute.detectable == pytest.approx(error * np.sqrt(phi) * (t + 0.8416212336))
    assert (str(still.absolute.verdict), str(rough.absolute.verdict)) == (
        "narrowing",
        "too little data",
    )


def test_lines_through_known_points_are_found():
    uneven = gap_trend(around([10.0, 12, 14, 18], 0.1), around([30.0] * 4, 0.1), times=[1, 2, 3, 5])
    assert uneven.absolute.end.value == pytest.approx(-12)
    exact = gap_trend(around([10.0, 12, 14, 16], 0.1), around([30.0] * 4, 0.1))
    assert exact.absolute.slope.value == pytest.approx(2)
    assert exact.absolute.start.value == pytest.approx(-20)
    assert exact.absolute.end.value == pytest.approx(-14)
    assert exact.group.slope.value == pytest.approx(2)
    assert exact.group.start.value == pytest.approx(10)
    assert exact.reference.slope.value == pytest.approx(0)
    error = 0.1 / 1.959963984540054 * np.sqrt(1 / 4 + 1.5**2 / 5)
    assert exact.group.end.upper - 16 == pytest.approx(1.959963984540054 * error)
    assert exact.group.start.lower - 10 == pytest.approx(-1.959963984540054 * error)


def test_relative_lines_are_in_ratios():
    result = gap_trend(around([10.0, 12, 14.4, 17.28], 0.1), around([10.0] * 4, 0.1))
    assert result.relative.slope.value == pytest.approx(1.2, rel=1e-3)
    assert result.relative.start.value == pytest.approx(1, rel=1e-2)
    assert result.relative.end.value == pytest.approx(1.728, rel=1e-2)
    assert result.relative.detectable > 1
    assert str(result.relative.verdict) == str(result.absolute.verdict) == "widening"


# words


def test_the_words_are_those_of_two_periods():
    result = gap_trend(GROUP, REFERENCE, better_when="higher")
    assert str(result.absolute.verdict) == str(result.relative.verdict) == "narrowing"
    assert str(result.how) == "the group improved"
    assert str(gap_trend(GROUP, REFERENCE).how) == "the group rose"
    back = gap_trend(Estimate(*(part[::-1] for part in GROUP)), REFERENCE, better_when="higher")
    assert str(back.absolute.verdict) == "widening"
    assert str(back.how) == "the group got worse"


def test_a_line_through_equality_to_its_mirror_image_has_not_narrowed():
    gap = gap_trend(around([40.0, 45, 50, 55, 60], 0.1), around([50.0] * 5, 0.1))
    assert gap.absolute.slope.lower > 0
    assert str(gap.absolute.verdict) == "no evidence"


def test_noise_about_a_steady_gap_narrows_rarely():
    rng = np.random.default_rng(6)
    group = proportion(rng.binomial(300, 0.3, (10_000, 6)), 300)
    reference = proportion(rng.binomial(500, 0.2, (10_000, 6)), 500)
    result = gap_trend(group, reference)
    for gap in (result.absolute, result.relative):
        assert 0.005 < np.mean(gap.verdict == "narrowing") < 0.025


def test_few_data_say_so():
    few = gap_trend(proportion([3, 4, 3, 4], 10), proportion([5, 5, 5, 5], 10))
    assert str(few.absolute.verdict) == str(few.relative.verdict) == "too little data"


def test_no_evidence_needs_that_a_closing_over_the_whole_time_would_have_been_seen():
    """Four periods, gaps known to 1.41: a change of 2.71 from the first to the last is seen."""
    for size, word in [(2.6, "too little data"), (2.8, "no evidence")]:
        flat = gap_trend(around([20 + size] * 4, 1.0), around([20.0] * 4, 1.0))
        assert flat.absolute.detectable * 3 == pytest.approx(2.712, abs=0.001)
        assert str(flat.absolute.verdict) == word
        dated = gap_trend(around([20 + size] * 4, 1.0), around([20.0] * 4, 1.0), times=YEARS[:4])
        assert str(dated.absolute.verdict) == word


# no number where there is none


@pytest.mark.parametrize("half", [0.0, np.nan, np.inf])
def test_a_period_without_limits_leaves_no_line(half):
    halves = np.array([1.0, 1.0, half, 1.0])
    values = np.array([10.0, 11, 12, 13])
    sure = Estimate(*np.full((3, 4), 20.0))
    result = gap_trend(Estimate(values, values - np.minimum(halves, 1), values + halves), sure)
    assert np.isnan([*result.absolute.slope, *result.group.slope]).all()
    assert str(result.absolute.verdict) == "too little data"


def test_three_periods_are_enough():
    result = gap_trend(around([10.0, 12, 15], 1.0), around([30.0] * 3, 1.0))
    assert result.absolute.slope.value == pytest.approx(2.5)
    assert result.absolute.slope.upper - 2.5 == pytest.approx(
        max(1, 12.706204736432095 * np.sqrt(result.absolute.dispersion) / 1.959963984540054)
    )


def test_a_period_without_events_leaves_the_relative_gap_without_a_line():
    result = gap_trend(proportion([0, 4, 3, 4], 100), proportion([5, 5, 5, 5], 100))
    assert np.isfinite(result.absolute.slope.value)
    assert np.isnan([*result.relative.slope, *result.relative.end]).all()
    assert str(result.relative.verdict) == "too little data"


def test_a_period_surely_without_events_leaves_the_relative_gap_without_a_line():
    group = Estimate(*np.array([[0.0, 4, 3, 4], [0, 3, 2, 3], [0, 5, 4, 5]]))
    result = gap_trend(group, around([5.0] * 4, 1.0))
    assert np.isfinite(result.absolute.start.value)
    assert np.isnan([*result.relative.slope]).all()


def test_the_levels_have_lines_that_may_not_fit_too():
    bent = around([10.0, 14, 10, 14], 1.959963984540054)
    result = gap_trend(bent, around([20.0] * 4, 1.959963984540054))
    line = np.polyval(np.polyfit(range(4), bent.value, 1), range(4))
    squares = float(((bent.value - line) ** 2).sum())
    assert result.group.dispersion == pytest.approx(squares / 2)
    assert result.group.lack_of_fit == pytest.approx(np.exp(-squares / 2))
    assert result.reference.dispersion == pytest.approx(0, abs=1e-12)
    assert result.reference.lack_of_fit == pytest.approx(1)


def test_a_missing_value_is_refused_or_left_out():
    values = np.array([[30, 31, 32, np.nan], [30, 31, 32, 33.0]])
    holed, whole = around(values, 1.0), around([40.0] * 4, 1.0)
    with pytest.raises(MissingValues, match=r"`estimate` has no value for position \(1, 4\)"):
        gap_trend(holed, whole)
    with pytest.raises(MissingValues, match=r"`reference` has no value for position \(1, 4\)"):
        gap_trend(whole, holed)
    left = gap_trend(holed, whole, on_refusal="nan")
    assert np.isnan(left.absolute.slope.value[0])
    assert np.isnan(left.reference.slope.value[0])
    assert left.absolute.slope.value[1] == pytest.approx(1)


def test_two_periods_are_no_trend():
    with pytest.raises(
        DataError,
        match="^A trend needs at least three periods on the last axis. Compare two with "
        "gap_change.$",
    ):
        gap_trend(proportion([1, 2], 10), proportion([1, 2], 10))
    with pytest.raises(DataError, match="at least three periods"):
        gap_trend(proportion(1, 10), proportion(2, 10))


def test_times_are_one_for_each_period_and_rise():
    with pytest.raises(
        DataError, match="^`times` must hold one number for each of the 6 periods.$"
    ):
        gap_trend(GROUP, REFERENCE, times=[1, 2, 3])
    with pytest.raises(DataError, match="^`times` must hold numbers only"):
        gap_trend(GROUP, REFERENCE, times="years")
    with pytest.raises(
        DataError, match="^`times` does not rise after its number for period 2. Sort the periods.$"
    ):
        gap_trend(GROUP, REFERENCE, times=[1, 2, 2, 3, 4, 5])


def test_unknown_words_are_refused():
    with pytest.raises(DataError, match="`better_when` is higher or lower"):
        gap_trend(GROUP, REFERENCE, better_when="more")
    with pytest.raises(DataError, match="`confidence` is between 0 and 1"):
        gap_trend(GROUP, REFERENCE, confidence=95)
    with pytest.raises(DataError, match="^`on_refusal` is raise or nan; it was 'drop'.$"):
        gap_trend(GROUP, REFERENCE, on_refusal="drop")
