"""The slope index is checked by law, and its line by least squares of other software."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from evenground.measures import slope_index
from tests.engine.measures.ordered_groups import (
    PEOPLE,
    SCALES,
    VALUES,
    WAYS,
    close,
    gradients,
    ways,
)


@settings(max_examples=40)
@given(st.integers(3, 12), st.floats(0.01, 0.9), ways)
def test_equal_groups_have_no_gradient(groups, level, way):
    line = slope_index(np.full(groups, level), np.arange(1, groups + 1), se=0.01 * level, **way)
    assert line.sii.value == pytest.approx(0, abs=1e-12)
    assert line.rii.value == pytest.approx(1)
    assert line.intercept.value == pytest.approx(level)
    assert line.sii.lower < 0 < line.sii.upper
    assert line.rii.lower < 1 < line.rii.upper


@settings(max_examples=40)
@given(gradients(), st.floats(0.01, 1_000), ways)
def test_only_the_shares_of_the_people_matter(rows, times, way):
    value, people, se = rows
    one = slope_index(value, people, se=se, **way)
    other = slope_index(value, times * people, se=se, **way)
    for part, same in zip(one, other, strict=True):
        close(part, same)


@settings(max_examples=40)
@given(gradients(), st.floats(0.01, 1_000), st.sampled_from([{}, WAYS[1], WAYS[3]]))
def test_another_unit_scales_the_slope_and_leaves_the_ratio(rows, times, way):
    value, people, se = rows
    one = slope_index(value, people, se=se, **way)
    other = slope_index(times * value, people, se=times * se, **way)
    close(other.sii, [times * number for number in one.sii], atol=1e-8 * times)
    close(other.rii, one.rii)
    close(other.intercept, [times * number for number in one.intercept], atol=1e-8 * times)


@settings(max_examples=40)
@given(gradients(), ways)
def test_reversing_the_order_turns_the_sign_and_inverts_the_ratio(rows, way):
    value, people, se = rows
    there = slope_index(value, people, se=se, **way)
    back = slope_index(value[::-1], people[::-1], se=se[::-1], **way)
    close(back.sii, [-there.sii.value, -there.sii.upper, -there.sii.lower], atol=1e-8)
    if there.rii.lower > 0.05 and there.rii.upper < 20:
        turned = [1 / there.rii.value, 1 / there.rii.upper, 1 / there.rii.lower]
        close(back.rii, turned, rtol=1e-5)


@settings(max_examples=40)
@given(gradients(), st.floats(-5, 5))
def test_a_constant_added_to_all_moves_the_line_and_not_its_slope(rows, more):
    value, people, se = rows
    one, other = (slope_index(value + add, people, se=se) for add in (0, more))
    close(one.sii, other.sii)
    close([number + more for number in one.intercept], other.intercept)


@settings(max_examples=40)
@given(gradients())
def test_on_the_logit_scale_having_and_not_having_are_mirror_images(rows):
    value, people, se = rows
    one = slope_index(value, people, se=se, transform="logit").sii
    other = slope_index(1 - value, people, se=se, transform="logit").sii
    close(other, [-one.value, -one.upper, -one.lower], atol=1e-8)


@settings(max_examples=40)
@given(gradients(), ways)
def test_limits_enclose_the_value_and_widen_with_the_level(rows, way):
    value, people, se = rows
    narrow, wide = (
        slope_index(value, people, se=se, confidence=level, **way) for level in (0.95, 0.998)
    )
    for inner, outer in zip(narrow, wide, strict=True):
        assert outer.lower <= inner.lower <= inner.value + 1e-12
        assert outer.upper >= inner.upper >= inner.value - 1e-12


@pytest.mark.parametrize("way", WAYS)
def test_many_areas_at_once_give_what_each_gives_alone(way):
    rng = np.random.default_rng(5)
    value, people = rng.uniform(0.1, 0.4, (2, 3, 6)), rng.integers(100, 900, (2, 3, 6))
    se = rng.uniform(0.01, 0.03, (2, 3, 6))
    together = slope_index(value, people, se=se, **way)
    assert together.sii.value.shape == together.rii.lower.shape == (2, 3)
    for area in np.ndindex(2, 3):
        alone = slope_index(value[area], people[area], se=se[area], **way)
        for part, whole in zip(alone, together, strict=True):
            close(part, [number[area] for number in whole], rtol=1e-9)


def test_people_of_one_area_stand_for_all_areas():
    one = slope_index([VALUES, 2 * VALUES], PEOPLE)
    assert one.sii.value[1] == pytest.approx(2 * one.sii.value[0])


# the line, by other ways


@pytest.mark.parametrize("transform", [None, "log", "logit"])
def test_the_line_is_least_squares_weighted_by_people(transform):
    share = PEOPLE / PEOPLE.sum()
    rank = np.cumsum(share) - share / 2
    to, back = SCALES.get(transform, (np.array, np.array))
    fitted = sm.WLS(to(VALUES), sm.add_constant(rank), weights=PEOPLE).fit().params
    first, last = back(fitted[0]), back(fitted.sum())
    line = slope_index(VALUES, PEOPLE, transform=transform)
    assert line.sii.value == pytest.approx(last - first, abs=1e-12)
    assert line.rii.value == pytest.approx(last / first, abs=1e-12)
    assert line.intercept.value == pytest.approx(first, abs=1e-12)
