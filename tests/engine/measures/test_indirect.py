"""Observed against expected events: checked by law, by the field's packages, and by misuse."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground.errors import DataError, MissingValues
from evenground.measures import (
    indirectly_standardised_rate,
    indirectly_standardised_ratio,
    rate,
)

PACKAGE = "reference/PHEindicatormethods_testdata_DSR_ISR__"
LEVELS = [(0.95, "95_0"), (0.998, "99_8")]
METHODS = ["exact", "byar", "mid-p"]


@st.composite
def groups(draw):
    one = st.tuples(
        st.integers(0, 60), st.integers(1, 9_000), st.integers(1, 500), st.integers(500, 90_000)
    )
    rows = draw(st.lists(one, min_size=1, max_size=10))
    return [np.array(part) for part in zip(*rows, strict=True)]


# laws


@given(groups(), st.sampled_from(METHODS), st.sampled_from([0.9, 0.95]))
def test_the_ratio_is_the_count_with_its_limits_over_what_was_expected(group, limits, confidence):
    x, n, y, m = group
    expected = (n * y / m).sum()
    ours = indirectly_standardised_ratio(*group, limits=limits, confidence=confidence)
    count = rate(x.sum(), 1, per=1, limits=limits, confidence=confidence)
    np.testing.assert_allclose(ours, [part / expected for part in count], rtol=1e-9)
    assert ours.lower <= ours.value <= ours.upper


@given(groups())
def test_exact_limits_at_95_percent_unless_asked_otherwise(group):
    ours = indirectly_standardised_ratio(*group)
    assert ours == indirectly_standardised_ratio(*group, limits="exact", confidence=0.95)
    rates = indirectly_standardised_rate(*group)
    assert rates == indirectly_standardised_rate(
        *group, per=100_000, limits="exact", confidence=0.95
    )


@given(groups())
def test_the_whole_count_gives_what_counts_by_band_give(group):
    x, n, y, m = group
    np.testing.assert_allclose(
        indirectly_standardised_ratio(x.sum(), n, y, m), indirectly_standardised_ratio(*group)
    )


@given(groups(), st.floats(0.01, 1_000))
def test_only_the_rates_of_the_reference_matter(group, times):
    x, n, y, m = group
    np.testing.assert_allclose(
        indirectly_standardised_ratio(x, n, times * y, times * m),
        indirectly_standardised_ratio(*group),
        rtol=1e-9,
    )


@given(groups())
def test_the_reference_expects_itself(group):
    _, _, y, m = group
    assert indirectly_standardised_ratio(y, m, y, m).value == pytest.approx(1)
    own = indirectly_standardised_rate(y, m, y, m, per=1_000)
    np.testing.assert_allclose(own, rate(y.sum(), m.sum(), per=1_000), rtol=1e-9)


@given(groups(), st.sampled_from([0.5, 100, 100_000]))
def test_the_rate_is_the_ratio_times_the_crude_rate_of_the_reference(group, per):
    _, _, y, m = group
    ratio = indirectly_standardised_ratio(*group, limits="byar", confidence=0.8)
    ours = indirectly_standardised_rate(*group, per=per, limits="byar", confidence=0.8)
    crude = per * y.sum() / m.sum()
    np.testing.assert_allclose(ours, [crude * part for part in ratio], rtol=1e-9)


@given(groups())
def test_one_area_at_a_time_gives_what_all_give_at_once(group):
    x, n, y, m = group
    counts = np.array([[x, x + 7], [2 * x, x[::-1]]])
    for whole in (counts, counts.sum(axis=-1)):
        people = np.broadcast_to(n, counts.shape)
        together = indirectly_standardised_rate(whole, people, y, m)
        assert together.value.shape == (2, 2)
        for row, column in np.ndindex(2, 2):
            alone = indirectly_standardised_rate(counts[row, column], n, y, m)
            np.testing.assert_allclose([part[row, column] for part in together], alone, rtol=1e-9)


def test_every_area_may_have_a_reference_of_its_own():
    y, m = np.array([[10, 20], [30, 20]]), np.array([[100, 100], [100, 50]])
    ours = indirectly_standardised_rate([5, 6], [[10, 20], [10, 20]], y, m, per=1)
    np.testing.assert_allclose(ours.value, [1 * 30 / 200, 6 / 11 * 50 / 150])


# the field's packages


@pytest.mark.real_data
@pytest.mark.parametrize(("confidence", "suffix"), LEVELS)
def test_the_tests_of_that_package_hold(shared_data, confidence, suffix):
    """From 10 events on that package uses Byar's limits, below 10 exact ones."""
    bands = pl.read_csv(shared_data / f"{PACKAGE}testdata_multiarea_isr.csv").fill_null(0)
    results = pl.read_csv(shared_data / f"{PACKAGE}testresults_ISR.csv")
    published = results.filter(pl.col("area").str.starts_with("testdata"))
    assert published.height == 12
    for row in published.iter_rows(named=True):
        part = bands.filter(pl.col("area") == row["area"])
        options = {"limits": row["method"].lower().rstrip("s"), "confidence": confidence}
        for count in (part["count"], part["count"].sum()):
            ours = standardised(
                row, (count, *(part[c] for c in ("pop", "refcount", "refpop"))), options
            )
            expected = [row[c] for c in ("value", f"lower{suffix}cl", f"upper{suffix}cl")]
            np.testing.assert_allclose(ours, expected, rtol=1e-9)


@pytest.mark.real_data
def test_a_band_without_people_expects_nothing(shared_data):
    """That package's table has a band without people in its first area."""
    bands = pl.read_csv(shared_data / f"{PACKAGE}testdata_err2.csv")
    reference = pl.read_csv(shared_data / f"{PACKAGE}refdata.csv")
    results = pl.read_csv(shared_data / f"{PACKAGE}testresults_ISR.csv")
    for row in results.filter(pl.col("area").str.starts_with("Area")).iter_rows(named=True):
        part = bands.filter(pl.col("area") == row["area"])
        given = part["count"], part["pop"], reference["refcount"], reference["refpop"]
        ours = standardised(row, given, {"limits": "byar"})
        expected = [row[c] for c in ("value", "lower95_0cl", "upper95_0cl")]
        np.testing.assert_allclose(ours, expected, rtol=1e-9)


def standardised(row, given, options):
    """What a row of that package's results is about: a rate per so many, or a ratio times so many."""
    *words, number = row["statistic"].split()
    if "rate" in words:
        return indirectly_standardised_rate(*given, per=float(number), **options)
    return [float(number) * part for part in indirectly_standardised_ratio(*given, **options)]


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("file", "message"),
    [("err1", "`count` is below 0 for band 6"), ("err3", "`population` is below 0 for band 2")],
)
def test_the_errors_that_package_tests_are_refused(shared_data, file, message):
    table = pl.read_csv(shared_data / f"{PACKAGE}testdata_{file}.csv")
    reference = pl.read_csv(shared_data / f"{PACKAGE}refdata.csv")
    for on_refusal in ("raise", "nan"):
        with pytest.raises(DataError, match=message):
            indirectly_standardised_ratio(
                table["count"],
                table["pop"],
                reference["refcount"],
                reference["refpop"],
                on_refusal=on_refusal,
            )


# refusals

PEOPLE, EVENTS, AT_RISK = [[500, 200], [500, 200]], [60, 900], [6_000, 4_000]


@pytest.mark.parametrize(
    ("count", "population", "kind", "message"),
    [
        ([[1, None], [3, 4]], PEOPLE, MissingValues, "`count` has no value for band 2 of group 1"),
        ([None, 7], PEOPLE, MissingValues, "`count` has no value for group 1"),
        (
            [4, 7],
            [[500, None], [500, 200]],
            MissingValues,
            "`population` has no value for band 2 of",
        ),
        (
            [0, 7],
            [[0, 0], [500, 200]],
            DataError,
            (
                "^No events are expected for group 1: it has no people in the bands in which "
                "the reference has events. Leave it out.$"
            ),
        ),
    ],
)
def test_what_one_area_cannot_answer_is_refused_there_alone(count, population, kind, message):
    with pytest.raises(kind, match=message):
        indirectly_standardised_ratio(count, population, EVENTS, AT_RISK)
    alone = indirectly_standardised_ratio(7, [500, 200], EVENTS, AT_RISK)
    ours = indirectly_standardised_ratio(count, population, EVENTS, AT_RISK, on_refusal="nan")
    for part, other in zip(ours, alone, strict=True):
        assert np.isnan(part[0])
        assert part[1] == pytest.approx(other)
    rates = indirectly_standardised_rate(count, population, EVENTS, AT_RISK, on_refusal="nan")
    assert np.isnan(rates.upper).tolist() == [True, False]


def test_no_events_have_an_upper_limit():
    ours = indirectly_standardised_ratio(0, [500, 200], EVENTS, AT_RISK)
    assert ours.value == ours.lower == 0
    assert ours.upper == pytest.approx(-np.log(0.025) / 50)


def test_bands_and_counts_fit():
    with pytest.raises(
        DataError,
        match="^The last axis holds the same bands, in the same order: `population` has 2, "
        "`reference` has 3.$",
    ):
        indirectly_standardised_ratio(5, [500, 200], [60, 900, 9], [60, 900, 90])
    with pytest.raises(
        DataError,
        match="^The last axis holds the same bands, in the same order: `count` has 3, "
        "`population` has 2.$",
    ):
        indirectly_standardised_ratio([1, 2, 3], [500, 200], EVENTS, AT_RISK)
    message = (
        r"^`count` has the shape \(3,\): it is \(2, 2\), by band, or \(2,\), the whole "
        r"count of each group.$"
    )
    with pytest.raises(DataError, match=message):
        indirectly_standardised_ratio([1, 2, 3], PEOPLE, EVENTS, AT_RISK)


@pytest.mark.parametrize(
    ("count", "reference", "message"),
    [
        (-5, (EVENTS, AT_RISK), "`count` is below 0 for the only group"),
        (np.inf, (EVENTS, AT_RISK), "`count` is not finite for the only group"),
        (5, ([60, -1], AT_RISK), "`reference_count` is below 0 for band 2"),
        (5, ([60, None], AT_RISK), "`reference_count` has no value for band 2"),
        (
            5,
            (EVENTS, [0, 1]),
            "^`reference_population` is 0 for band 1. Join it with the band beside it.$",
        ),
    ],
)
def test_wrong_numbers_are_always_refused(count, reference, message):
    for on_refusal in ("raise", "nan"):
        with pytest.raises(DataError, match=message):
            indirectly_standardised_ratio(count, [500, 200], *reference, on_refusal=on_refusal)


def test_unknown_names_are_refused():
    given = (5, [500, 200], EVENTS, AT_RISK)
    with pytest.raises(DataError, match="`limits` is exact, byar or mid-p; it was 'wald'"):
        indirectly_standardised_ratio(*given, limits="wald")
    with pytest.raises(DataError, match="`per` is above 0"):
        indirectly_standardised_rate(*given, per=0)
    with pytest.raises(DataError, match="`on_refusal` is raise or nan"):
        indirectly_standardised_rate(*given, on_refusal="skip")
    with pytest.raises(DataError, match="`confidence` is between 0 and 1"):
        indirectly_standardised_rate(*given, confidence=1)
