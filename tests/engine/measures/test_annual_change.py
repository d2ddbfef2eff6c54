"""Yearly change is checked by law, against statsmodels, by coverage and by misuse."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from evenground.errors import DataError, MissingValues
from evenground.measures import Estimate, annual_change, annual_change_of

Z = 1.959963984540054
COUNT, SIZE = np.array([120, 110, 108, 95, 92]), np.array([1_000, 1_100, 900, 1_050, 1_000])
VALUE, HALF = np.array([80.0, 78, 75, 74]), np.array([3.0, 3, 3, 2])
kinds = st.sampled_from(["proportion", "rate"])

series = st.lists(
    st.integers(10, 2_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=3,
    max_size=9,
).map(np.array)


def around(value, half):
    return Estimate(value, value - half, value + half)


# laws


@settings(max_examples=25)
@given(series, kinds)
def test_limits_enclose_the_change_and_grow_with_confidence(points, kind):
    x, n = points.T
    usual, wide = (annual_change(x, n, kind=kind, confidence=one) for one in (0.95, 0.998))
    for part in (0, 1):
        value, lower, upper = usual[part]
        if not np.isnan(value):
            assert lower <= value * (1 + 1e-9) + 1e-12
            assert value <= upper * (1 + 1e-9) + 1e-12
        assert wide[part].lower <= lower + 1e-9
        assert wide[part].upper >= upper - 1e-9


@settings(max_examples=25)
@given(series, kinds)
def test_time_turned_round_turns_the_change_round(points, kind):
    x, n = points.T
    there, back = annual_change(x, n, kind=kind), annual_change(x[::-1], n[::-1], kind=kind)
    assert there.absolute.value == pytest.approx(-back.absolute.value, abs=1e-12)
    assert there.absolute.lower == pytest.approx(-back.absolute.upper, abs=1e-9)
    if x[:-1].any() and x[1:].any():
        assert there.relative.value == pytest.approx(1 / back.relative.value, rel=1e-6)
        assert there.dispersion == pytest.approx(back.dispersion, rel=1e-5, abs=1e-9, nan_ok=True)


@settings(max_examples=25)
@given(series)
def test_of_those_in_and_those_out_one_gains_what_the_other_loses(points):
    x, n = points.T
    inside, outside = annual_change(x, n).absolute, annual_change(n - x, n).absolute
    assert inside.value == pytest.approx(-outside.value, abs=1e-9)
    assert inside.lower == pytest.approx(-outside.upper, abs=1e-9)
    assert inside.upper == pytest.approx(-outside.lower, abs=1e-9)


@settings(max_examples=25)
@given(series, st.sampled_from([100, 100_000]), kinds)
def test_the_multiplier_changes_the_absolute_change_alone(points, per, kind):
    x, n = points.T
    plain, scaled = annual_change(x, n, kind=kind), annual_change(x, n, kind=kind, per=per)
    assert [*scaled.absolute] == pytest.approx([per * part for part in plain.absolute])
    np.testing.assert_allclose(scaled.relative, plain.relative)


@settings(max_examples=25)
@given(series, kinds)
def test_years_twice_as_far_apart_change_half_as_much_each(points, kind):
    x, n = points.T
    once = annual_change(x, n, kind=kind)
    twice = annual_change(x, n, kind=kind, time=2_000 + 2 * np.arange(len(x)))
    assert [*twice.absolute] == pytest.approx([part / 2 for part in once.absolute], abs=1e-12)
    np.testing.assert_allclose(twice.relative, np.sqrt(once.relative), rtol=1e-9)


@settings(max_examples=25)
@given(st.integers(1, 400), st.integers(3, 9), kinds)
def test_a_level_series_does_not_change(count, points, kind):
    change = annual_change([count] * points, 500, kind=kind)
    assert change.absolute.value == pytest.approx(0, abs=1e-15)
    assert change.relative.value == pytest.approx(1, abs=1e-9)
    assert change.absolute.lower == pytest.approx(-change.absolute.upper, rel=1e-6)
    assert change.dispersion == pytest.approx(0, abs=1e-9)


def test_many_series_at_once_give_what_each_gives_alone():
    rng = np.random.default_rng(2)
    n = rng.integers(50, 900, (2, 3, 6))
    x = rng.binomial(n, 0.1)
    years = [2015, 2016, 2017, 2020, 2021, 2022]
    together = annual_change(x, n, time=years, kind="rate", per=100)
    value, half = rng.normal(50, 4, (2, 3, 6)), rng.uniform(1, 3, (2, 3, 6))
    published = annual_change_of(around(value, half), time=years)
    for here in np.ndindex(2, 3):
        alone = annual_change(x[here], n[here], time=years, kind="rate", per=100)
        told = annual_change_of(around(value[here], half[here]), time=years)
        for all_of_them, one in [(together, alone), (published, told)]:
            for part in (0, 1):
                ours = [numbers[here] for numbers in all_of_them[part]]
                np.testing.assert_allclose(ours, one[part], rtol=1e-10)
            assert all_of_them.dispersion[here] == pytest.approx(one.dispersion, rel=1e-9)


@pytest.mark.parametrize("kind", ["proportion", "rate"])
@pytest.mark.parametrize(("start", "ratio"), [(0.2, 0.97), (0.02, 0.92), (0.004, 1.1)])
def test_limits_hold_the_truth_as_often_as_they_say(kind, start, ratio):
    """1,500 series of ordinary and of small counts, so within 1.7 points of what is promised."""
    rng, years, size = np.random.default_rng(3), np.arange(8), 500
    for part, truth, course in [
        (0, start * (ratio - 1), start + start * (ratio - 1) * years),
        (1, ratio, start * ratio**years),
    ]:
        if kind == "proportion":
            count = rng.binomial(size, course, (1_500, 8))
        else:
            count = rng.poisson(size * course, (1_500, 8))
        _, lower, upper = annual_change(count, size, kind=kind)[part]
        assert 0.933 <= np.mean((lower <= truth) & (truth <= upper)) <= 0.977


# other packages, and by hand


def test_the_relative_change_is_poisson_regression():
    import statsmodels.api as sm

    years = np.array([2015, 2016, 2018, 2019, 2022])
    design = sm.add_constant(years - 2015.0)
    fitted = sm.GLM(COUNT, design, family=sm.families.Poisson(), exposure=SIZE).fit()
    for kind in ("rate", "proportion"):
        change = annual_change(COUNT, SIZE, kind=kind, time=years)
        assert change.relative.value == pytest.approx(np.exp(fitted.params[1]), rel=1e-9)
    change = annual_change(COUNT, SIZE, kind="rate", time=years)
    assert change.dispersion == pytest.approx(fitted.pearson_chi2 / 3, rel=1e-6)
    wald = np.exp(fitted.conf_int()[1])
    assert [change.relative.lower, change.relative.upper] == pytest.approx(wald, rel=2e-3)


def test_score_limits_are_where_the_score_reaches_z():
    x, n, t = np.array([9, 7, 8, 3, 4]), np.array([90, 100, 95, 80, 100]), np.arange(5)
    for kind in ("rate", "proportion"):
        limits = annual_change(x, n, kind=kind).relative[1:]
        for limit, reached in zip(limits, (Z, -Z), strict=True):
            expected = x.sum() * n * limit**t / (n * limit**t).sum()
            variance = expected * (1 - expected / n) if kind == "proportion" else expected
            apart = t - (expected * t).sum() / expected.sum()
            score = ((x - expected) * apart).sum() / np.sqrt((variance * apart**2).sum())
            assert score == pytest.approx(reached, abs=1e-6)


def test_the_absolute_change_is_least_squares_weighted_by_people():
    import statsmodels.api as sm

    fitted = sm.WLS(COUNT / SIZE, sm.add_constant(np.arange(5)), weights=SIZE).fit()
    for kind in ("rate", "proportion"):
        change = annual_change(COUNT, SIZE, kind=kind).absolute
        assert change.value == pytest.approx(fitted.params[1], rel=1e-12)


@pytest.mark.parametrize("kind", ["rate", "proportion"])
def test_absolute_limits_are_slopes_that_chance_makes_look_like_it(kind):
    t = np.arange(5)
    middle = t - (SIZE * t).sum() / SIZE.sum()
    factor = SIZE * middle / (SIZE * middle**2).sum()
    value, *limits = annual_change(COUNT, SIZE, kind=kind).absolute
    more = 1.0 if kind == "proportion" else 0.0
    for limit in limits:
        course = (COUNT.sum() + 0.5) / (SIZE.sum() + more) + limit * middle
        chance = course * (1 - course) if kind == "proportion" else course
        assert abs(limit - value) == pytest.approx(Z * np.sqrt((factor**2 / SIZE * chance).sum()))


def test_published_values_make_a_line_weighted_by_precision():
    import statsmodels.api as sm

    years = np.array([2010.0, 2011, 2012, 2015])
    weights = (HALF / Z) ** -2
    fitted = sm.WLS(VALUE, sm.add_constant(years - 2010), weights=weights).fit()
    error = np.sqrt(fitted.normalized_cov_params[1, 1])
    change = annual_change_of(around(VALUE, HALF), time=years)
    slope = fitted.params[1]
    assert [*change.absolute] == pytest.approx([slope, slope - Z * error, slope + Z * error])
    assert change.dispersion == pytest.approx((weights * fitted.resid**2).sum() / 2)
    logs = (np.log(VALUE + HALF) - np.log(VALUE - HALF)) / 2 / Z
    fitted = sm.WLS(np.log(VALUE), sm.add_constant(years - 2010), weights=logs**-2).fit()
    slope, error = fitted.params[1], np.sqrt(fitted.normalized_cov_params[1, 1])
    expected = np.exp([slope, slope - Z * error, slope + Z * error])
    assert [*change.relative] == pytest.approx(expected, rel=1e-12)


def test_limits_of_another_level_and_confidence_are_taken_at_their_word():
    usual = annual_change_of(around(VALUE, HALF))
    wider = annual_change_of(around(VALUE, 2 * HALF), limits_at=0.9999115, confidence=0.95)
    assert wider.absolute.upper == pytest.approx(usual.absolute.upper, rel=1e-4)
    high = annual_change_of(around(VALUE, HALF), confidence=0.998).absolute
    width = usual.absolute.upper - usual.absolute.value
    assert high.upper - high.value == pytest.approx(width * 3.0902323061678132 / Z)


# years without events, values at or below 0


@pytest.mark.parametrize("kind", ["rate", "proportion"])
def test_without_any_event_nothing_is_known_of_the_relative_change(kind):
    change = annual_change([0, 0, 0, 0], 100, kind=kind)
    assert np.isnan(change.relative.value)
    assert (change.relative.lower, change.relative.upper) == (0, np.inf)
    assert change.absolute.value == 0
    assert change.absolute.lower < 0 < change.absolute.upper
    assert np.isnan(change.dispersion)


@pytest.mark.parametrize("kind", ["rate", "proportion"])
def test_events_in_the_last_year_alone_leave_the_ratio_open_above(kind):
    last = annual_change([0, 0, 0, 6], 100, kind=kind).relative
    first = annual_change([6, 0, 0, 0], 100, kind=kind).relative
    assert last.value == last.upper == np.inf
    assert first.value == first.lower == 0
    assert 1 < last.lower < np.inf
    assert first.upper == pytest.approx(1 / last.lower, rel=1e-6)
    uneven = annual_change([0, 0, 6], 100, kind=kind, time=[0, 1, 500]).relative
    assert 1 < uneven.lower < np.inf
    assert np.isnan(annual_change([0, 0, 0, 6], 100, kind=kind).dispersion)


def test_everybody_every_year_has_no_scatter():
    change = annual_change([50, 50, 50], 50)
    assert np.isnan(change.dispersion)
    assert change.absolute.value == 0


def test_a_value_that_may_be_0_has_no_relative_change():
    change = annual_change_of(Estimate([[3, 2, 1], [3, 2, 2]], [[1, 1, 0], [1, 1, 1]], 4))
    assert np.isnan([part[0] for part in change.relative]).all()
    assert not np.isnan([part[1] for part in change.relative]).any()
    assert change.absolute.value == pytest.approx([-1, -0.5], abs=0.2)


@settings(max_examples=25)
@given(series)
def test_points_far_from_a_line_show_in_the_dispersion(points):
    x, n = points.T
    assume(x.all() and (x < n).all())
    change = annual_change(x, n)
    assert np.isnan(change.dispersion) or change.dispersion >= 0


def test_dispersion_is_1_when_only_chance_moves_the_points_and_more_when_more_does():
    rng = np.random.default_rng(7)
    chance = annual_change(rng.binomial(3_000, 0.2, (800, 6)), 3_000).dispersion
    more = annual_change(rng.binomial(3_000, rng.uniform(0.1, 0.3, (800, 6))), 3_000).dispersion
    assert chance.mean() == pytest.approx(1, abs=0.06)
    assert more.mean() > 10


# refusals


@pytest.mark.parametrize("count", [5, [5], [5, 6]])
def test_a_change_over_time_needs_three_points(count):
    with pytest.raises(DataError, match="^A change over time needs 3 points of time or more.$"):
        annual_change(count, 10)
    with pytest.raises(DataError, match="^A change over time needs 3 points of time or more.$"):
        annual_change_of(around(np.array(count, float), 1.0))


@pytest.mark.parametrize("time", [[1, 2], [1, 1, 2], [3, 2, 1], [[1, 2, 3]]])
def test_times_rise_one_for_each_point(time):
    with pytest.raises(
        DataError, match="^`time` holds one number for each point of time, each above the last.$"
    ):
        annual_change([1, 2, 3], 10, time=time)


def test_counts_and_options_are_checked():
    with pytest.raises(MissingValues, match="`count` has no value for period 2"):
        annual_change([1, None, 3], 10)
    with pytest.raises(MissingValues, match="`time` has no value for period 2"):
        annual_change([1, 2, 3], 10, time=[1, None, 3])
    with pytest.raises(
        DataError, match="^`denominator` is 0 for period 3. Leave periods without people out.$"
    ):
        annual_change([1, 2, 0], [10, 10, 0])
    with pytest.raises(
        DataError,
        match="^`count` is larger than `denominator` for period 3. Check the two columns.$",
    ):
        annual_change([1, 2, 11], 10)
    assert annual_change([1, 2, 11], 10, kind="rate").absolute.value == pytest.approx(0.5)
    with pytest.raises(DataError, match="`kind` is proportion or rate; it was 'mean'"):
        annual_change([1, 2, 3], 10, kind="mean")
    with pytest.raises(DataError, match="^`per` is above 0, such as 100,000; it was 0.$"):
        annual_change([1, 2, 3], 10, per=0)
    with pytest.raises(DataError, match="`confidence` is between 0 and 1"):
        annual_change([1, 2, 3], 10, confidence=95)


def test_published_limits_are_checked():
    with pytest.raises(DataError, match="The value is outside its own limits for period 2"):
        annual_change_of(Estimate([1, 5, 1], [0] * 3, [2] * 3))
    with pytest.raises(DataError, match="The value is outside its own limits for period 1"):
        annual_change_of(Estimate([-1, 1, 1], [0] * 3, [2] * 3))
    with pytest.raises(
        DataError, match="^`upper` equals `lower` for period 3. Supply the limits before rounding.$"
    ):
        annual_change_of(Estimate([1] * 3, [0, 0, 1], [2, 2, 1]))
    with pytest.raises(MissingValues, match="`upper` has no value for period 3"):
        annual_change_of(Estimate([1] * 3, [0] * 3, [2, 2, None]))
    for option in ({"confidence": 2}, {"limits_at": 95}):
        with pytest.raises(DataError, match="`confidence` is between 0 and 1"):
            annual_change_of(around(VALUE, HALF), **option)
