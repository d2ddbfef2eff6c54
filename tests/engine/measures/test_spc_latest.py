"""The last point of a chart is told in labels and in words."""

from __future__ import annotations

import pytest

from evenground.measures import latest, xmr
from tests.engine.measures.series import QUIET


def test_the_last_point_is_told_in_labels_and_in_words():
    said = latest(xmr([QUIET, [*QUIET[:-1], 40]], better_when="lower", target=[30, 10]))
    assert said.variation.tolist() == ["common cause", "concern"]
    assert said.cause.tolist() == ["common cause", "outside limits"]
    assert said.direction.tolist() == [0, 1]
    assert said.assurance.tolist() == ["pass", "hit or miss"]
    usual = "As usual: the last point is within what this process does by itself."
    high = "Concern: the last point is above its limit."
    assert said.words.tolist() == [
        f"{usual} As things are, the target will be met.",
        f"{high} As things are, the target will be met at times and missed at times.",
    ]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([*QUIET[:-1], -20], "Unusual: the last point is below its limit."),
        (
            [*QUIET, 11.5, 11, 10.5, 10, 9.5, 9],
            "Unusual: the last 7 points or more fall one after another.",
        ),
        (
            [*QUIET, 9, 9.5, 10, 10.5, 11, 11.5, 12],
            "Unusual: the last 7 points or more rise one after another.",
        ),
        (
            [0.0, 1] * 10 + [4, 2.8],
            "Unusual: two of the last three points are close to the upper limit.",
        ),
        (
            [0.0, -1] * 10 + [-4, -2.8],
            "Unusual: two of the last three points are close to the lower limit.",
        ),
        ([10.0, 12] * 4 + [13, 12] * 4, "Unusual: the last 7 points or more are above the mean."),
        ([10.0, 8] * 4 + [7, 8] * 4, "Unusual: the last 7 points or more are below the mean."),
    ],
)
def test_each_cause_has_its_words(values, words):
    assert latest(xmr(values)).words == words


def test_an_improvement_and_a_target_out_of_reach_have_their_words():
    chart = xmr([*QUIET[:-1], 40], better_when="higher", target=60)
    assert latest(chart).words == (
        "Improvement: the last point is above its limit. As things are, the target will not be met."
    )
