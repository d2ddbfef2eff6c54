"""One area and its mixture: a known example, the conditions of the best fit, permutation."""

from __future__ import annotations

import numpy as np
import pytest

from evenground.errors import DataError, MissingValues
from evenground.measures import synthetic_control
from evenground.measures.change.synthetic_controls import told
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
    for unit in (1e-9, 1_000, 1e9):
        other = synthetic_control(unit * area, unit * donors, before=10)
        assert other.effect.lower == pytest.approx(unit * float(one.effect.lower))
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


def word(after, away, led_on):
    weights, misfits = np.ones(1), np.ones(2)
    led_on = np.array(led_on, dtype=float)
    return str(told(after, away, 1.0, weights, led_on, 1.0, misfits, 3, 0.95).verdict)


def test_the_word_is_about_the_mixture_after_the_change_and_not_before():
    assert word(-5, 1, [-10, -10, -10, 8, 8]) == "narrowing"
    assert word(-20, 1, [8, 8, 8, 8, 8]) == "widening"


def test_the_word_of_an_area_is_about_its_mixture_after_the_change():
    """The donors turned round: before, the effect would have brought the area nearer to equal."""
    area, donors = factors()
    turned = np.where(np.arange(16) < 10, -60.0, 30.0)
    moved = np.where(np.arange(16) < 10, 0.0, 5.0)
    found = synthetic_control(area + turned + moved, donors + turned, before=10)
    assert found.effect.lower > 0
    assert found.counterfactual.mean() < 0 < found.counterfactual[10:].mean()
    assert str(found.verdict) == "widening"


def test_no_evidence_needs_that_a_closing_of_the_gap_would_have_been_seen():
    """Away by 2, an effect of 2 (1 + 0.84 / 1.96) = 2.86 would be seen; the gap is now 3."""
    assert word(1, 2, [2, 2, 2, 2, 2]) == "no evidence"
    assert word(-1, 2, [-2, -2, -2, -2, -2]) == "no evidence"
    assert word(0.8, 2, [2, 2, 2, 2, 2]) == "too little data"


def test_among_areas_that_all_fit_perfectly_none_is_unusual():
    levels = np.array([[5.0, 5, 5, 5], [5, 5, 5, 6], [5, 5, 5, 8]])
    found = synthetic_control([5, 5, 5, 4], levels, before=3)
    assert found.misfit == 0
    assert found.p_value == 1


# refusals


def test_an_area_that_no_mixture_resembles_is_refused():
    area, donors = factors()
    words = (
        "^No mixture of the donors resembles this area before the change: the fit is more than 3 "
        "times worse than theirs, and worse than the area's own mean. Add donors that are like it, "
        "or use comparative_interrupted_series.$"
    )
    for unit in (0.001, 1, 1_000):
        with pytest.raises(DataError, match=words):
            synthetic_control(unit * (area + 40), unit * donors, before=10)


def test_what_does_not_fit_is_refused():
    area, donors = factors()
    for wrong, others in [(area[:5], donors), (donors, donors), (area, area)]:
        with pytest.raises(
            DataError,
            match="^`gap` has one number per period, `donors` one row of them per donor.$",
        ):
            synthetic_control(wrong, others, before=10)
    for name, given in [("gap", ("high", donors)), ("donors", (area, "low"))]:
        with pytest.raises(DataError, match=f"^`{name}` must hold numbers only"):
            synthetic_control(*given, before=10)
    assert synthetic_control(area, donors[:2], before=10).weights.sum() == pytest.approx(1)
    with pytest.raises(DataError, match="^A mixture needs at least 2 donors. Add areas.$"):
        synthetic_control(area, donors[:1], before=10)
    for before in (2, 16, 9.5):
        with pytest.raises(
            DataError,
            match="^`before` is the number of periods before: at least 3, and one after.$",
        ):
            synthetic_control(area, donors, before=before)
    with pytest.raises(DataError, match="`confidence` is between 0 and 1"):
        synthetic_control(area, donors, before=10, confidence=95)


def test_a_missing_value_is_not_zero():
    area, donors = factors()
    holed, gap = donors.copy(), area.copy()
    holed[2, 4] = gap[3] = np.nan
    with pytest.raises(MissingValues, match=r"`donors` has no value for position \(3, 5\)"):
        synthetic_control(area, holed, before=10)
    with pytest.raises(MissingValues, match="`gap` has no value for period 4"):
        synthetic_control(gap, donors, before=10)
    assert np.isfinite(synthetic_control(area[:4], donors[:, :4], before=3).effect.value)
