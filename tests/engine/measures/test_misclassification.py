"""Errors of recording that are put in come out again, with the doubt they leave."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground.errors import DataError, MissingValues
from evenground.measures import (
    classification_matrix,
    misclassification_correction,
    misclassified_proportions,
    proportion,
)

TWO = [[0.9, 0.1], [0.05, 0.95]]
THREE = np.array([[0.9, 0.06, 0.04], [0.1, 0.8, 0.1], [0.02, 0.03, 0.95]])
Z = 1.959963984540054


@st.composite
def matrices(draw, groups=3):
    """Mostly right: more than half of each true group is recorded as it is."""
    rows = []
    for row in range(groups):
        wrong = draw(st.lists(st.floats(0.001, 0.2), min_size=groups - 1, max_size=groups - 1))
        rows.append([*wrong[:row], 1 - sum(wrong), *wrong[row:]])
    return np.array(rows)


people = st.lists(st.integers(30, 5_000), min_size=3, max_size=3)
shares = st.lists(st.floats(0.05, 0.95), min_size=3, max_size=3)


@given(people, matrices())
def test_errors_put_in_come_out_again(truth, matrix):
    recorded = np.array(truth) @ matrix
    right = misclassification_correction(recorded, matrix)
    np.testing.assert_allclose(right.value, np.array(truth) / sum(truth), rtol=1e-9)
    assert (right.lower <= right.value).all()
    assert (right.value <= right.upper).all()
    assert right.value.sum() == pytest.approx(1, rel=1e-9)


@given(people, shares, matrices())
def test_errors_in_groups_are_taken_out_of_what_is_common_in_them(truth, common, matrix):
    size = np.array(truth, dtype=float)
    right = misclassified_proportions((size * common) @ matrix, size @ matrix, matrix)
    np.testing.assert_allclose(right.value, common, rtol=1e-7)
    assert (right.lower >= 0).all()
    assert (right.upper <= 1).all()


@given(people, shares)
def test_without_errors_nothing_is_corrected(size, common):
    counts = np.array(size) * common
    right = misclassified_proportions(counts, size, np.eye(3))
    np.testing.assert_allclose(right.value, counts / size, rtol=1e-12)
    half = Z * np.sqrt(right.value * (1 - right.value) / size)
    np.testing.assert_allclose(right.upper, np.minimum(right.value + half, 1), rtol=1e-9)
    alone = misclassification_correction(size, np.eye(3))
    np.testing.assert_allclose(alone.value, proportion(size, sum(size)).value, rtol=1e-12)


@given(people, matrices(), st.integers(20, 900))
def test_a_check_of_fewer_people_leaves_more_doubt(truth, matrix, checked):
    recorded = np.array(truth) @ matrix
    sure = misclassification_correction(recorded, matrix)
    half = misclassification_correction(recorded, matrix, validated=checked)
    less = misclassification_correction(recorded, matrix, validated=checked / 4)
    assert (sure.upper <= half.upper).all()
    assert (half.upper <= less.upper).all()
    np.testing.assert_array_equal(sure.value, less.value)


def test_two_groups_agree_with_rogan_and_gladen():
    """(recorded + specificity - 1) / (sensitivity + specificity - 1), and its variance."""
    right = misclassification_correction([300, 700], TWO)
    assert right.value[0] == pytest.approx((0.3 + 0.95 - 1) / (0.9 + 0.95 - 1), rel=1e-12)
    half = Z * np.sqrt(0.3 * 0.7 / 1_000) / (0.9 + 0.95 - 1)
    assert right.upper[0] - right.value[0] == pytest.approx(half, rel=1e-12)
    assert right.value[1] - right.lower[1] == pytest.approx(half, rel=1e-12)
    checked = misclassification_correction([300, 700], TWO, validated=[80, 120])
    p = right.value[0]
    variance = 0.3 * 0.7 / 1_000 + p**2 * 0.9 * 0.1 / 80 + (1 - p) ** 2 * 0.95 * 0.05 / 120
    half = Z * np.sqrt(variance) / (0.9 + 0.95 - 1)
    assert checked.upper[0] - p == pytest.approx(half, rel=1e-12)
    wide = misclassification_correction([300, 700], TWO, confidence=0.998)
    assert wide.upper[0] > right.upper[0]


def test_the_doubt_of_proportions_is_that_of_its_derivatives():
    events, size, checked = np.array([66.0, 40, 79]), np.array([300.0, 200, 500]), [90, 70, 60]

    def value(x, n, matrix):
        back = np.linalg.inv(matrix.T)
        return (back @ x) / (back @ n)

    variance, step = np.zeros(3), 1e-6
    for place in range(3):
        move = np.eye(3)[place]
        by_event = (
            value(events + step * move, size + step * move, THREE)
            - value(events - step * move, size - step * move, THREE)
        ) / (2 * step)
        by_other = (
            value(events, size + step * move, THREE) - value(events, size - step * move, THREE)
        ) / (2 * step)
        variance += by_event**2 * events[place] + by_other**2 * (size - events)[place]
    for row in range(3):
        slopes = []
        for column in range(3):
            move = np.zeros((3, 3))
            move[row, column] = step
            slopes.append(
                (value(events, size, THREE + move) - value(events, size, THREE - move)) / (2 * step)
            )
        chance = np.diag(THREE[row]) - np.outer(THREE[row], THREE[row])
        variance += np.einsum("ki,kl,li->i", slopes, chance / checked[row], slopes)
    right = misclassified_proportions(events, size, THREE, validated=checked)
    np.testing.assert_allclose(right.upper - right.value, Z * np.sqrt(variance), rtol=1e-6)
    sure = misclassified_proportions(events, size, THREE)
    assert (sure.upper < right.upper).all()


def test_limits_stay_between_nobody_and_everybody():
    few = misclassification_correction([11, 189], TWO)
    assert few.lower[0] == 0
    assert few.upper[1] == 1
    assert 0 < few.upper[0] < 0.1
    rare = misclassified_proportions([2, 60], [60, 60], np.eye(2))
    assert rare.lower[0] == 0
    assert rare.upper[1] == rare.value[1] == 1
    wide = misclassified_proportions([58, 2], [60, 60], np.eye(2), confidence=0.998)
    assert wide.upper[0] == 1
    assert wide.lower[1] == 0


def test_many_areas_at_once_give_what_each_gives_alone():
    rng = np.random.default_rng(2)
    size = rng.integers(200, 900, (4, 3)) @ THREE
    events = (0.2 * size + rng.integers(0, 90, (4, 3)) @ THREE).round()
    for matrix in (THREE, np.broadcast_to(THREE, (4, 3, 3))):
        together = misclassified_proportions(events, size, matrix, validated=[50, 60, 70])
        shares_together = misclassification_correction(size, matrix, validated=[50, 60, 70])
        for row in range(4):
            alone = misclassified_proportions(events[row], size[row], THREE, validated=[50, 60, 70])
            np.testing.assert_allclose(np.array(together)[:, row], alone, rtol=1e-9)
            alone = misclassification_correction(size[row], THREE, validated=[50, 60, 70])
            np.testing.assert_allclose(np.array(shares_together)[:, row], alone, rtol=1e-9)
    sets = np.broadcast_to(THREE, (2, 4, 3, 3))
    again = misclassified_proportions(events, size, sets, validated=[50, 60, 70])
    np.testing.assert_allclose(np.array(again)[:, 1], together, rtol=1e-12)


def test_a_group_may_have_one_person_and_no_events():
    right = misclassified_proportions([0, 1], [1, 1], np.eye(2))
    assert right.value.tolist() == [0, 1]
    assert classification_matrix(1, 1).tolist() == [[1, 0], [0, 1]]
    assert misclassification_correction([0, 10], np.eye(2)).value.tolist() == [0, 1]
    one = misclassification_correction([300, 700], TWO, validated=1)
    assert np.isfinite(one).all()


def test_sensitivity_and_specificity_make_a_matrix():
    np.testing.assert_allclose(classification_matrix(0.9, 0.95), TWO, rtol=1e-12)
    many = classification_matrix([0.9, 0.8], 0.95)
    assert many.shape == (2, 2, 2)
    np.testing.assert_allclose(many[1], [[0.8, 0.2], [0.05, 0.95]], rtol=1e-12)
    np.testing.assert_allclose(many.sum(axis=-1), 1, rtol=1e-12)
    with pytest.raises(
        DataError, match="^`sensitivity` is above 1 for the only group. Correct the input.$"
    ):
        classification_matrix(90, 0.95)
    with pytest.raises(DataError, match="`specificity` is above 1"):
        classification_matrix(0.9, 1.1)


# refusals


def test_groups_that_are_recorded_alike_cannot_be_told_apart():
    words = "`classification` cannot be inverted: two true groups are recorded alike. Join them."
    with pytest.raises(DataError) as refusal:
        misclassification_correction([5, 5], np.full((2, 2), 0.5))
    assert str(refusal.value) == words
    hardly = [[0.50001, 0.49999], [0.49999, 0.50001]]
    assert np.isfinite(misclassification_correction([500, 500], hardly).value).all()
    alike = [[0.5 + 1e-7, 0.5 - 1e-7], [0.5, 0.5]]
    for correct in (
        lambda: misclassification_correction([5, 5], alike),
        lambda: misclassified_proportions([5, 5], [9, 9], alike),
    ):
        with pytest.raises(
            DataError,
            match="^`classification` cannot be inverted: two true groups are recorded alike. "
            "Join them.$",
        ):
            correct()


def test_records_that_the_matrix_cannot_have_made_are_refused():
    with pytest.raises(DataError, match="cannot have made these records, for group 2"):
        misclassification_correction([[300, 700], [10, 990]], TWO)
    words = (
        "The classification cannot have made these records, for the only group: a group would "
        "have no people, or fewer than none. Use a classification checked on the same records."
    )
    with pytest.raises(DataError) as refusal:
        misclassification_correction([10, 990], TWO)
    assert str(refusal.value) == words
    with pytest.raises(DataError) as refusal:
        misclassified_proportions([0, 3], [0, 9], np.eye(2))
    assert str(refusal.value) == words
    right = misclassification_correction([[300, 700], [10, 990]], TWO, on_refusal="nan")
    assert np.isnan(right.value).tolist() == [[False, False], [True, True]]
    assert np.isnan(right.upper[1]).all()
    for events in ([[66, 119], [0, 119]], [[66, 119], [300, 119]]):
        with pytest.raises(DataError, match="cannot have made these records, for group 2"):
            misclassified_proportions(events, [300, 700], TWO)
        right = misclassified_proportions(events, [300, 700], TWO, on_refusal="nan")
        assert np.isnan(right.value).tolist() == [[False, False], [True, True]]


@pytest.mark.parametrize("matrix", [[[1.0]], [0.5, 0.5], np.eye(3)])
def test_a_matrix_has_a_row_and_a_column_for_each_group(matrix):
    with pytest.raises(DataError, match="`classification` has a row and a column for each group"):
        misclassification_correction([5, 5], matrix)


def test_one_number_has_no_groups():
    with pytest.raises(
        DataError, match="^`classification` has a row and a column for each group.$"
    ):
        misclassification_correction(5, 1)
    with pytest.raises(
        DataError, match="^`classification` has a row and a column for each group.$"
    ):
        misclassification_correction(5, [[1]])


def test_rows_that_do_not_add_up_to_1_are_refused():
    with pytest.raises(DataError, match="`classification` does not add up to 1 for group 2"):
        misclassification_correction([5, 5], [[0.9, 0.1], [0.1, 0.8]])
    nearly = [[0.9, 0.1 + 5e-10], [0.1, 0.9]]
    assert misclassification_correction([5, 5], nearly).value[0] == pytest.approx(0.5)
    for wrong in ([[0.9, 0.1 + 1e-8], [0.1, 0.9]], [[0.9, 0.1 - 1e-8], [0.1, 0.9]]):
        with pytest.raises(DataError, match="`classification` does not add up to 1 for group 1"):
            misclassification_correction([5, 5], wrong)
    with pytest.raises(
        DataError, match=r"^`classification` is below 0 for position \(1, 2\). Correct the input.$"
    ):
        misclassification_correction([5, 5], [[1.1, -0.1], [0, 1]])


def test_nobody_checked_is_no_check():
    with pytest.raises(
        DataError,
        match="^`validated` is not above 0 for group 2. A row without people is not known.$",
    ):
        misclassification_correction([5, 5], TWO, validated=[5, 0])
    with pytest.raises(DataError, match="`validated` is not above 0 for group 2. A row without"):
        misclassification_correction([5, 5], TWO, validated=[5, 0])
    with pytest.raises(DataError, match="`validated` is not above 0"):
        misclassified_proportions([5, 5], [9, 9], TWO, validated=[5, None])


def test_counts_that_cannot_be_are_refused():
    with pytest.raises(
        DataError, match="^`count` is 0 for group 1. Leave groups without people out.$"
    ):
        misclassification_correction([0, 0], TWO)
    with pytest.raises(MissingValues, match="`count` has no value for group 2"):
        misclassification_correction([5, None], TWO)
    with pytest.raises(DataError, match="`count` is larger than `denominator` for group 1"):
        misclassified_proportions([10, 5], [9, 9], TWO)
    with pytest.raises(DataError, match="`confidence` is between"):
        misclassified_proportions([5, 5], [9, 9], TWO, confidence=95)
