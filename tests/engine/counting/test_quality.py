"""What is wrong with a table of people is found before any figure, and told without telling of anybody."""

from __future__ import annotations

import datetime
from pathlib import Path

import polars as pl
import pytest

from evenground.counting import quality
from evenground.counting.engines import opened
from evenground.errors import DataError, DefinitionError
from evenground.indicators.definitions.indicator import Indicator
from tests.engine.counting.clean_people import TODAY, clean, indicator, spoiled
from tests.engine.counting.test_engines import engine, open_people  # noqa: F401


def found_in(people: pl.DataFrame, *asked: Indicator, **said) -> list[quality.Finding]:
    with opened(people, said.pop("engine", "duckdb")) as table:
        return quality.examined(table, asked or [indicator()], **({"as_of": TODAY} | said))


def rules_of(findings: list[quality.Finding]) -> list[str]:
    return [one.rule for one in findings]


def test_nothing_is_found_where_nothing_is_wrong():
    assert found_in(clean()) == []


def test_every_engine_finds_the_same(open_people):  # noqa: F811
    """A table with something wrong in every way that rows, people, places and groups can have."""
    first = pl.int_range(pl.len()) < 40
    people = clean().with_columns(
        pl.col("age", "deprivation_quintile").cast(pl.Int32),
        person_id=pl.when(first).then(77).otherwise("person_id"),
        ethnic_group=pl.when(pl.col("practice") == "Y7").then(None).otherwise("ethnic_group"),
        sex=pl.when(first).then(pl.lit("Q")).otherwise("sex"),
        lsoa=pl.when(first).then(pl.lit("W01000003")).otherwise("lsoa"),
        date_of_birth=pl.when(first).then(datetime.date(2026, 4, 1)).otherwise("date_of_birth"),
        place=pl.when(first).then(pl.lit("ZZ9")).otherwise("place"),
        had_flu_vaccine=pl.lit(None, dtype=pl.Boolean),
    )
    with open_people(people) as table:
        findings = quality.examined(table, [indicator()], as_of=TODAY)
    assert findings == found_in(people)
    assert set(rules_of(findings)) == {
        "person-twice", "group-with-many-unknown", "place-with-many-unknown", "unknown-label",
        "unmatched-lsoa", "date-in-the-future", "place-in-two-places", "empty-column",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "column", "value", "rows"),
    [
        ("person-twice", "person_id", 77, 40),
        ("no-person-number", "person_id", None, 40),
        ("missing-period", "period", None, 40),
        ("date-in-the-future", "date_of_birth", datetime.date(2026, 4, 1), 40),
        ("date-before-1900", "date_of_birth", datetime.date(1800, 1, 1), 40),
        ("age-out-of-range", "age", 999, 40),
        ("age-out-of-range", "age", -1, 40),
        ("unknown-label", "ethnic_group", "Q", 40),
        ("unknown-label", "deprivation_quintile", 6, 40),
        ("lsoa-of-another-edition", "lsoa", "E01000005", None),
        ("unmatched-lsoa", "lsoa", "W01000003", 40),
        ("unmatched-lsoa", "lsoa", "E01000004", 40),
        ("place-not-known", "lsoa", None, 80),
        ("place-not-known", "practice", None, 80),
        ("share-unknown", "ethnic_group", None, 400),
        ("share-unknown", "ethnic_group", "Not stated", 400),
        ("outside-the-denominator", "had_flu_vaccine", True, 400),
    ],
)
def test_each_mistake_is_found_by_its_rule(rule, column, value, rows):
    if rule == "lsoa-of-another-edition":
        value, rows = code_of_2011_alone(), 40
    findings = [one for one in found_in(spoiled(column, value, rows)) if one.rule == rule]
    assert findings, f"{rule} found nothing"
    if rule != "outside-the-denominator":
        assert {one.column for one in findings} == {column}
    assert findings[0].rows is not None
    assert findings[0].rows % 5 == 0


def code_of_2011_alone() -> str:
    from evenground.counting.quality.lsoas import editions

    numbers = editions().numbers
    return f"E01{min(set(numbers['2011']) - set(numbers['2021'])):06d}"


def test_the_lists_of_small_areas_are_those_of_each_edition(shared_data):
    from evenground.counting.quality.lsoas import editions

    for edition, file, column in (
        ("2011", "imd2019_lsoa11.parquet", "lsoa11_code"),
        ("2021", "imd2025_lsoa21.parquet", "lsoa21_code"),
    ):
        published = pl.read_parquet(shared_data / "deprivation" / file)[column]
        numbers = published.str.slice(3).cast(pl.Int64).sort().to_list()
        assert editions().numbers[edition].to_list() == numbers


def test_dates_are_compared_with_birth_and_death():
    people = clean().with_columns(
        date_of_death=pl.when(pl.col("person_id") < 30).then(datetime.date(1949, 1, 1)),
        last_seen=pl.when(pl.col("person_id") < 40).then(datetime.date(1949, 6, 1)),
    )
    told = {(one.rule, one.column) for one in found_in(people)}
    assert ("death-before-birth", "date_of_death") in told
    assert ("event-before-birth", "last_seen") in told
    assert ("event-after-death", "last_seen") in told


def test_without_a_day_no_date_is_too_late():
    people = spoiled("date_of_birth", datetime.date(2226, 4, 1), 40)
    assert "date-in-the-future" in rules_of(found_in(people))
    assert found_in(people, as_of=None) == []


def test_one_wrong_date_in_ten_thousand_warns_and_many_block():
    few, many = (spoiled("date_of_birth", datetime.date(2226, 1, 1), rows) for rows in (3, 40))
    assert [one.severity for one in found_in(few)] == ["warning"]
    assert [one.severity for one in found_in(many)] == ["blocking"]


def test_a_small_number_is_never_told():
    for rows in range(1, 10):
        (one,) = found_in(spoiled("ethnic_group", "Q", rows))
        assert (one.rows, one.share) == (None, None)
        assert one.rows_said == "fewer than 10 rows"
    assert found_in(spoiled("ethnic_group", "Q", 12))[0].rows == 10


def test_a_value_of_a_person_is_never_told():
    findings = found_in(spoiled("ethnic_group", "Mrs Smith of Acacia Avenue", 400))
    assert "unknown-label" in rules_of(findings)
    assert "Smith" not in "\n".join(quality.report("people", findings)) + str(findings)


def test_a_place_that_records_badly_stands_out():
    people = clean().with_columns(
        ethnic_group=pl.when((pl.col("practice") == "Y7") & (pl.col("age") < 80)).then(
            pl.lit("Not stated")
        ).otherwise("ethnic_group")
    )  # fmt: skip
    places = [one for one in found_in(people) if one.rule == "place-with-many-unknown"]
    assert {(one.area_type, one.place) for one in places} >= {("practice", "Y7")}
    assert {one.area_type for one in places} <= {"practice", "place"}
    assert next(one for one in places if one.place == "Y7").share == pytest.approx(0.8, abs=0.05)


def test_a_group_of_whom_little_is_known_stands_out():
    people = clean().with_columns(
        ethnic_group=pl.when((pl.col("deprivation_quintile") == 1) & (pl.col("age") < 60)).then(
            pl.lit("Not stated")
        ).otherwise("ethnic_group")
    )  # fmt: skip
    groups = [one for one in found_in(people) if one.rule == "group-with-many-unknown"]
    assert [(g.column, g.area_type, g.place) for g in groups] == [
        ("ethnic_group", "deprivation_quintile", "1")
    ]


def test_not_recorded_as_homeless_is_not_unknown():
    people = clean().with_columns(homeless=pl.when(pl.col("age") == 40).then(True))
    assert found_in(people, indicator(groups=("homeless", "sex"))) == []


def test_a_place_in_two_places_is_named():
    people = spoiled("place", "ZZ9", 1)
    (one,) = found_in(people)
    assert (one.rule, one.area_type, one.place, one.column) == (
        "place-in-two-places", "practice", "Y0", "place",
    )  # fmt: skip


def test_a_column_that_holds_nothing_blocks_and_an_empty_register_warns():
    nothing = clean().with_columns(had_flu_vaccine=pl.lit(None, dtype=pl.Boolean))
    (one,) = found_in(nothing)
    assert (one.rule, one.column, one.severity) == ("empty-column", "had_flu_vaccine", "blocking")
    nobody = clean().with_columns(copd_register=False, had_flu_vaccine=False)
    assert rules_of(found_in(nobody)) == ["nobody-in-the-denominator"]


def test_a_numerator_of_several_indicators_is_outside_when_it_is_outside_all():
    """Smoking is counted on a register and of pregnant women: a smoker who is both, or one, is counted."""
    people = clean().with_columns(
        epilepsy_register=pl.col("age") >= 18,
        gave_birth=pl.col("age") < 40,
        smokes=pl.col("person_id") % 3 == 0,
    )
    both = [
        indicator("smoking", denominator="epilepsy_register", numerator="smokes"),
        indicator("smoking-in-pregnancy", denominator="gave_birth", numerator="smokes"),
    ]
    assert found_in(people, *both) == []
    (one,) = found_in(people, both[0])
    assert (one.rule, one.detail) == ("outside-the-denominator", "smoking")
    assert found_in(people.with_columns(epilepsy_register=pl.col("age") > 80), both[0]) == []


def test_a_table_without_rows_blocks():
    assert rules_of(found_in(clean().clear())) == ["no-rows"]


def test_cells_that_do_not_hold_everybody_do_not_reconcile():
    with opened(clean(), "duckdb") as table:
        keys = ["period", "practice", "place", "ethnic_group", "sex", "deprivation_quintile"]
        cells = clean().group_by(keys).agg(people=pl.len()).cast(dict.fromkeys(keys, pl.String))
        whole = quality.examined(table, [indicator()], cells=cells)
        assert whole == []
        short = quality.examined(table, [indicator()], cells=cells.head(-1))
    assert rules_of(short) == ["totals-do-not-reconcile"]


def test_columns_that_the_table_lacks_are_left_to_whoever_counts():
    people = clean().drop("had_flu_vaccine", "practice", "person_id", "lsoa", "date_of_birth")
    assert found_in(people) == []


def test_the_same_table_in_another_order_has_the_same_findings():
    people = spoiled("ethnic_group", "Not stated", 700)
    assert found_in(people) == found_in(people.sample(fraction=1, shuffle=True, seed=3))


@pytest.mark.parametrize("rule", [r for r in quality.standard_rules().values() if not r.where])
def test_a_rule_without_a_condition_is_known_to_the_code(rule):
    folder = Path(quality.__file__).parent
    said = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    assert f'"{rule.id}"' in said


def test_blocking_findings_are_all_told_at_once_with_file_column_and_what_to_do(tmp_path):
    people = spoiled("ethnic_group", "Q", 40).with_columns(age=pl.lit(999))
    people.write_parquet(tmp_path / "people.parquet")
    with (
        opened(tmp_path / "people.parquet", "duckdb") as table,
        pytest.raises(DataError) as refusal,
    ):
        quality.checked(table, [indicator()])
    said = str(refusal.value)
    assert "people.parquet" in said
    assert "column `ethnic_group`: about 40 rows, 1.0%" in said
    assert "column `age`: about 4,000 rows, 100.0%" in said
    assert "evenground prepare" in said


def test_a_partnership_changes_what_blocks_and_adds_rules_of_its_own(tmp_path):
    own = tmp_path / "rules.toml"
    own.write_text(
        """
        [[rules]]
        id = "unknown-label"
        severity = "warning"

        [[rules]]
        id = "vaccinated-children"
        title = "Children with COPD"
        severity = "blocking"
        where = "{column} AND age < 18"
        columns = ["copd_register"]
        do = "Ask the practice."
        """,
        encoding="utf-8",
    )
    rules = quality.read_rules(own)
    findings = found_in(spoiled("ethnic_group", "Q", 40), rules=rules)
    assert [(one.rule, one.severity) for one in findings] == [
        ("vaccinated-children", "blocking"),
        ("unknown-label", "warning"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[rules]]\nid = "unknwon-label"\nseverity = "warning"', "Did you mean unknown-label?"),
        ('[[rules]]\nid = "unknown-label"\nseverity = "fatal"', "rules.toml, line 3: rules.1.severity"),
        ('[[rules]]\nid = "mine"\nwhere = "age < 0"', "title: this key is missing"),
        ('[[rules]]\nid = "age-out-of-range"\nwhere = "age < 0"', "Call your own rule something else"),
        ("rules = 3", "rules.toml"),
        ("[[rules", "not readable as TOML"),
    ],
)  # fmt: skip
def test_mistakes_in_rules_are_told_with_file_and_line(tmp_path, text, said):
    (tmp_path / "rules.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as refusal:
        quality.read_rules(tmp_path / "rules.toml")
    assert said in str(refusal.value)


@pytest.mark.parametrize("where", ["read_text('/etc/passwd') = 'x'", "age < (SELECT 1)", "ag < 0"])
def test_a_rule_can_do_no_more_than_an_indicator(tmp_path, where):
    (tmp_path / "rules.toml").write_text(
        f'[[rules]]\nid = "mine"\ntitle = "T"\nseverity = "warning"\ndo = "D"\n'
        f'columns = ["age"]\nwhere = "{where}"',
        encoding="utf-8",
    )
    with pytest.raises(DefinitionError, match="rule mine"):
        found_in(clean(), rules=quality.read_rules(tmp_path / "rules.toml"))


def test_the_report_is_read_from_the_top():
    people = spoiled("ethnic_group", "Q", 40)
    lines = list(quality.report("people.parquet", found_in(people)))
    assert lines[0] == "people.parquet: 1 finding that blocks, 0 warnings"
    assert lines[2].startswith("Blocks: ")
    assert lines[3] == "  - column `ethnic_group`: about 40 rows, 1.0%"
    assert lines[4].startswith("  What to do: ")


def test_findings_are_a_table():
    frame = quality.table(found_in(spoiled("ethnic_group", "Q", 40)))
    assert frame.select("rule", "severity", "column", "rows", "share").rows() == [
        ("unknown-label", "blocking", "ethnic_group", 40, 0.01)
    ]
    assert quality.table([]).columns == frame.columns
