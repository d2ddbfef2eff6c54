"""Standardised rates agree with published examples and with the packages of the field."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from evenground.errors import DataError, TooFewEvents
from evenground.measures import (
    directly_standardised_rate,
)

LEVELS = [(0.95, "95_0"), (0.998, "99_8")]
PACKAGE = "reference/PHEindicatormethods_testdata_DSR_ISR__"
ESP2013 = [5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000]
ESP2013 += [7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000]


def test_the_gamma_limits_are_those_of_their_papers():
    """Fay and Feuer, and Tiwari, Clegg and Zou, by their chi-squared formulas."""
    from scipy.stats import chi2

    x, n, w = np.array([3, 9, 4]), np.array([900.0, 800, 100]), np.array([5.0, 3, 2])
    c = 1_000 * w / w.sum() / n
    y, v = (c * x).sum(), (c * c * x).sum()
    lower = v / (2 * y) * chi2.ppf(0.025, 2 * y**2 / v)
    for limits, more, spread in [
        ("fay-feuer", y + c.max(), v + c.max() ** 2),
        ("tiwari", y + c.mean(), v + (c * c).mean()),
    ]:
        ours = directly_standardised_rate(x, n, w, per=1_000, limits=limits)
        upper = spread / (2 * more) * chi2.ppf(0.975, 2 * more**2 / spread)
        np.testing.assert_allclose(ours, [y, lower, upper], rtol=1e-9)


def test_dobson_with_exact_limits_is_the_paper_s():
    from scipy.stats import chi2

    x, n, w = np.array([3, 9, 4]), np.array([900.0, 800, 100]), np.array([5.0, 3, 2])
    c = 1_000 * w / w.sum() / n
    y, stretch = (c * x).sum(), ((c * c * x).sum() / 16) ** 0.5
    low, high = chi2.ppf(0.025, 32) / 2, chi2.ppf(0.975, 34) / 2
    ours = directly_standardised_rate(x, n, w, per=1_000, limits="dobson-exact")
    np.testing.assert_allclose(
        ours, [y, y + stretch * (low - 16), y + stretch * (high - 16)], rtol=1e-9
    )


def by_area(table, areas, *columns):
    """Arrays of areas x bands from a long table."""
    return [
        np.array([table.filter(pl.col(areas[0]) == area)[column] for area in areas[1]], dtype=float)
        for column in columns
    ]


@pytest.mark.real_data
def test_400_groups_agree_with_phe_indicator_methods(shared_data):
    table = pl.read_csv(shared_data / "reference/dsr_input.csv")
    expected = pl.read_csv(shared_data / "reference/dsr_expected.csv")
    x, n, w = by_area(table, ("grp", expected["grp"]), "x", "n", "stdpop")
    given = expected["value"].is_not_null().to_numpy()
    assert given.any()
    for confidence, suffix in LEVELS:
        ours = directly_standardised_rate(x, n, w, confidence=confidence, on_refusal="nan")
        assert (np.isnan(ours.value) == ~given).all()
        for part, column in zip(
            ours, ["value", f"lower{suffix}cl", f"upper{suffix}cl"], strict=True
        ):
            np.testing.assert_allclose(part[given], expected[column].to_numpy()[given], rtol=1e-9)
    expected = pl.read_csv(shared_data / "reference/dsr_expected_conf99_per1000.csv")
    ours = directly_standardised_rate(x, n, w, per=1_000, confidence=0.99, on_refusal="nan")
    for part, column in zip(ours, ["value", "lowercl", "uppercl"], strict=True):
        np.testing.assert_allclose(part[given], expected[column].to_numpy()[given], rtol=1e-9)


@pytest.mark.real_data
@pytest.mark.parametrize("per", [10_000, 100_000])
def test_the_tests_of_that_package_hold(shared_data, per):
    """In that table a blank is a band without events: here somebody has to say so."""
    table = pl.read_csv(shared_data / f"{PACKAGE}testdata_multiarea.csv").fill_null(0)
    old = pl.read_csv(shared_data / f"{PACKAGE}testdata_1976.csv")
    for area, x, n, w in [
        *((area, part["count"], part["pop"], ESP2013) for (area,), part in table.group_by("area")),
        ("testdata_1976", old["count"], old["pop"], old["esp1976"]),
    ]:
        expected = results(shared_data, area, f"dsr per {per}")
        if expected is None:
            with pytest.raises(TooFewEvents):
                directly_standardised_rate(x, n, w, per=per)
            continue
        for confidence, suffix in LEVELS:
            published = [expected[c] for c in ("value", f"lower{suffix}cl", f"upper{suffix}cl")]
            if area == "testdata_1976" and suffix == "99_8":  # printed ten times too large
                published[1:] = [limit / 10 for limit in published[1:]]
            ours = directly_standardised_rate(x, n, w, per=per, confidence=confidence)
            np.testing.assert_allclose(ours, published, rtol=1e-9)


@pytest.mark.real_data
def test_events_that_come_together_agree_with_phe_indicator_methods(shared_data):
    """That package's results are printed to 8 decimals."""
    table = pl.read_csv(shared_data / f"{PACKAGE}testdata_nonindepe.csv")
    for (area,), part in table.group_by("area"):
        persons = {f: part[f"f{f}"].fill_null(0) for f in (1, 2, 3, 4)}
        expected = results(shared_data, area, "dsr per 100000")
        given = {"frequency": persons, "on_refusal": "nan"}
        for confidence, suffix in LEVELS:
            ours = directly_standardised_rate(
                part["count"], part["pop"], ESP2013, confidence=confidence, **given
            )
            if expected is None:
                assert np.isnan([*ours]).all()
                continue
            published = [expected[c] for c in ("value", f"lower{suffix}cl", f"upper{suffix}cl")]
            np.testing.assert_allclose(ours, published, rtol=1e-9, atol=1e-8)


def results(shared_data, area, statistic):
    table = pl.read_csv(shared_data / f"{PACKAGE}testresults_DSR.csv")
    rows = table.filter((pl.col("area") == area) & (pl.col("statistic") == statistic))
    return rows.row(0, named=True) if rows.height else None


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("err1", "`count` is below 0 for band 6"),
        ("err3", "`population` is below 0 for band 2"),
        ("err4", "`standard` is below 0 for band 6"),
    ],
)
def test_the_errors_that_package_tests_are_refused(shared_data, file, message):
    table = pl.read_csv(shared_data / f"{PACKAGE}testdata_{file}.csv")
    for on_refusal in ("raise", "nan"):
        with pytest.raises(DataError, match=message):
            directly_standardised_rate(
                table["count"], table["pop"], table["stdpop"], on_refusal=on_refusal
            )


@pytest.mark.real_data
def test_an_area_with_an_empty_band_does_not_stop_the_other(shared_data):
    table = pl.read_csv(shared_data / f"{PACKAGE}testdata_err2.csv")
    x, n = by_area(table, ("area", ["Area1", "Area2"]), "count", "pop")
    with pytest.raises(DataError, match="`population` is 0 for band 2 of group 1. Join it with"):
        directly_standardised_rate(x, n, ESP2013)
    ours = directly_standardised_rate(x, n, ESP2013, on_refusal="nan")
    assert np.isnan(ours.value[0])
    assert ours.upper[1] == pytest.approx(1367.0882224251795, rel=1e-9)
