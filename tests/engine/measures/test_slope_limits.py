"""The limits of the slope index are checked by other ways to them, and where there are none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import integrate, special, stats

from evenground.measures import slope_index
from evenground.measures.gradients.limits import compared
from evenground.measures.gradients.limits import cornish_fisher as expansion
from tests.engine.measures.ordered_groups import (
    ERRORS,
    PEOPLE,
    SCALES,
    VALUES,
    WAYS,
    close,
    gradients,
    ways,
)


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
    begin, end, _ = compared(np.array([0.0, 1.0]), np.array([2.0, 3.0]), None)
    assert begin.tolist() == [2, 2]
    np.testing.assert_array_equal(end, [np.nan, 3])


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


def test_the_expansion_turns_back_exactly_where_its_slope_is_0():
    """With skewness 2 at 1.96: 1 + 2 z / 3 + tails (z^2 - 1) / 8 - (6 z^2 - 5) / 9 = 0."""
    z = 1.96
    tails = -8 * (1 + 2 * z / 3 - (6 * z**2 - 5) / 9) / (z**2 - 1)
    turning, still = (
        expansion(np.ones(1), np.array([[0.0], [1.0], [2.0], [tails + more]]), z)
        for more in (-0.001, 0.001)
    )
    assert turning == np.inf
    assert np.isfinite(still)


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
