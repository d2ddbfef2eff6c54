"""How a gap changed is said in words: whose level moved, and whether it narrowed."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from evenground.measures import (
    Estimate,
    gap_change,
)
from evenground.measures.change.verdicts import detectable_change, movement, verdict

HOW = [
    ("both improved", [300, 400], [400, 480]),
    ("both got worse", [400, 300], [480, 400]),
    ("the group improved", [300, 400], [450, 450]),
    ("the group got worse", [400, 300], [450, 450]),
    ("the reference improved", [400, 400], [450, 550]),
    ("the reference got worse", [400, 400], [550, 450]),
    ("the group improved and the reference got worse", [300, 400], [550, 450]),
    ("the group got worse and the reference improved", [400, 300], [450, 550]),
    ("neither surely moved", [400, 401], [450, 451]),
]


@pytest.mark.parametrize(("words", "group", "reference"), HOW)
def test_whose_level_moved_is_said(words, group, reference):
    up = gap_change(group, 1_000, reference, 1_000, better_when="higher")
    assert str(up.how) == words
    down = gap_change(
        [1_000 - x for x in group],
        1_000,
        [1_000 - y for y in reference],
        1_000,
        better_when="lower",
    )
    assert str(down.how) == words


def test_without_a_declared_direction_levels_rise_and_fall():
    assert str(gap_change([300, 400], 1_000, [550, 450], 1_000).how) == (
        "the group rose and the reference fell"
    )


def test_a_gap_that_closed_because_the_better_off_got_worse_says_so():
    result = gap_change([400, 402], 1_000, [600, 480], 1_000, better_when="higher")
    assert str(result.absolute.verdict) == "narrowing"
    assert str(result.how) == "the reference got worse"


def test_the_absolute_and_the_relative_gap_can_go_opposite_ways():
    result = gap_change([2_000, 1_000], 10_000, [1_000, 250], 10_000, better_when="lower")
    assert str(result.absolute.verdict) == "narrowing"
    assert str(result.relative.verdict) == "widening"


def test_a_gap_below_equality_narrows_when_it_rises_and_one_above_when_it_falls():
    below = gap_change([300, 400], 1_000, [500, 500], 1_000).absolute
    above = gap_change([700, 600], 1_000, [500, 500], 1_000).absolute
    assert below.change.value > 0 > above.change.value
    assert str(below.verdict) == str(above.verdict) == "narrowing"


def test_a_gap_that_jumps_to_its_mirror_image_has_not_narrowed():
    gap = gap_change([6_000, 4_000], 10_000, [5_000, 5_000], 10_000).absolute
    assert gap.change.upper < 0
    assert bool(gap.crossed)
    assert str(gap.verdict) == "no evidence"
    assert not gap_change([600, 550], 1_000, [500, 500], 1_000).absolute.crossed


def test_a_gap_that_opened_on_the_other_side_widened():
    gap = gap_change([5_100, 3_000], 10_000, [5_000, 5_000], 10_000).absolute
    assert bool(gap.crossed)
    assert str(gap.verdict) == "widening"
    assert not gap_change([600, 500], 1_000, [500, 500], 1_000).absolute.crossed


def test_no_evidence_is_said_only_where_a_closing_would_have_been_seen():
    few = gap_change([3, 4], 10, [5, 5], 10)
    many = gap_change([3_000, 3_010], 10_000, [5_000, 5_000], 10_000)
    assert str(few.absolute.verdict) == str(few.relative.verdict) == "too little data"
    assert str(many.absolute.verdict) == str(many.relative.verdict) == "no evidence"


def test_what_matters_can_be_declared():
    counts = ([3_000, 3_010], 10_000, [5_000, 5_000], 10_000)
    assert str(gap_change(*counts, matters=0.001).absolute.verdict) == "too little data"
    assert str(gap_change(*counts, matters=0.1).absolute.verdict) == "no evidence"
    assert str(gap_change(*counts, matters_ratio=1.001).relative.verdict) == "too little data"
    assert str(gap_change(*counts, matters_ratio=1.2).relative.verdict) == "no evidence"


def test_pure_noise_narrows_no_more_often_than_it_may():
    rng = np.random.default_rng(5)
    x, y = rng.binomial(300, 0.3, (20_000, 2)), rng.binomial(400, 0.2, (20_000, 2))
    result = gap_change(x, 300, y, 400)
    for gap in (result.absolute, result.relative):
        assert 0.02 < np.mean(gap.verdict == "narrowing") < 0.028
        assert 0.02 < np.mean(gap.verdict == "widening") < 0.028


def test_the_verdict_needs_both_the_change_and_the_sum():
    sure, unsure = Estimate(*np.array([2.0, 1.0, 3.0])), Estimate(*np.array([0.0, -1.0, 1.0]))
    minus = Estimate(*np.array([-2.0, -3.0, -1.0]))
    one, two = np.array(1.0), np.array(2.0)
    assert str(verdict(sure, sure, one, two)) == "widening"
    assert str(verdict(minus, minus, one, two)) == "widening"
    assert str(verdict(sure, minus, one, two)) == "narrowing"
    assert str(verdict(minus, sure, one, two)) == "narrowing"
    assert str(verdict(sure, unsure, one, two)) == "no evidence"
    assert str(verdict(unsure, sure, one, two)) == "no evidence"
    assert str(verdict(unsure, sure, two, two)) == "too little data"
    edge, other = Estimate(*np.array([1.0, 0.0, 2.0])), Estimate(*np.array([-1.0, -2.0, 0.0]))
    for change, total in itertools.product([edge, other], [sure, minus]):  # a limit of 0 holds 0
        assert str(verdict(change, total, one, two)) == "no evidence"
        assert str(verdict(total, change, one, two)) == "no evidence"
    assert detectable_change(sure, 2.0) == pytest.approx((2 + 0.8416212335729143) / 2)
    assert str(movement(sure, unsure, None)) == "the group rose"
