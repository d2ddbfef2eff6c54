"""Sets: items that are measured, items that are not measurable yet, and groups a partnership chose."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from evenground import indicators
from evenground.errors import DefinitionError
from evenground.indicators.asked import asked_for
from evenground.indicators.definitions.files import HERE
from evenground.indicators.describing.described import grid

SET = """\
id = "ours"
version = "1"
title = "What our partnership asks"
certainty = "ours"
certainty_note = "Agreed by the partnership."
breakdowns = ["sex"]

[source]
publisher = "Ambermoor Partnership"
title = "Made for a test"

[assurance]
written_by = "public health analyst"
checked_by = "clinical lead"
reviewed = 2026-01-15
next_review = 2027-01-15

[[areas]]
number = 1
title = "Smoking"

[[areas.items]]
number = 1
title = "Who smokes"
indicators = ["smoking-adults"]

[[areas.items]]
number = 2
title = "Who uses shisha"
not_yet = "Nobody records it."

[[plus]]
id = "boaters"
name = "People who live on boats"
definition = "People whose home is a boat."
source = "Our listening of 2026"
condition = "age >= 16 AND smokes"
chosen_from = 2026-04-01
chosen_until = 2027-04-01
"""


def written(folder: Path, *changes: tuple[str, str]) -> Path:
    text = SET
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "sets").mkdir(exist_ok=True)
    path = folder / "sets" / "ours.toml"
    path.write_text(text)
    return path


def mistakes(path: Path) -> str:
    with pytest.raises(DefinitionError) as refusal:
        asked_for(str(path))
    return str(refusal.value)


def test_a_set_of_a_partnership_names_indicators_of_the_library(tmp_path):
    path = written(tmp_path)
    assert list(indicators.chosen(str(path))) == ["smoking-adults"]
    assert list(indicators.chosen(str(tmp_path))) == ["smoking-adults"]


def test_what_is_not_measurable_yet_has_a_reason_and_no_number(tmp_path):
    (one,) = asked_for(str(written(tmp_path))).sets.values()
    assert [item.title for item in one.not_yet] == ["Who uses shisha"]
    assert one.indicators == ("smoking-adults",)
    shown = grid(one, indicators.library(), today=date(2026, 6, 1))
    assert "not measurable yet: Nobody records it." in shown
    assert "smoking-adults: Smoking in adults [counted from people]" in shown


@pytest.mark.parametrize(
    ("day", "chosen"),
    [
        (date(2026, 3, 31), False),
        (date(2026, 4, 1), True),
        (date(2027, 3, 31), True),
        (date(2027, 4, 1), False),
    ],
)
def test_a_group_is_chosen_from_a_day_until_another(tmp_path, day, chosen):
    (one,) = asked_for(str(written(tmp_path))).sets.values()
    assert one.plus[0].chosen_on(day) is chosen
    assert ("(not chosen now)" in grid(one, indicators.library(), today=day)) is not chosen


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('["smoking-adults"]', '["smoking-adult"]', "line 25: areas.1.items.1.indicators: there is no indicator smoking-adult; did you mean `smoking-adults`?"),
        ('["smoking-adults"]', "[]", "line 22: areas.1.items.1: give indicators, or not_yet with the reason"),
        ('not_yet = "Nobody records it."', "", "line 27: areas.1.items.2: give indicators, or not_yet with the reason"),
        ('not_yet = "Nobody records it."', 'not_yet = ""', "line 30: areas.1.items.2.not_yet: String should"),
        ("number = 2", "number = 1", "two have the same number or id: item 1"),
        ('breakdowns = ["sex"]', 'breakdowns = ["sx"]', "line 6: breakdowns: there is no column `sx`; did you mean `sex`?"),
        ("age >= 16", "aged >= 16", "line 37: plus.1.condition: there is no column `aged`; did you mean `age`?"),
        ("age >= 16 AND smokes", "read_text('x')", "line 37: plus.1.condition: the function `read_text`"),
        ('condition = "age >= 16 AND smokes"', "", "give column, condition, or not_yet with the reason"),
        ('condition = "age >= 16 AND smokes"', 'not_yet = "No code."', "says how it could_be_measured"),
        ("chosen_until = 2027-04-01", "chosen_until = 2026-04-01", "chosen_until must be after chosen_from"),
        ('id = "ours"', 'id = "library"', "library comes with Evenground"),
        ('id = "ours"', 'id = "smoking"', "smoking comes with Evenground"),
        ('id = "ours"', 'id = "smoking-adults"', "smoking-adults comes with Evenground"),
        ('certainty = "ours"\ncertainty_note = "Agreed by the partnership."', 'certainty = "ours"', "needs certainty_note"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_set_is_told_with_its_line(tmp_path, old, new, message):
    assert message in mistakes(written(tmp_path, (old, new)))


def test_a_set_without_areas_and_groups_is_refused(tmp_path):
    path = written(tmp_path, (SET[SET.index("[[areas]]") :], ""))
    assert "a set has areas, or plus groups, or both" in mistakes(tmp_path)
    assert "areas" in path.name or "this key is missing" in mistakes(path)


def test_what_is_asked_for_is_a_set_an_id_a_file_a_folder_or_several(tmp_path):
    smoking = list(indicators.sets()["smoking"].indicators)
    assert list(indicators.chosen("smoking")) == smoking
    assert list(indicators.chosen("bowel-screening-uptake, smoking")) == ["bowel-screening-uptake", *smoking]  # fmt: skip
    assert list(indicators.chosen(str(HERE / "library" / "smoking_adults.toml"))) == [
        "smoking-adults"
    ]
    assert set(indicators.chosen("library")) == set(indicators.library())


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("smokin", "Did you mean `smoking`?"),
        ("smoking-adults,nothing", "called nothing. The library has the sets core20plus5"),
        ("", "There is no indicator, set, folder or file called"),
        ("not/there.toml", "There is no file not/there.toml."),
    ],
)
def test_what_is_not_there_is_refused_by_name(asked, message):
    with pytest.raises(DefinitionError) as refusal:
        indicators.chosen(asked)
    assert message in str(refusal.value)


def test_a_folder_without_definitions_and_a_set_without_numbers_cannot_be_counted(tmp_path):
    with pytest.raises(DefinitionError, match="has no definition file"):
        indicators.chosen(str(tmp_path))
    path = written(tmp_path, ('indicators = ["smoking-adults"]', 'not_yet = "Not asked."'))
    with pytest.raises(DefinitionError, match="can be measured yet"):
        indicators.chosen(str(path))
