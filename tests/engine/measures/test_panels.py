"""Areas with a programme against areas without: by hand, by statsmodels, by SciPy, by misuse."""

from __future__ import annotations

import numpy as np
import pytest

from evenground.errors import DataError, MissingValues
from evenground.measures import difference_in_differences
from tests.engine.measures.test_interrupted import sales

SIDE = np.array([True] * 4 + [False] * 7)


def panel(seed=1, effect=-2.0, periods=6, before=3):
    rng = np.random.default_rng(seed)
    gaps = 10 + rng.normal(size=(11, 1)) * 3 + rng.normal(size=(11, periods))
    gaps[:4, before:] += effect
    return gaps


def changes(gaps, before):
    return gaps[..., before:].mean(-1) - gaps[..., :before].mean(-1)


# laws


def test_what_befalls_every_area_in_a_period_is_no_effect():
    gaps = panel()
    plain = difference_in_differences(gaps, SIDE, before=3)
    shocked = difference_in_differences(gaps + np.arange(6.0) ** 2, SIDE, before=3)
    for one, other in zip(plain.effect, shocked.effect, strict=True):
        assert one == pytest.approx(float(other))


@pytest.mark.parametrize("errors", ["welch", "cr1"])
def test_the_order_of_the_areas_does_not_matter_and_swapping_sides_turns_the_sign(errors):
    gaps, order = panel(), np.random.default_rng(2).permutation(11)
    plain = difference_in_differences(gaps, SIDE, before=3, errors=errors)
    mixed = difference_in_differences(gaps[order], SIDE[order], before=3, errors=errors)
    turned = difference_in_differences(gaps, ~SIDE, before=3, errors=errors)
    assert mixed.effect.upper == pytest.approx(float(plain.effect.upper))
    assert turned.effect.upper == pytest.approx(-float(plain.effect.lower))


@pytest.mark.parametrize("errors", ["welch", "cr1"])
def test_many_panels_at_once_give_what_each_gives_alone(errors):
    gaps = np.stack([panel(seed) for seed in range(4)]).reshape(2, 2, 11, 6)
    together = difference_in_differences(gaps, SIDE, before=3, errors=errors)
    assert together.counterfactual.shape == (2, 2, 6)
    for place in np.ndindex(2, 2):
        alone = difference_in_differences(gaps[place], SIDE, before=3, errors=errors)
        for name in ("effect", "trend"):
            for one, other in zip(getattr(together, name), getattr(alone, name), strict=True):
                assert one[place] == pytest.approx(float(other))
        assert together.verdict[place] == alone.verdict
        assert together.detectable[place] == pytest.approx(float(alone.detectable))
        for name in ("treated", "comparison", "counterfactual"):
            assert getattr(together, name)[place] == pytest.approx(getattr(alone, name))


def test_each_of_many_panels_has_the_word_of_its_own_gap():
    gaps = panel(effect=0)
    together = difference_in_differences(np.stack([gaps, -gaps]), SIDE, before=3)
    assert together.verdict.tolist() == ["no evidence", "no evidence"]


# numbers


def test_the_published_difference_in_differences_of_cigarette_sales():
    """California against 38 states: Stata's sdid with method(did) gives -27.34911 packs. Doubled
    here because one treated area has no errors."""
    states = sales()
    areas = np.array(
        [states["California"]] * 2 + [s for n, s in states.items() if n != "California"]
    )
    found = difference_in_differences(areas, [True] * 2 + [False] * 38, before=19)
    assert found.effect.value == pytest.approx(-27.34911, abs=5e-6)


def test_the_effect_is_that_of_a_regression_with_area_and_period_effects():
    import statsmodels.api as sm

    gaps = panel()
    design = [
        np.concatenate([np.eye(11)[area], np.eye(6)[time][1:], [SIDE[area] and time >= 3]])
        for area in range(11)
        for time in range(6)
    ]
    theirs = sm.OLS(gaps.ravel(), np.array(design, dtype=float)).fit(
        cov_type="cluster",
        cov_kwds={"groups": np.repeat(np.arange(11), 6), "use_correction": False},
    )
    ours = difference_in_differences(gaps, SIDE, before=3, errors="cr1")
    t10 = 2.2281388519649385
    error = theirs.bse[-1] * np.sqrt(11 / 9)
    assert ours.effect.value == pytest.approx(theirs.params[-1], rel=1e-10)
    assert ours.effect.upper - ours.effect.value == pytest.approx(t10 * error, rel=1e-10)
    assert ours.detectable == pytest.approx((t10 + 0.8416212335729143) * error, rel=1e-10)


def test_the_limits_are_those_of_welch():
    from scipy.stats import ttest_ind

    gaps = panel()
    change = changes(gaps, 3)
    theirs = ttest_ind(change[SIDE], change[~SIDE], equal_var=False).confidence_interval(0.95)
    ours = difference_in_differences(gaps, SIDE, before=3).effect
    assert [ours.lower, ours.upper] == pytest.approx([theirs.low, theirs.high], rel=1e-10)
    strict = ttest_ind(change[SIDE], change[~SIDE], equal_var=False).confidence_interval(0.99)
    wider = difference_in_differences(gaps, SIDE, before=3, confidence=0.99).effect
    assert wider.upper == pytest.approx(strict.high, rel=1e-10)


def test_the_trends_before_are_compared():
    from scipy.stats import ttest_ind

    gaps = panel(periods=8, before=5)
    slope = np.array([np.polyfit(range(5), area[:5], 1)[0] for area in gaps])
    theirs = ttest_ind(slope[SIDE], slope[~SIDE], equal_var=False).confidence_interval(0.95)
    ours = difference_in_differences(gaps, SIDE, before=5).trend
    assert ours.value == pytest.approx(slope[SIDE].mean() - slope[~SIDE].mean())
    assert [ours.lower, ours.upper] == pytest.approx([theirs.low, theirs.high])


def test_the_series_and_the_counterfactual_come_with_it():
    gaps = panel()
    found = difference_in_differences(gaps, SIDE, before=3)
    assert found.treated == pytest.approx(gaps[:4].mean(0))
    assert found.comparison == pytest.approx(gaps[4:].mean(0))
    difference = (found.treated - found.counterfactual)[3:].mean()
    assert difference == pytest.approx(float(found.effect.value))
    assert (found.treated - found.counterfactual)[:3].mean() == pytest.approx(0, abs=1e-12)


def test_areas_without_scatter_on_one_side_keep_their_degrees_of_freedom():
    gaps = panel()
    gaps[:, :3], gaps[:4, 3:] = 10.0, 8.0
    change = changes(gaps, 3)
    found = difference_in_differences(gaps, SIDE, before=3).effect
    t6 = 2.4469118511449692
    expected = t6 * np.sqrt(change[~SIDE].var(ddof=1) / 7)
    assert found.upper - found.value == pytest.approx(expected)
    gaps[4:, 3:] = 9.0
    still = difference_in_differences(gaps, SIDE, before=3).effect
    assert [float(part) for part in still] == pytest.approx([-1, -1, -1])


def test_the_degrees_of_freedom_are_those_of_the_side_that_scatters():
    gaps = panel()
    gaps[4:] = 10.0
    found = difference_in_differences(gaps, SIDE, before=3).effect
    t3 = 3.182446305284263
    expected = t3 * np.sqrt(changes(gaps, 3)[SIDE].var(ddof=1) / 4)
    assert found.upper - found.value == pytest.approx(expected)


def test_two_areas_that_changed_exactly_alike_still_have_limits():
    gaps = np.full((8, 6), 10.0)
    gaps[:2, 3:] = 8.0
    found = difference_in_differences(gaps, [True] * 2 + [False] * 6, before=3)
    assert [float(part) for part in found.effect] == [-2, -2, -2]
    assert found.detectable == 0


# words


def test_the_words_compare_with_the_counterfactual():
    assert str(difference_in_differences(panel(effect=-6), SIDE, before=3).verdict) == "narrowing"
    assert str(difference_in_differences(-panel(effect=-6), SIDE, before=3).verdict) == "narrowing"
    assert str(difference_in_differences(panel(effect=6), SIDE, before=3).verdict) == "widening"
    assert str(difference_in_differences(panel(effect=0), SIDE, before=3).verdict) == "no evidence"
    wild = panel(effect=0) * 20 - 200
    assert str(difference_in_differences(wild, SIDE, before=3).verdict) == "too little data"


def test_a_gap_that_jumped_to_its_mirror_image_has_not_narrowed():
    found = difference_in_differences(panel(effect=-20), SIDE, before=3)
    assert found.effect.upper < 0
    assert str(found.verdict) == "no evidence"


def test_one_period_on_each_side_is_enough_and_then_no_trend_is_seen():
    found = difference_in_differences(panel()[:, [0, 5]], SIDE, before=1)
    assert np.isfinite(found.effect.value)
    assert np.isnan([*found.trend]).all()


# refusals


def test_too_few_areas_are_refused():
    words = (
        "^Clustered errors need at least 8 areas, 2 of them on each side: with fewer, chance "
        "differences between areas cannot be told from an effect. Use smaller areas, or "
        "synthetic_control for one area.$"
    )
    for treated in ([True] * 3 + [False] * 4, [True] + [False] * 8, [True] * 8 + [False]):
        with pytest.raises(DataError, match=words):
            difference_in_differences(panel()[: len(treated)], treated, before=3)
    enough = difference_in_differences(panel()[:8], [True] * 2 + [False] * 6, before=3)
    assert np.isfinite(enough.effect.upper)


@pytest.mark.parametrize("before", [0, 6, 2.5])
def test_a_period_is_needed_on_each_side(before):
    with pytest.raises(
        DataError,
        match="^`before` is the number of periods before: leave one before and one after.$",
    ):
        difference_in_differences(panel(), SIDE, before=before)


def test_what_does_not_fit_is_refused():
    with pytest.raises(
        DataError,
        match="^`gap` is areas by periods, and `treated` has one True or False per area.$",
    ):
        difference_in_differences(panel(), SIDE[:5], before=3)
    with pytest.raises(DataError, match="areas by periods"):
        difference_in_differences(panel()[0], SIDE, before=3)
    with pytest.raises(DataError, match="^`treated` must hold True and False only.$"):
        difference_in_differences(panel(), SIDE.astype(int), before=3)
    with pytest.raises(DataError, match="^`gap` must hold numbers only"):
        difference_in_differences("closing", SIDE, before=3)
    with pytest.raises(DataError, match="^`errors` is welch or cr1; it was 'hc3'.$"):
        difference_in_differences(panel(), SIDE, before=3, errors="hc3")
    with pytest.raises(DataError, match="`confidence` is between 0 and 1"):
        difference_in_differences(panel(), SIDE, before=3, confidence=95)


def test_a_missing_gap_is_refused_or_left_out():
    gaps = np.stack([panel(), panel()])
    gaps[0, 2, 4] = np.nan
    with pytest.raises(MissingValues, match=r"`gap` has no value for position \(1, 3, 5\)"):
        difference_in_differences(gaps, SIDE, before=3)
    left = difference_in_differences(gaps, SIDE, before=3, on_refusal="nan")
    assert np.isnan([left.effect.value[0], left.trend.value[0]]).all()
    assert np.isnan(left.treated[0]).all()
    assert np.isfinite(left.treated[1]).all()
    assert str(left.verdict[0]) == "too little data"
    assert np.isfinite(left.effect.value[1])
