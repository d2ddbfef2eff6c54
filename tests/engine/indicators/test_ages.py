"""Ages are complete years, and bands run without a gap."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground.errors import DefinitionError
from evenground.indicators.codes.ages import age_on, band_of, bands


def test_nobody_is_a_year_older_before_the_birthday():
    assert age_on(date(2025, 3, 31), born=date(2000, 4, 1)) == 24
    assert age_on(date(2025, 4, 1), born=date(2000, 4, 1)) == 25


def test_who_is_born_on_29_february_is_a_year_older_on_1_march():
    assert age_on(date(2025, 2, 28), born=date(2004, 2, 29)) == 20
    assert age_on(date(2025, 3, 1), born=date(2004, 2, 29)) == 21
    assert age_on(date(2024, 2, 29), born=date(2004, 2, 29)) == 20


@pytest.mark.parametrize(("key", "count", "last"), [("age_band_5", 19, 90), ("age_band", 9, 80)])
def test_bands_are_those_of_the_european_standard_population_and_of_ten_years(key, count, last):
    assert len(bands(key)) == count
    assert bands(key)[-1] == (f"{last} and over", last, None)


@given(st.integers(0, 130))
def test_every_age_is_in_one_band_of_each_kind_and_the_narrow_lies_in_the_wide(age):
    narrow = next(band for band in bands("age_band_5") if band.label == band_of(age, "age_band_5"))
    assert narrow.first <= age
    assert narrow.last is None or age <= narrow.last
    assert band_of(narrow.first, "age_band") == band_of(age, "age_band")


def test_groups_that_are_not_bands_of_age_are_refused():
    with pytest.raises(DefinitionError, match="sex is not a dimension of ages"):
        bands("sex")
