"""What change a later measurement would show, and where a gap goes if nothing changes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from evenground.errors import DataError, MissingValues
from evenground.measures import (
    Estimate,
    difference,
    gap_change,
    gap_forecast,
    gap_trend,
    minimum_detectable_change,
    proportion,
    ratio,
)

SIZES = st.floats(0.1, 5)
SERIES = st.lists(st.floats(-50, 50), min_size=3, max_size=9)


def around(values, half):
    values = np.asarray(values, dtype=float)
    return Estimate(values, values - half, values + half)


# laws


@given(st.floats(-50, 50), SIZES, SIZES)
def test_less_exact_measurements_show_only_larger_changes(value, half, more):
    now, rough = around(value, half), around(value, half + more)
    assert minimum_detectable_change(rough) > minimum_detectable_change(now, rough)
    assert minimum_detectable_change(now, rough) > minimum_detectable_change(now)


@given(st.floats(-50, 50), SIZES, SIZES)
def test_a_gap_and_the_same_gap_from_the_other_side_show_the_same_change(value, below, above):
    here, there = (
        Estimate(value, value - below, value + above),
        Estimate(-value, -value - above, below - value),
    )
    assert minimum_detectable_change(here) == pytest.approx(float(minimum_detectable_change(there)))


@given(SERIES, SIZES, st.floats(0, 5))
def test_what_will_be_measured_is_less_sure_than_the_line(values, half, ahead):
    forecast = gap_forecast(around(values, half), at=len(values) - 1 + ahead)
    assert forecast.expected.lower <= forecast.line.lower <= forecast.line.value
    assert forecast.line.value <= forecast.line.upper <= forecast.expected.upper


@given(SERIES, SIZES, st.floats(0.5, 20), st.floats(-50, 50))
def test_another_clock_leads_to_the_same_number(values, half, step, origin):
    count = len(values)
    one = gap_forecast(around(values, half), at=count + 1)
    times = origin + step * np.arange(count)
    other = gap_forecast(around(values, half), times=times, at=origin + step * (count + 1))
    for mine, theirs in zip(one.expected, other.expected, strict=True):
        assert mine == pytest.approx(float(theirs), abs=1e-6)


# oracles


def test_the_change_is_2_8_standard_errors_of_a_change():
    quantiles = norm.ppf(0.975) + norm.ppf(0.8)
    halves = norm.ppf(0.975) * np.hypot(1.5, 2.0)
    found = minimum_detectable_change(
        around(10, norm.ppf(0.975) * 1.5), around(10, norm.ppf(0.975) * 2)
    )
    assert float(found) == pytest.approx(quantiles * halves / norm.ppf(0.975))


@pytest.mark.parametrize(
    ("n", "m", "p", "q"), [(1_000, 1_000, 0.34, 0.16), (3_000, 2_500, 0.12, 0.08)]
)
def test_a_change_of_that_size_is_seen_four_times_in_five(n, m, p, q):
    seen = float(minimum_detectable_change(difference(n * p, n, m * q, m)))
    factor = float(minimum_detectable_change(ratio(n * p, n, m * q, m), scale="ratio"))
    draws, shape = np.random.default_rng(5), (6_000, 2)

    def changed(then, now):
        return gap_change(draws.binomial(n, [then, now], shape), n, draws.binomial(m, q, shape), m)

    assert (changed(p, p - seen).absolute.change.upper < 0).mean() == pytest.approx(0.8, abs=0.05)
    assert (changed(p, p / factor).relative.change.upper < 1).mean() == pytest.approx(0.8, abs=0.1)
    assert (changed(p, p).absolute.change.upper < 0).mean() == pytest.approx(0.025, abs=0.01)


def test_at_the_last_period_the_line_is_that_of_the_trend():
    group = proportion([300, 310, 335, 350, 365, 380], 1_000)
    reference = proportion([450, 455, 448, 452, 451, 449], 1_000)
    trend = gap_trend(group, reference).absolute
    gap = difference([300, 310, 335, 350, 365, 380], 1_000, [450, 455, 448, 452, 451, 449], 1_000)
    forecast = gap_forecast(gap, at=5)
    for mine, theirs in zip(forecast.line, trend.end, strict=True):
        assert float(mine) == pytest.approx(float(theirs))
    assert float(forecast.slope.value) == pytest.approx(float(trend.slope.value))


def test_a_new_figure_on_the_line_lies_within_what_was_expected():
    draws, share = np.random.default_rng(6), np.linspace(0.3, 0.2, 7)
    gap = difference(draws.binomial(1_000, share, (4_000, 7)), 1_000, 150, 1_000)
    ahead = gap_forecast(Estimate(*(part[:, :-1] for part in gap)), at=6).expected
    there = (ahead.lower <= gap.value[:, -1]) & (gap.value[:, -1] <= ahead.upper)
    assert 0.95 <= there.mean() <= 0.995


# refusals


def test_what_cannot_be_asked_is_refused():
    with pytest.raises(DataError, match="`scale` is difference or ratio"):
        minimum_detectable_change(around(2, 1), scale="odds")
    with pytest.raises(DataError, match="`power` is between 0 and 1"):
        minimum_detectable_change(around(2, 1), power=1)
    with pytest.raises(DataError, match="outside its own limits"):
        minimum_detectable_change(Estimate(5, 6, 7))
    with pytest.raises(DataError, match="A ratio is not above 0"):
        minimum_detectable_change(around(0, 1), scale="ratio")
    with pytest.raises(MissingValues):
        minimum_detectable_change(around(np.nan, 1))
    with pytest.raises(DataError, match="at least three periods"):
        gap_forecast(around([1, 2], 1), at=3)
    with pytest.raises(DataError, match="give one number"):
        gap_forecast(around([1, 2, 3], 1), at=np.nan)
    with pytest.raises(MissingValues, match="period 2"):
        gap_forecast(around([1, np.nan, 3], 1), at=3)


def test_without_limits_nothing_is_said():
    assert np.isnan(minimum_detectable_change(Estimate(5.0, np.nan, np.nan)))
    assert np.isnan(gap_forecast(around([1, 2, 3], np.nan), at=3).expected.value)
