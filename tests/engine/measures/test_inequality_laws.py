"""Every measure of inequality keeps the laws of its kind."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from scipy.stats import norm

from evenground.measures import inequality
from tests.engine.measures.unlike_groups import (
    ANY_GROUPS,
    LAW,
    RELATIVE,
    numbers_of,
    settings_of_groups,
)

UNIT_OF_VALUE = ["difference", "bgsd", "mdmu", "mdmw", "mdbu", "mdbw", "mdru", "mdrw", "par"]
WEIGHTED = ["bgv", "bgsd", "cov", "mdmw", "mdbw", "idisw", "theil", "mld", "par", "paf"]


# laws


@LAW
@given(settings_of_groups(least=3), st.sampled_from(["higher", "lower"]))
def test_limits_enclose_every_measure(groups, better_when):
    value, people, se = groups
    result = inequality(value, people, se=se, better_when=better_when, reference=0)
    for name, (middle, low, high) in numbers_of(result).items():
        assert low <= middle * (1 + 1e-12) + 1e-9, name
        assert middle <= high * (1 + 1e-12) + 1e-9, name


@LAW
@given(settings_of_groups(least=3))
def test_more_confidence_gives_wider_limits(groups):
    value, people, se = groups
    some, more = (
        numbers_of(
            inequality(value, people, se=se, better_when="lower", reference=0, confidence=level)
        )
        for level in (0.9, 0.99)
    )
    for name, (_, low, high) in some.items():
        slack = 2e-2 * (high - low) + 1e-9
        assert more[name][1] <= low + slack, name
        assert more[name][2] >= high - slack, name


@LAW
@given(settings_of_groups(least=3), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(groups, random):
    value, people, se = groups
    rows = list(range(len(value)))
    random.shuffle(rows)
    options = {"better_when": "higher", "bounds": (0, 100)}
    order = np.arange(len(value))
    there = inequality(value, people, se=se, order=order, reference=0, **options)
    back = inequality(
        value[rows],
        people[rows],
        se=se[rows],
        order=order[rows],
        reference=rows.index(0),
        **options,
    )
    assert numbers_of(back) == {
        name: pytest.approx(three, rel=1e-6, abs=1e-6, nan_ok=True)
        for name, three in numbers_of(there).items()
    }


@LAW
@given(settings_of_groups(least=3), st.integers(2, 1_000))
def test_only_shares_of_the_population_matter(groups, times):
    value, people, se = groups
    options = {"better_when": "higher", "se": se, "reference": 0, "order": range(len(value))}
    once = numbers_of(inequality(value, people, **options))
    often = numbers_of(inequality(value, times * people, **options))
    assert often == {
        name: pytest.approx(three, rel=1e-6, abs=1e-6, nan_ok=True) for name, three in once.items()
    }


@LAW
@given(settings_of_groups(least=3), st.sampled_from([0.01, 100.0]))
def test_a_change_of_unit_scales_absolute_measures_and_leaves_relative_ones(groups, times):
    value, people, se = groups
    options = {"better_when": "lower", "reference": 0}
    once = inequality(value, people, se=se, **options)
    other = inequality(times * value, people, se=times * se, **options)
    for names, by in [(RELATIVE, 1), (UNIT_OF_VALUE, times), (["bgv"], times**2)]:
        for name in names:
            expected = [by * float(part) for part in once[name]]
            assert list(other[name]) == pytest.approx(expected, rel=1e-6, abs=1e-6 * by), name


@LAW
@given(settings_of_groups(least=3))
def test_turning_the_order_round_turns_gradients_round_and_nothing_else(groups):
    value, people, _ = groups
    ranks = np.arange(len(value))
    there = inequality(value, people, better_when="higher", order=ranks)
    back = inequality(value, people, better_when="higher", order=-ranks)
    for name in ("sii", "aci", "rci", "difference"):
        assert back[name].value == pytest.approx(-there[name].value, abs=1e-9)
    assume(abs(there["rii"].value) > 1e-6)
    assert back["rii"].value == pytest.approx(1 / there["rii"].value)
    assert back["ratio"].value == pytest.approx(1 / there["ratio"].value)
    for name in ("bgv", "theil", "mld", "mdmw", "idisu"):
        assert back[name].value == there[name].value


@LAW
@given(settings_of_groups(), st.integers(0, 6), st.floats(0.1, 0.9))
def test_splitting_a_group_leaves_weighted_measures(groups, which, part):
    value, people, _ = groups
    which = which % len(value)
    split = np.append(people, part * people[which]).astype(float)
    split[which] *= 1 - part
    whole = inequality(value, people, better_when="lower")
    halves = inequality(np.append(value, value[which]), split, better_when="lower")
    for name in [*WEIGHTED, "difference", "ratio"]:
        assert halves[name].value == pytest.approx(whole[name].value, rel=1e-9, abs=1e-9), name


@LAW
@given(st.integers(1, 1_000), st.lists(st.integers(1, 100), min_size=3, max_size=8))
def test_equal_groups_have_no_inequality(value, people):
    result = inequality(
        np.full(len(people), value / 10), people, better_when="higher", reference=0,
        order=range(len(people)), se=0.1,
    )  # fmt: skip
    for name, (middle, low, high) in numbers_of(result).items():
        assert middle == pytest.approx(1 if name in ("ratio", "rii") else 0, abs=1e-9), name
        assert low <= middle < high, name


@LAW
@given(settings_of_groups(), st.sampled_from(["higher", "lower"]))
def test_certain_values_have_limits_without_width(groups, better_when):
    value, people, _ = groups
    result = inequality(value, people, se=0, better_when=better_when, reference=0)
    for name, (middle, low, high) in numbers_of(result).items():
        assert [low, high] == pytest.approx([middle, middle], rel=1e-9, abs=1e-9), name


UNCERTAIN = np.full(4, 0.1), np.full(4, 0.001)


@LAW
@example([(UNCERTAIN[0], people, UNCERTAIN[1]) for people in ([1, 1, 1, 1], [1, 1, 1, 37])])
@given(st.lists(settings_of_groups(least=4, most=4), min_size=2, max_size=3))
def test_one_area_at_a_time_gives_what_all_give_at_once(areas):
    """Limits to 7 digits: where one group has nearly all people, rounding is felt in the third
    cumulant of the noise."""
    value, people, se = (np.array(column) for column in zip(*areas, strict=True))
    options = {"better_when": "lower", "reference": 2, "order": [2, 1, 4, 3]}
    together = inequality(value, people, se=se, **options)
    for at in range(len(areas)):
        alone = inequality(value[at], people[at], se=se[at], **options)
        for name, three in alone.items():
            expected = [float(part) for part in three]
            found = [float(part[at]) for part in together[name]]
            assert found[0] == pytest.approx(expected[0], rel=1e-9, abs=1e-12, nan_ok=True), name
            assert found == pytest.approx(expected, rel=1e-7, abs=1e-12, nan_ok=True), name


def test_more_areas_than_fit_in_one_block_are_all_there():
    rng = np.random.default_rng(3)
    value, people = rng.uniform(1, 9, (2, 1_900, 3)), rng.integers(1, 99, 3)
    result = inequality(value, people, se=0.5, better_when="higher")
    assert result["theil"].value.shape == (2, 1_900)
    for at in [(0, 0), (1, 7), (1, 1_899)]:
        alone = inequality(value[at], people, se=0.5, better_when="higher")
        for name in ANY_GROUPS:
            np.testing.assert_allclose([part[at] for part in result[name]], alone[name])


@pytest.mark.parametrize("better_when", ["higher", "lower"])
def test_very_many_groups_have_limits_without_looking_at_all_pairs(better_when):
    rng = np.random.default_rng(6)
    people = rng.integers(500, 9_000, 3_000)
    equal = inequality(rng.normal(50, 1, 3_000), people, se=1, better_when=better_when)
    assert equal["difference"].value > 6
    assert equal["difference"].lower == 0
    value = np.append(np.full(299, 50.0), 90)
    found = inequality(value, np.ones(300), se=1, better_when=better_when)
    few = inequality(value[-200:], np.ones(200), se=1, better_when=better_when)
    for name in ("difference", "ratio"):
        assert (
            found[name].value == few[name].value == pytest.approx({"difference": 40}.get(name, 1.8))
        )
        assert found[name].lower == pytest.approx(few[name].lower, rel=0.05)
        assert found[name].upper == few[name].upper


def test_of_very_many_groups_the_pairs_that_set_the_limits_are_found():
    """The largest and the smallest are sure; those that may be further out still are less so."""
    rng = np.random.default_rng(8)
    value, se = rng.normal(50, 1, (3, 250)), rng.uniform(0.5, 4, (3, 250))
    se[:, 10:80] = 0.2
    for area, top in enumerate([7, 90, 240]):
        value[area, [top, top - 5]] = 58, 42
        se[area, [top, top - 5]] = 0.01
        value[area, [top - 1, top - 2]] = 57, 43
        se[area, [top - 1, top - 2]] = 6
    found = inequality(value, np.ones(250), se=se, better_when="higher")["difference"]
    assert found.value == pytest.approx(16)
    gaps = value[:, :, None] - value[:, None]
    noise = np.hypot(se[:, :, None], se[:, None])
    z, shared = norm.ppf(0.975), -norm.ppf(0.025 / (250 * 249 / 2))
    assert found.upper == pytest.approx((gaps + z * noise).max((1, 2)), rel=1e-12)
    assert found.lower == pytest.approx((gaps - shared * noise).max((1, 2)), rel=1e-12)


def test_no_areas_give_no_numbers():
    assert inequality(np.ones((0, 3)), np.ones((0, 3)), better_when="lower")["bgv"][0].shape == (0,)
