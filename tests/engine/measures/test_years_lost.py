"""Years of life lost: checked by law, by hand, and by misuse."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground.errors import DataError, MissingValues, TooFewEvents
from evenground.measures import (
    directly_standardised_rate,
    standard,
    years_of_life_lost,
    years_of_life_lost_rate,
    years_to,
)

METHODS = ["dobson", "dobson-exact", "fay-feuer", "tiwari"]
FIVES = list(range(0, 75, 5))


@st.composite
def deaths(draw):
    one = st.tuples(
        st.integers(5, 300), st.integers(400, 90_000), st.integers(1, 80), st.integers(1, 99)
    )
    rows = draw(st.lists(one, min_size=2, max_size=10))
    return [np.array(part) for part in zip(*rows, strict=True)]


# laws


@given(deaths(), st.sampled_from(METHODS))
def test_years_are_deaths_times_the_years_that_each_loses(group, limits):
    x, _, years, _ = group
    ours = years_of_life_lost(x, years, limits=limits)
    assert ours.value == pytest.approx((x * years).sum())
    assert 0 < ours.lower < ours.value < ours.upper
    people = np.full(len(x), 7)
    weighted = directly_standardised_rate(x, people, years, per=7 * years.sum(), limits=limits)
    np.testing.assert_allclose(ours, weighted, rtol=1e-9)


@given(deaths())
def test_years_add_up_over_causes(group):
    x, _, years, _ = group
    first, second = x // 2 + 5, x + 3
    both = years_of_life_lost(first + second, years)
    parts = [years_of_life_lost(one, years).value for one in (first, second)]
    assert both.value == pytest.approx(sum(parts))


@given(deaths(), st.sampled_from(METHODS))
def test_the_rate_is_the_standardised_rate_when_every_death_loses_a_year(group, limits):
    x, n, _, w = group
    ours = years_of_life_lost_rate(x, n, np.ones(len(x)), w, limits=limits, per=100)
    theirs = directly_standardised_rate(x, n, w, limits=limits, per=100)
    np.testing.assert_allclose(ours, theirs, rtol=1e-9)


@given(deaths(), st.sampled_from(METHODS))
def test_with_the_population_as_standard_it_is_the_crude_rate_of_years(group, limits):
    x, n, years, _ = group
    crude = years_of_life_lost_rate(x, n, years, n, limits=limits, per=1_000, confidence=0.9)
    number = years_of_life_lost(x, years, limits=limits, confidence=0.9)
    if limits == "tiwari":  # its one more event is spread over the bands alike
        crude, number = crude[:2], number[:2]
    np.testing.assert_allclose(crude, [1_000 * part / n.sum() for part in number], rtol=1e-9)


@given(deaths(), st.sampled_from(METHODS))
def test_one_area_at_a_time_gives_what_all_give_at_once(group, limits):
    x, n, years, w = group
    counts = np.array([x, x + 7])
    number = years_of_life_lost(counts, years, limits=limits)
    rates = years_of_life_lost_rate(counts, n, years, w, limits=limits)
    for row in (0, 1):
        alone = years_of_life_lost(counts[row], years, limits=limits)
        np.testing.assert_allclose([part[row] for part in number], alone, rtol=1e-9)
        alone = years_of_life_lost_rate(counts[row], n, years, w, limits=limits)
        np.testing.assert_allclose([part[row] for part in rates], alone, rtol=1e-9)


@given(deaths())
def test_dobson_at_95_percent_unless_asked_otherwise(group):
    x, n, years, w = group
    options = {"limits": "dobson", "confidence": 0.95}
    assert years_of_life_lost(x, years) == years_of_life_lost(x, years, **options)
    assert years_of_life_lost_rate(*group) == years_of_life_lost_rate(
        *group, per=100_000, **options
    )


# by hand


def test_years_to_75_are_counted_from_the_middle_of_each_band():
    assert years_to(75, starts=FIVES).tolist() == [72.5 - 5 * band for band in range(15)]
    assert years_to(75, starts=[0, 1, 5]).tolist() == [74.5, 72, 35]
    assert years_to(65, starts=[20]).tolist() == [22.5]


def test_years_of_life_lost_under_75_at_the_ages_of_the_european_standard():
    under = standard("esp2013", starts=FIVES, until=75)
    x, n, years = np.full(15, 4), np.full(15, 1_000), years_to(75, starts=FIVES)
    ours = years_of_life_lost_rate(x, n, years, under, per=1_000)
    weights = np.array(under.weights)
    assert ours.value == pytest.approx((weights * 4 * years).sum() / weights.sum(), rel=1e-12)
    assert years_of_life_lost(x, years).value == 4 * 75 * 7.5


def test_deaths_that_lose_no_years_do_not_count():
    """90 deaths in old age neither add years nor make the few others more certain."""
    plain = years_of_life_lost([6, 8], [50, 20])
    assert years_of_life_lost([6, 8, 90], [50, 20, 0]) == plain
    with pytest.raises(TooFewEvents, match="A number of years needs at least 10 events and the"):
        years_of_life_lost([3, 4, 90], [50, 20, 0])
    with pytest.raises(MissingValues, match="`count` has no value for band 3"):
        years_of_life_lost([6, 8, None], [50, 20, 0])


# refusals


def test_what_one_area_cannot_answer_is_refused_there_alone():
    alone = years_of_life_lost([20, 30], [50, 20])
    for count, kind in [([2, 3], TooFewEvents), ([20, None], MissingValues)]:
        given = ([count, [20, 30]], [50, 20])
        with pytest.raises(kind):
            years_of_life_lost(*given)
        ours = years_of_life_lost(*given, on_refusal="nan")
        assert np.isnan([part[0] for part in ours]).all()
        assert [part[1] for part in ours] == pytest.approx(list(alone))


@pytest.mark.parametrize(
    ("count", "population", "kind", "message"),
    [
        (
            [2, 3],
            [100, 100],
            TooFewEvents,
            "A rate of years lost needs at least 10 events and group 1",
        ),
        ([20, None], [100, 100], MissingValues, "`count` has no value for band 2 of group 1"),
        ([20, 30], [100, None], MissingValues, "`population` has no value for band 2 of group 1"),
        ([20, 30], [0, 100], DataError, "`population` is 0 for band 1 of group 1"),
    ],
)
def test_a_rate_of_years_is_refused_where_it_cannot_be(count, population, kind, message):
    given = ([count, [20, 30]], [population, [100, 200]], [50, 20], [3, 2])
    with pytest.raises(kind, match=message):
        years_of_life_lost_rate(*given)
    ours = years_of_life_lost_rate(*given, on_refusal="nan")
    alone = years_of_life_lost_rate([20, 30], [100, 200], [50, 20], [3, 2])
    assert np.isnan([part[0] for part in ours]).all()
    assert [part[1] for part in ours] == pytest.approx(list(alone))


def test_ten_deaths_are_enough():
    assert years_of_life_lost([4, 6], [10, 20]).value == 160
    assert years_of_life_lost_rate([4, 6], [100, 100], [10, 20], [1, 1], per=1).value == 0.8


@pytest.mark.parametrize(
    ("years", "weights", "message"),
    [
        (
            [50, 0],
            [1, 1],
            "^`years` is 0 for band 2. Leave out the bands that lose no years, everywhere.$",
        ),
        ([50, -1], [1, 1], "`years` is below 0 for band 2"),
        ([50, None], [1, 1], "`years` has no value for band 2"),
        ([50, 20], [0, 0], "^The weights of `standard` are all 0 for the only group"),
        ([50, 20], [1, None], "`standard` has no value for band 2"),
        ([50, 20, 10], [1, 1], "`years` has 3, `standard` has 2"),
    ],
)
def test_years_and_weights_are_whole(years, weights, message):
    with pytest.raises(DataError, match=message):
        years_of_life_lost_rate([20, 30], [100, 200], years, weights, on_refusal="nan")


def test_years_are_whole_without_a_rate_too():
    with pytest.raises(MissingValues, match="`years` has no value for band 2"):
        years_of_life_lost([20, 30], [50, None], on_refusal="nan")
    with pytest.raises(DataError, match="`count` has 2, `years` has 3"):
        years_of_life_lost([20, 30], [50, 40, 30])


def test_unknown_names_are_refused():
    for measure, numbers in [
        (years_of_life_lost, ([20, 30], [50, 40])),
        (years_of_life_lost_rate, ([20, 30], [100, 200], [50, 40], [1, 1])),
    ]:
        with pytest.raises(
            DataError, match="`limits` is dobson, dobson-exact, fay-feuer or tiwari"
        ):
            measure(*numbers, limits="byar")
        with pytest.raises(DataError, match="`on_refusal` is raise or nan"):
            measure(*numbers, on_refusal="skip")
        with pytest.raises(DataError, match="`confidence` is between 0 and 1"):
            measure(*numbers, confidence=2)
    with pytest.raises(DataError, match="`per` is above 0"):
        years_of_life_lost_rate([20, 30], [100, 200], [50, 40], [1, 1], per=0)


@pytest.mark.parametrize("starts", [[0, 80], [75], [10, 5]])
def test_bands_rise_and_start_before_the_age_that_ends_them(starts):
    with pytest.raises(
        DataError, match="^`starts` rise, and the last band starts before 75, where it ends.$"
    ):
        years_to(75, starts=starts)
