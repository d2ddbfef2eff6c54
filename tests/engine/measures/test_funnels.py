"""Funnels: published control limits, exact tail chances, and which areas stand outside."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats

from evenground.errors import DataError, MissingValues
from evenground.measures import funnel, funnel_limits

KINDS = st.sampled_from(["proportion", "rate", "ratio"])
HALF = {"kind": "proportion", "target": 0.5}
WAYS = st.sampled_from(["exact", "interpolated", "score"])


# laws


@given(st.integers(1, 5_000), st.floats(0.01, 0.99), KINDS, WAYS)
def test_limits_enclose_the_target_and_the_outer_enclose_the_inner(size, target, kind, limits):
    inner, outer = funnel_limits(size, target, kind=kind, limits=limits)
    assert 0 <= outer.lower <= inner.lower <= target <= inner.upper <= outer.upper
    assert inner.value == outer.value == target


@given(st.integers(1, 2_000), st.floats(0.01, 0.99), st.sampled_from([0.9, 0.95]))
def test_exact_limits_leave_no_more_areas_outside_than_they_say(size, target, confidence):
    for kind, chance in [
        ("proportion", stats.binom(size, target)),
        ("ratio", stats.poisson(size * target)),
    ]:
        inner, _ = funnel_limits(size, target, kind=kind, confidence=(confidence, 0.998))
        counts = np.arange(int(chance.ppf(1 - 1e-12)) + 2)
        for outside in (counts / size < inner.lower, counts / size > inner.upper):
            assert chance.pmf(counts)[outside].sum() <= (1 - confidence) / 2 + 1e-12


@given(st.floats(8, 1_000))
def test_the_chance_of_an_exact_limit_is_exactly_half_the_rest(expected):
    """Between whole counts by the gamma distribution, as a Poisson limit is."""
    inner, outer = funnel_limits(expected, 1, kind="ratio")
    for limits, tail in [(inner, 0.025), (outer, 0.001)]:
        low, high = expected * limits.lower, expected * limits.upper
        assert stats.gamma.cdf(expected, high) == pytest.approx(tail, rel=1e-9)
        assert stats.gamma.sf(expected, low + 1) == pytest.approx(tail, rel=1e-9)


@given(st.integers(1, 3_000), st.floats(0.01, 0.99), WAYS, st.sampled_from([100, 1_000]))
def test_limits_scale_with_the_multiplier(size, target, limits, per):
    for kind in ("proportion", "rate"):
        once = funnel_limits(size, target, kind=kind, limits=limits)
        times = funnel_limits(size, per * target, kind=kind, limits=limits, per=per)
        np.testing.assert_allclose(np.array(times), per * np.array(once), rtol=1e-6, atol=1e-9)


@given(st.integers(1, 3_000), st.floats(0.01, 0.99), st.sampled_from(["exact", "score"]))
@example(1, 0.984375, "exact")
def test_a_share_and_the_share_of_the_others_are_mirror_images(size, target, limits):
    for mine, others in zip(
        funnel_limits(size, target, kind="proportion", limits=limits),
        funnel_limits(size, 1 - target, kind="proportion", limits=limits),
        strict=True,
    ):
        assert mine.lower == pytest.approx(1 - others.upper, abs=1e-9)


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(90, 400)), min_size=2), st.randoms())
def test_the_order_of_areas_does_not_matter(areas, random):
    shuffled = random.sample(areas, len(areas))
    outside = dict(zip(areas, funnel(*np.array(areas).T, **HALF).outside, strict=True))
    again = funnel(*np.array(shuffled).T, **HALF).outside
    assert [outside[area] for area in shuffled] == again.tolist()


def test_many_funnels_at_once_give_what_each_gives_alone():
    rng = np.random.default_rng(5)
    n = rng.integers(20, 900, (3, 12))
    x = rng.binomial(n, [[0.1], [0.4], [0.8]])
    for option in ("ignored", "multiplicative", "additive"):
        together = funnel(x, n, kind="proportion", overdispersion=option)
        for row in range(3):
            alone = funnel(x[row], n[row], kind="proportion", overdispersion=option)
            np.testing.assert_allclose(together.inner.upper[row], alone.inner.upper, rtol=1e-12)
            np.testing.assert_array_equal(together.outside[row], alone.outside)
            assert together.overdispersion[row] == pytest.approx(float(alone.overdispersion))
    named = funnel(x, n, kind="proportion", target=[0.1, 0.4, 0.8])
    assert named.inner.value[:, 0].tolist() == [0.1, 0.4, 0.8]


# published numbers


def test_limits_of_percentages_agree_with_the_published_ones():
    size = [1, 2, 16, 50, 125, 1_242, 15_171, 110_000]
    inner, outer = funnel_limits(size, 80.642448, kind="proportion", limits="score", per=100)
    published = [
        (inner.lower, [3.204264, 25.885383, 61.282902, 69.691035, 73.716166, 78.445123]),
        (inner.upper, [100, 100, 100, 91.593861, 87.56873, 82.839773, 81.271155, 80.875933]),
        (outer.lower, [0, 0, 50.118675, 63.375595, 69.721931, 77.177973, 79.65118, 80.274317]),
        (outer.upper, [100, 100, 100, 97.909301, 91.562965, 84.106923, 81.633716, 81.010578]),
    ]
    for ours, theirs in published:
        np.testing.assert_allclose(ours[: len(theirs)], theirs, atol=2e-6)


def test_limits_of_ratios_agree_with_the_published_ones():
    """Expected events at which 1, 10, 100 and 716 observed ones stand on a limit."""
    published = {
        "lower": ([5.571644585, 18.39035799, 121.6268111, 770.4222128], 0),
        "upper": ([0.025317898, 4.795387629, 81.36400699, 664.5083011], 0),
        "outer lower": ([9.233410143, 24.13397235, 134.9243187, 802.60414], 1),
        "outer upper": ([0.001000547, 2.960519925, 71.92139974, 636.1521174], 1),
    }
    for name, (expected, level) in published.items():
        limits = funnel_limits(expected, 100, kind="ratio", per=100)[level]
        on_it = limits.lower if "lower" in name else limits.upper
        observed = on_it * expected / 100
        np.testing.assert_allclose(observed, [1, 10, 100, 716], rtol=1e-5)


def test_limits_of_rates_agree_with_the_published_ones():
    """The published populations are of one year, the events of three."""
    population = 3 * np.array([1598.675694, 5276.757672, 411529.9259])
    inner, _ = funnel_limits(population, 116.1720835, kind="rate", per=100_000)
    np.testing.assert_allclose(inner.lower, [20.85059119, 63.17010446, 110.158048], rtol=2e-6)
    population = 3 * np.array([7.264481402, 1375.943768, 369759.5622])
    inner, _ = funnel_limits(population, 116.1720835, kind="rate", per=100_000)
    np.testing.assert_allclose(inner.upper, [4588.535848, 242.2579623, 122.6021934], rtol=2e-5)


TRUSTS = [
    (35078.488, 41980, 2),
    (24803.6256, 31824, -2),
    (50050.7443, 61921, 0),
    (35795.6324, 45449, -2),
    (24648.7596, 30521, 0),
    (31759.385, 39350, 0),
    (26789.238, 33012, 1),
    (30277.5312, 37828, -1),
    (36850.0492, 45449, 1),
    (34502.0685, 42485, 1),
    (23910.2469, 29457, 1),
    (21139.2936, 25992, 1),
    (38045.3716, 46958, 1),
    (16924.1296, 20776, 1),
    (29709.0543, 36583, 1),
    (18504.9982, 22739, 1),
    (73333.0, 93122, -2),
    (37945.3125, 46875, 0),
    (17321.4088, 21587, 0),
    (14493.3552, 17964, 0),
]


@pytest.mark.parametrize("limits", ["exact", "interpolated", "score"])
def test_published_trusts_stand_where_they_were_found(limits):
    count, size, found = np.array(TRUSTS).T
    areas = funnel(count, size, kind="proportion", target=0.80642448, limits=limits)
    assert areas.outside.tolist() == found.tolist()


def test_interpolated_limits_are_worked_as_published():
    """Poisson of mean 3: 97.5% lies between 6 (96.6%) and 7 (98.8%) events."""
    inner, outer = funnel_limits([3, 30], 1, kind="ratio", limits="interpolated")
    at, before = stats.poisson.cdf([7, 6], 3)
    assert inner.upper[0] == pytest.approx((7 - (at - 0.975) / (at - before)) / 3, rel=1e-12)
    assert inner.lower[0] == 0
    at, before = stats.poisson.cdf([16, 15], 30)
    assert outer.lower[1] < inner.lower[1]
    first = int(stats.poisson.ppf(0.025, 30))
    at, before = stats.poisson.cdf([first, first - 1], 30)
    assert inner.lower[1] == pytest.approx((first - (at - 0.025) / (at - before)) / 30, rel=1e-12)
    inner, _ = funnel_limits(40, 0.3, kind="proportion", limits="interpolated")
    last = int(stats.binom.ppf(0.975, 40, 0.3))
    at, before = stats.binom.cdf([last, last - 1], 40, 0.3)
    assert inner.upper == pytest.approx((last - (at - 0.975) / (at - before)) / 40, rel=1e-12)


def test_interpolated_limits_at_the_ends_of_the_distribution():
    most, _ = funnel_limits(5, 0.9, kind="proportion", limits="interpolated")
    before = stats.binom.cdf(4, 5, 0.9)
    assert most.upper == pytest.approx((5 - 0.025 / (1 - before)) / 5, rel=1e-12)
    first, _ = funnel_limits(0.1, 1, kind="ratio", limits="interpolated")
    at, before = stats.poisson.cdf([1, 0], 0.1)
    assert first.upper == pytest.approx((1 - (at - 0.975) / (at - before)) / 0.1, rel=1e-12)
    hardly, _ = funnel_limits(0.01, 1, kind="ratio", limits="interpolated")
    assert hardly.lower == 0
    assert hardly.upper == 1


def test_a_ratio_has_no_upper_end():
    inner, _ = funnel_limits(9, 1, kind="ratio", limits="score")
    assert inner.upper == pytest.approx(1 + 1.959963984540054 / 3, rel=1e-12)


def test_levels_and_multiplier_reach_the_areas():
    wide = funnel(X, N, kind="rate", per=1_000, confidence=(0.5, 0.8))
    inner, outer = funnel_limits(N, wide.inner.value, kind="rate", per=1_000, confidence=(0.5, 0.8))
    np.testing.assert_allclose(wide.inner, inner, rtol=1e-12)
    np.testing.assert_allclose(wide.outer, outer, rtol=1e-12)
    once = funnel(X, N, kind="rate", overdispersion="additive")
    times = funnel(X, N, kind="rate", overdispersion="additive", per=1_000)
    assert times.overdispersion == pytest.approx(float(once.overdispersion), rel=1e-12)
    np.testing.assert_allclose(times.inner.upper, 1_000 * once.inner.upper, rtol=1e-9)
    assert times.outside.dtype == np.int64


def test_exact_limits_of_a_small_share():
    inner, outer = funnel_limits([50, 5_000], 0.8, kind="proportion")
    np.testing.assert_allclose(inner.lower, [0.674276492, 0.788756856], rtol=1e-8)
    np.testing.assert_allclose(inner.upper, [0.914138178, 0.811129458], rtol=1e-8)
    np.testing.assert_allclose(outer.lower, [0.601362937, 0.782251712], rtol=1e-8)
    assert stats.binom.cdf(33, 50, 0.8) < 0.025 < stats.binom.cdf(34, 50, 0.8)
    assert inner.lower[0] * 50 == pytest.approx(33.7138246646649, rel=1e-9)


def test_one_person_is_never_outside():
    assert funnel([0, 1], [1, 1], kind="proportion", target=0.3).outside.tolist() == [0, 0]


@given(st.floats(1e-6, 5), st.sampled_from(["ratio", "proportion"]), st.integers(1, 3))
@example(0.0253, "ratio", 1)
@example(0.0254, "ratio", 1)
@example(0.001, "ratio", 1)
@example(0.02, "proportion", 1)
def test_a_count_is_outside_when_so_few_or_so_many_are_as_rare_as_said(expected, kind, count):
    """Also where a single event is rarer than the level."""
    size = 7 if kind == "proportion" else 1
    chance = stats.poisson(expected) if kind == "ratio" else stats.binom(size, expected / size)
    inner, outer = funnel_limits(size, expected / size, kind=kind)
    many, few = chance.sf(count - 1), chance.cdf(count - 1)
    for limits, tail in [(inner, 0.025), (outer, 0.001)]:
        if abs(many - tail) > 1e-9:
            assert (count > size * limits.upper) == (many < tail)
        if abs(few - tail) > 1e-9:
            assert (count - 1 < size * limits.lower) == (few < tail)


def test_the_upper_limit_of_hardly_any_expected_events_is_below_one():
    inner, outer = funnel_limits([0.02, 1e-6], 1, kind="ratio")
    at = stats.gamma.cdf([0.02, 1e-6], [0.02, 1e-6] * inner.upper)
    np.testing.assert_allclose(at, 0.025, rtol=1e-9)
    assert inner.upper[0] * 0.02 < 1 < outer.upper[0] * 0.02
    assert funnel([0, 1], [0.02, 0.02], kind="ratio", target=1).outside.tolist() == [0, 1]


# the average, and more variation than chance


def test_without_a_target_areas_are_compared_with_their_average():
    areas = funnel([10, 30, 20], [100, 100, 200], kind="proportion", per=100)
    assert areas.value.tolist() == [10, 30, 10]
    assert areas.inner.value.tolist() == [15, 15, 15]
    assert areas.outside.tolist() == [0, 2, 0]
    rates = funnel([10, 30, 20], [1e5, 1e5, 2e5], kind="rate", per=100_000)
    assert rates.outer.value.tolist() == [15, 15, 15]


X = np.array([20, 35, 50, 41, 66, 30, 72, 18, 44, 53])
N = np.array([100, 100, 120, 90, 150, 110, 160, 80, 100, 90])


def test_overdispersion_is_the_mean_squared_score_with_its_ends_drawn_in():
    areas = funnel(X, N, kind="proportion", target=0.4)
    z = (X - 0.4 * N) / np.sqrt(0.24 * N)
    ordered = np.sort(z)
    low = 0.1 * ordered[0] + 0.9 * ordered[1]
    high = 0.9 * ordered[-2] + 0.1 * ordered[-1]
    expected = np.mean(np.clip(z, low, high) ** 2)
    assert areas.overdispersion == pytest.approx(expected, rel=1e-12)
    assert expected > 1
    counts = funnel(X, N, kind="ratio", target=0.4)
    z = (X - 0.4 * N) / np.sqrt(0.4 * N)
    assert counts.overdispersion < areas.overdispersion
    spread = funnel(X, N, kind="ratio", target=0.4, overdispersion="multiplicative")
    assert spread.overdispersion == counts.overdispersion


def test_limits_are_widened_by_what_areas_vary_more_than_by_chance():
    options = ("ignored", "multiplicative", "additive")
    plain, times, plus = (
        funnel(X, N, kind="proportion", target=0.4, limits="score", overdispersion=option)
        for option in options
    )
    phi = float(plain.overdispersion)
    half = plain.inner.upper - 0.4
    np.testing.assert_allclose(times.inner.upper - 0.4, np.sqrt(phi) * half, rtol=1e-12)
    np.testing.assert_allclose(times.inner.upper - 0.4, 0.4 - times.inner.lower, rtol=1e-12)
    weight = N / 0.24
    between = (10 * phi - 9) / (weight.sum() - (weight**2).sum() / weight.sum())
    expected = 1.959963984540054 * np.sqrt(0.24 / N + between)
    np.testing.assert_allclose(plus.inner.upper - 0.4, expected, rtol=1e-9)
    assert (abs(times.outside) <= abs(plain.outside)).all()
    assert times.outside.tolist() != plain.outside.tolist()


@pytest.mark.parametrize("option", ["multiplicative", "additive"])
def test_areas_that_vary_less_than_by_chance_keep_their_limits(option):
    plain, same = (
        funnel([20, 20, 21], [50, 50, 50], kind="proportion", overdispersion=each)
        for each in ("ignored", option)
    )
    assert plain.overdispersion < 1
    np.testing.assert_allclose(same.outer.lower, plain.outer.lower, rtol=1e-12)


def test_widened_limits_stay_within_the_possible():
    areas = funnel([1, 9, 9], [10, 10, 10], kind="proportion", overdispersion="multiplicative")
    assert areas.outer.lower.min() == 0
    assert areas.outer.upper.max() == 1
    counts = funnel([1, 90, 9], [10, 10, 10], kind="ratio", overdispersion="multiplicative")
    assert counts.outer.upper.max() > 5


# refusals


def test_one_area_is_no_funnel():
    for count in (5, [5]):
        with pytest.raises(
            DataError, match="^A funnel has two areas or more, along the last axis.$"
        ):
            funnel(count, 10, kind="proportion")


@pytest.mark.parametrize(
    ("target", "kind"), [(0, "rate"), (0, "proportion"), (1, "proportion"), (1.2, "proportion")]
)
def test_a_target_that_no_area_could_miss_is_refused(target, kind):
    with pytest.raises(
        DataError,
        match=f"^`target` of a {kind} is out of range for group 2. It is per `per`, and above 0.$",
    ):
        funnel_limits([10, 10], [0.5, target], kind=kind)
    with pytest.raises(DataError, match="`target` of a proportion is out of range"):
        funnel([0, 0], [10, 10], kind="proportion")


def test_a_target_is_in_the_unit_of_the_values():
    with pytest.raises(DataError, match="`target` of a proportion is out of range"):
        funnel_limits(10, 100, kind="proportion", per=100)
    assert funnel_limits(10, 99, kind="proportion", per=100).inner.value == 99


def test_options_of_another_name_are_refused():
    with pytest.raises(DataError, match="`kind` is proportion, rate or ratio; it was 'smr'"):
        funnel_limits(10, 1, kind="smr")
    with pytest.raises(DataError, match="`limits` is exact, interpolated or score; it was 'byar'"):
        funnel_limits(10, 1, kind="ratio", limits="byar")
    with pytest.raises(DataError, match="`overdispersion` is ignored, multiplicative or additive"):
        funnel([1, 2], [10, 10], kind="ratio", overdispersion="yes")
    with pytest.raises(DataError, match="`per` is above 0"):
        funnel_limits(10, 1, kind="ratio", per=0)


@pytest.mark.parametrize("confidence", [0.95, (0.95,), (0.9, 0.95, 0.998), None])
def test_a_funnel_has_two_levels(confidence):
    with pytest.raises(DataError, match=r"^`confidence` has two levels, such as \(0.95, 0.998\).$"):
        funnel_limits(10, 1, kind="ratio", confidence=confidence)


def test_levels_are_in_order_and_possible():
    for confidence in ((0.998, 0.95), (0.95, 0.95)):
        with pytest.raises(DataError, match="^The first level of `confidence` is the lower one.$"):
            funnel_limits(10, 1, kind="ratio", confidence=confidence)
    for confidence in ((0, 0.95), (0.95, 1)):
        with pytest.raises(DataError, match="`confidence` is between 0 and 1"):
            funnel_limits(10, 1, kind="ratio", confidence=confidence)


def test_areas_without_people_or_counts_are_refused():
    with pytest.raises(DataError, match="`denominator` is 0 for group 2"):
        funnel([1, 0], [10, 0], kind="proportion")
    with pytest.raises(DataError, match="`denominator` is 0 for group 2"):
        funnel_limits([1, 0], 0.5, kind="proportion")
    with pytest.raises(MissingValues, match="`count` has no value for group 2"):
        funnel([1, None], [10, 10], kind="proportion")
    with pytest.raises(
        DataError,
        match="^`count` is larger than `denominator` for group 1. Check the two columns.$",
    ):
        funnel([11, 5], [10, 10], kind="proportion")
    assert funnel([11, 5], [10, 10], kind="ratio").value.tolist() == [1.1, 0.5]
