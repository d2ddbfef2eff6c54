"""Deciles and quintiles by the published rule."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground.errors import DataError
from evenground.measures import quantiles

scores = st.lists(st.integers(-20, 20), min_size=5, max_size=60)


def by_the_book(values, k, first):
    """The rule as it is published, one area at a time."""
    n = len(values)
    parts = []
    for value in values:
        before = [v > value if first == "highest" else v < value for v in values]
        rank = 1 + sum(before)
        part = math.floor((k + 1) - math.ceil(round((n + 1 - rank) / (n / k), 9)))
        parts.append(max(part, 1))
    return parts


@given(scores, st.integers(2, 5), st.sampled_from(["highest", "lowest"]))
def test_parts_follow_the_published_rule(values, k, first):
    assert quantiles(values, k, first=first).tolist() == by_the_book(values, k, first)


@given(scores, st.integers(2, 5), st.randoms())
def test_the_order_of_areas_does_not_matter(values, k, random):
    order = list(range(len(values)))
    random.shuffle(order)
    shuffled = quantiles([values[place] for place in order], k)
    np.testing.assert_array_equal(shuffled, quantiles(values, k)[order])


@given(scores, st.integers(2, 5))
def test_equal_values_share_a_part_and_higher_ones_come_first(values, k):
    part = quantiles(values, k)
    assert part.min() == 1
    assert part.max() <= k
    for value, other in zip(np.array(values)[:-1], np.array(values)[1:], strict=True):
        mine, theirs = part[values.index(value)], part[values.index(other)]
        assert (
            mine == theirs
            if value == other
            else (mine <= theirs) == (value > other) or (mine == theirs)
        )


@given(scores, st.integers(2, 5))
def test_values_turned_round_in_the_other_direction_give_the_same_parts(values, k):
    turned = [-value for value in values]
    np.testing.assert_array_equal(quantiles(values, k), quantiles(turned, k, first="lowest"))


@given(scores, st.integers(2, 5))
def test_missing_values_do_not_count(values, k):
    part = quantiles([np.nan, *values, None], k)
    assert np.isnan(part[[0, -1]]).all()
    np.testing.assert_array_equal(part[1:-1], quantiles(values, k))


def test_ten_areas_in_five_parts_are_two_each_with_the_highest_first():
    values = [3, 9, 1, 7, 5, 10, 2, 8, 6, 4]
    assert quantiles(values, 5).tolist() == [4, 1, 5, 2, 3, 1, 5, 2, 3, 4]
    assert quantiles(values, 5, first="lowest").tolist() == [2, 5, 1, 4, 3, 5, 1, 4, 3, 2]
    assert quantiles(values, 10, first="lowest").tolist() == values


def test_areas_that_do_not_divide_evenly():
    assert (
        quantiles(range(13), 5, first="lowest").tolist()
        == [1] * 3 + [2] * 3 + [3] * 2 + [4] * 3 + [5] * 2
    )


def test_neighbourhoods_of_england_make_tenths_that_differ_by_one_at_most():
    sizes = np.unique(quantiles(np.arange(32_844), 10), return_counts=True)[1]
    assert sizes.tolist() == [3285, 3284, 3285, 3284, 3284, 3285, 3284, 3285, 3284, 3284]


def test_a_tie_across_a_boundary_goes_to_the_first_part():
    assert quantiles([9, 5, 5, 1], 2).tolist() == [1, 1, 1, 2]
    assert quantiles([9, 5, 5, 1], 2, first="lowest").tolist() == [2, 1, 1, 1]
    assert quantiles([4, 4, 4, 4], 4).tolist() == [1, 1, 1, 1]


def test_each_place_before_the_last_axis_is_ranked_apart():
    rng = np.random.default_rng(1)
    values = rng.integers(0, 9, (2, 3, 12)).astype(float)
    values[0, 1, 4] = np.nan
    together = quantiles(values, 4)
    for place in np.ndindex(2, 3):
        np.testing.assert_array_equal(together[place], quantiles(values[place], 4))


def test_fewer_areas_than_parts_are_refused():
    with pytest.raises(
        DataError, match="^`value` has fewer than 4 numbers for group 2. Ask for fewer parts.$"
    ):
        quantiles([[1, 2, 3, 4], [1, 2, 3, None]], 4)
    parts = quantiles([[1, 2, 3, 4], [1, 2, 3, None]], 4, on_refusal="nan")
    assert parts[0].tolist() == [4, 3, 2, 1]
    assert np.isnan(parts[1]).all()
    assert np.isnan(quantiles([], 2, on_refusal="nan")).all()
    assert np.isnan(quantiles([None, None, None], 2, on_refusal="nan")).all()


@pytest.mark.parametrize("k", [1, 0, -5, 2.0, "10", None, True])
def test_parts_are_a_whole_number_above_1(k):
    with pytest.raises(DataError, match="^`k` is a whole number above 1, such as 10"):
        quantiles([1, 2, 3], k)


def test_a_direction_of_another_name_is_refused():
    with pytest.raises(DataError, match="`first` is highest or lowest; it was 'best'"):
        quantiles([1, 2, 3], 2, first="best")


def test_an_infinite_score_and_a_lone_score_are_refused():
    with pytest.raises(DataError, match="`value` is not finite for group 2"):
        quantiles([1, np.inf, 3], 2)
    with pytest.raises(DataError, match="^`value` has one number for each area.$"):
        quantiles(5, 2)
    with pytest.raises(DataError, match="`value` must hold numbers only"):
        quantiles(["high", "low"], 2)
