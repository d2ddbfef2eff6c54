"""Coding quality: shares of records, and what a gap could be if the unknown had a group."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground.errors import DataError, MissingValues
from evenground.measures import coding_quality, difference, gap_bounds, proportion

KNOWN = (30, 200, 80, 800)
UNKNOWN = {"unknown_count": 5, "unknown_denominator": 50}


@st.composite
def groups(draw, least=1):
    people = draw(st.integers(least, 60))
    return draw(st.integers(0, people)), people


# how much is recorded


@given(st.lists(st.integers(0, 300), min_size=3, max_size=3), st.integers(1, 500))
def test_usable_missing_and_not_stated_are_the_whole(parts, rest):
    missing, not_stated, other = parts
    records = sum(parts) + rest
    quality = coding_quality(records, missing=missing, not_stated=not_stated, other=other)
    whole = quality.usable.value + quality.missing.value + quality.not_stated.value
    assert whole == pytest.approx(1, abs=1e-12)
    assert quality.other.value <= quality.usable.value


@pytest.mark.parametrize("confidence", [0.95, 0.998])
def test_each_share_is_a_proportion_of_all_records(confidence):
    given_ = {"missing": [240, 0], "not_stated": [60, 1], "other": [100, 2]}
    quality = coding_quality([2_000, 50], **given_, confidence=confidence)
    for name, counts in {**given_, "usable": [1_700, 49]}.items():
        alone = proportion(counts, [2_000, 50], confidence=confidence)
        np.testing.assert_allclose(getattr(quality, name), alone, rtol=1e-12)


def test_what_is_not_given_is_none():
    quality = coding_quality(100, missing=10)
    assert quality.not_stated.value == quality.other.value == 0
    assert quality.usable.value == 0.9


def test_parts_larger_than_the_whole_are_refused():
    with pytest.raises(
        DataError,
        match="^`missing, not_stated and other` is larger than `records` for the only group. "
        "Check the two columns.$",
    ):
        coding_quality(100, missing=50, not_stated=30, other=21)
    assert coding_quality(100, missing=50, not_stated=30, other=20).usable.value == 0.2
    with pytest.raises(
        DataError, match="^`records` is 0 for group 2. Leave groups without people out.$"
    ):
        coding_quality([100, 0], missing=0)
    with pytest.raises(MissingValues, match="`missing` has no value for group 2"):
        coding_quality([100, 100], missing=[1, None])


# how far a gap could move


@given(groups(), groups(), groups(least=0), st.sampled_from(["worst", "whole"]))
def test_bounds_enclose_what_is_seen_and_chance_makes_them_wider(group, other, unknown, allocation):
    people = {"unknown_count": unknown[0], "unknown_denominator": unknown[1]}
    bounds = gap_bounds(*group, *other, **people, allocation=allocation)
    seen = difference(*group, *other)
    for part in (bounds.group, bounds.reference, bounds.gap):
        assert part.lower <= part.value <= part.upper
    assert bounds.gap.value == pytest.approx(seen.value, abs=1e-12)
    assert bounds.gap_with_chance.value == bounds.gap.value
    assert bounds.gap_with_chance.lower <= min(seen.lower, bounds.gap.lower) + 1e-12
    assert bounds.gap_with_chance.upper >= max(seen.upper, bounds.gap.upper) - 1e-12
    assert bounds.robust == (bounds.gap.lower > 0 or bounds.gap.upper < 0)


@given(groups(), groups(), st.integers(0, 4), st.integers(0, 4))
def test_no_allocation_goes_beyond_the_worst(group, other, with_event, without):
    (x, n), (y, m) = group, other
    gaps, own, theirs = [], [], []
    for a, b, c, d in itertools.product(
        range(with_event + 1), range(without + 1), range(with_event + 1), range(without + 1)
    ):
        if a + c <= with_event and b + d <= without:
            own.append((x + a) / (n + a + b))
            theirs.append((y + c) / (m + c + d))
            gaps.append(own[-1] - theirs[-1])
    people = {"unknown_count": with_event, "unknown_denominator": with_event + without}
    bounds = gap_bounds(x, n, y, m, **people)
    for ours, all_of_them in [
        (bounds.gap, gaps),
        (bounds.group, own),
        (bounds.reference, theirs),
    ]:
        assert ours.lower == pytest.approx(min(all_of_them), abs=1e-12)
        assert ours.upper == pytest.approx(max(all_of_them), abs=1e-12)


@given(groups(), groups(), groups(least=0), st.sampled_from(["worst", "whole"]))
def test_swapping_the_groups_turns_the_gap_round(group, other, unknown, allocation):
    people = {"unknown_count": unknown[0], "unknown_denominator": unknown[1]}
    there = gap_bounds(*group, *other, **people, allocation=allocation)
    back = gap_bounds(*other, *group, **people, allocation=allocation)
    assert there.gap.lower == pytest.approx(-back.gap.upper, abs=1e-12)
    assert there.gap_with_chance.upper == pytest.approx(-back.gap_with_chance.lower, abs=1e-12)
    assert there.robust == back.robust


def test_all_the_unknown_in_one_group_is_less_than_the_worst():
    bounds = gap_bounds(*KNOWN, **UNKNOWN, allocation="whole")
    seen = 30 / 200 - 80 / 800
    gaps = [seen, 35 / 250 - 0.1, 0.15 - 85 / 850]
    assert bounds.gap.lower == pytest.approx(min(gaps), abs=1e-12)
    assert bounds.gap.upper == pytest.approx(max(gaps), abs=1e-12)
    assert bounds.group.lower == pytest.approx(35 / 250, abs=1e-12)
    assert bounds.reference.upper == pytest.approx(0.1, abs=1e-12)
    worst = gap_bounds(*KNOWN, **UNKNOWN)
    assert worst.group.value == pytest.approx(0.15, abs=1e-12)
    assert worst.reference.value == pytest.approx(0.1, abs=1e-12)
    assert worst.gap.lower == pytest.approx(30 / 245 - 85 / 805, abs=1e-12)
    assert worst.gap.upper == pytest.approx(35 / 205 - 80 / 845, abs=1e-12)
    chance = difference(30, 245, 85, 805)
    assert worst.gap_with_chance.lower == pytest.approx(float(chance.lower), abs=1e-12)


def test_a_gap_that_could_turn_round_is_not_robust():
    few = gap_bounds(*KNOWN, unknown_count=5, unknown_denominator=50)
    many = gap_bounds(*KNOWN, unknown_count=50, unknown_denominator=300)
    assert few.robust
    assert not many.robust
    assert few.robust.dtype == bool
    none = gap_bounds(10, 100, 10, 100, unknown_count=0, unknown_denominator=0)
    assert not none.robust
    below = gap_bounds(80, 800, 30, 200, **UNKNOWN)
    assert below.robust


def test_without_unknown_people_the_bounds_are_what_is_seen():
    bounds = gap_bounds(*KNOWN, unknown_count=0, unknown_denominator=0, confidence=0.9)
    assert bounds.gap.lower == bounds.gap.upper == bounds.gap.value
    np.testing.assert_allclose(bounds.gap_with_chance, difference(*KNOWN, confidence=0.9))


def test_many_areas_at_once_give_what_each_gives_alone():
    counts = np.array([[30, 3], [10, 20]])
    together = gap_bounds(counts, 200, 80, [800, 700], **UNKNOWN)
    assert together.robust.shape == (2, 2)
    for row, column in np.ndindex(2, 2):
        size = [800, 700][column]
        alone = gap_bounds(counts[row, column], 200, 80, size, **UNKNOWN)
        assert together.gap.upper[row, column] == pytest.approx(float(alone.gap.upper), rel=1e-12)
        assert together.robust[row, column] == alone.robust


def test_unknown_people_that_cannot_be_are_refused():
    with pytest.raises(
        DataError,
        match="^`unknown_count` is larger than `unknown_denominator` for the only group. "
        "Check the two columns.$",
    ):
        gap_bounds(*KNOWN, unknown_count=6, unknown_denominator=5)
    with pytest.raises(MissingValues, match="`unknown_denominator` has no value"):
        gap_bounds(*KNOWN, unknown_count=0, unknown_denominator=None)
    with pytest.raises(
        DataError, match="^`denominator` is 0 for the only group. Leave groups without people out.$"
    ):
        gap_bounds(0, 0, 1, 5, **UNKNOWN)
    with pytest.raises(DataError, match="`allocation` is worst or whole; it was 'even'"):
        gap_bounds(*KNOWN, **UNKNOWN, allocation="even")
    with pytest.raises(DataError, match="`confidence` is between 0 and 1"):
        gap_bounds(*KNOWN, **UNKNOWN, confidence=95)
