"""Oaxaca-Blinder: parts that add up, checked against statsmodels and by simulation."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.oaxaca import OaxacaBlinder as Published

from evenground.errors import DataError, MissingValues
from evenground.measures import oaxaca_blinder

Z = 1.959963984540054
WAYS = ["reference", "group", "average", "pooled"]


def sample(seed, people=60, others=80, features=3):
    rng = np.random.default_rng(seed)
    x = rng.normal(1.0, 1.0, (people, features)) * np.arange(1, features + 1)
    w = rng.normal(0.5, 1.0, (others, features)) * np.arange(1, features + 1)
    y = 2 + x @ np.linspace(1, 2, features) + rng.normal(0, 1, people)
    v = 1 + w @ np.linspace(0.5, 2.5, features) + rng.normal(0, 2, others)
    return y, x, v, w


@given(st.integers(0, 10_000), st.sampled_from(WAYS))
def test_parts_add_up_to_the_gap(seed, coefficients):
    y, x, v, w = sample(seed)
    parts = oaxaca_blinder(y, x, v, w, coefficients=coefficients)
    assert parts.gap.value == pytest.approx(y.mean() - v.mean(), rel=1e-12)
    whole = parts.explained.value + parts.unexplained.value
    assert whole == pytest.approx(float(parts.gap.value), rel=1e-10)
    assert parts.explained_by.value.sum() == pytest.approx(float(parts.explained.value), rel=1e-10)
    assert parts.interaction == (0, 0, 0)
    three = oaxaca_blinder(y, x, v, w, interaction=True)
    whole = three.explained.value + three.unexplained.value + three.interaction.value
    assert whole == pytest.approx(float(parts.gap.value), rel=1e-10)


@given(st.integers(0, 10_000))
def test_swapping_groups_and_whose_slopes_turns_the_parts_round(seed):
    y, x, v, w = sample(seed)
    for here, there in zip(WAYS, ["group", "reference", "average", "pooled"], strict=True):
        one = oaxaca_blinder(y, x, v, w, coefficients=here)
        back = oaxaca_blinder(v, w, y, x, coefficients=there)
        for ours, theirs in zip(one, back, strict=True):
            np.testing.assert_allclose(ours.value, -theirs.value, rtol=1e-8, atol=1e-10)
            np.testing.assert_allclose(ours.lower, -theirs.upper, rtol=1e-8, atol=1e-10)


@given(st.integers(0, 10_000), st.floats(0.1, 100), st.floats(-50, 50))
def test_units_of_features_do_not_matter_and_those_of_the_outcome_scale(seed, times, more):
    y, x, v, w = sample(seed)
    one = oaxaca_blinder(y, x, v, w)
    other = oaxaca_blinder(y, times * x + more, v, times * w + more)
    for ours, theirs in zip(one, other, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6)
    scaled = oaxaca_blinder(times * y, x, times * v, w)
    np.testing.assert_allclose(scaled.explained, times * np.array(one.explained), rtol=1e-8)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_parts_agree_with_statsmodels(seed):
    y, x, v, w = sample(seed)
    second = np.repeat([0, 1], [len(y), len(v)])
    features = np.column_stack([np.concatenate([x, w]), second])
    model = Published(np.concatenate([y, v]), features, 3, hasconst=False, swap=False)
    three = oaxaca_blinder(y, x, v, w, interaction=True)
    ours = [three.explained, three.unexplained, three.interaction, three.gap]
    found = model.three_fold().params
    np.testing.assert_allclose([part.value for part in ours], found, rtol=1e-9)
    pooled = oaxaca_blinder(y, x, v, w, coefficients="pooled")
    ours = [pooled.unexplained, pooled.explained, pooled.gap]
    found = model.two_fold(two_fold_type="pooled").params
    np.testing.assert_allclose([part.value for part in ours], found, rtol=1e-9)


def test_limits_agree_with_the_published_variance_worked_from_regressions():
    y, x, v, w = sample(7)
    fits = [sm.OLS(a, sm.add_constant(b)).fit() for a, b in ((y, x), (v, w))]
    means = [np.append(1, each.mean(axis=0)) for each in (x, w)]
    of_means = [np.zeros((4, 4)), np.zeros((4, 4))]
    for place, each in enumerate((x, w)):
        of_means[place][1:, 1:] = np.cov(each.T) / len(each)
    (b, c), (p, q) = (fit.params for fit in fits), (fit.cov_params() for fit in fits)
    apart, both = means[0] - means[1], of_means[0] + of_means[1]
    two = oaxaca_blinder(y, x, v, w)
    three = oaxaca_blinder(y, x, v, w, interaction=True)
    own = oaxaca_blinder(y, x, v, w, coefficients="group")
    gap = y.var(ddof=1) / len(y) + v.var(ddof=1) / len(v)
    steeper = b - c
    for part, value, variance in [
        (two.gap, y.mean() - v.mean(), gap),
        (two.explained, apart @ c, apart @ q @ apart + c @ both @ c),
        (
            two.unexplained,
            means[0] @ steeper,
            means[0] @ (p + q) @ means[0] + steeper @ of_means[0] @ steeper,
        ),
        (own.explained, apart @ b, apart @ p @ apart + b @ both @ b),
        (
            own.unexplained,
            means[1] @ steeper,
            means[1] @ (p + q) @ means[1] + steeper @ of_means[1] @ steeper,
        ),
        (three.explained, apart @ c, apart @ q @ apart + c @ both @ c),
        (
            three.unexplained,
            means[1] @ steeper,
            means[1] @ (p + q) @ means[1] + steeper @ of_means[1] @ steeper,
        ),
        (
            three.interaction,
            apart @ steeper,
            apart @ (p + q) @ apart + steeper @ both @ steeper,
        ),
    ]:
        assert part.value == pytest.approx(value, rel=1e-9)
        assert part.upper - part.value == pytest.approx(Z * np.sqrt(variance), rel=1e-9)
        assert part.value - part.lower == pytest.approx(Z * np.sqrt(variance), rel=1e-9)
    one = apart[2] ** 2 * q[2, 2] + c[2] ** 2 * both[2, 2]
    assert two.explained_by.value[1] == pytest.approx(apart[2] * c[2], rel=1e-9)
    assert two.explained_by.upper[1] - two.explained_by.value[1] == pytest.approx(
        Z * np.sqrt(one), rel=1e-9
    )


def test_average_and_pooled_slopes_lie_between_and_have_their_own_doubt():
    y, x, v, w = sample(7)
    average = oaxaca_blinder(y, x, v, w, coefficients="average")
    ends = [oaxaca_blinder(y, x, v, w, coefficients=way) for way in ("reference", "group")]
    middle = (ends[0].explained.value + ends[1].explained.value) / 2
    assert average.explained.value == pytest.approx(middle, rel=1e-12)
    fits = [sm.OLS(a, sm.add_constant(b)).fit() for a, b in ((y, x), (v, w))]
    apart = x.mean(axis=0) - w.mean(axis=0)
    slopes = (fits[0].params + fits[1].params)[1:] / 2
    doubt = sum(fit.cov_params()[1:, 1:] for fit in fits) / 4
    both = np.cov(x.T) / len(x) + np.cov(w.T) / len(w)
    half = Z * np.sqrt(apart @ doubt @ apart + slopes @ both @ slopes)
    assert average.explained.upper - average.explained.value == pytest.approx(half, rel=1e-9)
    wide = oaxaca_blinder(y, x, v, w, coefficients="pooled", confidence=0.998)
    usual = oaxaca_blinder(y, x, v, w, coefficients="pooled")
    assert wide.unexplained.upper > usual.unexplained.upper


def test_many_gaps_at_once_give_what_each_gives_alone():
    stacked = [np.stack(each) for each in zip(*(sample(seed) for seed in range(4)), strict=True)]
    for way in WAYS:
        together = oaxaca_blinder(*stacked, coefficients=way)
        for row in range(4):
            alone = oaxaca_blinder(*(each[row] for each in stacked), coefficients=way)
            for ours, theirs in zip(together, alone, strict=True):
                np.testing.assert_allclose([part[row] for part in ours], theirs, rtol=1e-8)
    together = oaxaca_blinder(*stacked, interaction=True)
    for row in range(4):
        alone = oaxaca_blinder(*(each[row] for each in stacked), interaction=True)
        for ours, theirs in zip(together, alone, strict=True):
            np.testing.assert_allclose([part[row] for part in ours], theirs, rtol=1e-8)


# refusals


def test_features_that_do_not_fit_are_refused():
    y, x, v, w = sample(1)
    with pytest.raises(DataError, match="^`features` has a row for each person of `outcome`.$"):
        oaxaca_blinder(y[:-1], x, v, w)
    with pytest.raises(DataError, match="`reference_features` has a row for each person"):
        oaxaca_blinder(y, x, v, w[:, 0])
    with pytest.raises(
        DataError, match="^`features` and `reference_features` are the same, in the same order.$"
    ):
        oaxaca_blinder(y, x[:, :2], v, w)
    with pytest.raises(DataError, match="^`outcome` has too few people for 3 features.$"):
        oaxaca_blinder(y[:4], x[:4], v, w)
    assert np.isfinite(oaxaca_blinder(y[:5], x[:5], v, w).explained.upper)


def test_features_that_say_the_same_twice_or_nothing_are_refused():
    y, x, v, w = sample(1)
    twice = np.column_stack([x, 2 * x[:, 0]]), np.column_stack([w, 2 * w[:, 0]])
    with pytest.raises(
        DataError, match="^`features` say the same twice, or nothing. Leave one out.$"
    ):
        oaxaca_blinder(y, twice[0], v, twice[1])
    flat = np.column_stack([w[:, :2], np.ones(len(w))])
    with pytest.raises(DataError, match="`reference_features` say the same twice, or nothing"):
        oaxaca_blinder(y, x, v, flat)


def test_options_and_values_that_cannot_be_are_refused():
    y, x, v, w = sample(1)
    with pytest.raises(DataError, match="`coefficients` is reference, group, average or pooled"):
        oaxaca_blinder(y, x, v, w, coefficients="neumark")
    with pytest.raises(
        DataError, match="^An `interaction` goes with the coefficients of the reference.$"
    ):
        oaxaca_blinder(y, x, v, w, coefficients="group", interaction=True)
    y[3] = np.nan
    with pytest.raises(MissingValues, match="`outcome` has no value for group 4"):
        oaxaca_blinder(y, x, v, w)
    w[2, 1] = np.inf
    with pytest.raises(
        DataError, match=r"`reference_features` is not finite for position \(3, 2\)"
    ):
        oaxaca_blinder(sample(1)[0], x, v, w)
