"""Rates at the ages of a standard are checked by law, by the field's packages, and by misuse."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground.errors import DataError, MissingValues, TooFewEvents
from evenground.measures import (
    comparative_mortality_figure,
    difference_of,
    directly_standardised_rate,
    rate,
    ratio_of,
)

METHODS = ["dobson", "dobson-exact", "fay-feuer", "tiwari"]


@st.composite
def groups(draw, smallest=2):
    bands = draw(st.integers(smallest, 12))
    one = st.tuples(st.integers(5, 300), st.integers(300, 90_000), st.integers(1, 9_000))
    return [np.array(part) for part in zip(*[draw(one) for _ in range(bands)], strict=True)]


# laws


@given(groups(), st.floats(1e-3, 1e6), st.sampled_from(METHODS))
def test_only_the_shape_of_the_standard_matters(group, times, limits):
    x, n, w = group
    plain = directly_standardised_rate(x, n, w, limits=limits)
    np.testing.assert_allclose(
        directly_standardised_rate(x, n, times * w, limits=limits), plain, rtol=1e-9
    )


@given(groups(), st.randoms(), st.sampled_from(METHODS))
def test_the_order_of_the_bands_does_not_matter(group, chance, limits):
    order = list(range(len(group[0])))
    chance.shuffle(order)
    np.testing.assert_allclose(
        directly_standardised_rate(*[part[order] for part in group], limits=limits),
        directly_standardised_rate(*group, limits=limits),
        rtol=1e-9,
    )


@given(groups(), st.sampled_from(METHODS), st.sampled_from([0.001, 0.5, 1, 1_000]))
def test_limits_enclose_the_rate_and_scale_with_any_multiplier(group, limits, per):
    ours = directly_standardised_rate(*group, limits=limits, per=per)
    assert 0 < ours.lower < ours.value < ours.upper
    unit = directly_standardised_rate(*group, limits=limits, per=1)
    np.testing.assert_allclose(ours, [per * part for part in unit], rtol=1e-9)


@given(groups(), st.sampled_from(METHODS))
def test_more_confidence_is_wider(group, limits):
    narrow = directly_standardised_rate(*group, limits=limits, confidence=0.8)
    wide = directly_standardised_rate(*group, limits=limits, confidence=0.99)
    assert wide.lower < narrow.lower < narrow.upper < wide.upper
    default = directly_standardised_rate(*group, limits=limits)
    assert default == directly_standardised_rate(*group, limits=limits, confidence=0.95)


@given(groups())
def test_a_group_with_the_ages_of_the_standard_has_its_crude_rate(group):
    x, n, _ = group
    ours = directly_standardised_rate(x, n, 3 * n)
    crude = rate(x.sum(), n.sum(), limits="byar")
    np.testing.assert_allclose(ours, crude, rtol=1e-9)
    exact = directly_standardised_rate(x, n, n, limits="dobson-exact", per=1_000)
    np.testing.assert_allclose(exact, rate(x.sum(), n.sum(), per=1_000), rtol=1e-9)
    gamma = directly_standardised_rate(x, n, n, limits="fay-feuer")
    np.testing.assert_allclose(gamma, rate(x.sum(), n.sum()), rtol=1e-9)


@given(groups())
def test_tiwari_shortens_the_upper_limit_of_fay_and_feuer_alone(group):
    wide = directly_standardised_rate(*group, limits="fay-feuer")
    short = directly_standardised_rate(*group, limits="tiwari")
    assert short.lower == wide.lower
    assert short.upper <= wide.upper * (1 + 1e-12)


@given(groups(), st.sampled_from(METHODS))
def test_one_area_at_a_time_gives_what_all_give_at_once(group, limits):
    x, n, w = group
    counts = np.array([[x, x + 7], [2 * x, x[::-1]]])
    together = directly_standardised_rate(counts, n, w, limits=limits)
    assert together.value.shape == (2, 2)
    for row, column in np.ndindex(2, 2):
        alone = directly_standardised_rate(counts[row, column], n, w, limits=limits)
        np.testing.assert_allclose([part[row, column] for part in together], alone, rtol=1e-12)


@given(groups(), st.sampled_from(METHODS))
def test_every_area_may_have_a_standard_of_its_own(group, limits):
    x, n, w = group
    together = directly_standardised_rate(x, n, np.array([w, w[::-1]]), limits=limits)
    turned = directly_standardised_rate(x, n, w[::-1], limits=limits)
    np.testing.assert_allclose([part[1] for part in together], turned, rtol=1e-12)


@given(groups())
def test_persons_of_one_event_each_change_nothing(group):
    x, n, w = group
    np.testing.assert_allclose(
        directly_standardised_rate(x, n, w, frequency={1: x}),
        directly_standardised_rate(x, n, w),
        rtol=1e-12,
    )


@given(groups(), st.integers(2, 9))
def test_events_that_come_together_widen_the_limits(group, number):
    x, n, w = group
    plain = directly_standardised_rate(number * x, n, w)
    joint = directly_standardised_rate(number * x, n, w, frequency={number: x})
    assert joint.value == plain.value
    widened = (joint.upper - joint.value) / (plain.upper - plain.value)
    assert widened == pytest.approx(number**0.5)


@given(groups(), groups())
def test_two_standardised_rates_are_compared_by_their_limits(group, other):
    size = min(len(group[0]), len(other[0]))
    (x, n, w), (y, m, _) = [[part[:size] for part in each] for each in (group, other)]
    ours, theirs = directly_standardised_rate(x, n, w), directly_standardised_rate(y, m, w)
    gap, times = difference_of(ours, theirs), ratio_of(ours, theirs)
    assert gap.value == pytest.approx(ours.value - theirs.value)
    assert gap.lower < gap.value < gap.upper
    assert times.value == pytest.approx(ours.value / theirs.value)
    assert times.lower < times.value < times.upper
    below, above = ours.value - ours.lower, theirs.upper - theirs.value
    assert gap.lower == pytest.approx(gap.value - np.hypot(below, above))


@given(groups(), groups())
def test_the_mortality_figure_is_the_standardised_rate_over_the_crude_one(group, reference):
    size = min(len(group[0]), len(reference[0]))
    (x, n, _), (y, m, _) = [[part[:size] for part in each] for each in (group, reference)]
    for limits in METHODS:
        figure = comparative_mortality_figure(x, n, y, m, limits=limits, confidence=0.9)
        ours = directly_standardised_rate(x, n, m, per=1, limits=limits, confidence=0.9)
        crude = y.sum() / m.sum()
        np.testing.assert_allclose(figure, [part / crude for part in ours], rtol=1e-9)


@given(groups())
def test_a_group_is_its_own_mortality_figure_of_1(group):
    x, n, _ = group
    figure = comparative_mortality_figure(np.array([x, 2 * x]), n, x, n)
    assert figure.value.tolist() == pytest.approx([1, 2])


# refusals


def both(measure, x, n, **options):
    """What a measure says by "raise", after seeing that "nan" leaves the second area alone."""
    good = ([20, 30, 40], [500, 600, 700])
    counts, people = np.array([x, good[0]], float), np.array([n, good[1]], float)
    ours = measure(counts, people, [1, 2, 3], on_refusal="nan", **options)
    alone = measure(*good, [1, 2, 3], **options)
    for part, other in zip(ours, alone, strict=True):
        assert np.isnan(part[0])
        assert part[1] == pytest.approx(other)
    with pytest.raises(DataError) as refusal:
        measure(counts, people, [1, 2, 3], **options)
    return refusal


def figure(x, n, _, **options):
    return comparative_mortality_figure(x, n, [9, 10, 11], [100, 100, 100], **options)


@pytest.mark.parametrize(
    ("measure", "named"),
    [
        (directly_standardised_rate, "directly standardised rate"),
        (figure, "comparative mortality figure"),
    ],
)
def test_what_one_area_cannot_answer_is_refused_there_alone(measure, named):
    few = both(measure, [2, 3, 4], [100, 100, 100])
    assert few.type is TooFewEvents
    assert f"A {named} needs at least 10 events and group 1 has fewer" in str(few.value)
    absent = both(measure, [20, None, 4], [100, 100, 100])
    assert absent.type is MissingValues
    assert "`count` has no value for band 2 of group 1" in str(absent.value)
    absent = both(measure, [20, 3, 4], [100, 100, None])
    assert absent.type is MissingValues
    assert "`population` has no value for band 3 of group 1" in str(absent.value)
    nobody = both(measure, [20, 3, 4], [0, 100, 100])
    assert "`population` is 0 for band 1 of group 1. Join it with the band" in str(nobody.value)


def test_ten_events_are_enough():
    assert directly_standardised_rate([4, 6], [100, 100], [1, 1], per=100).value == 5
    with pytest.raises(
        TooFewEvents,
        match="^A directly standardised rate needs at least 10 events and the only group has "
        "fewer. Combine years, combine places, or show the group as 'too few to "
        "report'.$",
    ):
        directly_standardised_rate([4, 5], [100, 100], [1, 1])
    with pytest.raises(MissingValues, match="`count` has no value for band 2"):
        directly_standardised_rate([40, None], [100, 100], [1, 1])
    with pytest.raises(
        MissingValues, match=r"`count` has no value for band 2 of position \(1, 2\)"
    ):
        directly_standardised_rate([[[40, 1], [40, None]]], [100, 100], [1, 1])


def test_a_band_is_never_dropped_or_stretched():
    message = (
        "^The last axis holds the same bands, in the same order: `count` has 2, `population` has 2, "
        "`standard` has 3"
    )
    with pytest.raises(DataError, match=message):
        directly_standardised_rate([9, 9], [100, 100], [1, 1, 1])
    with pytest.raises(DataError, match="`count` has 2, `population` has 1, `standard` has 2"):
        directly_standardised_rate([9, 9], [100], [1, 1])
    with pytest.raises(DataError, match="`count` has 0, `population` has 0, `standard` has 1"):
        directly_standardised_rate(9, 100, [1])


def test_a_standard_is_whole():
    with pytest.raises(MissingValues, match="`standard` has no value for band 2"):
        directly_standardised_rate([9, 9], [100, 100], [1, None], on_refusal="nan")
    with pytest.raises(DataError, match="^The weights of `standard` are all 0 for the only group"):
        directly_standardised_rate([9, 9], [100, 100], [0, 0], on_refusal="nan")


def test_a_band_without_weight_counts_for_nothing():
    ours = directly_standardised_rate([20, 9], [100, 100], [1, 0], per=100)
    assert ours.value == 20


def test_endless_counts_are_refused():
    with pytest.raises(DataError, match="`count` is not finite for band 2"):
        directly_standardised_rate([9, np.inf], [100, 100], [1, 1])


def test_unknown_names_are_refused():
    with pytest.raises(
        DataError, match="`limits` is dobson, dobson-exact, fay-feuer or tiwari; it"
    ):
        directly_standardised_rate([9, 9], [100, 100], [1, 1], limits="byar")
    with pytest.raises(DataError, match="`on_refusal` is raise or nan; it was 'skip'"):
        directly_standardised_rate([9, 9], [100, 100], [1, 1], on_refusal="skip")
    with pytest.raises(DataError, match="`per` is above 0"):
        directly_standardised_rate([9, 9], [100, 100], [1, 1], per=0)
    with pytest.raises(DataError, match="`confidence` is between 0 and 1"):
        directly_standardised_rate([9, 9], [100, 100], [1, 1], confidence=95)


def test_persons_and_their_events_agree():
    given = ([12, 9], [100, 100], [1, 1])
    words = (
        "^The events of `frequency` do not add up to `count` for band 2. Count persons "
        "by their number of events again.$"
    )
    with pytest.raises(DataError, match=words):
        directly_standardised_rate(*given, frequency={1: [6, 9], 3: [2, 1]})
    with pytest.raises(
        DataError, match="^`frequency` needs `limits` of dobson or dobson-exact, not 'tiwari'.$"
    ):
        directly_standardised_rate(*given, frequency={1: [12, 9]}, limits="tiwari")
    for wrong in ({0: [6, 9], 1: [12, 9]}, {}):
        with pytest.raises(
            DataError, match="^`frequency` gives persons by their number of events, 1 or more.$"
        ):
            directly_standardised_rate(*given, frequency=wrong)
    with pytest.raises(MissingValues, match="`frequency` has no value for band 1"):
        directly_standardised_rate(*given, frequency={1: [None, 9]})
    with pytest.raises(
        DataError,
        match="^The last axis holds the same bands, in the same order: `frequency` has 3, "
        "`count` has 2.$",
    ):
        directly_standardised_rate(*given, frequency={1: [12, 9, 0]})
    with pytest.raises(DataError, match="do not add up to `count` for band 1"):
        directly_standardised_rate([0, 12], *given[1:], frequency={1: [1, 12]})
    assert directly_standardised_rate([0, 12], *given[1:], frequency={1: [0, 12]}).value > 0
    exact = directly_standardised_rate(
        *given, frequency={1: [6, 9], 3: [2, 0]}, limits="dobson-exact"
    )
    plain = directly_standardised_rate(*given, limits="dobson-exact")
    widened = (exact.upper - exact.value) / (plain.upper - plain.value)
    assert widened == pytest.approx(((6 + 9 * 2 + 9) / 21) ** 0.5)


def test_a_band_without_people_here_and_in_the_reference_leaves_one_area_without_a_figure():
    figure = comparative_mortality_figure(
        [[9, 9], [9, 0]], [[100, 100], [100, 0]], [9, 1], [100, 0], on_refusal="nan"
    )
    assert np.isnan(figure.value).tolist() == [False, True]


def test_a_band_of_one_area_among_many_is_named():
    counts = np.full((2, 3, 2), 9.0)
    counts[1, 2, 1] = np.nan
    with pytest.raises(
        MissingValues, match=r"`count` has no value for band 2 of position \(2, 3\)"
    ):
        directly_standardised_rate(counts, [100, 100], [1, 1])


def test_a_mortality_figure_needs_a_reference_with_events():
    with pytest.raises(DataError, match="^`reference_count` is 0 in every band for the only group"):
        comparative_mortality_figure([9, 9], [100, 100], [0, 0], [10, 10], on_refusal="nan")
    with pytest.raises(MissingValues, match="`reference_count` has no value for band 1"):
        comparative_mortality_figure([9, 9], [100, 100], [None, 1], [10, 10], on_refusal="nan")
    with pytest.raises(DataError, match="`reference_count` has 3, `reference_population` has 3"):
        comparative_mortality_figure([9, 9], [100, 100], [1, 1, 1], [10, 10, 10])


def test_persons_that_nobody_counted_leave_their_area_alone_without_a_rate():
    counts, people = [[12, 9], [12, 9]], [[100, 100], [100, 100]]
    once, twice = [[None, 9], [6, 9]], [[2, 0], [3, 0]]
    given = {"frequency": {1: once, 2: twice}}
    with pytest.raises(MissingValues, match="`frequency` has no value for band 1 of group 1"):
        directly_standardised_rate(counts, people, [1, 1], **given)
    ours = directly_standardised_rate(counts, people, [1, 1], on_refusal="nan", **given)
    alone = directly_standardised_rate(
        [12, 9], [100, 100], [1, 1], frequency={1: [6, 9], 2: [3, 0]}
    )
    assert np.isnan([part[0] for part in ours]).all()
    assert [part[1] for part in ours] == pytest.approx(list(alone))
