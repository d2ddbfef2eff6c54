"""A gap that changed is told from noise, and how it changed is said with it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenground.errors import DataError, MissingValues
from evenground.measures import (
    Estimate,
    difference,
    difference_of,
    gap_change,
    gap_change_of,
    gap_trend,
    proportion,
    rate,
    ratio,
)

WORDS = {"narrowing", "widening", "no evidence", "too little data"}


@st.composite
def two_periods(draw):
    n, m = draw(st.integers(1, 2_000)), draw(st.integers(1, 2_000))
    x = [draw(st.integers(0, n)) for _ in range(2)]
    return x, n, [draw(st.integers(0, m)) for _ in range(2)], m


def floats(estimate):
    return [float(part) for part in estimate]


# laws


@given(two_periods())
def test_limits_enclose_the_change_of_a_gap(counts):
    result = gap_change(*counts)
    for gap in (result.absolute, result.relative):
        if not np.isnan(gap.change.value):
            slack = 1e-12 * (1 + abs(gap.change.value))
            assert gap.change.lower <= gap.change.value + slack
            assert gap.change.value <= gap.change.upper + slack
        assert str(gap.verdict) in WORDS


@given(two_periods())
def test_swapping_the_groups_turns_the_change_round_and_keeps_the_words(counts):
    x, n, y, m = counts
    there, back = gap_change(x, n, y, m), gap_change(y, m, x, n)
    assert there.absolute.change.lower == pytest.approx(-back.absolute.change.upper, abs=1e-12)
    assert there.absolute.verdict == back.absolute.verdict
    assert there.relative.verdict == back.relative.verdict
    with np.errstate(divide="ignore"):
        inverse = 1 / back.relative.change.upper
    assert there.relative.change.lower == pytest.approx(inverse, rel=1e-9, abs=1e-12)


@given(two_periods())
def test_going_back_in_time_turns_narrowing_into_widening(counts):
    x, n, y, m = counts
    forward, backward = gap_change(x, n, y, m), gap_change(x[::-1], n, y[::-1], m)
    turned = {"narrowing": "widening", "widening": "narrowing"}
    for one, other in [
        (forward.absolute, backward.absolute),
        (forward.relative, backward.relative),
    ]:
        assert turned.get(str(one.verdict), str(one.verdict)) == str(other.verdict)
    assert forward.absolute.change.value == pytest.approx(-backward.absolute.change.value)


@given(two_periods())
def test_who_is_in_and_who_is_out_have_one_absolute_verdict(counts):
    x, n, y, m = counts
    inside = gap_change(x, n, y, m).absolute
    outside = gap_change([n - k for k in x], n, [m - k for k in y], m).absolute
    assert inside.change.upper == pytest.approx(-outside.change.lower, abs=1e-9)


@given(two_periods())
@settings(max_examples=30)
def test_a_higher_level_gives_wider_limits(counts):
    ordinary, strict = gap_change(*counts).absolute, gap_change(*counts, confidence=0.998).absolute
    assert strict.change.lower <= ordinary.change.lower
    assert strict.change.upper >= ordinary.change.upper
    assert strict.change.upper - strict.change.lower > ordinary.change.upper - ordinary.change.lower


def test_many_places_at_once_give_what_each_gives_alone():
    rng = np.random.default_rng(3)
    n, m = 200, 300
    x, y = rng.integers(0, n, (3, 2, 4)), rng.integers(0, m, (3, 2, 4))
    x[0, 0, 0] = 0
    together = gap_change(x, n, y, m, better_when="lower")
    assert together.absolute.verdict.shape == (3, 2)
    for place in np.ndindex(3, 2):
        alone = gap_change(x[place], n, y[place], m, better_when="lower")
        for gap, one in [
            (together.absolute, alone.absolute),
            (together.relative, alone.relative),
        ]:
            assert [part[place] for part in gap.change] == pytest.approx(floats(one.change))
            assert gap.verdict[place] == one.verdict
            assert gap.crossed[place] == one.crossed
        assert together.how[place] == alone.how


# numbers


def test_the_change_squares_and_adds_the_four_wilson_limits():
    result = gap_change([56, 30], [70, 70], [48, 60], [80, 80])
    p = proportion([56, 30], 70)
    q = proportion([48, 60], 80)
    change = (p.value[1] - q.value[1]) - (p.value[0] - q.value[0])
    below = np.sqrt(
        (p.value[1] - p.lower[1]) ** 2
        + (q.upper[1] - q.value[1]) ** 2
        + (p.upper[0] - p.value[0]) ** 2
        + (q.value[0] - q.lower[0]) ** 2
    )
    assert result.absolute.change.value == pytest.approx(change, abs=1e-12)
    assert result.absolute.change.lower == pytest.approx(change - below, abs=1e-12)
    assert floats(result.absolute.then) == pytest.approx(floats(difference(56, 70, 48, 80)))
    assert floats(result.absolute.now) == pytest.approx(floats(difference(30, 70, 60, 80)))


def test_the_ratio_of_ratios_squares_and_adds_on_the_log_scale():
    result = gap_change([56, 30], 70, [48, 60], 80).relative
    then, now = ratio(56, 70, 48, 80), ratio(30, 70, 60, 80)
    log = np.log(now.value / then.value)
    above = np.hypot(np.log(now.upper / now.value), np.log(then.value / then.lower))
    assert floats(result.then) == pytest.approx(floats(then))
    assert floats(result.now) == pytest.approx(floats(now))
    assert result.change.value == pytest.approx(np.exp(log))
    assert result.change.upper == pytest.approx(np.exp(log + above))


def test_the_detectable_change_is_seen_four_times_in_five():
    result = gap_change([300, 300], 1_000, [400, 400], 1_000)
    width = result.absolute.change.upper - result.absolute.change.lower
    assert result.absolute.detectable == pytest.approx(
        width / 2 / 1.959963984540054 * (1.959963984540054 + 0.8416212335729143)
    )
    logs = np.log(result.relative.change.upper / result.relative.change.lower)
    assert np.log(result.relative.detectable) == pytest.approx(logs / 2 * 2.8015852 / 1.9599640)
    rng = np.random.default_rng(1)
    x = rng.binomial(1_000, [0.3, 0.3 + float(result.absolute.detectable)], (4_000, 2))
    seen = gap_change(x, 1_000, rng.binomial(1_000, [0.4, 0.4], (4_000, 2)), 1_000)
    assert 0.77 < np.mean(seen.absolute.change.lower > 0) < 0.83


def test_levels_come_with_the_gap():
    result = gap_change([300, 380], 1_000, [450, 460], 1_000)
    assert floats(result.group.then) == pytest.approx(floats(proportion(300, 1_000)))
    assert floats(result.group.now) == pytest.approx(floats(proportion(380, 1_000)))
    moved = difference_of(proportion(380, 1_000), proportion(300, 1_000))
    assert floats(result.group.change) == pytest.approx(floats(moved))
    assert floats(result.reference.now) == pytest.approx(floats(proportion(460, 1_000)))


def test_only_the_first_and_the_last_period_are_compared():
    ends = gap_change([30, 38], 100, [45, 46], 100)
    series = gap_change([30, 99, None, 38], 100, [45, 1, 50, 46], 100)
    assert list(series.absolute.change) == list(ends.absolute.change)


def test_published_numbers_give_the_same_change_as_the_counts_behind_them():
    x, y = [56, 30], [48, 60]
    counts = gap_change(x, 70, y, 80)
    published = gap_change_of(proportion(x, 70), proportion(y, 80))
    assert floats(published.absolute.change) == pytest.approx(floats(counts.absolute.change))
    assert published.absolute.verdict == counts.absolute.verdict
    assert published.relative.change.value == pytest.approx(float(counts.relative.change.value))


def test_rates_have_changes_too():
    result = gap_change_of(rate([90, 60], 50_000), rate([400, 390], 400_000), better_when="lower")
    assert result.absolute.change.value == pytest.approx(120 - 97.5 - (180 - 100))
    assert result.relative.change.value == pytest.approx((120 / 97.5) / 1.8)
    assert str(result.how) == "the group improved"


# zero counts


def test_a_group_without_events_now_has_a_ratio_of_0_with_an_upper_limit():
    change = gap_change([50, 0], 1_000, [50, 50], 1_000).relative.change
    assert change.value == change.lower == 0
    corner = ratio(0, 1_000, 50, 1_000).upper / ratio(50, 1_000, 50, 1_000).lower
    assert change.upper == pytest.approx(float(corner))


def test_a_group_without_events_then_has_a_ratio_open_above():
    change = gap_change([0, 50], 1_000, [50, 50], 1_000).relative
    assert np.isinf(change.change.value)
    assert np.isinf(change.change.upper)
    corner = ratio(50, 1_000, 50, 1_000).lower / ratio(0, 1_000, 50, 1_000).upper
    assert change.change.lower == pytest.approx(float(corner))
    assert np.isinf(change.detectable)


def test_no_events_at_all_leave_the_relative_change_open():
    change = gap_change([0, 0], 10, [0, 0], 20).relative
    assert np.isnan(change.change.value)
    assert change.change.lower == 0
    assert np.isinf(change.change.upper)
    assert str(change.verdict) == "too little data"


# refusals


def test_one_period_is_no_change():
    with pytest.raises(
        DataError, match="^A change needs at least two periods on the last axis. Supply both.$"
    ):
        gap_change([1], 10, [2], 10)
    with pytest.raises(
        DataError, match="^A change needs at least two periods on the last axis. Supply both.$"
    ):
        gap_change(1, 10, 2, 10)


def test_a_missing_count_is_not_zero():
    with pytest.raises(MissingValues, match="`count` has no value for period 2"):
        gap_change([1, None], 10, [2, 3], 10)
    with pytest.raises(
        MissingValues, match=r"`reference_count` has no value for position \(2, 1\)"
    ):
        gap_change([[1, 2], [1, 2]], 10, [[2, 3], [None, 3]], 10)


def test_a_refusal_counts_the_periods_of_the_whole_series_and_looks_at_the_first_and_last():
    counts, sizes = [30, None, 38], [100, 0, 100]
    of_both = gap_change([30, 38], 100, [45, 46], 100)
    of_three = gap_change(counts, sizes, [45, 99, 46], [100, 1, 100])
    assert of_three.absolute.change == of_both.absolute.change
    with pytest.raises(MissingValues, match="`count` has no value for period 3"):
        gap_change([30, None, None], 100, [45, 46, 47], 100)
    with pytest.raises(DataError, match="`denominator` is 0 for period 3. Leave periods without"):
        gap_change([30, 31, 32], [100, 100, 0], [45, 46, 47], 100)
    published = Estimate(*np.array([[3.0, np.nan, 4], [2, np.nan, 3], [4, np.nan, 5]]))
    ends = Estimate(*(part[[0, 2]] for part in published))
    assert gap_change_of(published, published).group == gap_change_of(ends, ends).group
    holed = published._replace(value=np.array([3.0, np.nan, np.nan]))
    with pytest.raises(MissingValues, match="`reference` has no value for period 3"):
        gap_change_of(published, holed)


OUTSIDE, BELOW_0 = "is outside its own limits", "A ratio was asked of numbers below 0"


@pytest.mark.parametrize("which", range(2))
@pytest.mark.parametrize(
    ("last", "told"),
    [((2, 3, 5), OUTSIDE), ((6, 3, 5), OUTSIDE), ((4, -1, 5), BELOW_0), ((-2, -3, -1), BELOW_0)],
)
def test_a_period_below_0_or_outside_its_limits_is_named(last, told, which):
    whole = np.array([[3.0, 3, 4], [2, 2, 3], [4, 4, 5]])
    wrong = whole.copy()
    wrong[:, 2] = last
    pair = [Estimate(*whole), Estimate(*whole)]
    pair[which] = Estimate(*wrong)
    told = f"The {('value', 'reference')[which]} {told}" if told == OUTSIDE else told
    for asked in (gap_change_of, gap_trend):
        with pytest.raises(DataError, match=f"^{told} for period 3. Correct the input.$"):
            asked(*pair)


def test_one_place_that_cannot_answer_does_not_stop_the_others():
    x, n = [[30, 38], [None, 5], [0, 5]], [[100, 100], [100, 100], [0, 100]]
    result = gap_change(x, n, [45, 46], 100, on_refusal="nan")
    alone = gap_change([30, 38], 100, [45, 46], 100)
    assert result.absolute.change.value[0] == alone.absolute.change.value
    for gap in (result.absolute, result.relative):
        assert np.isnan([*gap.then, *gap.now, *gap.change])[:, 1:].all()
        assert list(gap.verdict[1:]) == ["too little data"] * 2
        assert not gap.crossed[1:].any()
    assert np.isnan(result.reference.now.value[1:]).all()
    assert list(result.how[1:]) == ["neither surely moved"] * 2
    with pytest.raises(
        DataError,
        match="^`reference_denominator` is 0 for period 1. Leave periods without people out.$",
    ):
        gap_change([1, 2], 10, [0, 2], [0, 10])


def test_a_missing_published_value_is_refused_or_left_out():
    holed = Estimate(*np.array([[3.0, np.nan], [2.0, np.nan], [4.0, np.nan]]))
    whole = Estimate(*np.array([[5.0, 5.0], [4.0, 4.0], [6.0, 6.0]]))
    with pytest.raises(MissingValues, match="`estimate` has no value for period 2"):
        gap_change_of(holed, whole)
    with pytest.raises(MissingValues, match="`reference` has no value for period 2"):
        gap_change_of(whole, holed)
    left = gap_change_of(holed, whole, on_refusal="nan")
    assert np.isnan(left.absolute.change.value)
    assert np.isnan(left.group.then.value)
    assert str(left.absolute.verdict) == "too little data"
    assert np.isnan(gap_change_of(whole, holed, on_refusal="nan").group.then.value)


def test_a_size_that_matters_decides_the_word_for_published_numbers_too():
    group, reference = rate([90, 92], 50_000), rate([400, 405], 400_000)
    words = {"large": (1e4, 1e4), "small": (1e-4, 1.0001)}
    for name, word in [("large", "no evidence"), ("small", "too little data")]:
        absolute, relative = words[name]
        found = gap_change_of(group, reference, matters=absolute, matters_ratio=relative)
        assert str(found.absolute.verdict) == str(found.relative.verdict) == word


def test_without_limits_there_is_too_little_data():
    bare = Estimate(*np.array([[3.0, 4.0], [np.nan, np.nan], [np.nan, np.nan]]))
    whole = Estimate(*np.array([[5.0, 5.0], [4.9, 4.9], [5.1, 5.1]]))
    result = gap_change_of(bare, whole)
    assert result.absolute.change.value == 1
    assert np.isnan(result.absolute.change.lower)
    assert str(result.absolute.verdict) == str(result.relative.verdict) == "too little data"


def test_unknown_words_and_sizes_are_refused():
    counts = ([1, 2], 10, [2, 3], 10)
    with pytest.raises(DataError, match="`better_when` is higher or lower; it was 'up'"):
        gap_change(*counts, better_when="up")
    with pytest.raises(DataError, match="^`on_refusal` is raise or nan; it was 'skip'.$"):
        gap_change(*counts, on_refusal="skip")
    with pytest.raises(DataError, match="`matters` is not above 0 for the only place"):
        gap_change(*counts, matters=0)
    with pytest.raises(DataError, match="`matters_ratio` is not above 1 for the only place"):
        gap_change(*counts, matters_ratio=1)
    with pytest.raises(DataError, match="`confidence` is between 0 and 1"):
        gap_change(*counts, confidence=95)
    with pytest.raises(
        DataError,
        match="^`count` is larger than `denominator` for period 2. Check the two columns.$",
    ):
        gap_change([1, 20], 10, [2, 3], 10)
