"""The groups that come with Evenground: bands that fit the standards, codes that mean one group, editions apart."""

from __future__ import annotations

import pytest

from evenground import indicators
from evenground.measures import standard


def aliases(dimension: str) -> list[str]:
    return [group.aliases[0] for group in indicators.dimensions()[dimension].groups]


@pytest.mark.parametrize(
    ("dimension", "width", "last"), [("age_band", 10, 80), ("age_band_5", 5, 90)]
)
def test_bands_of_age_are_bands_of_the_european_standard(dimension, width, last):
    esp = standard("esp2013", starts=range(0, last + 1, width))
    assert aliases(dimension) == list(esp.bands)
    assert sum(esp.weights) == 100_000


def test_the_codes_of_ethnic_categories_are_those_of_the_nhs():
    found = indicators.dimensions()["ethnic_category"]
    codes = {alias: group.label for group in found.groups for alias in group.aliases}
    assert set(codes) == set("ABCDEFGHJKLMNPRSZ") | {"99", "X"}
    assert (codes["A"], codes["M"], codes["R"]) == ("White British", "Caribbean", "Chinese")
    assert (codes["Z"], codes["99"]) == ("Not stated", "Not known")


@pytest.mark.parametrize(
    ("dimension", "groups"),
    [
        ("ethnic_group", 5),
        ("ethnic_group_6", 6),
        ("ethnic_group_16", 16),
        ("ethnic_group_18", 18),
        ("ethnic_group_19", 19),
    ],
)
def test_ethnic_schemes_compare_as_many_groups_as_they_are_named_for(dimension, groups):
    found = indicators.dimensions()[dimension].groups
    assert len([group for group in found if group.compared]) == groups
    assert {"Not stated", "Not known", "Not recorded"} <= {g.label for g in found if not g.compared}


def test_deprivation_is_1_for_the_most_deprived_in_every_edition():
    for size, name in ((5, "fifth"), (10, "decile")):
        kind = "deprivation_quintile" if size == 5 else "deprivation_decile"
        for edition in ("", "_imd2019", "_imd2025"):
            found = indicators.dimensions()[kind + edition]
            assert found.find("1").label == f"Most deprived {name}"
            assert found.find(str(size)).label == f"Least deprived {name}"
            assert len(found.groups) == size


def test_what_a_record_says_is_compared_with_everybody_else():
    assert indicators.dimensions()["homeless"].pairs() == [
        ("Recorded as homeless", "Everybody else")
    ]
