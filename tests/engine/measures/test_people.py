"""People to reach are a gap times the people: checked by that law, by sums, by hand, by misuse."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground.errors import DataError, MissingValues
from evenground.measures import (
    difference,
    inequality,
    people_to_best,
    people_to_close,
    people_to_target,
    proportion,
)
from evenground.measures.groups.people import in_whole

POLARITY = st.sampled_from(["higher", "lower"])
UNROUNDED = {"whole": False}


@st.composite
def groups_of_people(draw, least=2, most=8):
    sizes = draw(st.lists(st.integers(1, 5_000), min_size=least, max_size=most))
    return np.array([draw(st.integers(0, size)) for size in sizes]), np.array(sizes)


# laws


@given(groups_of_people(), POLARITY)
def test_the_people_of_all_groups_are_the_attributable_risk_times_the_population(groups, better):
    count, size = groups
    reached = people_to_best(count, size, better_when=better, **UNROUNDED)
    risk = inequality(count / size, size, better_when=better)["par"].value
    assert reached.value.sum() == pytest.approx(abs(risk) * size.sum(), rel=1e-9, abs=1e-9)


@given(groups_of_people(), POLARITY)
def test_whole_people_add_up_to_the_attributable_number_rounded(groups, better):
    count, size = groups
    exact = people_to_best(count, size, better_when=better, **UNROUNDED)
    reached = people_to_best(count, size, better_when=better)
    assert reached.value.sum() == np.floor(exact.value.sum() + 0.5 + 1e-9)
    assert (np.abs(reached.value - exact.value) < 1 + 1e-9).all()
    assert (reached.value == np.round(reached.value)).all()
    assert (reached.value[exact.value == 0] == 0).all()


@given(groups_of_people(least=2, most=2), POLARITY)
def test_people_to_close_are_the_difference_times_the_people(groups, better):
    (x, y), (n, m) = groups
    sign = 1 if better == "higher" else -1
    gap = difference(y, m, x, n) if sign > 0 else difference(x, n, y, m)
    reached = people_to_close(x, n, y, m, better_when=better, **UNROUNDED)
    for part, expected in zip(reached, gap, strict=True):
        assert part == pytest.approx(max(0, n * float(expected)), abs=1e-9)


@given(groups_of_people(), POLARITY, st.booleans())
def test_limits_enclose_the_number_and_nobody_is_reached_twice(groups, better, whole):
    count, size = groups
    room = size - count if better == "higher" else count
    for reached in (
        people_to_best(count, size, better_when=better, whole=whole),
        people_to_close(count, size, 30, 90, better_when=better, whole=whole),
        people_to_target(count, size, 0.4, better_when=better, whole=whole),
    ):
        assert (reached.lower >= 0).all()
        assert (reached.lower <= reached.value + 1e-9).all()
        assert (reached.value <= reached.upper + 1e-9).all()
        assert (reached.value <= room + 1e-9).all()


@given(groups_of_people(), st.randoms(use_true_random=False))
def test_the_order_of_groups_changes_nothing(groups, random):
    count, size = groups
    rows = list(range(len(size)))
    random.shuffle(rows)
    there = people_to_best(count, size, better_when="higher", **UNROUNDED)
    back = people_to_best(count[rows], size[rows], better_when="higher", **UNROUNDED)
    for one, other in zip(there, back, strict=True):
        np.testing.assert_allclose(one[rows], other, atol=1e-9)


@given(groups_of_people(), POLARITY)
def test_those_reached_and_those_who_are_not_are_mirror_images(groups, better):
    count, size = groups
    other = "lower" if better == "higher" else "higher"
    there = people_to_best(count, size, better_when=better, **UNROUNDED)
    back = people_to_best(size - count, size, better_when=other, **UNROUNDED)
    for one, two in zip(there, back, strict=True):
        np.testing.assert_allclose(one, two, atol=1e-7)


@given(groups_of_people(), POLARITY)
def test_more_confidence_gives_wider_limits(groups, better):
    count, size = groups
    some, more = (
        people_to_best(count, size, better_when=better, confidence=level, **UNROUNDED)
        for level in (0.9, 0.99)
    )
    assert (more.lower <= some.lower + 1e-9).all()
    assert (more.upper >= some.upper - 1e-9).all()


def test_one_area_at_a_time_gives_what_all_give_at_once():
    count, size = np.array([[4, 9, 20], [0, 31, 7]]), np.array([[30, 40, 50], [25, 60, 7]])
    for whole in (True, False):
        together = people_to_best(count, size, better_when="lower", whole=whole)
        closed = people_to_close(count, size, 3, 50, better_when="lower", whole=whole)
        for at in range(2):
            alone = people_to_best(count[at], size[at], better_when="lower", whole=whole)
            one = people_to_close(count[at], size[at], 3, 50, better_when="lower", whole=whole)
            np.testing.assert_allclose([part[at] for part in together], alone)
            np.testing.assert_allclose([part[at] for part in closed], one)


# by hand


def test_a_gap_of_a_fifth_in_eighty_people_is_sixteen_of_them():
    """Newcombe's example (56 of 70 against 48 of 80), seen from the group that is behind."""
    reached = people_to_close(48, 80, 56, 70, whole=False)
    assert [round(float(part), 2) for part in reached] == [16.0, 4.19, 26.71]
    assert [float(part) for part in people_to_close(48, 80, 56, 70)] == [16, 4, 27]


@pytest.mark.parametrize(
    ("better", "count", "people"), [("higher", 30, 40), ("higher", 80, 0), ("lower", 80, 10)]
)
def test_which_way_is_better_decides_who_is_behind(better, count, people):
    assert people_to_close(count, 100, 70, 100, better_when=better).value == people


def test_higher_is_better_unless_said_otherwise():
    assert people_to_close(30, 100, 70, 100).value == 40
    assert people_to_target(30, 100, 0.7).value == 40
    assert people_to_target(30, 100, 0.1, better_when="lower").value == 20


def test_a_group_that_is_ahead_may_be_behind_after_all():
    reached = people_to_close(52, 100, 50, 100)
    assert reached.value == reached.lower == 0
    assert reached.upper > 5


def test_people_to_a_target_have_the_limits_of_the_groups_own_share():
    share = proportion(450, 1_000, confidence=0.9)
    reached = people_to_target(450, 1_000, 0.8, confidence=0.9, whole=False)
    expected = [350, 1_000 * (0.8 - share.upper), 1_000 * (0.8 - share.lower)]
    assert [float(part) for part in reached] == pytest.approx([float(one) for one in expected])


def test_a_very_large_reference_group_is_a_target():
    target = people_to_target([45, 60], 100, 0.7, whole=False)
    reference = people_to_close([45, 60], 100, 7e11, 1e12, whole=False)
    np.testing.assert_allclose(target, reference, rtol=1e-4)


def test_limits_against_the_best_are_those_against_any_at_a_level_shared():
    """Three groups: below at 97.5%, half of 5% for each of two candidates; above at 95%."""
    x, n = np.array([20, 45, 50]), np.array([100, 90, 80])
    reached = people_to_best(x, n, better_when="higher", whole=False)
    above = [n[0] * difference(x[at], n[at], 20, 100).upper for at in (1, 2)]
    below = [n[0] * difference(x[at], n[at], 20, 100, confidence=0.975).lower for at in (1, 2)]
    assert reached.upper[0] == pytest.approx(max(above))
    assert reached.lower[0] == pytest.approx(max(below))
    assert reached.value[2] == reached.lower[2] == 0
    assert reached.upper[2] == pytest.approx(80 * difference(45, 90, 50, 80).upper)


# whole people


def test_the_largest_remainders_go_up():
    """Exact 33 1/3, 16 2/3 and 25.0: together 75."""
    reached = people_to_target([0, 0, 0], [100, 50, 75], 1 / 3)
    assert reached.value.tolist() == [33, 17, 25]


def test_a_large_remainder_goes_up_before_a_large_number():
    assert in_whole(np.array([1.9, 20.55])).tolist() == [2, 20]
    assert in_whole(np.array([20.55, 1.9])).tolist() == [20, 2]


def test_remainders_that_differ_by_float_noise_are_equal():
    assert in_whole(np.array([1.5, 20.5 - 3e-10])).tolist() == [1, 21]
    assert in_whole(np.array([5 - 1e-10, 7 + 1e-10])).tolist() == [5, 7]


def test_equal_remainders_go_up_for_the_larger_number_first():
    assert people_to_target([0, 0, 0], [3, 5, 1], 0.5).value.tolist() == [2, 3, 0]
    assert people_to_target([0, 0], [1, 3], 0.5).value.tolist() == [0, 2]
    assert people_to_target([0, 0], [1, 1], 0.5).value.tolist() == [1, 0]


@pytest.mark.parametrize(("size", "people"), [(4, 1), (6, 2), (10, 3), (9, 2)])
def test_one_group_alone_is_rounded_to_the_nearest_half_up(size, people):
    assert people_to_target(0, size, 0.25).value == people
    assert people_to_target([0], [size], 0.25).value.tolist() == [people]


def test_limits_of_whole_people_go_outward():
    exact = people_to_close(10, 40, 30, 50, whole=False)
    reached = people_to_close(10, 40, 30, 50)
    assert reached.lower == np.floor(exact.lower)
    assert reached.upper == np.ceil(exact.upper)


def test_float_noise_makes_no_person():
    assert people_to_target(0, 100, 0.29).value == 29
    assert people_to_target([0, 0], [100, 100], 0.07).value.tolist() == [7, 7]


def test_limits_that_are_whole_already_stay():
    assert [float(part) for part in people_to_target(10, 10, 0.5)] == [0, 0, 0]
    assert [float(part) for part in people_to_target(0, 10, 1)][0::2] == [10, 10]


# coverage


def test_limits_against_the_best_hold_whichever_group_is_truly_best():
    rng = np.random.default_rng(4)
    share, size = np.array([0.3, 0.5, 0.5, 0.5, 0.2]), np.array([60, 80, 80, 80, 70])
    drawn = rng.binomial(size, share, (4_000, 5))
    reached = people_to_best(drawn, size, better_when="higher", whole=False)
    truth = size * (0.5 - share)
    held = np.mean((reached.lower <= truth + 1e-9) & (truth <= reached.upper + 1e-9), axis=0)
    assert (held >= 0.95).all()
    assert (held[[0, 4]] <= 0.99).all()


# refusals


def test_the_best_of_one_group_is_no_question():
    for count, size in [([5], [10]), (5, 10)]:
        with pytest.raises(DataError, match="needs at least 2 groups on the last axis"):
            people_to_best(count, size, better_when="higher")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (lambda: people_to_close(5, 10, 5, 10, better_when="up"), "`better_when` is higher or"),
        (lambda: people_to_target(5, 10, 0.5, better_when="up"), "`better_when` is higher or"),
        (
            lambda: people_to_best([5], 10, better_when=None),
            "^The best of groups needs at least 2 groups on the last axis.$",
        ),
        (lambda: people_to_best([5, 6], 10, better_when="up"), "`better_when` is higher or"),
        (
            lambda: people_to_target(5, 10, 80),
            "^`target` is above 1 for the only group. Give it as a share: 0.8 for 80%.$",
        ),
        (
            lambda: people_to_target(5, 10, 1.01),
            "^`target` is above 1 for the only group. Give it as a share: 0.8 for 80%.$",
        ),
        (lambda: people_to_target(5, 10, -0.1), "`target` is below 0 for the only group"),
        (lambda: people_to_target([5, 1], [10, 0], 0.5), "`denominator` is 0 for group 2"),
        (lambda: people_to_target([5, 11], 10, 0.5), "`count` is larger than `denominator` for gr"),
        (
            lambda: people_to_best([5, 1], [10, 0], better_when="lower"),
            "^`denominator` is 0 for group 2. Leave groups without people out.$",
        ),
        (lambda: people_to_best([5, 11], 10, better_when="lower"), "`count` is larger than `deno"),
        (
            lambda: people_to_close(5, 10, 11, 10),
            (
                "^`reference_count` is larger than `reference_denominator` for the only group. "
                "Check the two columns.$"
            ),
        ),
        (lambda: people_to_close(5, 10, 5, 10, confidence=95), "`confidence` is between 0 and 1"),
        (lambda: people_to_target(5, 10, 0.5, confidence=95), "`confidence` is between 0 and 1"),
    ],
)
def test_wrong_use_is_refused(asked, message):
    with pytest.raises(DataError, match=message):
        asked()


def test_a_missing_count_is_not_zero():
    with pytest.raises(MissingValues, match="`count` has no value for group 2"):
        people_to_best([5, None], [10, 10], better_when="higher")
    with pytest.raises(MissingValues, match="`target` has no value for the only group"):
        people_to_target(5, 10, None)


def test_a_refusal_does_not_repeat_a_small_count():
    with pytest.raises(DataError) as refusal:
        people_to_close(7, 3, 10, 20)
    assert "7" not in str(refusal.value)
    assert "3" not in str(refusal.value)
