"""The slope index agrees with published examples."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from evenground.measures import Estimate, lack_of_fit, life_expectancy, slope_index, standard_error

# Rates of five deprivation quintiles in six years, and what PHEindicatormethods' published worked
# example says of them: SII, RII, their limits from 100,000 draws.
EXAMPLE = [
    [-14.848683, 0.8956758, -18.94895, -10.767618, 0.8689296, 0.9231619],
    [-13.528326, 0.9039924, -17.59739, -9.440905, 0.8770905, 0.9319611],
    [-11.680045, 0.9159389, -15.71630, -7.668494, 0.8886555, 0.9439264],
    [-10.544273, 0.9232984, -14.53828, -6.573173, 0.8959216, 0.9514144],
    [-10.591214, 0.9226440, -14.50746, -6.646637, 0.8956632, 0.9506939],
    [-9.042367, 0.9332670, -12.97108, -5.145767, 0.9057449, 0.9614199],
]
YEAR_2010 = {
    "value": [150.2200205, 131.0221747, 127.4954973, 130.494241, 135.4664241],
    "lower": [147.3194185, 128.3676972, 125.0421198, 128.2469515, 133.2469515],
    "upper": [153.1498241, 133.7051129, 129.975513, 132.7657553, 137.8657553],
    "people": [1434002, 1450590, 1453827, 1440980, 1457780],
}


# published examples


def test_the_slope_index_agrees_with_the_published_worked_example():
    year = Estimate(*(np.array(YEAR_2010[name]) for name in ("value", "lower", "upper")))
    sii, rii, below, above, least, most = EXAMPLE[0]
    for error_scale in (None, "log"):
        se = standard_error(year, transform=error_scale)
        line = slope_index(year.value, YEAR_2010["people"], se=se, error_scale=error_scale)
        assert line.sii.value == pytest.approx(sii, abs=5e-7)
        assert line.rii.value == pytest.approx(rii, abs=5e-8)
        assert line.sii.lower == pytest.approx(below, abs=0.01 * (above - below))
        assert line.sii.upper == pytest.approx(above, abs=0.01 * (above - below))
        assert line.rii.lower == pytest.approx(least, abs=0.01 * (most - least))
        assert line.rii.upper == pytest.approx(most, abs=0.01 * (most - least))


@pytest.mark.real_data
def test_all_years_of_the_published_worked_example_agree(shared_data):
    table = pl.read_csv(shared_data / "reference/PHEindicatormethods_DSR_testdata.csv")
    table = table.sort("Period", "Quintile")
    value, lower, upper, people = (
        table[name].to_numpy().reshape(6, 5)
        for name in ("value", "lowercl", "uppercl", "total_pop")
    )
    se = standard_error(Estimate(value, lower, upper), transform="log")
    line, expected = slope_index(value, people, se=se, error_scale="log"), np.array(EXAMPLE).T
    np.testing.assert_allclose(line.sii.value, expected[0], atol=5e-7)
    np.testing.assert_allclose(line.rii.value, expected[1], atol=5e-8)
    for part, (least, most) in [(line.sii, expected[2:4]), (line.rii, expected[4:6])]:
        assert np.abs((part.lower - least) / (most - least)).max() < 0.01
        assert np.abs((part.upper - most) / (most - least)).max() < 0.01
    assert (lack_of_fit(value, people, se=se).p_value < 1e-20).all()


@pytest.mark.real_data
def test_the_gap_of_2013_to_2015_is_within_half_a_year_of_that_published_for_2015_to_2017(
    shared_data,
):
    """England 2013-15 from deaths; the first gap published in the file is of 2015-17."""
    deaths, people = (
        by_decile(
            pl.read_csv(shared_data / f"mortality/ons_{name}_by_imd_decile_age5_sex_cause.csv")
        )
        for name in ("deaths", "pops")
    )
    published = pl.read_csv(shared_data / "fingertips/sii_life_expectancy_92901_ltla.csv").filter(
        pl.col("area_code") == "E92000001", pl.col("period") == "2015 - 17"
    )
    expected = [published.filter(sex=sex)["value"].item() for sex in ("Male", "Female")]
    years = life_expectancy(deaths, people, widths=[1, 4] + [5] * 18)
    line = slope_index(years.value, people.sum(axis=-1), se=standard_error(years))
    np.testing.assert_allclose(line.sii.value, expected, atol=0.5)
    np.testing.assert_allclose(line.sii.value, [9.18, 7.12], atol=0.01)
    np.testing.assert_allclose(line.sii.upper - line.sii.lower, 0.2, atol=0.01)


def by_decile(table):
    """Sex x decile x age band, 2013 to 2015 together."""
    table = table.rename({name: name.strip() for name in table.columns})
    bands = table.columns[table.columns.index("<1") : table.columns.index("90+") + 1]
    table = table.filter(pl.col("year") >= 2013).with_columns(pl.col("sex").str.strip_chars())
    sums = table.group_by("sex", "imd").agg(pl.col(bands).sum()).sort("sex", "imd")
    return sums.select(bands).to_numpy().reshape(2, 10, 20)[::-1]


@pytest.mark.real_data
def test_obesity_falls_with_deprivation_in_every_published_area(shared_data):
    table = pl.read_csv(shared_data / "fingertips/obesity_year6_by_deprivation_quintile.csv")
    order = [
        "Most deprived quintile",
        "Second most deprived quintile",
        "Average deprived quintile",
        "Second least deprived quintile",
        "Least deprived quintile",
    ]
    shares = [table.filter(inequality=group).sort("area_code")["value"] for group in order]
    line = slope_index(np.array(shares).T / 100, [1] * 5, transform="logit")
    assert line.sii.value.shape == (12,)
    assert (line.sii.value < -0.05).all()
    assert (line.rii.value < 0.8).all()
