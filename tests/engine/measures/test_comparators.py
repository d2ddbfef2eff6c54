"""Groups against the rest, the whole and the best of them: by law, by hand, and by misuse."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground.errors import DataError, MissingValues
from evenground.measures import (
    against_the_best,
    against_the_rest,
    against_the_whole,
    difference,
    gap_p_value,
    ratio,
)

AREAS = np.array([[30, 20, 50, 4], [10, 60, 9, 1], [0, 5, 5, 2]])
PEOPLE = np.array([[100, 100, 200, 10], [40, 90, 10, 30], [50, 60, 70, 5]])


@st.composite
def areas(draw):
    groups = draw(st.integers(2, 5))
    n = draw(st.lists(st.integers(2, 400), min_size=groups, max_size=groups))
    return np.array([draw(st.integers(1, size - 1)) for size in n]), np.array(n)


# laws


def test_a_group_is_compared_with_everybody_who_is_not_in_it():
    x, n = AREAS, PEOPLE
    gaps = against_the_rest(x, n, confidence=0.9)
    y, m = x.sum(axis=1, keepdims=True) - x, n.sum(axis=1, keepdims=True) - n
    for ours, by_hand in [
        (gaps.difference, difference(x, n, y, m, confidence=0.9)),
        (gaps.ratio, ratio(x, n, y, m, confidence=0.9)),
        ([gaps.p], [gap_p_value(x, n, y, m)]),
    ]:
        for part, other in zip(ours, by_hand, strict=True):
            np.testing.assert_allclose(part, other, rtol=1e-12)


def test_of_two_groups_each_is_the_others_rest():
    gaps = against_the_rest([56, 48], [70, 80])
    np.testing.assert_allclose([part[0] for part in gaps.difference], difference(56, 70, 48, 80))
    np.testing.assert_allclose([part[1] for part in gaps.ratio], ratio(48, 80, 56, 70))


@given(areas())
def test_gaps_to_the_whole_weighted_by_people_add_up_to_nothing(area):
    x, n = area
    gaps = against_the_whole(x, n)
    assert (gaps.difference.value * n).sum() == pytest.approx(0, abs=1e-9)


@given(areas())
def test_gaps_to_the_whole_are_those_between_the_shares(area):
    x, n = area
    gaps, whole = against_the_whole(x, n), x.sum() / n.sum()
    np.testing.assert_allclose(gaps.difference.value, x / n - whole, atol=1e-12)
    np.testing.assert_allclose(gaps.ratio.value, x / n / whole, rtol=1e-9)
    for gap in (gaps.difference, gaps.ratio):
        assert (gap.lower <= gap.value + 1e-12).all()
        assert (gap.value <= gap.upper + 1e-12).all()


@given(areas())
def test_a_gap_to_the_whole_is_more_than_chance_when_that_to_the_rest_is(area):
    x, n = area
    rest, whole = against_the_rest(x, n), against_the_whole(x, n)
    np.testing.assert_array_equal(rest.ratio.lower > 1, whole.ratio.lower > 1)
    np.testing.assert_array_equal(rest.difference.upper < 0, whole.difference.upper < 0)
    np.testing.assert_array_equal(rest.p, whole.p)


def test_half_of_everybody_is_half_as_far_from_the_whole_as_from_the_rest():
    rest, whole = (way([30, 10], [100, 100]) for way in (against_the_rest, against_the_whole))
    np.testing.assert_allclose(whole.difference, np.divide(rest.difference, 2))
    np.testing.assert_allclose(whole.ratio.value, [1.5, 0.5])
    rest, whole = (
        way([30, 10], [100, 100], confidence=0.8) for way in (against_the_rest, against_the_whole)
    )
    np.testing.assert_allclose(whole.difference, np.divide(rest.difference, 2))


@pytest.mark.parametrize("way", [against_the_rest, against_the_whole])
def test_one_area_at_a_time_gives_what_all_give_together(way):
    together = way(AREAS, PEOPLE)
    for area in range(3):
        alone = way(AREAS[area], PEOPLE[area])
        np.testing.assert_allclose(np.array(together.difference)[:, area], alone.difference)
        np.testing.assert_allclose(np.array(together.ratio)[:, area], alone.ratio)
        np.testing.assert_allclose(together.p[area], alone.p)


def test_one_area_at_a_time_has_the_best_that_all_have_together():
    options = {"better_when": "lower", "least": 30}
    together = against_the_best(AREAS, PEOPLE, **options)
    assert together.best.tolist() == [1, 3, 0]
    for area in range(3):
        alone = against_the_best(AREAS[area], PEOPLE[area], **options)
        assert together.best[area] == alone.best
        np.testing.assert_allclose(np.array(together.ratio)[:, area], alone.ratio)


def test_when_nobody_else_counts_the_ratio_to_the_whole_is_one_over_the_share_of_the_group():
    gaps = against_the_whole([5, 0], [20, 60])
    assert gaps.ratio.value.tolist() == [4, 0]
    assert gaps.ratio.upper[0] == 4
    assert 1 < gaps.ratio.lower[0] < 4


# the best


def test_the_best_is_chosen_by_value_in_the_declared_direction():
    high = against_the_best([30, 20, 50], [100, 100, 200], better_when="higher", least=100)
    low = against_the_best([30, 20, 50], [100, 100, 200], better_when="lower", least=100)
    assert (high.best, low.best) == (0, 1)
    np.testing.assert_allclose(high.difference.value, [0, -0.1, -0.05])
    np.testing.assert_allclose(low.ratio.value, [1.5, 1, 1.25])


def test_a_tiny_group_is_not_the_best():
    gaps = against_the_best([30, 20, 4], [100, 99, 4], better_when="higher", least=100)
    assert gaps.best == 0
    np.testing.assert_allclose(gaps.difference.value, [0, 20 / 99 - 0.3, 0.7])


def test_of_equals_the_largest_is_the_best():
    gaps = against_the_best([10, 30, 20], [100, 300, 200], better_when="lower", least=1)
    assert gaps.best == 1


def test_a_group_of_less_than_one_weighted_person_may_be_the_best():
    gaps = against_the_best([10, 0.4], [20, 0.5], better_when="higher", least=0.1)
    assert gaps.best == 1
    assert gaps.difference.value.tolist() == pytest.approx([-0.3, 0])


def test_limits_are_wider_because_the_best_was_chosen():
    gaps = against_the_best([30, 20, 50], [100, 100, 200], better_when="higher", least=1)
    by_hand = difference(20, 100, 30, 100, confidence=0.975)
    np.testing.assert_allclose([part[1] for part in gaps.difference], by_hand, rtol=1e-12)
    by_hand = ratio(20, 100, 30, 100, confidence=0.975)
    np.testing.assert_allclose([part[1] for part in gaps.ratio], by_hand, rtol=1e-12)
    assert gaps.p[1] == pytest.approx(2 * gap_p_value(20, 100, 30, 100), rel=1e-12)
    assert gaps.p[2] == pytest.approx(min(1, 2 * gap_p_value(50, 200, 30, 100)), rel=1e-12)


def test_an_adjusted_p_value_is_at_most_1():
    gaps = against_the_best([30, 29, 29], [100, 100, 100], better_when="higher", least=1)
    assert gaps.p[1:].tolist() == [1, 1]


def test_the_best_is_not_compared_with_itself():
    gaps = against_the_best([30, 20], [100, 100], better_when="higher", least=1)
    assert (gaps.difference.value[0], gaps.ratio.value[0]) == (0, 1)
    assert np.isnan([gaps.difference[1:], gaps.ratio[1:]])[..., 0].all()
    assert np.isnan(gaps.p).tolist() == [True, False]


def test_a_best_without_events_is_the_best_when_lower_is_better():
    gaps = against_the_best([0, 20], [100, 100], better_when="lower", least=1)
    assert (gaps.best, gaps.ratio.value[0], gaps.ratio.value[1]) == (0, 1, np.inf)


# refusals


def test_without_a_large_group_there_is_no_best():
    with pytest.raises(
        DataError,
        match="^No group has `least` people for group 2. Combine groups or years, or choose "
        "a smaller `least` for all areas alike.$",
    ):
        against_the_best([[3, 4], [3, 4]], [[9, 5], [8, 5]], better_when="higher", least=9)


def test_an_area_without_a_large_group_does_not_stop_the_others():
    gaps = against_the_best(
        [[3, 4], [3, 4]], [[9, 5], [8, 5]], better_when="higher", least=9, on_refusal="nan"
    )
    assert gaps.best.tolist() == [0, -1]
    assert np.isnan(np.array([*gaps.difference, *gaps.ratio, gaps.p])[:, 1]).all()
    assert gaps.difference.value[0].tolist() == pytest.approx([0, 0.8 - 1 / 3])


def test_a_direction_is_declared():
    with pytest.raises(DataError, match="`better_when` is higher or lower; it was 'up'"):
        against_the_best([1, 2], [10, 10], better_when="up", least=1)


@pytest.mark.parametrize("way", [against_the_rest, against_the_whole])
def test_one_group_has_no_rest(way):
    for count, denominator in [([3], [10]), (3, 10)]:
        with pytest.raises(
            DataError, match="^A comparison needs two groups or more along the last axis.$"
        ):
            way(count, denominator)


def test_counts_are_checked():
    with pytest.raises(MissingValues, match="`count` has no value for group 2"):
        against_the_rest([1, None], [10, 10])
    with pytest.raises(
        DataError, match="^`denominator` is 0 for group 1. Leave groups without people out.$"
    ):
        against_the_whole([0, 1], [0, 10])
    with pytest.raises(
        DataError,
        match="^`count` is larger than `denominator` for group 2. Check the two columns.$",
    ):
        against_the_best([0, 11], [10, 10], better_when="lower", least=1)
    with pytest.raises(DataError, match="`confidence` is between 0 and 1"):
        against_the_best([0, 1], [10, 10], better_when="lower", least=1, confidence=95)
