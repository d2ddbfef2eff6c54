"""Definitions are reviewed data: what a file must say, and how its mistakes are reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from evenground import indicators
from evenground.errors import DefinitionError

INDICATOR = """\
id = "checks"
version = "1"
title = "Health checks"
subject = "Having a health check"
question = "How many people had a check?"
why = "Checks find what can be treated."
unit = "percent"
certainty = "published"

[source]
publisher = "Ambermoor Partnership"
title = "Made for a test"

[assurance]
written_by = "public health analyst"
checked_by = "clinical lead"
reviewed = 2026-01-15
next_review = 2027-01-15
"""
SCHEME = """\
ordered = true
reference = "Low"
why_reference = "The lowest step."

[[dimensions]]
key = "step"
title = "Step"

[[groups]]
label = "High"

[[groups]]
label = "Middle"

[[groups]]
label = "Low"
"""


def indicator(folder: Path, name: str = "checks", **changes: str) -> Path:
    text = INDICATOR
    for key, line in changes.items():
        text = "\n".join(line if row.startswith(f"{key} =") else row for row in text.split("\n"))
    (folder / f"{name}.toml").write_text(text)
    return folder


def mistakes(read, folder: Path) -> list[str]:
    with pytest.raises(DefinitionError) as refusal:
        read(folder)
    return str(refusal.value).splitlines()


@pytest.mark.parametrize(
    ("number", "better"),
    [
        (93014, "higher"),
        (93015, "lower"),
        (93088, "lower"),
        (93881, "lower"),
        (93982, "higher"),
        (200, None),
        (93930, None),
    ],
)
def test_the_better_direction_of_published_indicators_is_declared_or_left_open(number, better):
    assert indicators.for_fingertips(number).better_when == better


def test_an_indicator_without_a_better_direction_says_why():
    for one in indicators.library().values():
        if one.better_when is None:
            assert any("declared better" in caveat for caveat in one.caveats), one.id


def test_an_unknown_fingertips_number_has_no_definition():
    assert indicators.for_fingertips(1) is None
    assert indicators.find("no-such-indicator") is None


def test_an_indicator_is_found_by_its_id_and_by_its_fingertips_number():
    assert indicators.find("physically-inactive-adults") is indicators.find("93015")


def test_editions_of_deprivation_deciles_are_dimensions_of_their_own():
    names = [
        "LSOA11 deprivation deciles within area (IMD  trend)",
        "County & UA deprivation deciles in England (IMD2019, 4/21 geography)",
        "County & UA deprivation deciles in England (IMD2019, 4/23 geography)",
        "District & UA deprivation deciles in England (IMD2019, 4/21 geography)",
        "District & UA deprivation deciles in England (IMD2019, 4/23 geography)",
        "CCG deprivation deciles in England (IMD2019, 2021 CCGs)",
    ]
    found = [indicators.dimension_for_fingertips(name) for name in names]
    assert len({one.key for one in found}) == len({one.title for one in found}) == len(names)


def test_deprivation_is_compared_between_its_ends():
    deciles = indicators.dimension_for_fingertips(
        "LSOA11 deprivation deciles within area (IMD trend)"
    )
    assert deciles.pairs() == [("Most deprived decile", "Least deprived decile")]


def test_students_are_shown_and_not_compared():
    classes = indicators.dimensions()["socioeconomic_class"]
    groups = [group for group, _ in classes.pairs()]
    assert classes.find("Students")
    assert "Students" not in groups
    assert "Other/unclassified" not in groups


def test_a_dimension_without_a_reference_is_compared_only_when_somebody_names_one():
    assert indicators.dimensions()["age"].pairs() is None


def test_groups_are_known_by_their_aliases_whatever_the_spaces_and_capitals():
    deciles = indicators.dimensions()["deprivation_decile_ccg_2021"]
    assert deciles.find("least  deprived Decile ").label == "Least deprived decile"
    assert deciles.find("Most deprived decile (IMD2019)").label == "Most deprived decile"
    assert deciles.find("Most deprived quintile") is None


def test_the_review_of_every_definition_comes_after_its_last():
    for one in indicators.library().values():
        assert one.assurance.reviewed < one.assurance.next_review


def test_a_good_definition_is_read(tmp_path):
    assert indicators.read_indicators(indicator(tmp_path))["checks"].decimals == 1


def test_all_mistakes_of_all_files_are_reported_at_once(tmp_path):
    indicator(tmp_path, "first", unit='unit = "per cent"', why="", version='versoin = "1"')
    indicator(tmp_path, "second", checked_by='checked_by = "Public health analyst"')
    (tmp_path / "third.toml").write_text("id = ")
    said = mistakes(indicators.read_indicators, tmp_path)
    assert said[0] == "The definition files have 6 mistakes. Correct them and try again."
    assert "- first.toml: version: this key is missing" in said
    assert "- first.toml, line 2: versoin: this key is not known" in said
    assert "- first.toml: why: this key is missing" in said
    assert any(line.startswith("- first.toml, line 7: unit: Input should be") for line in said)
    assert any(line.startswith("- second.toml, line 14: assurance:") for line in said)
    assert any(line.startswith("- third.toml: this is not readable as TOML") for line in said)


def test_a_definition_cannot_be_checked_by_who_wrote_it(tmp_path):
    indicator(tmp_path, checked_by='checked_by = "Public Health Analyst"')
    said = mistakes(indicators.read_indicators, tmp_path)
    assert said[1:] == [
        "- checks.toml, line 14: assurance: checked_by must be somebody other than written_by"
    ]


def test_a_review_before_the_last_one_is_refused(tmp_path):
    indicator(tmp_path, next_review="next_review = 2025-01-01")
    assert "next_review must be after reviewed" in mistakes(indicators.read_indicators, tmp_path)[1]


def test_two_files_cannot_define_the_same_indicator(tmp_path):
    indicator(tmp_path, "one")
    indicator(tmp_path, "two")
    said = mistakes(indicators.read_indicators, tmp_path)
    assert said[1:] == ["- two.toml: id: checks is already used in one.toml"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('reference = "Low"', 'reference = "Lowest"', "is not the label of a group"),
        ('reference = "Low"', 'reference = "Middle"', "is its first or last group"),
        (SCHEME[SCHEME.index("[[groups]]") :], "", "is not the label of a group"),
        ('why_reference = "The lowest step."\n', "", "a reference needs why_reference"),
        ('label = "Middle"', 'label = "HIGH "', "two groups have the name high"),
        ('key = "step"', 'key = "Big Step"', "steps.toml, line 6: dimensions.1.key: String should"),
    ],
)
def test_a_dimension_that_contradicts_itself_is_refused(tmp_path, old, new, message):
    (tmp_path / "steps.toml").write_text(SCHEME.replace(old, new))
    assert message in "\n".join(mistakes(indicators.read_dimensions, tmp_path))


def test_a_category_type_belongs_to_one_dimension(tmp_path):
    for key in ("one", "two"):
        text = SCHEME.replace('key = "step"', f'key = "{key}"\nfingertips = ["Steps"]')
        (tmp_path / f"{key}.toml").write_text(text)
    said = mistakes(indicators.read_dimensions, tmp_path)
    assert said[1:] == ["- two.toml: fingertips: steps is already used in one.toml"]
