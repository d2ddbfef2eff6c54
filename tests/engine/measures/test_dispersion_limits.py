"""The parts behind limits of dispersion, each against the plain formula, scipy or simulation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import erf
from scipy.stats import chi2, norm

from evenground.measures.dispersion.limits import (
    Bracket,
    Moments,
    Noise,
    crossing,
    folded_limits,
    folded_moments,
    mean_sign,
    odd_one,
    signs,
    smooth_limits,
    top_limits,
    widened,
)

numbers = st.floats(0.1, 3)


@st.composite
def noises(draw):
    """Deviations from a weighted mean, as shares of it, in two areas; and the plain matrix."""
    groups = draw(st.integers(2, 5))
    share, se, loading = (draw(arrays(float, (groups, 2), elements=numbers)) for _ in range(3))
    share = share / share.sum(0)
    pull = share * se**2
    noise = Noise(se**2, loading, pull, (share * pull).sum(0))
    matrices = []
    for area in range(2):
        change = np.eye(groups) - np.outer(loading[:, area], share[:, area])
        matrices.append(change @ np.diag(se[:, area] ** 2) @ change.T)
    return noise, matrices


@given(noises(), st.integers(0, 99))
def test_noise_is_the_covariance_of_deviations_without_the_matrix(made, seed):
    noise, matrices = made
    rng = np.random.default_rng(seed)
    x, h = rng.normal(size=noise.own.shape), rng.uniform(0.1, 2, noise.own.shape)
    for area, matrix in enumerate(matrices):
        v, scaled = x[:, area], np.diag(h[:, area]) @ matrix
        np.testing.assert_allclose(noise.variance[:, area], np.diag(matrix), atol=1e-9)
        np.testing.assert_allclose(noise.times(x)[:, area], matrix @ v, atol=1e-9)
        assert noise.within(x)[area] == pytest.approx(v @ matrix @ v, abs=1e-8)
        own, rest = noise.squares()
        squared = (own * x**2).sum(0) + rest(x)
        assert squared[area] == pytest.approx(v @ matrix**2 @ v, rel=1e-7, abs=1e-7)
        cube = np.trace(scaled @ scaled @ scaled)
        assert noise.cubed(h)[area] == pytest.approx(cube, rel=1e-7, abs=1e-7)


def test_noise_is_silent_only_where_every_group_is_certain():
    own = np.array([[0.0, 0.0], [0.0, 1.0]])
    noise = Noise(own, np.ones((2, 2)), np.zeros((2, 2)), np.zeros(2))
    assert noise.silent.tolist() == [True, False]


# the search


@pytest.mark.parametrize(
    "shape", [lambda t: 5 - t**2, lambda t: 4 - 3 * t, lambda t: 6 * np.exp(-t)]
)
def test_a_crossing_is_where_the_pivot_is_at_the_level(shape):
    none, some = np.zeros(3), np.full(3, 2.5)
    found = crossing(shape, 1.5, Bracket(none, shape(none), some, shape(some)))
    assert shape(found) == pytest.approx([1.5] * 3, abs=0.01)


def test_outside_the_bracket_its_near_end_is_the_crossing():
    def falling(t):
        return 3 - t

    low, high = np.array([0.0, 0.0]), np.array([1.0, 1.0])
    bracket = Bracket(low, falling(low), high, falling(high))
    assert crossing(falling, 3.5, bracket).tolist() == [0, 0]
    assert crossing(falling, 1.5, bracket).tolist() == [1, 1]


def test_other_areas_do_not_move_a_crossing():
    steep = np.array([1.0, 40.0, 3.0])

    def pivot(at):
        return lambda t: 9 - steep[at] * t**3

    def alone(at):
        none, one = np.zeros(1), np.full(1, 3.0)
        return crossing(pivot([at]), 1.96, Bracket(none, pivot([at])(none), one, pivot([at])(one)))

    every, none, one = slice(None), np.zeros(3), np.full(3, 3.0)
    found = crossing(pivot(every), 1.96, Bracket(none, pivot(every)(none), one, pivot(every)(one)))
    assert found.tolist() == [float(alone(at)[0]) for at in range(3)]


def test_a_bracket_is_widened_until_it_holds_the_crossing():
    def falling(t):
        return 100 - t * np.array([1.0, 100.0, 1.0])

    low, high = np.zeros(3), np.ones(3)
    low[2] = 200
    wide = widened(falling, 1.0, Bracket(low, falling(low), high, falling(high)))
    assert wide.low[0] < 99 < wide.high[0]
    assert (wide.low[1], wide.high[1]) == (0, 1)
    assert (wide.low[2], wide.high[2]) == (200, 1)
    np.testing.assert_array_equal(wide.at_high, falling(wide.high))
    np.testing.assert_array_equal(wide.at_low, falling(wide.low))


# the distributions


def test_a_chi_squared_raised_to_the_third_is_nearly_normal():
    for freedom, near in [(2, 0.015), (4, 0.006), (9, 0.003), (30, 0.002)]:
        moments = Moments(np.float64(freedom), np.float64(2 * freedom), np.float64(1 / 3))
        for chance in (0.025, 0.2, 0.5, 0.9, 0.975):
            observed = np.float64(chi2.ppf(chance, freedom))
            assert norm.cdf(moments.pivot(observed)) == pytest.approx(chance, abs=near)
        assert chi2.cdf(moments.quiet(), freedom) == pytest.approx(0.1, abs=near)


def test_a_mean_of_0_has_a_pivot_and_no_quiet_value():
    none = Moments(np.zeros(1), np.zeros(1), np.full(1, 1 / 3))
    assert none.pivot(np.zeros(1)).tolist() == [-6]
    assert none.quiet().tolist() == [0]


def test_the_mean_sign_is_the_error_function_to_seven_decimals():
    x = np.linspace(0, 9, 2_001)
    np.testing.assert_allclose(mean_sign(x, np.exp(-(x**2) / 2)), erf(x / np.sqrt(2)), atol=2e-7)


@pytest.mark.parametrize("far", [0.0, 0.4, 1.0, 3.0])
def test_moments_of_sums_of_absolute_gaps_are_those_of_simulation(far):
    share, se = np.array([0.1, 0.2, 0.3, 0.4]), np.array([3.0, 2, 1, 2])
    truth = far * np.array([-6.0, 1, 2, -0.5])
    truth -= (share * truth).sum()
    rng = np.random.default_rng(7)
    drawn = rng.normal(0, se, (200_000, 4))
    sums = np.abs(truth + drawn - (drawn * share).sum(-1, keepdims=True)) @ share
    pull = share * se**2
    noise = Noise(
        *(part[:, None] for part in (se**2, np.ones(4), pull)), (share * pull).sum()[None]
    )
    found = folded_moments(noise, share[:, None])(truth[:, None])
    assert found.mean[0] == pytest.approx(sums.mean(), rel=0.005)
    assert found.variance[0] == pytest.approx(sums.var(), rel=0.04)
    raised = sums ** found.power[0]
    skewness = np.mean((raised - raised.mean()) ** 3) / raised.std() ** 3
    assert abs(skewness) < 0.25


def test_a_group_that_is_certain_keeps_its_gap():
    noise = Noise(np.array([[0.0], [4.0]]), np.ones((2, 1)), np.zeros((2, 1)), np.zeros(1))
    found = folded_moments(noise, np.full((2, 1), 0.5))(np.array([[-7.0], [500.0]]))
    assert found.mean[0] == pytest.approx(253.5)
    assert found.variance[0] == pytest.approx(1)


# the limits


def plain_noise(se):
    """Independent groups whose common level is known."""
    se = np.array(se, float)[:, None]
    return Noise(se**2, np.ones(se.shape), np.zeros(se.shape), np.zeros(1))


def test_a_sum_of_squares_of_independent_values_has_exact_limits():
    def curve(t):
        x = t * np.array([[6.0], [-8.0]])
        return x**2, 2 * x, np.full(x.shape, 2.0)

    low, high = smooth_limits(
        np.array([100.0]), plain_noise([1, 1]), np.ones((2, 1)), 2.0, curve, 1.96
    )
    # the distance from the middle of a round normal cloud, 10 standard errors away
    assert low[0] == pytest.approx(10.0**2 - 2 * 1.96 * 10 + 1.96**2 - 1, rel=0.01)
    assert high[0] == pytest.approx(10.0**2 + 2 * 1.96 * 10 + 1.96**2 - 1, rel=0.01)


def test_one_absolute_gap_far_from_0_has_normal_limits():
    low, high = folded_limits(
        np.array([10.0]), np.array([[-10.0]]), plain_noise([2]), np.ones((1, 1)), 1.96
    )
    assert low[0] == pytest.approx(10 - 3.92, abs=0.01)
    assert high[0] == pytest.approx(10 + 3.92, abs=0.01)


@pytest.mark.parametrize("far", [1.9, 2.5])
def test_one_absolute_gap_is_above_0_where_a_two_sided_test_at_half_the_level_says_so(far):
    low, _ = folded_limits(
        np.array([far]), np.array([[far]]), plain_noise([1]), np.ones((1, 1)), 1.96
    )
    assert (low[0] > 0) == (far > norm.isf(0.0125))


def test_limits_that_are_certain_are_the_value():
    value = np.array([3.0])
    both = value, value
    assert folded_limits(value, value[None], plain_noise([0]), np.ones((1, 1)), 2) == both
    assert top_limits(value[None], np.zeros((1, 1)), 2) == both


def test_signs_are_not_decided_by_rounding():
    noise = plain_noise([1, 2, 1])
    w = np.full((3, 1), 1 / 3)
    some = np.array([[1e-12], [-5.0], [-1e-12]])
    assert signs(some, noise, w)[:, 0].tolist() == [1, -1, 1]
    assert signs(0 * some, noise, w)[:, 0].tolist() == [-1, 1, -1]
    assert odd_one(np.array([[1.0, 9.0], [2.0, 3.0]])).tolist() == [[False, True], [True, False]]


# the largest of several


def test_a_single_candidate_has_normal_limits():
    low, high = top_limits(np.array([[5.0, 1.0]]), np.array([[1.0, 1.0]]), 1.96)
    assert low == pytest.approx([5 - 1.96, 0], abs=1e-9)
    assert high == pytest.approx([5 + 1.96, 1 + 1.96])


def test_a_clear_winner_is_as_a_single_candidate():
    low, high = top_limits(np.array([[50.0], [1.0], [2.0]]), np.ones((3, 1)), 1.96)
    assert low[0] == pytest.approx(50 - 1.96, abs=0.01)
    assert high[0] == pytest.approx(50 + 1.96)


def test_candidates_that_tie_share_the_level():
    low, high = top_limits(np.full((4, 1), 50.0), np.ones((4, 1)), norm.isf(0.025))
    assert low[0] == pytest.approx(50 - norm.isf(1 - 0.975**0.25), abs=0.01)
    assert high[0] == pytest.approx(50 + norm.isf(0.025))


def test_a_noisy_group_that_is_far_below_does_not_lower_the_limit():
    calm = top_limits(np.array([[6.0], [-2.0]]), np.array([[1.0], [1.0]]), 1.96)
    noisy = top_limits(np.array([[6.0], [-9.0]]), np.array([[1.0], [4.0]]), 1.96)
    assert noisy[0][0] == pytest.approx(calm[0][0], abs=0.1)
    assert noisy[0][0] > 3.5


def test_the_upper_limit_is_that_of_the_candidate_that_reaches_highest():
    _, high = top_limits(np.array([[6.0], [5.0]]), np.array([[1.0], [3.0]]), 2.0)
    assert high[0] == 11
