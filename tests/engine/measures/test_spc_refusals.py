"""What is no chart is refused, in words that say what one needs."""

from __future__ import annotations

import numpy as np
import pytest

from evenground.errors import DataError, MissingValues
from evenground.measures import assurance, latest, xmr
from tests.engine.measures.series import QUIET


def test_a_missing_point_is_not_filled_in():
    with pytest.raises(MissingValues, match="`series` has no value for point 2"):
        xmr([1, None, 3])


@pytest.mark.parametrize("values", [[], [1], 1, [[1], [2]]])
def test_a_chart_needs_two_points(values):
    with pytest.raises(DataError, match="^A control chart needs 2 points of time or more.$"):
        xmr(values)


def test_endless_values_are_refused():
    with pytest.raises(DataError, match="`series` is not finite for point 1"):
        xmr([np.inf, 1, 2])


@pytest.mark.parametrize("rebase", [[1], [13], [14], [-3], [5, 4], [5, 6], [5, 5], [2.5], ["x"]])
def test_a_part_needs_two_points(rebase):
    with pytest.raises(
        DataError,
        match="^`rebase` holds positions of points, counted from 0 and in order, at which "
        "limits begin anew; each part needs 2 points or more.$",
    ):
        xmr(QUIET, rebase=rebase)


def test_a_part_of_two_points_is_enough():
    assert xmr(QUIET, rebase=np.array([2, 12])).part.tolist() == [0, 0] + [1] * 10 + [2, 2]


@pytest.mark.parametrize("baseline", [0, 1, -4, 2.5, "12"])
def test_a_baseline_is_a_number_of_points(baseline):
    with pytest.raises(DataError, match="^`baseline` is a number of points, 2 or more; it was"):
        xmr(QUIET, baseline=baseline)


def test_a_baseline_longer_than_its_part_is_the_part():
    assert xmr(QUIET, baseline=500).upper.tolist() == xmr(QUIET).upper.tolist()
    assert xmr(QUIET, baseline=2).mean[0] == 11


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ({"better_when": "up"}, "`better_when` is higher, lower or nearer zero; it was 'up'"),
        ({"rules": "nelson"}, "`rules` is announced or nhsrplotthedots; it was 'nelson'"),
    ],
)
def test_options_of_another_name_are_refused(option, words):
    with pytest.raises(DataError, match=words):
        xmr(QUIET, **option)


def test_a_target_has_the_shape_of_the_series():
    with pytest.raises(DataError, match="^`target` is one number, or one for each series.$"):
        xmr([QUIET, QUIET], target=[1, 2, 3], better_when="lower")


def test_a_target_for_a_gap_is_a_size():
    with pytest.raises(DataError, match="`target`, the size of a gap, is below 0 for the only"):
        assurance(-1, 0, 2, better_when="nearer zero")


def test_assurance_checks_its_limits_and_its_polarity():
    with pytest.raises(
        DataError, match="^`lower` is above `upper` for the only series. Check the two columns.$"
    ):
        assurance(1, 3, 2, better_when="higher")
    assert assurance(3, 3, 3, better_when="higher") == "hit or miss"
    with pytest.raises(MissingValues, match="`upper` has no value for the only series"):
        assurance(1, 3, None, better_when="higher")
    with pytest.raises(DataError, match="`better_when` is higher, lower or nearer zero"):
        assurance(1, 2, 3, better_when="up")


def test_of_no_series_nothing_is_said():
    assert latest(xmr(np.zeros((0, 8)))).words.shape == (0,)
