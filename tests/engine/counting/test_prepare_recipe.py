"""A recipe tells all its mistakes at once, each with its line."""

from __future__ import annotations

import pytest

from evenground.counting.prepare.extract import quoted, text
from evenground.counting.prepare.periods import days_of
from evenground.counting.prepare.reading import read_recipe, shipped
from evenground.errors import DefinitionError
from tests.engine.counting.made_extract import SMALL


def mistakes(tmp_path, *added, **changed):
    said = SMALL
    for old, new in changed.items():
        said = said.replace(f'{old} = "', f'{old} = "{new}', 1)
    path = tmp_path / "small.toml"
    path.write_text(said + "\n".join(added))
    with pytest.raises(DefinitionError) as refusal:
        read_recipe(path)
    return str(refusal.value)


def test_a_recipe_without_mistakes_is_read(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(SMALL + "[events]\nemergency_admissions = \"how = 'A'\"\n")
    read = read_recipe(path)
    assert list(read.recipe.given) == ["person_id", "period", "emergency_admissions"]
    assert read.events["emergency_admissions"].columns == ("how",)


def test_all_mistakes_are_told_at_once_with_their_lines(tmp_path):
    said = mistakes(
        tmp_path,
        "[sex]",
        'column = "gender"',
        'codes = ["nhs-person-gendre"]',
        "[events]",
        "emergency_admissions = \"howe = 'A'\"",
        "elective_admissions = \"how = 'A' AND (SELECT 1) = 1\"",
        "[flags]",
        "made_up = \"how = 'A'\"",
    )
    assert "5 mistakes" in said
    assert "small.toml, line 25: sex.column: gender is not among [[columns]]" in said
    assert "line 26: sex.codes: There is no code list called nhs-person-gendre" in said
    assert "line 28: events.emergency_admissions" in said
    assert "did you mean `how`" in said
    assert "line 29: events.elective_admissions" in said
    assert "line 31: flags.made_up: made_up is not a declared column" in said


def test_a_column_of_people_that_nobody_declared_is_refused_and_may_be_declared_beside(tmp_path):
    flag = ("[flags]", "made_up = \"how = 'A'\"")
    assert "line 25: flags.made_up: made_up is not a declared column of people" in mistakes(tmp_path, *flag)  # fmt: skip
    (tmp_path / "columns.toml").write_text(
        '[[columns]]\nname = "made_up"\nkind = "boolean"\ntitle = "Made up"\n'
    )
    assert "made_up" in read_recipe(tmp_path / "small.toml").flags


@pytest.mark.parametrize(
    ("added", "said"),
    [
        (["[people]"], "this key is not known"),
        (["[events]", "smokes = \"how = 'A'\""], "smokes is declared as boolean, and the recipe gives whole"),
        (["[latest]", 'tenure = "seen"'], "tenure is declared as text, and the recipe gives date"),
        (["[age]", 'age = "how"'], "how is of kind text, and this needs whole"),
        (["[age]", 'date_of_birth = "seen"', 'bands = ["sex"]'], "sex is not a dimension of ages"),
        (["[age]", 'date_of_birth = "seen"', 'age = "how"'], "one of them"),
        (["[[places]]", 'name = "town"', 'column = "how"'], "town is not a place of the ladder"),
        (["[[places]]", 'name = "place"', 'within = "practice"', 'file = "f.csv"', 'code = "c"', 'parent = "p"'], "practice is not given above this place"),
        (["[[places]]", 'name = "place"', 'within = "practice"'], "together"),
        (["[ethnicity]", 'codes = ["nhs-ethnic-category"]', 'groups = ["ethnic_group_18"]', 'rule = "latest"', "[[ethnicity.columns]]", 'column = "how"', 'source = "gp"'], "cannot be put into the groups of ethnic_group_18"),
        (["[ethnicity]", 'codes = ["nhs-ethnic-category"]', 'groups = ["ethnic_group"]', 'rule = "self-reported first"', 'sources = ["self"]', "[[ethnicity.columns]]", 'column = "how"', 'source = "gp"'], "names every source of the columns"),
        (["[deprivation]", 'column = "how"', 'edition = "imd-2015"', 'file = "f"', 'area = "a"', 'value = "v"', 'kind = "decile"', 'one_is = "most deprived"'], "no edition of deprivation called imd-2015"),
        (["[deprivation]", 'column = "how"', 'edition = "imd-2019"', 'file = "f"', 'area = "a"', 'value = "v"', 'kind = "decile"'], "deprivation.one_is: this key is missing"),
        (["[flags]", "smokes = \"how = 'A'\"", "[latest]", 'smokes = "how"'], "more than once"),
    ],
)  # fmt: skip
def test_each_kind_of_mistake_is_told(tmp_path, added, said):
    assert said in mistakes(tmp_path, *added)


def test_a_period_is_written_as_its_kind_of_year(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(SMALL.replace('date = "seen"', 'date = "seen"\nonly = ["2025/27"]'))
    with pytest.raises(
        DefinitionError, match="2025/27 is not written as a financial year: 2025/26"
    ):
        read_recipe(path)
    assert days_of("2025/26", "financial")[0].isoformat() == "2025-04-01"
    assert days_of("1999/00", "financial")[1].isoformat() == "2000-03-31"
    assert days_of("2025", "calendar")[1].isoformat() == "2025-12-31"


def test_names_and_texts_cannot_leave_their_quotes():
    assert quoted('a"b') == '"a""b"'
    assert text("it's") == "'it''s'"


@pytest.mark.parametrize("name", sorted(shipped()))
def test_every_recipe_that_comes_with_evenground_is_read(name):
    assert read_recipe(shipped()[name]).recipe.id == name
