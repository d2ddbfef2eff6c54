"""Smoothed values: between plain and average, by the published formula, never alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from evenground.errors import DataError, MissingValues
from evenground.measures import empirical_bayes, proportion, rate

COUNTS, PEOPLE = np.array([2, 30, 8, 55]), np.array([100, 600, 300, 700])

maps = st.lists(
    st.tuples(st.integers(1, 60), st.integers(61, 900)), min_size=3, max_size=25, unique=True
)
KINDS = st.sampled_from(["proportion", "rate", "ratio"])
METHODS = st.sampled_from(["adjusted", "marshall"])


# laws


@given(maps, KINDS, METHODS)
def test_smoothed_values_lie_between_the_plain_ones_and_the_average(areas, kind, method):
    map_ = empirical_bayes(*np.array(areas).T, kind=kind, method=method)
    low = np.minimum(map_.plain.value, map_.average)
    high = np.maximum(map_.plain.value, map_.average)
    assert (low - 1e-12 <= map_.smoothed.value).all()
    assert (map_.smoothed.value <= high + 1e-12).all()
    drawn = map_.average + map_.weight * (map_.plain.value - map_.average)
    np.testing.assert_allclose(map_.smoothed.value, drawn, rtol=1e-12)
    assert ((map_.weight >= 0) & (map_.weight <= 1)).all()


@given(maps, KINDS)
def test_limits_enclose_the_smoothed_value_and_widen_with_confidence(areas, kind):
    counts, people = np.array(areas).T
    usual = empirical_bayes(counts, people, kind=kind).smoothed
    sure = empirical_bayes(counts, people, kind=kind, confidence=0.998).smoothed
    assert (usual.lower < usual.value).all()
    assert (usual.value < usual.upper).all()
    assert (sure.lower < usual.lower).all()
    assert (sure.upper > usual.upper).all()
    np.testing.assert_array_equal(sure.value, usual.value)


@given(maps, KINDS, st.sampled_from([100.0, 100_000.0]))
def test_the_multiplier_scales_every_value(areas, kind, per):
    counts, people = np.array(areas).T
    once = empirical_bayes(counts, people, kind=kind)
    times = empirical_bayes(counts, people, kind=kind, per=per)
    np.testing.assert_allclose(times.smoothed, per * np.array(once.smoothed), rtol=1e-9)
    np.testing.assert_allclose(times.plain, per * np.array(once.plain), rtol=1e-9)
    np.testing.assert_allclose(times.weight, once.weight, rtol=1e-12)
    assert times.average == pytest.approx(per * once.average)
    assert times.between == pytest.approx(per * once.between)


@given(maps, KINDS, METHODS, st.randoms())
def test_the_order_of_areas_does_not_matter(areas, kind, method, random):
    shuffled = random.sample(areas, len(areas))
    first = empirical_bayes(*np.array(areas).T, kind=kind, method=method).smoothed
    again = empirical_bayes(*np.array(shuffled).T, kind=kind, method=method).smoothed
    by_area = dict(zip(areas, np.array(first).T, strict=True))
    np.testing.assert_allclose(np.array(again).T, [by_area[area] for area in shuffled], rtol=1e-6)


def test_larger_areas_keep_more_of_their_own():
    weight = empirical_bayes(COUNTS, PEOPLE, kind="proportion").weight
    assert (np.diff(weight[np.argsort(PEOPLE)]) > 0).all()


@pytest.mark.parametrize("method", ["adjusted", "marshall"])
@pytest.mark.parametrize("kind", ["proportion", "rate", "ratio"])
def test_many_maps_at_once_give_what_each_gives_alone(kind, method):
    rng = np.random.default_rng(9)
    people = rng.integers(50, 500, (4, 8))
    counts = rng.binomial(people, rng.beta(4, 8, (4, 8)))
    together = empirical_bayes(counts, people, kind=kind, method=method)
    for row in range(4):
        alone = empirical_bayes(counts[row], people[row], kind=kind, method=method)
        np.testing.assert_allclose(np.array(together.smoothed)[:, row], alone.smoothed, rtol=1e-12)
        assert together.between[row] == pytest.approx(float(alone.between), rel=1e-12)


# the published formulas


def test_marshalls_estimator_worked_by_hand():
    map_ = empirical_bayes(COUNTS, PEOPLE, kind="rate", method="marshall")
    value, average = COUNTS / PEOPLE, 95 / 1700
    spread = (PEOPLE * (value - average) ** 2).sum() / 1700
    between = spread - average / (1700 / 4)
    weight = between / (between + average / PEOPLE)
    assert between > 0
    assert map_.average == pytest.approx(average, rel=1e-12)
    assert map_.between == pytest.approx(np.sqrt(between), rel=1e-12)
    np.testing.assert_allclose(map_.weight, weight, rtol=1e-12)
    shape, rate_of_gamma = average**2 / between + COUNTS, average / between + PEOPLE
    for part, p in [(map_.smoothed.lower, 0.025), (map_.smoothed.upper, 0.975)]:
        np.testing.assert_allclose(part, stats.gamma.ppf(p, shape) / rate_of_gamma, rtol=1e-9)


def test_the_beta_binomial_worked_by_hand():
    map_ = empirical_bayes(COUNTS, PEOPLE, kind="proportion", method="marshall")
    value, average = COUNTS / PEOPLE, 95 / 1700
    chance = average * (1 - average)
    spread = (PEOPLE * (value - average) ** 2).sum()
    between = (spread - 4 * chance) / (1700 - 4)
    size = chance / between - 1
    np.testing.assert_allclose(map_.weight, PEOPLE / (PEOPLE + size), rtol=1e-12)
    a, b = size * average + COUNTS, size * (1 - average) + PEOPLE - COUNTS
    np.testing.assert_allclose(map_.smoothed.value, a / (a + b), rtol=1e-12)
    for part, p in [(map_.smoothed.lower, 0.025), (map_.smoothed.upper, 0.975)]:
        np.testing.assert_allclose(part, stats.beta.ppf(p, a, b), rtol=1e-9)


def test_the_doubt_about_average_and_variance_worked_by_hand():
    map_ = empirical_bayes(COUNTS, PEOPLE, kind="ratio")
    value, average = COUNTS / PEOPLE, 95 / 1700
    spread = (PEOPLE * (value - average) ** 2).sum() / 1700
    found = spread - average * 4 / 1700
    total = average / PEOPLE + found
    fourth = PEOPLE**2 * (2 * total**2 + average / PEOPLE**3)
    doubt = fourth.sum() / 1700**2
    normal = stats.truncnorm(-found / np.sqrt(doubt), np.inf, found, np.sqrt(doubt))
    between = normal.mean()
    assert map_.between == pytest.approx(np.sqrt(between), rel=1e-9)
    weight = between / (between + average / PEOPLE)
    np.testing.assert_allclose(map_.weight, weight, rtol=1e-9)
    centre = average + weight * (value - average)
    own = centre * weight / PEOPLE
    of_average = ((PEOPLE / 1700) ** 2 * (average / PEOPLE + between)).sum()
    turn = average / PEOPLE / (between + average / PEOPLE) ** 2
    variance = own + (1 - weight) ** 2 * of_average + (value - average) ** 2 * turn**2 * doubt
    ours = stats.gamma(centre**2 / variance, scale=variance / centre)
    np.testing.assert_allclose(map_.smoothed.lower, ours.ppf(0.025), rtol=1e-9)
    np.testing.assert_allclose(map_.smoothed.upper, ours.ppf(0.975), rtol=1e-9)


def test_limits_of_shares_stay_within_nobody_and_everybody():
    """A little narrower than those of rates, as the variance of a share is."""
    map_ = empirical_bayes(COUNTS, PEOPLE, kind="proportion")
    assert (map_.smoothed.lower > 0).all()
    assert (map_.smoothed.upper < 1).all()
    as_rates = empirical_bayes(COUNTS, PEOPLE, kind="rate")
    np.testing.assert_allclose(map_.smoothed, as_rates.smoothed, rtol=0.05)
    assert (map_.smoothed.upper < as_rates.smoothed.upper).all()


def test_areas_that_vary_less_than_by_chance_are_drawn_close_together():
    counts, people = [20, 20, 21, 20], [50, 50, 50, 50]
    published = empirical_bayes(counts, people, kind="rate", method="marshall")
    assert published.between == 0
    np.testing.assert_allclose(published.smoothed.value, 0.405)
    np.testing.assert_allclose(published.smoothed.upper, 0.405, rtol=1e-4)
    honest = empirical_bayes(counts, people, kind="rate")
    assert honest.between > 0
    assert (honest.smoothed.upper > 0.45).all()
    assert (honest.weight < 0.5).all()


def test_areas_where_everybody_or_nobody_is_one_keep_their_own():
    map_ = empirical_bayes([0, 90, 0, 90], [90, 90, 90, 90], kind="proportion")
    np.testing.assert_allclose(map_.weight, 1, atol=1e-9)
    assert np.isfinite(np.array(map_.smoothed)).all()


def test_the_plain_values_are_those_of_the_usual_measures():
    map_ = empirical_bayes(COUNTS, PEOPLE, kind="proportion", confidence=0.9)
    np.testing.assert_allclose(map_.plain, proportion(COUNTS, PEOPLE, confidence=0.9))
    map_ = empirical_bayes(COUNTS, PEOPLE, kind="rate", per=1_000)
    np.testing.assert_allclose(map_.plain, rate(COUNTS, PEOPLE, per=1_000))


def test_limits_hold_the_truth_of_the_areas_together():
    rng = np.random.default_rng(11)
    expected = np.tile(np.exp(np.linspace(-1.3, 1.3, 20)), 3) * 30
    truth = rng.gamma(25, 1 / 25, (600, 60))
    map_ = empirical_bayes(rng.poisson(expected * truth), expected, kind="ratio")
    held = (map_.smoothed.lower <= truth) & (truth <= map_.smoothed.upper)
    assert 0.935 <= held.mean() <= 0.965
    assert np.mean((map_.smoothed.value - truth) ** 2) < np.mean((map_.plain.value - truth) ** 2)


# refusals


def test_maps_without_events_or_without_anything_else_are_refused():
    with pytest.raises(
        DataError,
        match="^No events, or nothing else, in any area of group 2. Show the plain values.$",
    ):
        empirical_bayes([[1, 2, 3], [0, 0, 0]], 10, kind="rate")
    with pytest.raises(DataError, match="in any area of the only group"):
        empirical_bayes([10, 10, 10], 10, kind="proportion")
    map_ = empirical_bayes([[1, 2, 3], [0, 0, 0]], 10, kind="rate", on_refusal="nan")
    assert np.isfinite(map_.smoothed.upper[0]).all()
    assert np.isnan(np.array(map_.smoothed)[:, 1]).all()
    assert map_.plain.value[1].tolist() == [0, 0, 0]
    assert np.isfinite(empirical_bayes([10, 10, 10], 10, kind="rate").smoothed.upper).all()


@pytest.mark.parametrize("counts", [5, [5], [5, 6]])
def test_fewer_than_three_areas_cannot_learn_from_each_other(counts):
    with pytest.raises(DataError, match="^Areas learn from each other: give 3 or more.$"):
        empirical_bayes(counts, 10, kind="rate")


def test_options_of_another_name_are_refused():
    with pytest.raises(DataError, match="`kind` is proportion, rate or ratio; it was 'mean'"):
        empirical_bayes(COUNTS, PEOPLE, kind="mean")
    with pytest.raises(DataError, match="`method` is adjusted or marshall; it was 'ml'"):
        empirical_bayes(COUNTS, PEOPLE, kind="rate", method="ml")
    with pytest.raises(DataError, match="`per` is above 0"):
        empirical_bayes(COUNTS, PEOPLE, kind="rate", per=0)
    with pytest.raises(DataError, match="`confidence` is between"):
        empirical_bayes(COUNTS, PEOPLE, kind="rate", confidence=95)


def test_missing_counts_and_areas_without_people_are_refused():
    with pytest.raises(MissingValues, match="`count` has no value for group 2"):
        empirical_bayes([1, None, 3], 10, kind="rate")
    with pytest.raises(DataError, match="`denominator` is 0 for group 3"):
        empirical_bayes([1, 2, 3], [10, 10, 0], kind="rate")
    with pytest.raises(DataError, match="`count` is larger than `denominator` for group 1"):
        empirical_bayes([11, 2, 3], 10, kind="proportion")
