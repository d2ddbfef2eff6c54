"""Concentration indices are checked by law, by single people, by published examples, by misuse."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenground.errors import DataError, MissingValues
from evenground.measures import concentration_curve, concentration_index

Z = 1.959963984540054
VALUES = np.array([12.0, 18, 15, 22, 30])
PEOPLE = np.array([3, 5, 2, 4, 6])
ERRORS = np.array([1.0, 0.8, 1.5, 0.9, 0.7])
BOUNDS = {"bounds": (0, 40)}
KINDS = [
    {},
    {"kind": "relative"},
    {"kind": "wagstaff"} | BOUNDS,
    {"kind": "erreygers"} | BOUNDS,
    {"kind": "extended", "aversion": 3},
]
kinds = st.sampled_from(KINDS)


@st.composite
def gradients(draw):
    groups = draw(st.integers(3, 12))

    def each(least, most):
        return np.array(draw(st.lists(st.floats(least, most), min_size=groups, max_size=groups)))

    return each(1, 39), each(1, 900), each(0.01, 1)


def close(one, other, **tolerance):
    for part, same in zip(one, other, strict=True):
        np.testing.assert_allclose(part, same, **({"rtol": 1e-9, "atol": 1e-11} | tolerance))


def single_people():
    """Each person's value and place, for the definitions that know no groups."""
    value = np.repeat(VALUES, PEOPLE)
    share = PEOPLE / PEOPLE.sum()
    return value, np.repeat(np.cumsum(share) - share / 2, PEOPLE)


# laws


@settings(max_examples=40)
@given(st.integers(3, 12), st.floats(1, 39), kinds)
def test_equal_groups_have_no_concentration(groups, level, kind):
    index = concentration_index(np.full(groups, level), np.arange(1, groups + 1), **kind)
    assert index.value == pytest.approx(0, abs=1e-12)


@settings(max_examples=40)
@given(gradients(), st.floats(0.01, 1_000), kinds)
def test_only_the_shares_of_the_people_matter(rows, times, kind):
    value, people, se = rows
    one = concentration_index(value, people, se=se, **kind)
    close(concentration_index(value, times * people, se=se, **kind), one)


@settings(max_examples=40)
@given(gradients(), st.floats(0.01, 1_000), kinds)
def test_another_unit_scales_the_absolute_index_and_leaves_the_others(rows, times, kind):
    value, people, se = rows
    scaled = kind | {"bounds": (0, 40 * times)} if "bounds" in kind else kind
    one = concentration_index(value, people, se=se, **kind)
    other = concentration_index(times * value, people, se=times * se, **scaled)
    factor = 1 if kind else times
    close(other, [factor * number for number in one], atol=1e-10 * factor)


@settings(max_examples=40)
@given(gradients(), st.sampled_from(KINDS[:4]))
def test_reversing_the_order_turns_the_sign(rows, kind):
    value, people, se = rows
    there = concentration_index(value, people, se=se, **kind)
    back = concentration_index(value[::-1], people[::-1], se=se[::-1], **kind)
    close(back, [-there.value, -there.upper, -there.lower], atol=1e-10)


@settings(max_examples=40)
@given(gradients(), st.integers(0, 2), kinds)
def test_splitting_a_group_changes_nothing(rows, which, kind):
    value, people, _ = rows
    half = np.array(people)
    half[which] /= 2
    whole = concentration_index(value, people, **kind).value
    split = concentration_index(
        np.insert(value, which, value[which]), np.insert(half, which, half[which]), **kind
    ).value
    assert split == pytest.approx(whole, rel=1e-9, abs=1e-11)


@settings(max_examples=40)
@given(gradients(), kinds)
def test_limits_enclose_the_value_and_widen_with_the_level(rows, kind):
    value, people, se = rows
    inner, outer = (
        concentration_index(value, people, se=se, confidence=level, **kind)
        for level in (0.95, 0.998)
    )
    assert outer.lower <= inner.lower <= inner.value <= inner.upper <= outer.upper


@settings(max_examples=40)
@given(gradients(), st.sampled_from(["wagstaff", "erreygers"]))
def test_having_and_not_having_are_mirror_images_between_bounds(rows, kind):
    value, people, se = rows
    one, other = (
        concentration_index(who, people, se=se, kind=kind, **BOUNDS) for who in (value, 40 - value)
    )
    close(other, [-one.value, -one.upper, -one.lower], atol=1e-9)


@settings(max_examples=40)
@given(gradients())
def test_aversion_of_2_is_the_relative_index(rows):
    value, people, se = rows
    relative = concentration_index(value, people, se=se, kind="relative")
    close(concentration_index(value, people, se=se, kind="extended"), relative, atol=1e-10)


@settings(max_examples=40)
@given(gradients())
def test_the_area_under_the_curve_gives_the_relative_index(rows):
    value, people, _ = rows
    curve = concentration_curve(value, people)
    index = concentration_index(value, people, kind="relative").value
    assert 1 - 2 * np.trapezoid(curve.held, curve.people) == pytest.approx(index, abs=1e-9)


@pytest.mark.parametrize("kind", KINDS)
def test_many_areas_at_once_give_what_each_gives_alone(kind):
    rng = np.random.default_rng(7)
    value, people, se = rng.uniform(1, 39, (3, 2, 4, 5))
    together = concentration_index(value, people, se=se, **kind)
    for area in np.ndindex(2, 4):
        alone = concentration_index(value[area], people[area], se=se[area], **kind)
        close(alone, [number[area] for number in together])


# definitions, one person at a time


def test_the_absolute_index_is_twice_the_covariance_with_the_place_in_the_order():
    value, place = single_people()
    expected = 2 * np.mean((value - value.mean()) * (place - 0.5))
    assert concentration_index(VALUES, PEOPLE).value == pytest.approx(expected, abs=1e-12)
    relative = concentration_index(VALUES, PEOPLE, kind="relative").value
    assert relative == pytest.approx(expected / value.mean(), abs=1e-12)


def test_the_corrections_for_bounds_are_those_published():
    value, _ = single_people()
    absolute, mean = concentration_index(VALUES, PEOPLE).value, value.mean()
    for least, most in [(0, 40), (10, 31)]:
        index = {
            kind: concentration_index(VALUES, PEOPLE, kind=kind, bounds=(least, most)).value
            for kind in ("wagstaff", "erreygers")
        }
        assert index["erreygers"] == pytest.approx(4 * absolute / (most - least), abs=1e-12)
        room = (most - mean) * (mean - least)
        assert index["wagstaff"] == pytest.approx(absolute * (most - least) / room, abs=1e-12)


@pytest.mark.parametrize("aversion", [1.5, 2, 3, 5])
def test_the_extended_index_weighs_people_by_how_far_forward_they_stand(aversion):
    """Wagstaff's sum over people, with so many that each is a point."""
    each = 20_000
    value = np.repeat(VALUES, PEOPLE * each)
    place = (np.arange(value.size) + 0.5) / value.size
    expected = 1 - aversion / value.mean() * np.mean(value * (1 - place) ** (aversion - 1))
    index = concentration_index(VALUES, PEOPLE, kind="extended", aversion=aversion)
    assert index.value == pytest.approx(expected, abs=1e-7)


def test_more_aversion_looks_harder_at_the_first():
    only_first_short = [1, 10, 10, 10, 10]
    index = [
        concentration_index(only_first_short, [1] * 5, kind="extended", aversion=aversion).value
        for aversion in (1.5, 2, 3, 5)
    ]
    assert index == sorted(index)
    assert index[0] > 0


# limits


def parts():
    share = PEOPLE / PEOPLE.sum()
    return share, 2 * share * (np.cumsum(share) - share / 2 - 0.5)


@pytest.mark.parametrize(("kind", "factor"), [({}, 1), ({"kind": "erreygers"} | BOUNDS, 0.1)])
@pytest.mark.parametrize(("confidence", "z"), [(0.95, Z), (0.9, 1.6448536269514722)])
def test_limits_of_sums_are_those_of_normal_numbers(kind, factor, confidence, z):
    half = z * factor * np.sqrt((parts()[1] ** 2 * ERRORS**2).sum())
    index = concentration_index(VALUES, PEOPLE, se=ERRORS, confidence=confidence, **kind)
    close(index[1:], [index.value - half, index.value + half], rtol=1e-12)


@pytest.mark.parametrize("aversion", [2, 4])
def test_limits_of_the_relative_indices_are_fieller_s(aversion):
    """At a limit, the upper sum - limit x mean is just z standard errors from 0."""
    share, _ = parts()
    ahead = np.concatenate([[1], 1 - np.cumsum(share)])
    weight = share + np.diff(np.clip(ahead, 0, 1) ** aversion)
    index = concentration_index(VALUES, PEOPLE, se=ERRORS, kind="extended", aversion=aversion)
    for limit, side in [(index.lower, 1), (index.upper, -1)]:
        steps = weight - limit * share
        away = (steps @ VALUES) / np.sqrt((steps**2 * ERRORS**2).sum())
        assert away == pytest.approx(side * Z, abs=1e-9)


def test_limits_of_wagstaff_s_index_are_fieller_s_too():
    """At a limit, absolute index - limit x room is z standard errors from 0."""
    share, weight = parts()
    mean, (least, most) = share @ VALUES, (5, 40)
    room = (most - mean) * (mean - least) / (most - least)
    steepness = 1e5 * (
        (most - mean - 5e-6) * (mean + 5e-6 - least) - (most - mean + 5e-6) * (mean - 5e-6 - least)
    )
    index = concentration_index(VALUES, PEOPLE, se=ERRORS, kind="wagstaff", bounds=(least, most))
    for limit, side in [(index.lower, 1), (index.upper, -1)]:
        steps = weight - limit * steepness / (most - least) * share
        away = (weight @ VALUES - limit * room) / np.sqrt((steps**2 * ERRORS**2).sum())
        assert away == pytest.approx(side * Z, abs=1e-6)


def test_without_standard_errors_there_are_no_limits():
    for kind in KINDS:
        index = concentration_index(VALUES, PEOPLE, **kind)
        assert np.isfinite(index.value)
        assert np.isnan([index.lower, index.upper]).all()


def test_a_mean_that_may_be_0_leaves_the_relative_index_without_limits():
    index = concentration_index([1, 2, 3], [1, 1, 1], se=[3, 3, 3], kind="relative")
    assert index.lower == -np.inf
    assert index.upper == np.inf


@pytest.mark.parametrize("kind", [KINDS[1], KINDS[2], KINDS[4]])
def test_where_nobody_has_anything_there_is_no_relative_index(kind):
    assert np.isnan(concentration_index([0, 0, 0], [1, 1, 1], **kind).value)


def test_a_mean_of_exactly_0_has_no_relative_index():
    index = concentration_index([-1, 0, 1], [1, 1, 1], se=[1, 1, 1], kind="relative")
    assert np.isnan([*index]).all()


def test_where_everybody_is_at_the_upper_bound_there_is_no_index_of_wagstaff():
    index = concentration_index([40, 40, 40], [1, 1, 1], se=[1, 1, 1], **KINDS[2])
    assert np.isnan([*index]).all()


# published examples


@pytest.mark.parametrize(
    ("value", "people", "absolute", "relative"),
    [
        ([20, 30, 40, 50, 60], [78, 91, 162, 103, 105], 7.3284202, 0.17776859),
        (
            [75.60530, 91.01997, 96.03959, 97.04223, 99.22405],
            [2072.436, 2112.204, 1983.059, 2052.124, 1884.510],
            4.30052,
            0.0469506,
        ),
    ],
)
def test_indices_agree_with_the_published_examples_of_healthequal(
    value, people, absolute, relative
):
    index = concentration_index(value, people).value
    assert index == pytest.approx(absolute, rel=1e-6)
    index = concentration_index(value, people, kind="relative").value
    assert index == pytest.approx(relative, rel=1.1e-6)


def test_the_curve_tells_who_holds_how_much():
    curve = concentration_curve([1, 2, 5], [100, 100, 200])
    np.testing.assert_allclose(curve.people, [0, 0.25, 0.5, 1])
    np.testing.assert_allclose(curve.held, [0, 1 / 13, 3 / 13, 1])
    two = concentration_curve([[1, 2, 5], [0, 0, 0]], [100, 100, 200])
    np.testing.assert_allclose(two.held[0], curve.held)
    assert two.people.shape == (2, 4)
    assert np.isnan(two.held[1]).all()


# refusals


def test_the_bounds_are_declared():
    what = r"the least and the most the value can be, such as \(0, 100\) for a percentage\."
    for kind in ("wagstaff", "erreygers"):
        for bounds in (None, (1, 1), (40, 0), (0, np.inf), (-np.inf, 40), (np.nan, 1)):
            with pytest.raises(DataError, match=f"^`kind` '{kind}' needs `bounds`: {what}$"):
                concentration_index(VALUES, PEOPLE, kind=kind, bounds=bounds)
        for bounds in ((13, 40), (0, 29)):
            with pytest.raises(
                DataError,
                match=r"^`value` is outside the `bounds` for group \d\. Correct either\.$",
            ):
                concentration_index(VALUES, PEOPLE, kind=kind, bounds=bounds)
        assert np.isfinite(concentration_index(VALUES, PEOPLE, kind=kind, bounds=(12, 30)).value)
    for kind in ("absolute", "relative", "extended"):
        with pytest.raises(
            DataError,
            match=f"^`bounds` are for wagstaff and erreygers; leave them out of '{kind}'.$",
        ):
            concentration_index(VALUES, PEOPLE, kind=kind, bounds=(0, 40))


@pytest.mark.parametrize("aversion", [1, 0, np.inf, np.nan])
def test_aversion_of_1_or_less_is_refused(aversion):
    with pytest.raises(DataError, match="^`aversion` is above 1; it was"):
        concentration_index(VALUES, PEOPLE, kind="extended", aversion=aversion)


def test_an_unknown_kind_is_refused():
    what = "^`kind` is absolute, relative, wagstaff, erreygers or extended; it was 'gini'.$"
    with pytest.raises(DataError, match=what):
        concentration_index(VALUES, PEOPLE, kind="gini")
    with pytest.raises(DataError, match="`confidence` is between 0 and 1"):
        concentration_index(VALUES, PEOPLE, confidence=95)


@pytest.mark.parametrize("measure", [concentration_index, concentration_curve])
def test_an_area_that_cannot_answer_says_why_or_lets_the_others_go_on(measure):
    with pytest.raises(MissingValues, match="`value` has no value for group 2"):
        measure([1, None, 3], [1, 1, 1])
    with pytest.raises(
        DataError, match="^`population` is 0 for group 3. Leave groups without people out.$"
    ):
        measure([1, 2, 3], [1, 1, 0])
    with pytest.raises(
        DataError,
        match="^An order needs at least 3 groups on the last axis; there were 2. Compare two "
        "groups by `difference` and `ratio`.$",
    ):
        measure([1, 2], [1, 1])
    areas = measure([[1, 2, 3], [1, None, 3]], [1, 1, 1], on_refusal="nan")
    alone = measure([1, 2, 3], [1, 1, 1])
    np.testing.assert_allclose(areas[0][0], alone[0])
    assert np.isnan(areas[0][1]).all()


def test_a_curve_of_values_below_0_is_refused():
    with pytest.raises(DataError, match="`value` is below 0 for group 2"):
        concentration_curve([1, -2, 3], [1, 1, 1])
