"""The slope index is checked by law, by published examples, by other ways to its limits, by misuse."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import integrate, special, stats
from scipy.special import expit, logit

from evenground.errors import DataError, MissingValues
from evenground.measures import (
    Estimate,
    lack_of_fit,
    life_expectancy,
    slope_index,
    standard_error,
)
from evenground.measures.gradients.limits import cornish_fisher as expansion

# Rates of five deprivation quintiles in six years, and what PHEindicatormethods' published worked
# example says of them: SII, RII, their limits from 100,000 draws.
EXAMPLE = [
    [-14.848683, 0.8956758, -18.94895, -10.767618, 0.8689296, 0.9231619],
    [-13.528326, 0.9039924, -17.59739, -9.440905, 0.8770905, 0.9319611],
    [-11.680045, 0.9159389, -15.71630, -7.668494, 0.8886555, 0.9439264],
    [-10.544273, 0.9232984, -14.53828, -6.573173, 0.8959216, 0.9514144],
    [-10.591214, 0.9226440, -14.50746, -6.646637, 0.8956632, 0.9506939],
    [-9.042367, 0.9332670, -12.97108, -5.145767, 0.9057449, 0.9614199],
]
YEAR_2010 = {
    "value": [150.2200205, 131.0221747, 127.4954973, 130.494241, 135.4664241],
    "lower": [147.3194185, 128.3676972, 125.0421198, 128.2469515, 133.2469515],
    "upper": [153.1498241, 133.7051129, 129.975513, 132.7657553, 137.8657553],
    "people": [1434002, 1450590, 1453827, 1440980, 1457780],
}
VALUES = np.array([0.31, 0.27, 0.28, 0.19, 0.16, 0.17, 0.11])
PEOPLE = np.array([410.0, 520, 380, 450, 500, 470, 390])
ERRORS = np.sqrt(VALUES * (1 - VALUES) / PEOPLE)
SCALES = {"log": (np.log, np.exp), "logit": (logit, expit)}
WAYS = [
    {},
    {"transform": "log"},
    {"transform": "logit"},
    {"error_scale": "log"},
    {"error_scale": "logit"},
]


@st.composite
def gradients(draw):
    """Shares of 3 to 12 ordered groups, their people, and standard errors that fit both."""
    groups = draw(st.integers(3, 12))

    def each(least, most):
        return np.array(draw(st.lists(st.floats(least, most), min_size=groups, max_size=groups)))

    value, people = each(0.05, 0.6), each(100, 900)
    return value, people, each(0.3, 1.5) * np.sqrt(value * (1 - value) / people)


ways = st.sampled_from(WAYS)


def close(one, other, **tolerance):
    for part, same in zip(one, other, strict=True):
        np.testing.assert_allclose(part, same, **({"rtol": 1e-6, "atol": 1e-9} | tolerance))


# laws


@settings(max_examples=40)
@given(st.integers(3, 12), st.floats(0.01, 0.9), ways)
def test_equal_groups_have_no_gradient(groups, level, way):
    line = slope_index(np.full(groups, level), np.arange(1, groups + 1), se=0.01 * level, **way)
    assert line.sii.value == pytest.approx(0, abs=1e-12)
    assert line.rii.value == pytest.approx(1)
    assert line.intercept.value == pytest.approx(level)
    assert line.sii.lower < 0 < line.sii.upper
    assert line.rii.lower < 1 < line.rii.upper


@settings(max_examples=40)
@given(gradients(), st.floats(0.01, 1_000), ways)
def test_only_the_shares_of_the_people_matter(rows, times, way):
    value, people, se = rows
    one = slope_index(value, people, se=se, **way)
    other = slope_index(value, times * people, se=se, **way)
    for part, same in zip(one, other, strict=True):
        close(part, same)


@settings(max_examples=40)
@given(gradients(), st.floats(0.01, 1_000), st.sampled_from([{}, WAYS[1], WAYS[3]]))
def test_another_unit_scales_the_slope_and_leaves_the_ratio(rows, times, way):
    value, people, se = rows
    one = slope_index(value, people, se=se, **way)
    other = slope_index(times * value, people, se=times * se, **way)
    close(other.sii, [times * number for number in one.sii], atol=1e-8 * times)
    close(other.rii, one.rii)
    close(other.intercept, [times * number for number in one.intercept], atol=1e-8 * times)


@settings(max_examples=40)
@given(gradients(), ways)
def test_reversing_the_order_turns_the_sign_and_inverts_the_ratio(rows, way):
    value, people, se = rows
    there = slope_index(value, people, se=se, **way)
    back = slope_index(value[::-1], people[::-1], se=se[::-1], **way)
    close(back.sii, [-there.sii.value, -there.sii.upper, -there.sii.lower], atol=1e-8)
    if there.rii.lower > 0.05 and there.rii.upper < 20:
        turned = [1 / there.rii.value, 1 / there.rii.upper, 1 / there.rii.lower]
        close(back.rii, turned, rtol=1e-5)


@settings(max_examples=40)
@given(gradients(), st.floats(-5, 5))
def test_a_constant_added_to_all_moves_the_line_and_not_its_slope(rows, more):
    value, people, se = rows
    one, other = (slope_index(value + add, people, se=se) for add in (0, more))
    close(one.sii, other.sii)
    close([number + more for number in one.intercept], other.intercept)


@settings(max_examples=40)
@given(gradients())
def test_on_the_logit_scale_having_and_not_having_are_mirror_images(rows):
    value, people, se = rows
    one = slope_index(value, people, se=se, transform="logit").sii
    other = slope_index(1 - value, people, se=se, transform="logit").sii
    close(other, [-one.value, -one.upper, -one.lower], atol=1e-8)


@settings(max_examples=40)
@given(gradients(), ways)
def test_limits_enclose_the_value_and_widen_with_the_level(rows, way):
    value, people, se = rows
    narrow, wide = (
        slope_index(value, people, se=se, confidence=level, **way) for level in (0.95, 0.998)
    )
    for inner, outer in zip(narrow, wide, strict=True):
        assert outer.lower <= inner.lower <= inner.value + 1e-12
        assert outer.upper >= inner.upper >= inner.value - 1e-12


@pytest.mark.parametrize("way", WAYS)
def test_many_areas_at_once_give_what_each_gives_alone(way):
    rng = np.random.default_rng(5)
    value, people = rng.uniform(0.1, 0.4, (2, 3, 6)), rng.integers(100, 900, (2, 3, 6))
    se = rng.uniform(0.01, 0.03, (2, 3, 6))
    together = slope_index(value, people, se=se, **way)
    assert together.sii.value.shape == together.rii.lower.shape == (2, 3)
    for area in np.ndindex(2, 3):
        alone = slope_index(value[area], people[area], se=se[area], **way)
        for part, whole in zip(alone, together, strict=True):
            close(part, [number[area] for number in whole], rtol=1e-9)


def test_people_of_one_area_stand_for_all_areas():
    one = slope_index([VALUES, 2 * VALUES], PEOPLE)
    assert one.sii.value[1] == pytest.approx(2 * one.sii.value[0])


# the line, by other ways


@pytest.mark.parametrize("transform", [None, "log", "logit"])
def test_the_line_is_least_squares_weighted_by_people(transform):
    share = PEOPLE / PEOPLE.sum()
    rank = np.cumsum(share) - share / 2
    to, back = SCALES.get(transform, (np.array, np.array))
    fitted = sm.WLS(to(VALUES), sm.add_constant(rank), weights=PEOPLE).fit().params
    first, last = back(fitted[0]), back(fitted.sum())
    line = slope_index(VALUES, PEOPLE, transform=transform)
    assert line.sii.value == pytest.approx(last - first, abs=1e-12)
    assert line.rii.value == pytest.approx(last / first, abs=1e-12)
    assert line.intercept.value == pytest.approx(first, abs=1e-12)


def weights():
    share = PEOPLE / PEOPLE.sum()
    rank = np.cumsum(share) - share / 2
    x = np.column_stack([np.ones_like(rank), rank])
    first, slope = np.linalg.solve(x.T @ np.diag(share) @ x, x.T @ np.diag(share))
    return first, slope


@pytest.mark.parametrize(
    ("confidence", "z"), [(0.95, 1.959963984540054), (0.9, 1.6448536269514722)]
)
def test_limits_of_the_slope_are_those_of_a_sum_of_normal_numbers(confidence, z):
    line = slope_index(VALUES, PEOPLE, se=ERRORS, confidence=confidence)
    for part, weight in [(line.intercept, weights()[0]), (line.sii, weights()[1])]:
        half = z * np.sqrt((weight**2 * ERRORS**2).sum())
        assert part.lower == pytest.approx(weight @ VALUES - half, abs=1e-12)
        assert part.upper == pytest.approx(weight @ VALUES + half, abs=1e-12)


def test_limits_of_the_ratio_are_fieller_s():
    """At a limit, last end - limit x first end is just z standard errors from 0."""
    first, slope = weights()
    rii = slope_index(VALUES, PEOPLE, se=ERRORS).rii
    for limit, side in [(rii.lower, 1), (rii.upper, -1)]:
        weight = first + slope - limit * first
        away = (weight @ VALUES) / np.sqrt((weight**2 * ERRORS**2).sum())
        assert away == pytest.approx(side * 1.959963984540054, abs=1e-9)


def test_a_line_that_may_begin_at_0_has_no_limits_to_its_ratio():
    line = slope_index([0.1, 0.2, 0.3], [1, 1, 1], se=[0.1, 0.1, 0.1])
    assert line.rii.value == pytest.approx(7)
    assert line.rii.lower == -np.inf
    assert line.rii.upper == np.inf
    assert np.isfinite([*line.sii]).all()


def test_a_line_that_begins_at_0_has_no_ratio():
    line = slope_index([1, 3, 5], [1, 1, 1], se=[0.1, 0.1, 0.1])
    assert line.intercept.value == pytest.approx(0, abs=1e-15)
    exactly = slope_index([-1, 0, 1], [1, 1, 1], limits="simulated", seed=1, draws=1_000)
    assert exactly.rii.value == pytest.approx(-1)
    nothing = slope_index([0, 0, 0], [1, 1, 1], se=[1, 1, 1])
    assert np.isnan([*nothing.rii]).all()
    assert nothing.sii.value == 0
    drawn = slope_index([0, 0, 0], [1, 1, 1], se=0, limits="simulated", seed=1, draws=1_000)
    assert np.isnan([*drawn.rii]).all()
    assert [*drawn.sii] == [0, 0, 0]


@pytest.mark.parametrize("transform", ["log", "logit"])
@pytest.mark.parametrize("measure", ["sii", "rii"])
def test_transformed_limits_are_quantiles_of_two_normal_ends(transform, measure):
    """Integrated over the other end than the product does, by another integrator."""
    to, back = SCALES[transform]
    first, slope = weights()
    steep = 1 / VALUES if transform == "log" else 1 / (VALUES * (1 - VALUES))
    se, last = ERRORS * steep, first + slope
    means = first @ to(VALUES), last @ to(VALUES)
    cov = np.array([[(a * b * se**2).sum() for a in (first, last)] for b in (first, last)])
    limits = getattr(slope_index(VALUES, PEOPLE, se=ERRORS, transform=transform), measure)
    for one, other in [(0, 1), (1, 0)]:
        rest = np.sqrt(cov[other, other] - cov[0, 1] ** 2 / cov[one, one])

        def below(limit, one=one, other=other, rest=rest):
            def density(x):
                end = back(means[one] + np.sqrt(cov[one, one]) * x)
                if measure == "sii":
                    edge = limit + end if one == 0 else end - limit
                else:
                    edge = limit * end if one == 0 else end / limit
                expected = means[other] + cov[0, 1] / np.sqrt(cov[one, one]) * x
                with np.errstate(divide="ignore"):
                    away = (
                        to(np.clip(edge, 0, None if transform == "log" else 1)) - expected
                    ) / rest
                return special.ndtr(away if one == 0 else -away) * stats.norm.pdf(x)

            return integrate.quad(density, -8, 8, epsabs=1e-12, limit=400)[0]

        assert below(limits.lower) == pytest.approx(0.025, abs=1e-7)
        assert below(limits.upper) == pytest.approx(0.975, abs=1e-7)


def test_the_beginning_of_a_transformed_line_has_the_limits_of_a_normal_number_brought_back():
    first, _ = weights()
    for transform, (to, back) in SCALES.items():
        steep = 1 / VALUES if transform == "log" else 1 / (VALUES * (1 - VALUES))
        half = 1.959963984540054 * np.sqrt((first**2 * (ERRORS * steep) ** 2).sum())
        part = slope_index(VALUES, PEOPLE, se=ERRORS, transform=transform).intercept
        assert part.lower == pytest.approx(back(first @ to(VALUES) - half), abs=1e-12)
        assert part.upper == pytest.approx(back(first @ to(VALUES) + half), abs=1e-12)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("times", [0.5, 2])
def test_limits_without_draws_agree_with_the_published_simulation(way, times):
    """100,000 draws move a limit by about a quarter of 1% of the width."""
    exact, drawn = (
        slope_index(VALUES, PEOPLE, se=times * ERRORS, **way, **limits)
        for limits in ({}, {"limits": "simulated", "seed": 3})
    )
    for one, other in zip(exact, drawn, strict=True):
        width = other.upper - other.lower
        assert one.value == pytest.approx(other.value, abs=1e-12)
        assert one.lower == pytest.approx(other.lower, abs=0.01 * width)
        assert one.upper == pytest.approx(other.upper, abs=0.01 * width)


def cornish_fisher(weight, z):
    """Of a weighted sum of log-normal numbers, whose cumulants are known in closed form."""
    variance = (ERRORS / VALUES) ** 2
    w, mean = np.exp(variance), VALUES * np.exp(variance / 2)
    each = [
        mean,
        mean**2 * (w - 1),
        mean**3 * (w - 1) ** 2 * (w + 2),
        mean**4 * (w - 1) ** 2 * (w**4 + 2 * w**3 + 3 * w**2 - 6),
    ]
    k1, k2, k3, k4 = ((weight**power * k).sum() for power, k in enumerate(each, start=1))
    skew, tails = k3 / k2**1.5, k4 / k2**2
    bend = skew * (z**2 - 1) / 6 + tails * (z**3 - 3 * z) / 24
    return k1 + np.sqrt(k2) * (z + bend - skew**2 * (2 * z**3 - 5 * z) / 36)


@pytest.mark.parametrize(
    ("confidence", "z"), [(0.95, 1.959963984540054), (0.998, 3.090232306167813)]
)
def test_errors_on_the_log_scale_have_limits_by_cornish_and_fisher(confidence, z):
    first, slope = weights()
    line = slope_index(VALUES, PEOPLE, se=ERRORS, error_scale="log", confidence=confidence)
    for part, weight in [(line.sii, slope), (line.intercept, first)]:
        assert part.value == pytest.approx(weight @ VALUES, abs=1e-12)
        assert part.lower == pytest.approx(cornish_fisher(weight, -z), abs=1e-9)
        assert part.upper == pytest.approx(cornish_fisher(weight, z), abs=1e-9)
    for limit, side in [(line.rii.lower, -z), (line.rii.upper, z)]:
        assert cornish_fisher(first + slope - limit * first, side) == pytest.approx(0, abs=1e-9)


@given(st.floats(-4, 4), st.floats(-2, 12), st.sampled_from([-3.09, -1.96, 1.96, 3.09]))
def test_the_expansion_is_left_open_where_it_turns_back(skew, tails, z):
    """One group of mean 0 and variance 1."""

    def plain(z):
        bend = skew * (z**2 - 1) / 6 + tails * (z**3 - 3 * z) / 24
        return z + bend - skew**2 * (2 * z**3 - 5 * z) / 36

    onward = (plain(z + 1e-5) - plain(z - 1e-5)) / 2e-5
    assume(abs(onward) > 1e-6)
    found = expansion(np.ones(1), np.array([[0.0], [1], [skew], [tails]]), z)
    assert found == pytest.approx(plain(z) if onward > 0 else np.sign(z) * np.inf)


def test_errors_on_another_scale_leave_no_limits_where_the_line_may_begin_at_0():
    for values in ([0.1, 0.2, 0.3], [[0.1, 0.2, 0.3], [0.3, 0.3, 0.2]]):
        rii = slope_index(values, [1, 1, 1], se=0.1, error_scale="log").rii
        assert rii.lower.flat[0] == -np.inf
        assert rii.upper.flat[0] == np.inf
    alone = slope_index([0.3, 0.3, 0.2], [1, 1, 1], se=0.1, error_scale="log").rii
    assert [float(part[1]) for part in rii] == pytest.approx([float(part) for part in alone])
    assert np.isfinite([*alone]).all()


def test_a_line_that_begins_below_0_has_a_ratio_below_0_with_limits_around_it():
    """It means nothing, but it is what the definition says; on the log scale it cannot happen."""
    steep = ([0.0625, 0.125, 0.5], [100, 100, 100])
    for way in WAYS:
        rii = slope_index(*steep, se=[0.001, 0.002, 0.003], **way).rii
        assert rii.lower < rii.value < rii.upper
        assert (rii.value < 0) == ("transform" not in way)


def test_wide_errors_on_the_log_scale_are_integrated_finely():
    rates, se = np.array([30.0, 22, 15, 12, 8]), np.array([18.0, 15, 10, 9, 6])
    for transform, unit in [("log", 1), ("logit", 60)]:
        exact, drawn = (
            slope_index(rates / unit, [1] * 5, se=se / unit, transform=transform, **limits).sii
            for limits in ({}, {"limits": "simulated", "seed": 3, "draws": 200_000})
        )
        width = drawn.upper - drawn.lower
        assert exact.lower == pytest.approx(drawn.lower, abs=0.01 * width)
        assert exact.upper == pytest.approx(drawn.upper, abs=0.01 * width)


def test_one_uncertain_group_among_certain_ones_has_limits_too():
    """Then the two ends of the line move together."""
    for place in (0, 3, 6):
        se = np.where(np.arange(7) == place, 0.02, 0.0)
        exact, drawn = (
            slope_index(VALUES, PEOPLE, se=se, transform="logit", **limits).sii
            for limits in ({}, {"limits": "simulated", "seed": 3})
        )
        width = drawn.upper - drawn.lower
        assert exact.lower == pytest.approx(drawn.lower, abs=0.02 * width)
        assert exact.upper == pytest.approx(drawn.upper, abs=0.02 * width)


def test_limits_never_leave_out_the_value():
    """One unsure group among sure ones can make every draw lie on one side of it."""
    se = [0.0, 0.0, 0.00131, 0.0, 0.0]
    line = slope_index([0.0002, 0.00004, 0.003, 0.00003, 0.039], [1] * 5, se=se, transform="log")
    for part in line:
        assert part.lower <= part.value <= part.upper
    lopsided = slope_index([0.174, 0.002, 0.063], [3, 1, 9], se=[0, 0.0019, 0], transform="log")
    for part in lopsided:
        assert part.lower <= part.value <= part.upper


@settings(max_examples=40)
@given(gradients(), ways)
def test_values_without_error_have_limits_at_the_value(rows, way):
    value, people, _ = rows
    line = slope_index(value, people, se=np.zeros(len(value)), **way)
    for part in (line.sii, line.intercept):
        assert part.lower == pytest.approx(part.value, abs=1e-9)
        assert part.upper == pytest.approx(part.value, abs=1e-9)
    if abs(line.intercept.value) > 0.01:
        assert line.rii.lower == pytest.approx(line.rii.value, rel=1e-6)
        assert line.rii.upper == pytest.approx(line.rii.value, rel=1e-6)


def test_errors_too_large_for_cumulants_leave_that_side_open():
    """The third share is 0.86 with a standard error of 1.2 on the logit scale."""
    share, se = [0.19, 0.37, 0.86, 0.77], [0, 0, 0.14, 0]
    line = slope_index(share, [1] * 4, se=se, error_scale="logit")
    assert [float(part) for part in line.sii] == pytest.approx([0.892, 0.716, np.inf], abs=5e-4)
    assert line.intercept.upper == np.inf
    assert line.intercept.lower == pytest.approx(0.0795, abs=5e-5)
    drawn = slope_index(
        share, [1] * 4, se=se, error_scale="logit", limits="simulated", seed=1, draws=10_000
    )
    assert np.isfinite([*drawn.sii]).all()


def test_simulated_limits_are_the_same_at_every_run_and_for_each_area_alone():
    draw = {"limits": "simulated", "seed": 11, "draws": 2_000}
    values, se = np.array([VALUES, VALUES[::-1]]), np.array([ERRORS, ERRORS])
    both = slope_index(values, PEOPLE, se=se, transform="log", **draw)
    again = slope_index(values[1], PEOPLE, se=ERRORS, transform="log", **draw)
    for part, same in zip(both, again, strict=True):
        close([number[1] for number in part], same, rtol=1e-12)
    other = slope_index(values[1], PEOPLE, se=ERRORS, transform="log", **(draw | {"seed": 12}))
    assert other.sii.lower != again.sii.lower
    assert both.rii.upper.shape == (2,)


def test_100_000_draws_are_made_unless_said_otherwise():
    draw = {"se": ERRORS, "limits": "simulated", "seed": 2}
    close(
        slope_index(VALUES, PEOPLE, **draw).sii,
        slope_index(VALUES, PEOPLE, draws=100_000, **draw).sii,
    )


def test_simulated_limits_are_percentiles_of_lines_through_drawn_values():
    line = slope_index(VALUES, PEOPLE, se=ERRORS, limits="simulated", seed=4, draws=1_000)
    noise = np.random.default_rng(4).standard_normal((1_000, 7))
    first, slope = weights()
    drawn = (VALUES + ERRORS * noise) @ slope
    assert line.sii.lower == pytest.approx(np.quantile(drawn, 0.025), abs=1e-12)
    assert line.sii.upper == pytest.approx(np.quantile(drawn, 0.975), abs=1e-12)
    begins = (VALUES + ERRORS * noise) @ first
    ratio = (begins + drawn) / begins
    assert line.rii.lower == pytest.approx(np.quantile(ratio, 0.025), abs=1e-12)
    assert line.intercept.upper == pytest.approx(np.quantile(begins, 0.975), abs=1e-12)


def test_without_standard_errors_there_are_no_limits():
    line = slope_index(VALUES, PEOPLE)
    for part in line:
        assert np.isfinite(part.value)
        assert np.isnan([part.lower, part.upper]).all()


def test_a_missing_standard_error_leaves_the_value_and_takes_the_limits():
    line = slope_index([VALUES, VALUES], PEOPLE, se=[ERRORS, [None, *ERRORS[1:]]])
    np.testing.assert_allclose(line.sii.value[1], line.sii.value[0])
    np.testing.assert_array_equal(np.isnan(line.sii.lower), [False, True])
    np.testing.assert_array_equal(np.isnan(line.rii.upper), [False, True])
    for way in WAYS[1:]:
        part = slope_index([VALUES, VALUES], PEOPLE, se=[ERRORS, [None, *ERRORS[1:]]], **way)
        alone = slope_index(VALUES, PEOPLE, se=ERRORS, **way)
        assert part.sii.lower[0] == pytest.approx(alone.sii.lower)
        assert np.isnan([part.sii.lower[1], part.rii.upper[1], part.intercept.lower[1]]).all()


# published examples


def test_the_slope_index_agrees_with_the_published_worked_example():
    year = Estimate(*(np.array(YEAR_2010[name]) for name in ("value", "lower", "upper")))
    sii, rii, below, above, least, most = EXAMPLE[0]
    for error_scale in (None, "log"):
        se = standard_error(year, transform=error_scale)
        line = slope_index(year.value, YEAR_2010["people"], se=se, error_scale=error_scale)
        assert line.sii.value == pytest.approx(sii, abs=5e-7)
        assert line.rii.value == pytest.approx(rii, abs=5e-8)
        assert line.sii.lower == pytest.approx(below, abs=0.01 * (above - below))
        assert line.sii.upper == pytest.approx(above, abs=0.01 * (above - below))
        assert line.rii.lower == pytest.approx(least, abs=0.01 * (most - least))
        assert line.rii.upper == pytest.approx(most, abs=0.01 * (most - least))


@pytest.mark.real_data
def test_all_years_of_the_published_worked_example_agree(shared_data):
    table = pl.read_csv(shared_data / "reference/PHEindicatormethods_DSR_testdata.csv")
    table = table.sort("Period", "Quintile")
    value, lower, upper, people = (
        table[name].to_numpy().reshape(6, 5)
        for name in ("value", "lowercl", "uppercl", "total_pop")
    )
    se = standard_error(Estimate(value, lower, upper), transform="log")
    line, expected = slope_index(value, people, se=se, error_scale="log"), np.array(EXAMPLE).T
    np.testing.assert_allclose(line.sii.value, expected[0], atol=5e-7)
    np.testing.assert_allclose(line.rii.value, expected[1], atol=5e-8)
    for part, (least, most) in [(line.sii, expected[2:4]), (line.rii, expected[4:6])]:
        assert np.abs((part.lower - least) / (most - least)).max() < 0.01
        assert np.abs((part.upper - most) / (most - least)).max() < 0.01
    assert (lack_of_fit(value, people, se=se).p_value < 1e-20).all()


@pytest.mark.real_data
def test_the_gap_of_2013_to_2015_is_within_half_a_year_of_that_published_for_2015_to_2017(
    shared_data,
):
    """England 2013-15 from deaths; the first gap published in the file is of 2015-17."""
    deaths, people = (
        by_decile(
            pl.read_csv(shared_data / f"mortality/ons_{name}_by_imd_decile_age5_sex_cause.csv")
        )
        for name in ("deaths", "pops")
    )
    published = pl.read_csv(shared_data / "fingertips/sii_life_expectancy_92901_ltla.csv").filter(
        pl.col("area_code") == "E92000001", pl.col("period") == "2015 - 17"
    )
    expected = [published.filter(sex=sex)["value"].item() for sex in ("Male", "Female")]
    years = life_expectancy(deaths, people, widths=[1, 4] + [5] * 18)
    line = slope_index(years.value, people.sum(axis=-1), se=standard_error(years))
    np.testing.assert_allclose(line.sii.value, expected, atol=0.5)
    np.testing.assert_allclose(line.sii.value, [9.18, 7.12], atol=0.01)
    np.testing.assert_allclose(line.sii.upper - line.sii.lower, 0.2, atol=0.01)


def by_decile(table):
    """Sex x decile x age band, 2013 to 2015 together."""
    table = table.rename({name: name.strip() for name in table.columns})
    bands = table.columns[table.columns.index("<1") : table.columns.index("90+") + 1]
    table = table.filter(pl.col("year") >= 2013).with_columns(pl.col("sex").str.strip_chars())
    sums = table.group_by("sex", "imd").agg(pl.col(bands).sum()).sort("sex", "imd")
    return sums.select(bands).to_numpy().reshape(2, 10, 20)[::-1]


@pytest.mark.real_data
def test_obesity_falls_with_deprivation_in_every_published_area(shared_data):
    table = pl.read_csv(shared_data / "fingertips/obesity_year6_by_deprivation_quintile.csv")
    order = [
        "Most deprived quintile",
        "Second most deprived quintile",
        "Average deprived quintile",
        "Second least deprived quintile",
        "Least deprived quintile",
    ]
    shares = [table.filter(inequality=group).sort("area_code")["value"] for group in order]
    line = slope_index(np.array(shares).T / 100, [1] * 5, transform="logit")
    assert line.sii.value.shape == (12,)
    assert (line.sii.value < -0.05).all()
    assert (line.rii.value < 0.8).all()


# how straight


def test_three_groups_off_the_line_by_one_standard_error_each_way():
    bent = lack_of_fit([1, 0, 1], [1, 1, 1], se=[1, 1, 1])
    assert bent.chi_squared == pytest.approx(2 / 3)
    assert bent.degrees_of_freedom == 1
    assert bent.p_value == pytest.approx(stats.chi2.sf(2 / 3, 1))


@pytest.mark.parametrize("transform", [None, "log", "logit"])
def test_lack_of_fit_is_the_chi_squared_of_the_line_weighted_by_certainty(transform):
    share = PEOPLE / PEOPLE.sum()
    to, _ = SCALES.get(transform, (np.array, np.array))
    steep = {None: 1, "log": 1 / VALUES, "logit": 1 / (VALUES * (1 - VALUES))}[transform]
    x = sm.add_constant(np.cumsum(share) - share / 2)
    fitted = sm.WLS(to(VALUES), x, weights=1 / (ERRORS * steep) ** 2).fit()
    bent = lack_of_fit(VALUES, PEOPLE, se=ERRORS, transform=transform)
    assert bent.chi_squared == pytest.approx(fitted.ssr, rel=1e-10)
    assert bent.degrees_of_freedom == 5
    assert bent.p_value == pytest.approx(stats.chi2.sf(fitted.ssr, 5), rel=1e-10)


def test_straight_gradients_have_uniform_p_values():
    rng = np.random.default_rng(8)
    share = PEOPLE / PEOPLE.sum()
    straight = 0.3 - 0.2 * (np.cumsum(share) - share / 2)
    drawn = straight + ERRORS * rng.standard_normal((10_000, 7))
    p_values = lack_of_fit(drawn, PEOPLE, se=ERRORS).p_value
    assert stats.kstest(p_values, "uniform").pvalue > 0.01


def test_lack_of_fit_needs_every_standard_error():
    with pytest.raises(MissingValues, match="`se` has no value for group 2"):
        lack_of_fit([1, 2, 3], [1, 1, 1], se=[1, None, 1])
    with pytest.raises(DataError, match="`se` is 0 for group 3. Leave that area out"):
        lack_of_fit([1, 2, 3], [1, 1, 1], se=[1, 1, 0])
    bent = lack_of_fit(
        [[1, 0, 1]] * 3, [1, 1, 1], se=[[1, 1, 1], [1, None, 1], [1, 1, 0]], on_refusal="nan"
    )
    np.testing.assert_allclose(bent.chi_squared, [2 / 3, np.nan, np.nan])
    assert np.isnan(bent.p_value[1:]).all()
    with pytest.raises(DataError, match="`transform` is None or log or logit; it was 'sqrt'"):
        lack_of_fit([1, 2, 3], [1, 1, 1], se=[1, 1, 1], transform="sqrt")
    with pytest.raises(DataError, match="`value` has no logarithm for group 2"):
        lack_of_fit([1, 0, 3], [1, 1, 1], se=[1, 1, 1], transform="log")


# standard errors from published limits


@given(st.floats(0.05, 0.95), st.floats(0.001, 0.02), st.sampled_from([0.95, 0.998]))
def test_a_standard_error_comes_back_from_the_limits_made_of_it(value, se, confidence):
    z = stats.norm.ppf((1 + confidence) / 2)
    plain = Estimate(value, value - z * se, value + z * se)
    assert standard_error(plain, confidence=confidence) == pytest.approx(se)
    for transform, (to, back) in SCALES.items():
        steep = 1 / value if transform == "log" else 1 / (value * (1 - value))
        limits = (back(to(value) + way * z * se * steep) for way in (-1, 1))
        found = standard_error(Estimate(value, *limits), transform=transform, confidence=confidence)
        assert found == pytest.approx(se)


def test_limits_at_the_value_say_that_it_has_no_error():
    assert standard_error(Estimate(1.0, 1.0, 1.0)) == 0
    assert standard_error(Estimate(1.0, 1.0, 1.0), transform="log") == 0


def test_a_standard_error_on_an_unknown_scale_is_refused():
    with pytest.raises(DataError, match="`transform` is None or log or logit; it was 'sqrt'"):
        standard_error(Estimate(1.0, 1.0, 1.0), transform="sqrt")


def test_limits_without_a_value_inside_have_no_standard_error():
    with pytest.raises(DataError, match="The value is outside its own limits for group 2"):
        standard_error(Estimate([1, 4], [0, 1], [2, 3]))
    with pytest.raises(DataError, match="The value is outside its own limits for group 2"):
        standard_error(Estimate([1, 0], [0, 1], [2, 3]))
    assert np.isnan(standard_error(Estimate(1.0, np.nan, 2.0)))


@pytest.mark.parametrize(
    ("limits", "transform", "what"),
    [
        (
            (1.0, 0.0, 2.0),
            "log",
            "`lower` has no log for the only group. A log takes numbers above",
        ),
        ((0.0, 0.0, 2.0), "log", "`value` has no log for"),
        ((0.5, 0.4, 1.0), "logit", "`upper` has no logit for the only group. A logit takes shares"),
        ((30.0, 20.0, 40.0), "logit", "`value` has no logit .* not percentages"),
    ],
)
def test_limits_the_scale_cannot_take_are_refused(limits, transform, what):
    with pytest.raises(DataError, match=what):
        standard_error(Estimate(*limits), transform=transform)


# refusals


def test_two_groups_are_no_gradient():
    with pytest.raises(
        DataError, match="at least 3 groups on the last axis; there were 2. Compare"
    ):
        slope_index([1, 2], [1, 1])
    with pytest.raises(DataError, match="there were 1"):
        slope_index(1, 1)


@pytest.mark.parametrize(
    ("value", "people", "what"),
    [
        ([1, None, 3], [1, 1, 1], "`value` has no value for group 2. A missing value is not zero"),
        ([1, 2, 3], [1, 1, None], "`population` has no value for group 3"),
        ([1, 2, 3], [0, 1, 1], "`population` is 0 for group 1. Leave groups without people out"),
    ],
)
def test_an_area_that_cannot_answer_says_why_or_lets_the_others_go_on(value, people, what):
    with pytest.raises(DataError, match=what):
        slope_index(value, people)
    line = slope_index([[1, 2, 4], value], [[1, 1, 1], people], se=1, on_refusal="nan")
    alone = slope_index([1, 2, 4], [1, 1, 1], se=1)
    for part, whole in zip(alone, line, strict=True):
        close(part, [number[0] for number in whole])
        assert np.isnan([number[1] for number in whole]).all()


@pytest.mark.parametrize("name", ["transform", "error_scale"])
def test_no_value_of_0_has_a_logarithm(name):
    with pytest.raises(
        DataError,
        match=r"group 2\. A log takes numbers above 0\. With counts use `slope_index_of_events`\.$",
    ):
        slope_index([1, 0, 3], [1, 1, 1], **{name: "log"})
    with pytest.raises(
        DataError, match="`value` has no logarithm for group 3. A logit takes shares"
    ):
        slope_index([0.1, 0.5, 1], [1, 1, 1], **{name: "logit"})
    both = slope_index([[1, 2, 3], [1, 0, 3]], [1, 1, 1], on_refusal="nan", **{name: "log"})
    np.testing.assert_array_equal(np.isnan(both.sii.value), [False, True])
    np.testing.assert_array_equal(np.isnan(both.rii.value), [False, True])


@pytest.mark.parametrize("on_refusal", ["raise", "nan"])
@pytest.mark.parametrize(
    ("value", "people", "more", "what"),
    [
        ([1, -2, 3], [1, 1, 1], {"transform": "log"}, "`value` is out of range for group 2. A log"),
        ([30, 20, 10], [1, 1, 1], {"transform": "logit"}, "out of range for group 1.*percentages"),
        ([1, np.inf, 3], [1, 1, 1], {}, "`value` is not finite for group 2"),
        ([1, 2, 3], [1, np.inf, 1], {}, "`population` is not finite for group 2"),
        ([1, 2, 3], [1, -1, 1], {}, "`population` is below 0 for group 2"),
        ([1, 2, 3], [1, 1, 1], {"se": [1, 1, -1]}, "`se` is below 0 for group 3"),
        ([1, 2, 3], [1, 1, 1], {"se": [1, np.inf, 1]}, "`se` is not finite for group 2"),
        ([1, 2, 3], [1, 1], {}, "must have the same shape"),
        (
            [1, 2, 3],
            [1, 1, 1],
            {"transform": "sqrt"},
            "`transform` is None or log or logit; it was",
        ),
        (
            [1, 2, 3],
            [1, 1, 1],
            {"error_scale": "id"},
            "`error_scale` is None or log or logit; it was",
        ),
        ([1, 2, 3], [1, 1, 1], {"limits": "wald"}, "`limits` is exact or simulated; it was 'wald'"),
        ([1, 2, 3], [1, 1, 1], {"confidence": 95}, "`confidence` is between 0 and 1"),
        ([1, 2, 3], [1, 1, 1], {"limits": "simulated"}, "need a `seed`.* at least 1,000 `draws`"),
        (
            [1, 2, 3],
            [1, 1, 1],
            {"limits": "simulated", "seed": 1, "draws": 999},
            "Simulated limits need",
        ),
        (
            [1, 2, 3],
            [1, 1, 1],
            {"transform": "log", "error_scale": "log"},
            "^With a `transform` the errors are on its scale: leave out `error_scale`.$",
        ),
    ],
)
def test_wrong_use_is_refused_however_areas_are_treated(value, people, more, what, on_refusal):
    with pytest.raises(DataError, match=what):
        slope_index(value, people, on_refusal=on_refusal, **more)


def test_an_unknown_treatment_of_areas_is_refused():
    with pytest.raises(DataError, match="`on_refusal` is raise or nan"):
        slope_index([1, 2, 3], [1, 1, 1], on_refusal="skip")
