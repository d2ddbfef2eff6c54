"""A line before, a line after: what a gap did beyond where it was going."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenground.errors import DataError, MissingValues
from evenground.measures import comparative_interrupted_series, interrupted_gap
from evenground.measures.change.interrupted import contrasts, segments
from evenground.measures.change.serial import AUTOCORRELATIONS, whitened_fit

NAMES = ("trend", "step", "bend", "effect")
T27 = 2.0518305164802833
T12 = 2.178812829663418


# cigarette_sales_1970_2000.csv: packs of cigarettes sold per head in 39 states of the USA. The
# figures are those of Abadie, Diamond and Hainmueller 2010, J Am Stat Assoc 105:493-505, who took
# them from Orzechowski and Walker, The Tax Burden on Tobacco. Only the figures are kept here.
def sales():
    with (Path(__file__).parent / "cigarette_sales_1970_2000.csv").open() as file:
        rows = list(csv.reader(file))[1:]
    return {row[0]: np.array(row[1:], dtype=float) for row in rows}


def noise(seed, *shape):
    return np.random.default_rng(seed).normal(size=shape)


def floats(estimate):
    return [float(part) for part in estimate]


def steps(seed=1, periods=16, before=8):
    time = np.arange(periods)
    return 10 - 0.2 * time + (time >= before) * (-2 - 0.3 * (time - before)) + noise(seed, periods)


# laws


@given(st.floats(-50, 50), st.floats(-3, 3), st.sampled_from(["ar1", "newey-west"]))
@settings(max_examples=25, deadline=None)
def test_a_line_added_throughout_is_no_effect(level, slope, errors):
    series = steps()
    plain = interrupted_gap(series, before=8, errors=errors)
    tilted = interrupted_gap(series + level + slope * np.arange(16), before=8, errors=errors)
    for name in ("step", "bend", "effect"):
        for one, other in zip(getattr(plain, name), getattr(tilted, name), strict=True):
            assert one == pytest.approx(float(other), abs=1e-7)
    assert tilted.trend.value == pytest.approx(plain.trend.value + slope, abs=1e-7)


@given(st.floats(0.1, 100), st.sampled_from(["ar1", "newey-west"]))
@settings(max_examples=15, deadline=None)
def test_another_unit_scales_everything_and_keeps_the_word(unit, errors):
    plain = interrupted_gap(steps(), before=8, errors=errors)
    scaled = interrupted_gap(unit * steps(), before=8, errors=errors)
    mirrored = interrupted_gap(-unit * steps(), before=8, errors=errors)
    assert scaled.effect.lower == pytest.approx(unit * plain.effect.lower)
    assert mirrored.effect.upper == pytest.approx(-unit * plain.effect.lower)
    assert scaled.verdict == mirrored.verdict == plain.verdict


@pytest.mark.parametrize("errors", ["ar1", "newey-west"])
def test_many_series_at_once_give_what_each_gives_alone(errors):
    series = noise(2, 2, 3, 14) + np.arange(14)
    together = interrupted_gap(series, before=6, errors=errors)
    assert together.fitted.shape == (2, 3, 14)
    for place in np.ndindex(2, 3):
        alone = interrupted_gap(series[place], before=6, errors=errors)
        for name in NAMES:
            for one, other in zip(getattr(together, name), getattr(alone, name), strict=True):
                assert one[place] == pytest.approx(float(other))
        assert together.counterfactual[place] == pytest.approx(alone.counterfactual)
        assert together.autocorrelation[place] == pytest.approx(float(alone.autocorrelation))
        assert together.verdict[place] == alone.verdict


def test_limits_enclose_the_value_and_a_higher_level_widens_them():
    ordinary = interrupted_gap(steps(), before=8)
    strict = interrupted_gap(steps(), before=8, confidence=0.998)
    for name in NAMES:
        one, other = getattr(ordinary, name), getattr(strict, name)
        assert other.lower < one.lower < one.value < one.upper < other.upper


# numbers


def test_the_published_trends_and_step_of_californias_tobacco_law():
    """The help of Linden's Stata command `power itsa`, 2026: tpre, tstep and tpost."""
    found = interrupted_gap(sales()["California"], before=19, errors="newey-west", lag=1)
    assert found.trend.value == pytest.approx(-1.779474, abs=5e-7)
    assert found.step.value == pytest.approx(-20.0581, abs=5e-5)
    assert found.trend.value + found.bend.value == pytest.approx(-3.274126, abs=5e-7)


def test_newey_west_errors_of_californias_tobacco_law_are_those_of_statsmodels():
    import statsmodels.api as sm

    series = sales()["California"]
    theirs = sm.OLS(series, segments(31, 19)).fit(
        cov_type="HAC", cov_kwds={"maxlags": 1, "use_correction": True}
    )
    found = interrupted_gap(series, before=19, errors="newey-west", lag=1)
    for one, error in zip((found.trend, found.step, found.bend), theirs.bse[1:], strict=True):
        assert (one.upper - one.lower) / 2 / T27 == pytest.approx(error, rel=1e-10)


@pytest.mark.parametrize("lag", [0, 1, 3, None])
def test_newey_west_errors_are_those_of_statsmodels(lag):
    import statsmodels.api as sm

    series, design = steps(), segments(16, 8)
    used = 2 if lag is None else lag  # 4 (16/100)^(2/9) = 2.66
    theirs = sm.OLS(series, design).fit(
        cov_type="HAC", cov_kwds={"maxlags": used, "use_correction": True}
    )
    ours = interrupted_gap(series, before=8, errors="newey-west", lag=lag)
    later = design[8:].mean(0) * [0, 0, 1, 1]
    wanted = [[0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], later]
    for name, row in zip(NAMES, np.array(wanted), strict=True):
        error = np.sqrt(row @ theirs.cov_params() @ row)
        one = getattr(ours, name)
        assert one.value == pytest.approx(row @ theirs.params, rel=1e-10)
        assert one.upper == pytest.approx(row @ theirs.params + T12 * error, rel=1e-10)
    assert ours.fitted == pytest.approx(theirs.fittedvalues)
    before = theirs.params[0] + theirs.params[1] * np.arange(16)
    assert ours.counterfactual == pytest.approx(before)
    left = theirs.resid
    assert ours.autocorrelation == pytest.approx((left[1:] @ left[:-1]) / (left @ left))


@pytest.mark.parametrize(("periods", "lag"), [(16, 2), (27, 2), (28, 3), (99, 3), (100, 4)])
def test_newey_west_errors_have_the_usual_lag_unless_told(periods, lag):
    """The whole part of 4 (periods / 100)^(2/9)."""
    series = noise(15, periods)
    usual = interrupted_gap(series, before=8, errors="newey-west").step
    told = interrupted_gap(series, before=8, errors="newey-west", lag=lag).step
    other = interrupted_gap(series, before=8, errors="newey-west", lag=lag + 1).step
    assert usual.upper == told.upper != other.upper


@pytest.mark.parametrize("autocorrelation", [0.0, 0.4, 0.9])
def test_each_autocorrelation_gives_the_generalised_least_squares_of_statsmodels(autocorrelation):
    import statsmodels.api as sm

    series, design = steps(), segments(16, 8)
    apart = np.abs(np.subtract.outer(np.arange(16), np.arange(16)))
    theirs = sm.GLS(series, design, sigma=autocorrelation**apart).fit()
    value, variance, _ = whitened_fit(series, design, np.eye(4), autocorrelation)
    assert value == pytest.approx(theirs.params, rel=1e-8)
    assert variance == pytest.approx(theirs.bse**2, rel=1e-8)


def test_the_restricted_likelihood_weighs_the_autocorrelations():
    """By hand: the determinant of the covariance, of the design in it, and the squares left."""
    series, design = steps(), segments(16, 8)
    apart = np.abs(np.subtract.outer(np.arange(16), np.arange(16)))

    def by_hand(rho):
        cover = rho**apart / (1 - rho**2)
        inside = np.linalg.inv(cover)
        crossed = design.T @ inside @ design
        left = series - design @ np.linalg.solve(crossed, design.T @ inside @ series)
        logs = np.linalg.slogdet(cover)[1] + np.linalg.slogdet(crossed)[1]
        return -logs / 2 - 6 * np.log(left @ inside @ left)

    ours = [whitened_fit(series, design, np.eye(4), rho)[2] for rho in (0.1, 0.7)]
    assert ours[1] - ours[0] == pytest.approx(by_hand(0.7) - by_hand(0.1), rel=1e-8)


def test_not_knowing_the_autocorrelation_widens_the_limits():
    series, design = steps(), segments(16, 8)
    fits = [whitened_fit(series, design, np.eye(4)[2:3], rho) for rho in AUTOCORRELATIONS]
    values, variances, logs = (np.array(part) for part in zip(*fits, strict=True))
    share = np.exp(logs - logs.max())
    share = (share / share.sum())[:, None]
    mean = (share * values).sum()
    spread = (share * (variances + (values - mean) ** 2)).sum()
    ours = interrupted_gap(series, before=8)
    assert ours.step.value == pytest.approx(mean)
    assert ours.step.upper == pytest.approx(mean + T12 * np.sqrt(spread))
    assert AUTOCORRELATIONS[0] == 0
    assert AUTOCORRELATIONS[-1] == pytest.approx(0.98)


def test_a_known_jump_and_bend_are_found():
    time = np.arange(20)
    series = 5 + 0.5 * time + (time >= 12) * (3 - 0.25 * (time - 12))
    found = interrupted_gap(series + 1e-6 * noise(3, 20), before=12)
    assert found.trend.value == pytest.approx(0.5, abs=1e-5)
    assert found.step.value == pytest.approx(3, abs=1e-4)
    assert found.bend.value == pytest.approx(-0.25, abs=1e-5)
    assert found.effect.value == pytest.approx(3 - 0.25 * 3.5, abs=1e-4)
    assert found.counterfactual[-1] == pytest.approx(5 + 0.5 * 19, abs=1e-4)
    assert found.fitted[-1] == pytest.approx(series[-1], abs=1e-4)


def test_the_comparison_is_the_regression_of_both_series_with_every_term_by_group():
    import statsmodels.api as sm

    group, reference, design = steps(4), steps(5) + 3, segments(16, 8)
    both = np.block([[design, design], [design, np.zeros_like(design)]])
    theirs = sm.OLS(np.concatenate([group, reference]), both).fit().params[4:]
    ours = comparative_interrupted_series(group, reference, before=8, errors="newey-west")
    assert ours.absolute.trend.value == pytest.approx(theirs[1], rel=1e-10)
    assert ours.absolute.step.value == pytest.approx(theirs[2], rel=1e-10)
    assert ours.absolute.bend.value == pytest.approx(theirs[3], rel=1e-10)


@pytest.mark.parametrize("options", [{}, {"errors": "newey-west", "lag": 1}])
def test_the_comparison_is_made_of_four_interrupted_series(options):
    group, reference = np.exp(steps(16) / 20), np.exp(steps(17) / 20) / 9
    found = comparative_interrupted_series(group, reference, before=8, **options)
    absolute = interrupted_gap(group - reference, before=8, **options)
    logs = interrupted_gap(np.log(group / reference), before=8, **options)
    for name in NAMES:
        for gap, series in [(found.group, group), (found.reference, reference)]:
            alone = getattr(interrupted_gap(series, before=8, **options), name)
            assert floats(getattr(gap, name)) == pytest.approx(floats(alone))
        assert floats(getattr(found.absolute, name)) == pytest.approx(
            floats(getattr(absolute, name))
        )
        ratios = np.exp(floats(getattr(logs, name)))
        assert floats(getattr(found.relative, name)) == pytest.approx(ratios.tolist())
    assert found.relative.autocorrelation == pytest.approx(float(logs.autocorrelation))
    assert found.relative.counterfactual == pytest.approx(np.exp(logs.counterfactual))


def test_the_effect_and_the_sum_are_combinations_of_the_coefficients():
    """Six periods, three before: the mean time after is 4, and 1 since the step."""
    rows = contrasts(segments(6, 3), 3)
    assert rows[:4].tolist() == np.eye(4).tolist()
    assert rows[4].tolist() == [0, 0, 1, 1]
    assert rows[5].tolist() == [2, 8, 1, 1]


def test_the_relative_gap_is_in_ratios():
    time = np.arange(16)
    group = 20 * 1.5 ** (time >= 8) * np.exp(0.001 * noise(6, 16))
    found = comparative_interrupted_series(group, np.full(16, 10.0), before=8).relative
    assert found.effect.value == pytest.approx(1.5, rel=0.01)
    assert found.counterfactual == pytest.approx(np.full(16, 2.0), rel=0.01)
    assert found.fitted[8:] == pytest.approx(np.full(8, 3.0), rel=0.01)
    assert found.trend.value == pytest.approx(1, abs=0.01)
    assert 1 < found.detectable < 1.1
    assert str(found.verdict) == "widening"


def test_what_both_series_share_in_one_period_cancels():
    shock = 5 * noise(7, 16)
    group, reference = steps(8) / 10 + shock + 50, shock + 60
    found = comparative_interrupted_series(group, reference, before=8)
    alone = interrupted_gap(steps(8) / 10, before=8)
    assert found.absolute.effect.upper == pytest.approx(float(alone.effect.upper))
    assert found.absolute.step.value == pytest.approx(float(alone.step.value))
    assert found.group.effect.upper - found.group.effect.lower > 5 * (
        found.absolute.effect.upper - found.absolute.effect.lower
    )


# words


def test_the_word_compares_with_where_the_gap_was_going():
    """A gap that was closing by itself and went on as before has no effect to its name."""
    closing = 20 - np.arange(20.0) * 0.5 + 0.1 * noise(9, 20)
    assert str(interrupted_gap(closing, before=10).verdict) == "no evidence"
    stopped = np.where(np.arange(20) < 10, closing, 15) + 0.1 * noise(10, 20)
    assert str(interrupted_gap(stopped, before=10).verdict) == "widening"
    faster = closing - (np.arange(20) >= 10) * 3
    assert str(interrupted_gap(faster, before=10).verdict) == "narrowing"
    assert str(interrupted_gap(-faster, before=10).verdict) == "narrowing"


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("course", [1, -1])
def test_no_evidence_needs_that_a_closing_of_the_gap_would_have_been_seen(sign, course):
    """The gap that was, or the one that it came to be, whichever is larger."""
    series = course * noise(24, 16)
    plain = interrupted_gap(series, before=8)
    assert abs(plain.effect.value) > 0.4 * plain.detectable
    now, then = plain.fitted[8:].mean(), plain.counterfactual[8:].mean()
    for share, word in [(0.98, "too little data"), (1.02, "no evidence")]:
        added = share * plain.detectable - max(now, then)
        assert str(interrupted_gap(sign * (series + added), before=8).verdict) == word


def test_wild_series_say_too_little_data():
    assert str(interrupted_gap(noise(11, 12) * 5, before=6).verdict) == "too little data"


def test_whose_level_left_its_course_is_said():
    up = np.where(np.arange(20) >= 10, 36.0, 30.0) + 0.1 * noise(12, 20)
    flat = 45 + 0.1 * noise(13, 20)
    found = comparative_interrupted_series(up, flat, before=10, better_when="higher")
    assert str(found.how) == "the group improved"
    assert str(found.absolute.verdict) == str(found.relative.verdict) == "narrowing"
    found = comparative_interrupted_series(flat, up, before=10, better_when="lower")
    assert str(found.how) == "the reference got worse"
    assert str(comparative_interrupted_series(up, flat, before=10).how) == "the group rose"


def test_the_detectable_effect_follows_the_limits():
    found = interrupted_gap(steps(), before=8)
    half = float(found.effect.upper - found.effect.value)
    assert found.detectable == pytest.approx(half / T12 * (T12 + 0.8416212335729143))


def test_limits_hold_the_truth_when_errors_follow_each_other():
    rng = np.random.default_rng(14)
    errors = rng.normal(size=(2_000, 32))
    for time in range(1, 32):
        errors[:, time] += 0.4 * errors[:, time - 1]
    found = interrupted_gap(errors, before=16)
    held = np.mean((found.effect.lower <= 0) & (found.effect.upper >= 0))
    assert 0.94 <= held <= 0.995
    published = interrupted_gap(errors, before=16, errors="newey-west").effect
    assert np.mean((published.lower <= 0) & (published.upper >= 0)) < 0.85


# no number where there is none, and refusals


def test_a_number_that_is_not_above_0_has_no_relative_gap():
    found = comparative_interrupted_series([*steps(), 0.0], np.full(17, 5.0), before=8)
    assert np.isfinite(found.absolute.effect.value)
    assert np.isnan(found.relative.effect.value)
    assert str(found.relative.verdict) == "too little data"
    turned = comparative_interrupted_series(np.full(17, 5.0), [*steps(), 0.0], before=8)
    assert np.isnan(turned.relative.effect.value)


def test_a_series_without_a_relative_gap_does_not_stop_the_others():
    group = np.stack([steps(), steps()]) / 20
    group[0, 3] = 0
    found = comparative_interrupted_series(group, np.full(16, 0.5), before=8).relative
    alone = comparative_interrupted_series(group[1], np.full(16, 0.5), before=8).relative
    assert np.isnan(found.effect.value[0])
    assert found.effect.value[1] == pytest.approx(float(alone.effect.value))


def test_a_missing_period_is_refused_or_left_out():
    holed = np.stack([steps(), steps()])
    holed[0, 3] = np.nan
    with pytest.raises(MissingValues, match=r"`gap` has no value for position \(1, 4\)"):
        interrupted_gap(holed, before=8)
    left = interrupted_gap(holed, before=8, on_refusal="nan")
    assert np.isnan(left.effect.value[0])
    assert np.isnan(left.fitted[0]).all()
    assert str(left.verdict[0]) == "too little data"
    assert left.effect.value[1] == pytest.approx(
        float(interrupted_gap(steps(), before=8).effect[0])
    )
    with pytest.raises(MissingValues, match=r"`value` has no value for position \(1, 4\)"):
        comparative_interrupted_series(holed, steps(), before=8)
    with pytest.raises(MissingValues, match=r"`reference` has no value for position \(1, 4\)"):
        comparative_interrupted_series(steps(), holed, before=8)
    with pytest.raises(DataError, match="`on_refusal` is raise or nan"):
        interrupted_gap(holed, before=8, on_refusal="drop")


@pytest.mark.parametrize("before", [0, 2, 14, 16, 3.5, None])
def test_three_periods_are_needed_on_each_side(before):
    with pytest.raises(DataError, match="leaves at least 3 periods on each side"):
        interrupted_gap(steps(), before=before)


def test_three_periods_on_each_side_are_enough():
    for before in (3, 13):
        assert np.isfinite(interrupted_gap(steps(), before=before).effect.value)
    with pytest.raises(
        DataError,
        match="^`before` is the number of periods before the change: a whole number that "
        "leaves at least 3 periods on each side.$",
    ):
        interrupted_gap(3.0, before=3)


def test_unknown_words_are_refused():
    with pytest.raises(DataError, match="^`errors` is ar1 or newey-west; it was 'robust'.$"):
        interrupted_gap(steps(), before=8, errors="robust")
    with pytest.raises(DataError, match="^`gap` must hold numbers only"):
        interrupted_gap("closing", before=8)
    for errors, lag in [("ar1", 2), ("newey-west", -1)]:
        words = "^`lag` is 0 or more and belongs to errors='newey-west'. Leave it out.$"
        with pytest.raises(DataError, match=words):
            interrupted_gap(steps(), before=8, errors=errors, lag=lag)
    with pytest.raises(DataError, match="`confidence` is between 0 and 1"):
        interrupted_gap(steps(), before=8, confidence=95)
    with pytest.raises(DataError, match="^`better_when` is higher or lower; it was 'x'.$"):
        comparative_interrupted_series(steps(), steps(), before=8, better_when="x")
    with pytest.raises(DataError, match="`confidence` is between 0 and 1"):
        comparative_interrupted_series(steps(), steps(), before=8, confidence=2)
