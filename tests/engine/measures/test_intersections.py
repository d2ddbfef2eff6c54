"""Strata at the crossing of dimensions: a published fit, integration by brute force, laws, misuse."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import minimize_scalar
from scipy.special import expit

from evenground.errors import DataError, MissingValues, TooFewEvents
from evenground.measures import maihda, proportion
from evenground.measures.intersections.maihda import standing_out
from evenground.measures.intersections.mixed import Model, Profile, nodes, slope_and_bend
from evenground.measures.shapes import Estimate

GROUPS = list(itertools.product(["men", "women"], ["least", "middle", "most"], ["A", "B"]))
STRATA = dict(zip(["sex", "deprivation", "ethnic group"], zip(*GROUPS, strict=True), strict=True))
COUNT = np.array([20, 26, 31, 35, 42, 71, 24, 30, 36, 41, 47, 52])

# germinating seeds on 21 plates: Crowder 1978, table 3
SEEDS = Model(
    np.array([[10, 23, 23, 26, 17, 5, 53, 55, 32, 46, 10, 8, 10, 8, 23, 0, 3, 22, 15, 32, 3.0]]),
    np.array([[39, 62, 81, 51, 39, 6, 74, 72, 51, 79, 13, 16, 30, 28, 45, 4, 12, 41, 30, 51, 7.0]]),
    np.array(
        [
            [1, seed, root, seed * root]
            for seed, root, plates in [(0, 0, 5), (0, 1, 6), (1, 0, 5), (1, 1, 5)]
            for _ in range(plates)
        ],
        dtype=float,
    ),
)


@pytest.fixture(scope="module")
def found():
    return maihda(COUNT, 200, STRATA)


def by_integration(model, beta, sigma):
    """The log likelihood of one area, each stratum's integral taken by scipy."""
    total = 0.0
    lines = model.design @ beta
    for x, n, line in zip(model.events[0], model.size[0], lines, strict=True):

        def log(u, x=x, n=n, line=line):
            at = line + sigma * u
            return x * at - n * np.logaddexp(0, at) - u**2 / 2 - np.log(2 * np.pi) / 2

        top = log(np.linspace(-9, 9, 4_001)).max()

        def height(u, log=log, top=top):
            return np.exp(log(u) - top)

        area, _ = quad(height, -12, 12, epsabs=0, epsrel=1e-12, limit=300)
        total += np.log(area) + top
    return total


# the fit


def test_the_published_maximum_likelihood_of_crowders_seeds():
    """OpenBUGS examples, seeds by data cloning: a simulation, its error 0.0002 at most."""
    profile = Profile(SEEDS, restricted=False)
    sigma, _ = profile.best()
    beta = profile.held(sigma).beta[0]
    assert beta == pytest.approx([-0.5485, 0.09685, 1.337, -0.8105], abs=5e-4)
    assert sigma[0] == pytest.approx(0.2364, abs=5e-4)


def test_the_fit_is_the_top_of_the_likelihood_integrated_by_scipy():
    profile = Profile(SEEDS, restricted=False)
    sigma, height = profile.best()
    beta, at = profile.held(sigma).beta[0], float(sigma[0])
    top = by_integration(SEEDS, beta, at)
    assert height[0] == pytest.approx(top, rel=1e-8)
    for way in 1e-3 * np.eye(5):
        for turn in (way, -way):
            assert by_integration(SEEDS, beta + turn[:4], at + turn[4]) < top


@pytest.mark.parametrize("sigma", [0.0, 0.236, 0.8, 2.0])
def test_the_likelihood_is_the_integral(sigma):
    beta = np.array([-0.5, 0.1, 1.3, -0.8])
    ours = nodes(SEEDS, beta[None], np.array([sigma])).likelihood[0]
    assert ours == pytest.approx(by_integration(SEEDS, beta, sigma), rel=1e-8)


def test_slope_and_bend_are_the_derivatives_of_the_likelihood():
    beta, sigma, small = np.array([-0.4, 0.2, 1.1, -0.6]), np.array([0.6]), 1e-5
    slope, bend = slope_and_bend(SEEDS, nodes(SEEDS, beta[None], sigma))
    for term, way in enumerate(np.eye(4) * small):
        up, down = (
            slope_and_bend(SEEDS, nodes(SEEDS, (beta + w)[None], sigma))[0] for w in (way, -way)
        )
        above, below = (nodes(SEEDS, (beta + w)[None], sigma).likelihood[0] for w in (way, -way))
        assert slope[0, term] == pytest.approx((above - below) / 2 / small, rel=1e-4)
        assert -bend[0, term] == pytest.approx((up - down)[0] / 2 / small, rel=1e-5)


def test_the_restricted_variance_is_that_of_normal_errors_where_strata_are_large():
    rng = np.random.default_rng(2)
    design = SEEDS.design[:, :3]
    size = np.full((1, 21), 200_000.0)
    share = expit(design @ [-0.5, 0.2, 0.4] + rng.normal(0, 0.3, 21))
    events = np.round(size * share)
    logit = np.log(events / (size - events))[0]
    noise = (1 / events + 1 / (size - events))[0]

    def loss(sigma):
        weight = 1 / (sigma**2 + noise)
        crossed = design.T * weight @ design
        left = logit - design @ np.linalg.solve(crossed, design.T * weight @ logit)
        return (-np.log(weight).sum() + np.linalg.slogdet(crossed)[1] + weight @ left**2) / 2

    theirs = minimize_scalar(loss, bounds=(0.01, 2), method="bounded", options={"xatol": 1e-8}).x
    ours, _ = Profile(Model(events, size, design), restricted=True).best()
    assert ours[0] == pytest.approx(theirs, rel=2e-3)


def test_limits_are_where_the_likelihood_falls_short():
    for restricted in (True, False):
        profile = Profile(SEEDS._replace(design=SEEDS.design[:, :1]), restricted=restricted)
        sigma, top = profile.best()
        lower, upper = profile.limits(sigma, top, 1.96)
        assert 0 < lower[0] < sigma[0] < upper[0]
        for limit in (lower, upper):
            assert 2 * (top - profile.height(limit))[0] == pytest.approx(1.96**2, abs=1e-5)


# what is told


def test_the_share_between_strata_and_what_the_dimensions_explain(found):
    assert [round(float(number), 4) for number in found.vpc] == [0.0482, 0.0188, 0.131]
    assert float(found.pcv) == pytest.approx(
        1 - float(found.variance_additive.value) / float(found.variance.value)
    )
    latent = np.pi**2 / 3
    for share, variance in [
        (found.vpc, found.variance),
        (found.vpc_additive, found.variance_additive),
    ]:
        for one, other in zip(share, variance, strict=True):
            assert one == pytest.approx(float(other / (other + latent)))
    assert found.variance.lower < found.variance.value < found.variance.upper
    assert found.vpc_additive.lower == 0


def test_strata_come_plain_as_predicted_and_as_the_dimensions_add_up(found):
    plain = proportion(COUNT, 200)
    assert found.plain.upper == pytest.approx(plain.upper)
    odds = found.predicted.value / (1 - found.predicted.value)
    expected = found.additive / (1 - found.additive) * found.interaction.value
    assert odds == pytest.approx(expected)
    assert (found.predicted.lower < found.predicted.value).all()
    assert (found.predicted.value < found.predicted.upper).all()
    between = (plain.value - found.predicted.value) * (found.predicted.value - found.additive)
    assert (between > -1e-3).all()  # drawn from the plain value towards what adds up
    assert not found.stands_out.any()


def test_maximum_likelihood_gives_less_variance_beyond_the_dimensions(found):
    full = maihda(COUNT, 200, STRATA, likelihood="full")
    assert full.variance_additive.value < found.variance_additive.value
    assert full.variance.value < found.variance.value
    assert full.pcv > found.pcv
    profile = Profile(
        Model(COUNT[None].astype(float), np.full((1, 12), 200.0), np.ones((12, 1))),
        restricted=False,
    )
    assert full.variance.value == pytest.approx(float(profile.best()[0][0]) ** 2, rel=1e-5)


def test_a_stratum_far_from_where_its_dimensions_put_it_stands_out():
    groups = list(itertools.product(range(2), range(4), range(4)))
    strata = dict(zip("abc", zip(*groups, strict=True), strict=True))
    share = expit(-1 + 0.2 * np.array([sum(group) for group in groups]))
    count = np.round(5_000 * share)
    count[10] *= 1.5
    found = maihda(count, 5_000, strata)
    assert list(np.flatnonzero(found.stands_out)) == [10]
    assert found.interaction.lower[10] > 1.2
    assert found.predicted.value[10] == pytest.approx(count[10] / 5_000, rel=0.02)


def test_benjamini_and_hochberg_along_the_strata():
    p = np.array(
        [[0.001, 0.012, 0.014, 0.19, 0.6], [0.03, 0.03, 0.03, 0.03, 0.03], [0.02] + [0.9] * 4]
    )
    from scipy.special import ndtri

    away = -ndtri(p / 2)
    beyond = Estimate(away, away - 1.96, away + 1.96)
    named = standing_out(beyond, 0.05, 1.96) == 1
    assert named.tolist() == [[True] * 3 + [False] * 2, [True] * 5, [False] * 5]
    assert (standing_out(beyond, 0.12, 1.96) == 1)[2].tolist() == [True] + [False] * 4


def test_the_dimensions_of_pure_noise_leave_nothing():
    rng = np.random.default_rng(3)
    found = maihda(rng.binomial(400, 0.3, (4, 12)), 400, STRATA)
    assert (found.variance.lower == 0).all()
    assert (found.vpc.upper < 0.03).all()
    assert not found.stands_out.any()
    with np.errstate(invalid="ignore"):
        assert (np.isnan(found.pcv) | (found.pcv <= 1)).all()


# laws


def test_events_and_the_people_without_them_are_mirror_images(found):
    other = maihda(200 - COUNT, 200, STRATA)
    assert other.variance.upper == pytest.approx(float(found.variance.upper), rel=1e-6)
    assert other.predicted.lower == pytest.approx(1 - found.predicted.upper, abs=1e-7)
    assert other.interaction.value == pytest.approx(1 / found.interaction.value, rel=1e-6)


def test_the_order_of_strata_and_of_dimensions_does_not_matter(found):
    order = np.random.default_rng(4).permutation(12)
    mixed = {name: [labels[i] for i in order] for name, labels in reversed(list(STRATA.items()))}
    other = maihda(COUNT[order], 200, mixed)
    assert other.vpc.value == pytest.approx(float(found.vpc.value), rel=1e-6)
    assert other.vpc_additive.upper == pytest.approx(float(found.vpc_additive.upper), rel=1e-6)
    assert other.predicted.upper == pytest.approx(found.predicted.upper[order], rel=1e-6)


def test_many_areas_at_once_give_what_each_gives_alone(found):
    rng = np.random.default_rng(5)
    counts = np.stack([COUNT, rng.binomial(300, 0.2, 12), rng.binomial(100, 0.6, 12)])
    sizes = np.array([[200], [300], [100]])
    together = maihda(counts.reshape(3, 1, 12), sizes[:, None], STRATA)
    assert together.vpc.value.shape == (3, 1)
    assert together.predicted.value.shape == (3, 1, 12)
    for area in range(3):
        alone = maihda(counts[area], sizes[area], STRATA)
        assert together.vpc.upper[area, 0] == pytest.approx(float(alone.vpc.upper), rel=1e-5)
        assert together.predicted.lower[area, 0] == pytest.approx(alone.predicted.lower, rel=1e-4)
    assert together.vpc.value[0, 0] == pytest.approx(float(found.vpc.value), rel=1e-5)


def test_a_higher_level_widens_every_limit(found):
    strict = maihda(COUNT, 200, STRATA, confidence=0.998)
    for name in ("vpc", "variance_additive", "predicted", "interaction", "plain"):
        one, other = getattr(found, name), getattr(strict, name)
        assert (other.upper > one.upper).all()
        assert (other.lower <= one.lower).all()
    assert strict.predicted.value == pytest.approx(found.predicted.value)


def test_limits_hold_the_truth_of_simulated_strata():
    rng = np.random.default_rng(6)
    line = -1 + 0.3 * np.array([len(set(group) & {"women", "most", "B"}) for group in GROUPS])
    share = expit(line + rng.normal(0, 0.4, (30, 12)))
    found = maihda(rng.binomial(200, share), 200, STRATA)
    held = (found.predicted.lower <= share) & (share <= found.predicted.upper)
    assert 0.92 <= held.mean() <= 0.985
    variance = found.variance_additive
    assert np.mean((variance.lower <= 0.16) & (variance.upper >= 0.16)) >= 0.86
    assert 0.11 < variance.value.mean() < 0.22


# refusals


def test_a_suppressed_stratum_is_refused_or_its_area_left_out(found):
    holed = np.array([COUNT, COUNT], dtype=float)
    holed[0, 4] = np.nan
    with pytest.raises(MissingValues, match=r"`count` has no value for position \(1, 5\)"):
        maihda(holed, 200, STRATA)
    left = maihda(holed, 200, STRATA, on_refusal="nan")
    assert np.isnan([left.vpc.value[0], left.pcv[0], left.variance.upper[0]]).all()
    assert np.isnan(left.predicted.value[0]).all()
    assert np.isnan(left.plain.value[0]).all()
    assert not left.stands_out[0].any()
    assert left.vpc.value[1] == pytest.approx(float(found.vpc.value), rel=1e-6)


def test_a_label_that_everybody_or_nobody_has_the_event_with_is_refused_or_left_out(found):
    women = np.array([group[0] == "women" for group in GROUPS])
    for count in (
        np.where(women, 0, COUNT),
        np.where(women, 200, COUNT),
        np.where(~women, 0, COUNT),
    ):
        with pytest.raises(TooFewEvents, match="multilevel analysis of strata needs at least 1"):
            maihda(count, 200, STRATA)
    both = maihda(np.stack([np.where(women, 0, COUNT), COUNT]), 200, STRATA, on_refusal="nan")
    assert np.isnan(both.vpc.value[0])
    assert both.vpc.value[1] == pytest.approx(float(found.vpc.value), rel=1e-6)


def test_a_single_stratum_without_events_is_fitted():
    found = maihda(np.where(np.arange(12) == 5, 0, COUNT), 200, STRATA)
    assert 0 < found.predicted.value[5] < found.additive[5]


def test_a_stratum_without_people_is_refused():
    with pytest.raises(
        DataError, match="^`denominator` is 0 for group 3. Leave groups without people out.$"
    ):
        maihda(np.where(np.arange(12) == 2, 0, COUNT), np.where(np.arange(12) == 2, 0, 200), STRATA)
    with pytest.raises(
        DataError,
        match="^`count` is larger than `denominator` for group 6. Check the two columns.$",
    ):
        maihda(COUNT, 60, STRATA)


def test_too_few_strata_are_refused():
    strata = {name: labels[:9] for name, labels in STRATA.items()}
    with pytest.raises(
        DataError,
        match="^A variance between strata needs at least 10 strata, and more than the 5 "
        "terms of these dimensions. Cross more labels, or compare groups.$",
    ):
        maihda(COUNT[:9], 200, strata)
    many = {"a": [*range(6), *range(6)], "b": [*range(6), 1, 2, 3, 4, 5, 0]}
    with pytest.raises(DataError, match="more than the 11 terms"):
        maihda(COUNT[:10], 200, {name: labels[:10] for name, labels in many.items()})


def test_strata_that_do_not_fit_are_refused():
    with pytest.raises(
        DataError, match="^`strata` needs at least two dimensions: one has no intersections.$"
    ):
        maihda(COUNT, 200, {"sex": STRATA["sex"]})
    with pytest.raises(
        DataError, match="^`strata` must give a label of sex for each of 12 strata.$"
    ):
        maihda(COUNT, 200, {**STRATA, "sex": ["men"]})
    with pytest.raises(DataError, match="^The dimension sex has one label only. Leave it out.$"):
        maihda(COUNT, 200, {**STRATA, "sex": ["men"] * 12})
    with pytest.raises(
        DataError, match="^A stratum is there twice. Add the counts of its cells together.$"
    ):
        maihda(COUNT, 200, {"sex": STRATA["sex"], "deprivation": STRATA["deprivation"]})
    with pytest.raises(DataError, match="^`count` must hold the strata on its last axis.$"):
        maihda(3, 200, STRATA)


def test_unknown_words_are_refused():
    with pytest.raises(DataError, match="`likelihood` is restricted or full; it was 'reml'"):
        maihda(COUNT, 200, STRATA, likelihood="reml")
    for wrong in (0, 1, 5):
        with pytest.raises(DataError, match="^`false_share` is between 0 and 1"):
            maihda(COUNT, 200, STRATA, false_share=wrong)
    with pytest.raises(DataError, match="`confidence` is between 0 and 1"):
        maihda(COUNT, 200, STRATA, confidence=95)
    with pytest.raises(DataError, match="`on_refusal` is raise or nan"):
        maihda(COUNT, 200, STRATA, on_refusal="drop")
