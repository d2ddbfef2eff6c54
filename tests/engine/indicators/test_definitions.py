"""Definitions are reviewed data: what a file must say, and how its mistakes are reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from evenground import indicators
from evenground.errors import DefinitionError
from evenground.indicators.conditions.rule import rule_of

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
COUNT = """
[count]
denominator = "age >= 18"
numerator = "smokes"
groups = ["sex"]
places = ["place", "system"]

[method]
measure = "proportion"
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


def test_only_a_rate_names_its_limits(tmp_path):
    (tmp_path / "checks.toml").write_text(f'{INDICATOR}{COUNT}limits = "byar"\n')
    said = mistakes(indicators.read_indicators, tmp_path)
    assert "a proportion has limits of its own: leave limits out" in said[1]


def test_a_review_before_the_last_one_is_refused(tmp_path):
    indicator(tmp_path, next_review="next_review = 2025-01-01")
    assert "next_review must be after reviewed" in mistakes(indicators.read_indicators, tmp_path)[1]


def test_two_files_cannot_define_the_same_indicator(tmp_path):
    indicator(tmp_path, "one")
    indicator(tmp_path, "two")
    said = mistakes(indicators.read_indicators, tmp_path)
    assert said[1:] == ["- two.toml, line 1: id: checks is already used in one.toml"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('reference = "Low"', 'reference = "Lowest"', "is not the label of a group"),
        ('reference = "Low"', 'reference = "Middle"', "is its first or last group"),
        (SCHEME[SCHEME.index("[[groups]]") :], "", "is not the label of a group"),
        ('why_reference = "The lowest step."\n', "", "a reference needs why_reference"),
        (
            'label = "Middle"',
            'label = "HIGH "',
            "line 10: label: two groups of step have the name high",
        ),
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
    assert said[1:] == ["- two.toml, line 7: fingertips: steps is already used in one.toml"]


def counted(folder: Path, *changes: tuple[str, str], name: str = "checks") -> Path:
    """A definition that is counted, with some of its text changed."""
    text = INDICATOR.replace("[assurance]", COUNT.lstrip() + "\n[assurance]")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / f"{name}.toml").write_text(text)
    return folder


def test_a_definition_that_is_counted_is_read_into_a_rule(tmp_path):
    one = indicators.read_indicators(counted(tmp_path))["checks"]
    rule = rule_of(one)
    assert rule.denominator.sql() == '"age" >= 18'
    assert rule.numerator.sql() == '"age" >= 18 AND "smokes"'
    assert rule.columns == ("age", "smokes", "sex")
    assert rule.places == ("place", "system")


def test_events_are_added_up_among_the_denominator(tmp_path):
    rate = ('measure = "proportion"', 'measure = "rate"')
    events = ('numerator = "smokes"', 'events = "emergency_admissions"')
    unit = ('unit = "percent"', 'unit = "per 1,000"')
    one = indicators.read_indicators(counted(tmp_path, rate, events, unit))["checks"]
    rule = rule_of(one)
    assert rule.numerator is None
    assert rule.events == "emergency_admissions"
    assert set(rule.columns) == {"age", "emergency_admissions", "sex"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("smokes", "smoks", "line 16: count.numerator: there is no column `smoks`; did you mean"),
        ("age >= 18", "age >= 'x'", "line 15: count.denominator: `age` (a whole number) cannot be"),
        ("age >= 18", "age > 1; DROP TABLE people", "line 15: count.denominator: `;` is not allowed"),
        ('["sex"]', '["sex", "sx"]', "line 17: count.groups: there is no column `sx`; did you mean `sex`?"),
        ('["sex"]', '["sex", "sex"]', "line 14: count: named twice: sex"),
        ('["place", "system"]', '["town"]', "line 18: count.places: `town` is not of the places: practice"),
        ('["place", "system"]', '["system", "place"]', "line 18: count.places: the finest comes first"),
        ('numerator = "smokes"\n', "", "line 14: count: give numerator, a condition, or events, a column"),
        ('numerator = "smokes"', 'events = "age"', "events can be more than people"),
        ('measure = "proportion"', 'measure = "rate"', "a rate is not in percent"),
        ('measure = "proportion"', 'measure = "share"', "line 21: method.measure: Input should be"),
        (
            'measure = "proportion"',
            'measure = "proportion"\nstandard = "esp2013"',
            "line 20: method: a proportion has no standard and no by",
        ),
        ('[method]\nmeasure = "proportion"\n', "", "[count] and [method] go together"),
        ('unit = "percent"', 'unit = "years"', "the unit 'years' cannot be made from counts alone"),
        ('certainty = "published"', 'certainty = "ours"', "needs certainty_note, in a sentence"),
        (
            'certainty = "published"',
            'certainty = "published"\npolicy = "none"',
            "line 9: policy: There is no disclosure policy 'none'",
        ),
    ],
)  # fmt: skip
def test_what_a_definition_names_must_be_there(tmp_path, old, new, message):
    said = mistakes(indicators.read_indicators, counted(tmp_path, (old, new)))
    assert any(message in line for line in said), said


def test_a_standardised_rate_names_a_standard_and_columns_that_exist(tmp_path):
    rate = (
        'measure = "proportion"',
        'measure = "directly_standardised_rate"\nstandard = "esp2031"\nby = ["age_bands"]',
    )
    folder = counted(tmp_path, rate, ('unit = "percent"', 'unit = "per 100,000"'))
    said = mistakes(indicators.read_indicators, folder)
    assert said[1].startswith("- checks.toml, line 23: method.by: there is no column `age_bands`")
    assert said[2].startswith(
        "- checks.toml, line 22: method.standard: There is no standard population"
    )


def test_mistakes_of_conditions_columns_and_sets_are_told_at_once(tmp_path):
    counted(tmp_path, ("smokes", "smoks"), name="one")
    counted(tmp_path, ('["sex"]', '["sx"]'), ('id = "checks"', 'id = "others"'), name="two")
    (tmp_path / "sets").mkdir()
    (tmp_path / "sets" / "ours.toml").write_text("id = 1")
    said = mistakes(indicators.read_indicators, tmp_path)
    assert {line.split(",")[0].split(":")[0] for line in said[1:]} == {"- one.toml", "- two.toml", "- ours.toml"}  # fmt: skip


COLUMNS = """\
places = ["street", "place"]

[[columns]]
name = "street"
kind = "text"
title = "Street"

[[columns]]
name = "lives_on_a_boat"
kind = "boolean"
title = "Lives on a boat"
"""


def test_a_folder_may_declare_columns_and_places_of_its_own(tmp_path):
    (tmp_path / "columns.toml").write_text(COLUMNS)
    counted(
        tmp_path, ("smokes", "smokes AND lives_on_a_boat"), ('["place", "system"]', '["street"]')
    )
    one = indicators.read_indicators(tmp_path)["checks"]
    assert rule_of(one).numerator.columns == ("age", "smokes", "lives_on_a_boat")
    assert one.columns.places == ("street", "place")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "street"', 'name = "sex"', "- columns.toml, line 3: sex is declared already"),
        ('["street", "place"]', '["road"]', "- columns.toml, line 1: places: road is not a column"),
        (
            'kind = "boolean"',
            'kind = "yes or no"',
            "- columns.toml, line 10: columns.2.kind: Input",
        ),
        ('kind = "boolean"', 'kind = "boolean"\nvalues = ["a"]', "has no list of values"),
        (
            'name = "street"',
            'name = "Our street"',
            "- columns.toml, line 4: columns.1.name: String",
        ),
    ],
)
def test_a_mistake_in_declared_columns_is_told_with_its_line(tmp_path, old, new, message):
    (tmp_path / "columns.toml").write_text(COLUMNS.replace(old, new))
    said = mistakes(indicators.read_indicators, counted(tmp_path))
    assert any(message in line for line in said), said


def test_a_definition_cannot_say_something_else_under_the_id_of_another(tmp_path):
    counted(tmp_path, ('id = "checks"', 'id = "smoking-adults"'))
    said = mistakes(indicators.read_indicators, tmp_path)
    assert "smoking-adults comes with Evenground and says something else" in said[1]


def test_a_definition_copied_from_the_library_may_stand_in_a_folder(tmp_path):
    from evenground.indicators.definitions.files import HERE

    text = (HERE / "library" / "smoking_adults.toml").read_text(encoding="utf-8")
    (tmp_path / "smoking.toml").write_text(text, encoding="utf-8")
    assert list(indicators.chosen(str(tmp_path))) == ["smoking-adults"]


def test_the_digest_tells_definitions_apart_by_all_that_they_say(tmp_path):
    one = indicators.read_indicators(counted(tmp_path))["checks"]
    spaced = counted(tmp_path, ('id = "checks"', 'id   =   "checks"  # the same'))
    assert indicators.read_indicators(spaced)["checks"].digest == one.digest
    for old, new in [("age >= 18", "age >= 16"), ('version = "1"', 'version = "2"')]:
        other = indicators.read_indicators(counted(tmp_path, (old, new)))["checks"]
        assert other.digest != one.digest


def test_the_library_and_its_sets_have_no_mistake():
    from evenground.indicators.programmes.whole import shipped

    assert set(shipped().indicators) == set(indicators.library())
    assert set(shipped().sets) == set(indicators.sets())
