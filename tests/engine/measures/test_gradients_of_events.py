"""The slope index of events is checked by law, against other software, on rare events, by misuse."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.special import expit, logit

from evenground.errors import DataError, MissingValues
from evenground.measures import slope_index, slope_index_of_events

FAMILIES = ["binomial", "poisson"]
COUNTS = np.array([16.0, 9, 0, 4, 2, 0])
PEOPLE = np.array([100.0, 140, 80, 120, 90, 110])


@st.composite
def counted(draw):
    """Events in 3 to 8 ordered groups; the second always has some, and nobody has all."""
    groups = draw(st.integers(3, 8))
    people = draw(st.lists(st.integers(50, 900), min_size=groups, max_size=groups))
    share = st.sampled_from([0, 0, 0.01, 0.05, 0.2, 0.6])
    events = [int(draw(share) * number) for number in people]
    events[1] = max(events[1], 1)
    return np.array(events, dtype=float), np.array(people, dtype=float)


def close(one, other, **tolerance):
    for part, same in zip(one, other, strict=True):
        np.testing.assert_allclose(part, same, **({"rtol": 1e-6, "atol": 1e-9} | tolerance))


# laws


@settings(max_examples=40)
@example((np.array([0.0, 1, 0]), np.array([57.0, 554, 57])), "binomial")
@given(counted(), st.sampled_from(FAMILIES))
def test_reversing_the_order_turns_the_sign_and_inverts_the_ratio(rows, family):
    events, people = rows
    there = slope_index_of_events(events, people, family=family)
    back = slope_index_of_events(events[::-1], people[::-1], family=family)
    near = 0.01 * (there.sii.upper - there.sii.lower)
    close(back.sii, [-there.sii.value, -there.sii.upper, -there.sii.lower], atol=near)
    assert back.sii.value == pytest.approx(-there.sii.value, abs=1e-9)
    assert back.rii.value == pytest.approx(1 / there.rii.value)
    assert np.log(back.rii.lower) == pytest.approx(-np.log(there.rii.upper), abs=0.02)
    assert np.log(back.rii.upper) == pytest.approx(-np.log(there.rii.lower), abs=0.02)


@settings(max_examples=40)
@given(counted())
def test_having_and_not_having_are_mirror_images(rows):
    events, people = rows
    one, other = (slope_index_of_events(who, people).sii for who in (events, people - events))
    close(other, [-one.value, -one.upper, -one.lower], atol=0.01 * (one.upper - one.lower))
    assert other.value == pytest.approx(-one.value, abs=1e-9)


@settings(max_examples=40)
@given(counted(), st.floats(0.1, 1_000))
def test_a_rate_for_more_people_scales_the_slope_and_leaves_the_ratio(rows, times):
    events, people = rows
    one = slope_index_of_events(events, people, family="poisson")
    other = slope_index_of_events(events, people, family="poisson", per=times)
    longer = slope_index_of_events(events, people * times, family="poisson", per=times)
    for scaled in (other, longer):
        close(scaled.rii, one.rii)
    close(other.sii, [times * number for number in one.sii])
    close(longer.sii, one.sii)
    close(other.intercept, [times * number for number in one.intercept])


@settings(max_examples=40)
@given(counted(), st.sampled_from(FAMILIES))
def test_limits_enclose_the_value_and_widen_with_the_level(rows, family):
    events, people = rows
    narrow, wide = (
        slope_index_of_events(events, people, family=family, confidence=level)
        for level in (0.95, 0.998)
    )
    for inner, outer in zip(narrow, wide, strict=True):
        assert outer.lower <= inner.lower <= inner.value <= inner.upper <= outer.upper


@pytest.mark.parametrize("family", FAMILIES)
def test_equal_groups_have_no_gradient(family):
    line = slope_index_of_events([5, 10, 20, 10], [50, 100, 200, 100], family=family)
    assert line.sii.value == pytest.approx(0, abs=1e-12)
    assert line.rii.value == pytest.approx(1)
    assert line.intercept.value == pytest.approx(0.1)


@pytest.mark.parametrize("family", FAMILIES)
def test_many_areas_at_once_give_what_each_gives_alone(family):
    rng = np.random.default_rng(6)
    people = rng.integers(50, 900, (2, 3, 5))
    events = rng.binomial(people, rng.uniform(0.005, 0.5, (2, 3, 5)))
    together = slope_index_of_events(events, people, family=family)
    for area in np.ndindex(2, 3):
        alone = slope_index_of_events(events[area], people[area], family=family)
        for part, whole in zip(alone, together, strict=True):
            assert whole.value.shape == (2, 3)
            close(part, [number[area] for number in whole], rtol=1e-8)


def test_many_events_give_the_line_through_their_logits():
    share = expit(np.linspace(-2, 0, 5))
    people = np.full(5, 1e9)
    line = slope_index(share, people, se=np.sqrt(share * (1 - share) / people), transform="logit")
    events = slope_index_of_events(share * people, people)
    close(events.sii, line.sii, rtol=1e-5)
    assert events.rii.value == pytest.approx(line.rii.value, rel=1e-5)


# other software


@pytest.mark.parametrize("family", FAMILIES)
def test_the_line_is_that_of_a_generalised_linear_model(family):
    share = PEOPLE / PEOPLE.sum()
    x = sm.add_constant(np.cumsum(share) - share / 2)
    if family == "binomial":
        model = sm.GLM(np.c_[COUNTS, PEOPLE - COUNTS], x, family=sm.families.Binomial())
        to, back = logit, expit
    else:
        model = sm.GLM(COUNTS, x, family=sm.families.Poisson(), offset=np.log(PEOPLE))
        to, back = np.log, np.exp
    fitted = model.fit(tol=1e-14, maxiter=200)
    first, last = back(fitted.params[0]), back(fitted.params.sum())
    line = slope_index_of_events(COUNTS, PEOPLE, family=family)
    assert line.sii.value == pytest.approx(last - first, rel=1e-9)
    assert line.rii.value == pytest.approx(last / first, rel=1e-9)
    assert line.intercept.value == pytest.approx(first, rel=1e-9)
    half = 1.959963984540054 * np.sqrt(fitted.cov_params()[0, 0])
    assert to(line.intercept.lower) == pytest.approx(fitted.params[0] - half, rel=1e-8)
    assert to(line.intercept.upper) == pytest.approx(fitted.params[0] + half, rel=1e-8)
    if family == "poisson":
        half = 1.959963984540054 * np.sqrt(fitted.cov_params()[1, 1])
        assert np.log(line.rii.upper) == pytest.approx(fitted.params[1] + half, rel=1e-8)
        assert np.log(line.rii.lower) == pytest.approx(fitted.params[1] - half, rel=1e-8)


@pytest.mark.parametrize("family", FAMILIES)
def test_limits_are_quantiles_of_lines_drawn_around_the_likeliest(family):
    share = PEOPLE / PEOPLE.sum()
    x = sm.add_constant(np.cumsum(share) - share / 2)
    if family == "binomial":
        model = sm.GLM(np.c_[COUNTS, PEOPLE - COUNTS], x, family=sm.families.Binomial())
        back = expit
    else:
        model = sm.GLM(COUNTS, x, family=sm.families.Poisson(), offset=np.log(PEOPLE))
        back = np.exp
    fitted = model.fit(tol=1e-14, maxiter=200)
    rng = np.random.default_rng(9)
    drawn = rng.multivariate_normal(fitted.params, fitted.cov_params(), 200_000)
    first, last = back(drawn[:, 0]), back(drawn.sum(axis=1))
    line = slope_index_of_events(COUNTS, PEOPLE, family=family)
    for part, numbers in [(line.sii, last - first), (line.rii, last / first)]:
        lower, upper = np.quantile(numbers, [0.025, 0.975])
        assert part.lower == pytest.approx(lower, abs=0.01 * (upper - lower))
        assert part.upper == pytest.approx(upper, abs=0.01 * (upper - lower))


def test_people_are_weighted_once():
    """The published test of healthequal gives 44.44502: its weights are the people squared."""
    people = np.array([78, 91, 162, 103, 105])
    events = np.round(people * [0.2, 0.3, 0.4, 0.5, 0.6])
    line = slope_index_of_events(events, people, per=100)
    assert line.sii.value == pytest.approx(44.905, abs=0.0005)
    squared = slope_index_of_events(events * people, people**2, per=100)
    assert squared.sii.value != pytest.approx(line.sii.value, abs=0.1)


# few events


@pytest.mark.parametrize("family", FAMILIES)
def test_groups_without_events_are_no_obstacle(family):
    line = slope_index_of_events([0, 3, 0, 0, 0], [100] * 5, family=family)
    assert line.sii.value < 0
    assert np.isfinite([*line.sii, *line.rii, *line.intercept]).all()


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(
    ("events", "people"),
    [
        ([1425, 3228, 2, 2], [1509, 27151, 766099, 895947]),
        ([143, 30926, 1091, 0], [5948, 74979, 599212, 48255]),
        ([31273, 12967, 0, 85], [106017, 866475, 13703, 9095]),
    ],
)
def test_steep_gradients_of_large_places_are_climbed(events, people, family):
    """At the top of the likelihood the line expects as many events as there are, and as far on."""
    line = slope_index_of_events(events, people, family=family)
    share = np.array(people) / np.sum(people)
    ridit = np.cumsum(share) - share / 2
    to, back = (logit, expit) if family == "binomial" else (np.log, np.exp)
    first = to(line.intercept.value)
    last = to(line.intercept.value * line.rii.value)
    expected = people * back(first + (last - first) * ridit)
    assert sum(expected) == pytest.approx(sum(events), rel=1e-6)
    assert ridit @ expected == pytest.approx(ridit @ events, rel=1e-6)


def test_the_first_end_may_be_next_to_nothing_and_very_unsure():
    """Its standard error is 12 on the log scale; most of the events are in the third group."""
    line = slope_index_of_events([0, 0, 4, 1], [9832, 1739, 1861, 75], family="poisson")
    found = [round(float(number), 4) for number in line.sii]
    assert found == [0.0166, 0.0026, 0.0928]  # 400,000 draws: 0.0026 to 0.0927


@pytest.mark.parametrize(
    ("events", "family"),
    [
        ([0, 0, 0, 0], "binomial"),
        ([0, 0, 0, 0], "poisson"),
        ([10, 10, 10, 10], "binomial"),
        ([3, 0, 0, 0], "binomial"),
        ([0, 0, 0, 3], "poisson"),
        ([10, 10, 4, 0], "binomial"),
        ([0, 0, 5, 10], "binomial"),
    ],
)
def test_events_at_one_end_only_have_no_line(events, family):
    with pytest.raises(DataError, match="No line fits the events for the only area: there are"):
        slope_index_of_events(events, [10] * 4, family=family)
    areas = slope_index_of_events([[4, 3, 2, 1], events], [10] * 4, family=family, on_refusal="nan")
    alone = slope_index_of_events([4, 3, 2, 1], [10] * 4, family=family)
    for part, whole in zip(alone, areas, strict=True):
        close(part, [number[0] for number in whole])
        assert np.isnan([number[1] for number in whole]).all()


@pytest.mark.parametrize(
    ("events", "family"),
    [
        ([10, 10, 9, 10], "binomial"),
        ([10, 4, 2, 0], "binomial"),
        ([0, 3, 0, 0], "poisson"),
        ([3, 0, 0, 3], "poisson"),
        ([10, 10, 10, 10], "poisson"),
    ],
)
def test_any_other_events_have_one(events, family):
    line = slope_index_of_events(events, [10] * 4, family=family)
    assert np.isfinite([*line.sii, *line.rii]).all()


def test_which_area_has_no_line_is_said():
    with pytest.raises(
        DataError,
        match="^No line fits the events for area 2: there are none, or they all stand at one "
        "end of the order. Combine years or places, or show the area as 'too few to "
        "report'.$",
    ):
        slope_index_of_events([[4, 3, 2], [0, 0, 0]], [10, 10, 10])
    with pytest.raises(DataError, match=r"events for position \(1, 2\)"):
        slope_index_of_events([[[4, 3, 2], [0, 0, 0]]], [10, 10, 10])


# refusals


@pytest.mark.parametrize(
    ("events", "people", "error", "what"),
    [
        ([1, None, 3], [9, 9, 9], MissingValues, "`count` has no value for group 2"),
        ([1, 2, 3], [9, 9, None], MissingValues, "`population` has no value for group 3"),
        ([0, 2, 3], [0, 9, 9], DataError, "`population` is 0 for group 1. Leave groups"),
    ],
)
def test_an_area_that_cannot_answer_says_why_or_lets_the_others_go_on(events, people, error, what):
    with pytest.raises(error, match=what):
        slope_index_of_events(events, people)
    areas = slope_index_of_events([[3, 2, 1], events], [[9, 9, 9], people], on_refusal="nan")
    np.testing.assert_array_equal(np.isnan(areas.sii.value), [False, True])
    np.testing.assert_array_equal(np.isnan(areas.rii.lower), [False, True])


@pytest.mark.parametrize("on_refusal", ["raise", "nan"])
@pytest.mark.parametrize(
    ("events", "people", "more", "what"),
    [
        (
            [1, 12, 3],
            [9, 9, 9],
            {},
            "^`count` is larger than `population` for group 2. Check the two columns.$",
        ),
        ([1, -2, 3], [9, 9, 9], {}, "`count` is below 0 for group 2"),
        ([1, 2, 3], [9, -9, 9], {"family": "poisson"}, "`population` is below 0 for group 2"),
        ([1, 2, np.inf], [9, 9, 9], {"family": "poisson"}, "`count` is not finite for group 3"),
        ([1, 2, 3], [np.inf, 9, 9], {}, "`population` is not finite for group 1"),
        ([1, 2], [9, 9], {}, "at least 3 groups"),
        (
            [1, 2, 3],
            [9, 9],
            {},
            r"^These must have the same shape: `count` \(3,\), `population` \(2,\).$",
        ),
        (
            [1, 2, 3],
            [9, 9, 9],
            {"family": "normal"},
            "^`family` is binomial or poisson; it was 'normal'.$",
        ),
        ([1, 2, 3], [9, 9, 9], {"per": 0}, "`per` is above 0, such as 100,000; it was 0"),
        ([1, 2, 3], [9, 9, 9], {"per": np.inf}, "`per` is above 0"),
        (
            [1, 2, 3],
            [9, 9, 9],
            {"confidence": 1},
            "^`confidence` is between 0 and 1, such as 0.95; it was 1.$",
        ),
    ],
)
def test_wrong_use_is_refused_however_areas_are_treated(events, people, more, what, on_refusal):
    with pytest.raises(DataError, match=what):
        slope_index_of_events(events, people, on_refusal=on_refusal, **more)


def test_events_may_outnumber_people_when_they_are_counted_by_years_of_life():
    line = slope_index_of_events([30, 20, 25], [9, 9, 9], family="poisson")
    assert line.intercept.value > 1
