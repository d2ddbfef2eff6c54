"""One area and its mixture: a known example, the conditions of the best fit, permutation."""

from __future__ import annotations

import numpy as np
import pytest

from evenground.errors import DataError, MissingValues
from evenground.measures import synthetic_control
from tests.engine.measures.test_interrupted import sales


def california():
    states = sales()
    donors = {name: series for name, series in states.items() if name != "California"}
    return states["California"], np.array(list(donors.values())), list(donors)


def factors(seed=1, donors=24, periods=16):
    """Areas that share three movements, each with a noise of its own."""
    rng = np.random.default_rng(seed)
    loads, moves = rng.uniform(0, 1, (donors + 1, 3)), rng.normal(size=(3, periods)).cumsum(1)
    areas = 10 + loads @ moves + 0.3 * rng.normal(size=(donors + 1, periods))
    return areas[0], areas[1:]


# numbers


def test_the_effect_of_californias_tobacco_law_from_sales_alone():
    """Stata's sdid with method(sc), which draws the weights a little together, gives -19.62.

    The weights are ours: that none are better is tested below.
    """
    area, donors, names = california()
    found = synthetic_control(area, donors, before=19)
    assert found.effect.value == pytest.approx(-19.61966, abs=0.15)
    assert found.effect.value == pytest.approx(-19.51363, abs=1e-5)
    assert found.misfit == pytest.approx(1.656, abs=1e-3)
    weights = {n: round(float(w), 3) for n, w in zip(names, found.weights, strict=True) if w > 1e-9}
    assert weights == {
        "Colorado": 0.015,
        "Connecticut": 0.109,
        "Montana": 0.232,
        "Nevada": 0.205,
        "New Hampshire": 0.045,
        "Utah": 0.394,
    }
    assert found.p_value == pytest.approx(3 / 39)
    assert found.effect.lower < 0 < found.effect.upper


def test_no_other_weights_fit_better():
    """At the best mixture no donor's share can grow to any good (the conditions of Kuhn and Tucker)."""
    examples = [(*factors(seed), 10) for seed in range(5)] + [(*california()[:2], 19)]
    for area, donors, before in examples:
        found = synthetic_control(area, donors, before=before)
        left = (found.counterfactual - area)[:before]
        slope = (donors - area)[:, :before] @ left
        assert found.weights.min() >= 0
        assert found.weights.sum() == pytest.approx(1, abs=1e-12)
        assert slope.min() >= left @ left - 1e-8
        assert slope[found.weights > 0] == pytest.approx(left @ left, abs=1e-8)


def test_a_mixture_that_is_known_is_found_again():
    _, donors = factors()
    truth = np.zeros(24)
    truth[[2, 7, 11]] = 0.5, 0.3, 0.2
    area = truth @ donors
    area[10:] -= 4
    found = synthetic_control(area, donors, before=10)
    assert found.weights == pytest.approx(truth, abs=1e-6)
    assert found.effect.value == pytest.approx(-4)
    assert found.misfit == pytest.approx(0, abs=1e-6)
    assert found.p_value == pytest.approx(1 / 25)


def test_donors_in_another_order_give_the_same():
    area, donors = factors()
    order = np.random.default_rng(3).permutation(24)
    one = synthetic_control(area, donors, before=10)
    other = synthetic_control(area, donors[order], before=10)
    assert other.effect.value == pytest.approx(float(one.effect.value))
    assert other.effect.upper == pytest.approx(float(one.effect.upper))
    assert other.weights == pytest.approx(one.weights[order])


def test_another_unit_scales_everything_but_the_weights():
    area, donors = factors()
    one = synthetic_control(area, donors, before=10)
    other = synthetic_control(1_000 * area, 1_000 * donors, before=10)
    assert other.effect.lower == pytest.approx(1_000 * float(one.effect.lower))
    assert other.weights == pytest.approx(one.weights)
    assert other.p_value == one.p_value


def test_limits_are_the_effects_that_would_not_be_unusual_among_the_donors():
    area, donors = factors()
    found = synthetic_control(area, donors, before=10)
    unusual = []
    for i, donor in enumerate(donors):
        placebo = synthetic_control(donor, np.delete(donors, i, 0), before=10)
        assert placebo.misfit == pytest.approx(found.donors_misfit[i])
        unusual.append(abs(float(placebo.effect.value)) / placebo.misfit)
    rank = 24  # 0.95 x 25 = 23.75, rounded up
    away = np.sort(unusual)[rank - 1] * found.misfit
    assert found.effect.upper == pytest.approx(float(found.effect.value) + away)
    own = abs(float(found.effect.value)) / found.misfit
    assert found.p_value == pytest.approx((1 + np.sum(np.array(unusual) >= own)) / 25)
    assert found.detectable == pytest.approx(away * (1 + 0.8416212335729143 / 1.959963984540054))


def test_the_limits_leave_out_0_exactly_when_the_effect_is_unusual():
    for seed in range(6):
        area, donors = factors(seed)
        area = area.copy()
        area[10:] += (seed - 3) * 1.5
        found = synthetic_control(area, donors, before=10)
        without = found.effect.lower > 0 or found.effect.upper < 0
        assert without == (found.p_value <= 0.05)


def test_fewer_than_20_areas_have_no_limits_at_95_percent():
    area, donors = factors(donors=19)
    assert np.isfinite(synthetic_control(area, donors, before=10).effect.upper)
    few = synthetic_control(area, donors[:18], before=10)
    assert np.isinf(few.effect.upper)
    assert few.effect.lower == -np.inf
    assert np.isinf(few.detectable)
    assert str(few.verdict) == "too little data"
    assert np.isfinite(synthetic_control(area, donors[:18], before=10, confidence=0.9).effect.upper)


# words


def test_the_words_compare_with_the_mixture():
    area, donors = factors()
    moved = area.copy()
    moved[10:] -= 5
    assert str(synthetic_control(moved, donors, before=10).verdict) == "narrowing"
    assert str(synthetic_control(-moved, -donors, before=10).verdict) == "narrowing"
    moved[10:] += 10
    assert str(synthetic_control(moved, donors, before=10).verdict) == "widening"
    assert str(synthetic_control(area, donors, before=10).verdict) == "no evidence"
    away = synthetic_control(area, donors, before=10).counterfactual[10:].mean()
    near = synthetic_control(area - away, donors - away, before=10)
    assert str(near.verdict) == "too little data"


# refusals


def test_an_area_that_no_mixture_resembles_is_refused():
    area, donors = factors()
    for unit in (0.001, 1, 1_000):
        with pytest.raises(DataError, match="No mixture of the donors resembles this area before"):
            synthetic_control(unit * (area + 40), unit * donors, before=10)


def test_what_does_not_fit_is_refused():
    area, donors = factors()
    for wrong, others in [(area[:5], donors), (donors, donors), (area, area)]:
        with pytest.raises(DataError, match="one number per period, `donors` one row of them"):
            synthetic_control(wrong, others, before=10)
    with pytest.raises(DataError, match="A mixture needs at least 2 donors"):
        synthetic_control(area, donors[:1], before=10)
    for before in (2, 16, 9.5):
        with pytest.raises(DataError, match="at least 3, and one after"):
            synthetic_control(area, donors, before=before)
    with pytest.raises(DataError, match="`confidence` is between 0 and 1"):
        synthetic_control(area, donors, before=10, confidence=95)


def test_a_missing_value_is_not_zero():
    area, donors = factors()
    holed, gap = donors.copy(), area.copy()
    holed[2, 4] = gap[3] = np.nan
    with pytest.raises(MissingValues, match=r"`donors` has no value for position \(3, 5\)"):
        synthetic_control(area, holed, before=10)
    with pytest.raises(MissingValues, match="`gap` has no value for group 4"):
        synthetic_control(gap, donors, before=10)
    assert np.isfinite(synthetic_control(area[:4], donors[:, :4], before=3).effect.value)
