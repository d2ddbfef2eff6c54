"""Conditions: a small part of SQL is read and means the same everywhere; all else is refused in words."""

from __future__ import annotations

import subprocess
import sys
from functools import cache

import duckdb
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from evenground.errors import DefinitionError
from evenground.indicators.conditions import Condition, both, checked, read_condition
from evenground.indicators.conditions.plain_english import in_words
from evenground.indicators.definitions.columns import Column
from tests.engine.indicators.condition_texts import COLUMNS, Row, Said, conditions, quoted, rows

ALLOWED = (
    exp.And, exp.Or, exp.Not, exp.Paren, exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.In,
    exp.Between, exp.Is, exp.Null, exp.Add, exp.Sub, exp.Mul, exp.Neg, exp.Literal, exp.Boolean,
    exp.Column, exp.Identifier, exp.Cast, exp.DataType,
)  # fmt: skip
SCHEMA = {
    "smokes": pl.Boolean,
    "invited": pl.Boolean,
    "age": pl.UInt8,
    "visits": pl.Int64,
    "bmi": pl.Float64,
    "sex": pl.String,
    "note": pl.String,
    "born": pl.Date,
}
EXTREMES = {
    "usual": """
        SELECT true AS smokes, NULL::BOOLEAN AS invited, 255::UTINYINT AS age,
            9223372036854775807 AS visits, 1e308::DOUBLE AS bmi, 'x' AS sex, '' AS note,
            DATE '9999-12-31' AS born
        UNION ALL SELECT false, true, 0, -9223372036854775808, 'nan'::DOUBLE, NULL, NULL, NULL
        UNION ALL SELECT NULL, false, NULL, NULL, '-inf'::DOUBLE, 'Male', 'é', DATE '0001-01-01'
    """,
    "unusual": """
        SELECT true AS smokes, false AS invited, 127::TINYINT AS age, 32767::SMALLINT AS visits,
            9999999999999999999999999999.9999999999::DECIMAL(38, 10) AS bmi,
            'Male'::ENUM ('Male') AS sex, 'x' AS note, TIMESTAMP '2025-04-01 12:00' AS born
        UNION ALL SELECT false, true, -128, -32768, -1, NULL, NULL, NULL
    """,
}


@cache
def engine() -> duckdb.DuckDBPyConnection:
    """Two tables of people at the ends of what columns can hold, and no way out to files."""
    connection = duckdb.connect(config={"enable_external_access": False})
    for name, rows_of in EXTREMES.items():
        connection.execute(f"CREATE TABLE {name} AS {rows_of}")
    return connection


HOSTILE = [
    "age IN (SELECT 1)",
    "(SELECT count(*) FROM people) > 1",
    "EXISTS (SELECT 1)",
    "smokes; DROP TABLE people",
    "smokes;",
    "smokes -- and then nothing",
    "smokes /* hidden */",
    "/* hidden */ smokes",
    "smokes # hidden",
    "read_text('/etc/passwd') = 'x'",
    "read_csv('people.csv')",
    "note = read_blob('people.parquet')",
    "note IN (read_text('/etc/passwd'))",
    "'people.parquet'",
    "people.parquet",
    "FROM 'people.parquet'",
    "COPY people TO 'people.csv'",
    "ATTACH 'other.db'",
    "PRAGMA database_list",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET memory_limit = '1GB'",
    "CALL pragma_version()",
    "CREATE TABLE t (a int)",
    "age::VARCHAR = '1'",
    "CAST(age AS VARCHAR) = '1'",
    "TRY_CAST(note AS INTEGER) = 1",
    "CAST('2025-04-01' AS DATE) = born",
    "born = CURRENT_DATE",
    "born < now()",
    "random() < 0.5",
    "length(note) > 3",
    "sum(age) > 3",
    "count(*) > 1",
    "age > ANY (SELECT 1)",
    "row_number() OVER () = 1",
    "note LIKE '%x%'",
    "note ~ 'x'",
    "note || 'x' = 'y'",
    "age / 0 = 1",
    "age // 2 = 1",
    "age % 2 = 0",
    "age & 1 = 1",
    "CASE WHEN smokes THEN true ELSE false END",
    "if(smokes, true, false)",
    "smokes IS TRUE",
    "age IS DISTINCT FROM 1",
    "age <=> 1",
    "age BETWEEN SYMMETRIC 5 AND 1",
    "people.age > 1",
    "age[1] = 1",
    "note[1:2] = 'x'",
    "{'a': 1} = 1",
    "[1, 2] = 1",
    "x -> x + 1",
    "* ",
    "COLUMNS(*) = 1",
    "$1 = 1",
    "? = 1",
    "@age = 1",
    ":age = 1",
    "getenv('HOME') = 'x'",
    "note = E'a'",
    "note = $$a$$",
    "note = $$age$$",
    "note = x'41'",
    "note = 'a\nb'",
    "note = 'a\\'",
    "note = '${env:HOME}'",
    "note = 'a\0b'",
    "age = 1e5",
    "age = 0x1F",
    "age = 99999999999999999999",
    "age = ١",
    "аge = 1",  # the first letter is Cyrillic
    "age\u00a0= 1 OR ag\u200be = 1",
    "age ＝ 1",
    "SMOKES",
    "'unclosed",
    '"unclosed',
    "smokes AND",
    "AND smokes",
    "((smokes)",
    "smokes smokes",
    "smokes, invited",
    "smokes AS x",
    "",
    "  ",
    "NULL",
    "age = NULL",
    "(" * 40 + "smokes" + ")" * 40,
    "NOT " * 40 + "smokes",
    "age = " + "-" * 40 + "1",
    " AND ".join(["smokes"] * 200),
    "age = 1 OR " * 10_000 + "smokes",
    "age + " * 9 + "age > 1",
    "age IN (" + ", ".join(map(str, range(5000))) + ")",
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:30])
def test_what_is_not_allowed_is_refused_in_words(text):
    condition, mistakes = checked(text, COLUMNS)
    assert condition is None
    assert all(len(mistake) > 10 for mistake in mistakes)
    assert mistakes


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("smoks", "there is no column `smoks`; did you mean `smokes`?"),
        ("age > 'x'", "`age` (a whole number) cannot be compared with text (`x`)"),
        ("age > 1.5", "`age` (a whole number) is compared with whole numbers, not with 1.5"),
        ("sex = 'female'", "`sex` has no value `female`; it has: Female, Male"),
        ("sex IN ('Male', 'x')", "`sex` has no value `x`; it has: Female, Male"),
        ("'x' = sex", "`sex` has no value `x`; it has: Female, Male"),
        ("1.5 < age", "`age` (a whole number) is compared with whole numbers, not with 1.5"),
        ("sex < 'Male'", "`sex` (text) has no order: use =, <> or IN"),
        ("smokes > invited", "`smokes` (true or false) has no order: use =, <> or IN"),
        ("born = '2025-04-01'", "write a date as DATE '2025-04-01'"),
        ("born = DATE '2025-02-30'", "`2025-02-30` is not a day: write it as DATE '2025-04-01'"),
        ("age", "`age` (a whole number) is not a condition by itself: compare it with something"),
        ("age + 1", "a sum (a number) is not a condition by itself: compare it with something"),
        ("note + 1 = 2", "`note` (text) cannot be added or multiplied"),
        ("-sex = 1", "`sex` (text) cannot be added or multiplied"),
        ("1 = 1", "`1` and `1` are both fixed: compare a column"),
        ("age = 1 + 1", "`1 + 1` has no column: write the number that it makes"),
        ("age IN (visits)", "`visits` (a whole number) stands where a fixed value is needed"),
        ("age IN ()", "IN needs its values in brackets, such as IN ('a', 'b')"),
        ("smokes IS TRUE", "write a true or false column by itself"),
        ("1 IS NULL", "IS NULL asks about a column"),
        ("read_text('x') = note", "the function `read_text` is not allowed"),
        ("age(born) = 1", "`age` is a column, not a function"),
        ("smokes; smokes", "`;` is not allowed: a condition is one statement"),
        ("FALSE", "this counts nobody"),
        ("", "there is no condition here"),
        ("smokes -- x", "a comment is not allowed here: write it in the file, after #"),
    ],
)
def test_a_mistake_says_what_is_wrong(text, message):
    assert any(message in mistake for mistake in checked(text, COLUMNS)[1])


def test_a_word_that_is_also_a_column_does_not_open_a_way():
    named = Column(name="symmetric", kind="whole", title="Symmetric")
    condition, mistakes = checked("age BETWEEN symmetric 5 AND 1", COLUMNS | {named.name: named})
    assert condition is None
    assert mistakes == ["`symmetric` is not allowed in a condition"]
    assert read_condition("age < symmetric", COLUMNS | {named.name: named}).columns == ("age", "symmetric")  # fmt: skip


def test_all_mistakes_of_a_condition_are_told_at_once():
    with pytest.raises(DefinitionError) as refusal:
        read_condition("sex = 'x' AND ag > 1 AND age > 'y' AND note < 'z' OR born = 3", COLUMNS)
    assert str(refusal.value).count("\n- ") == 5


@given(conditions, st.lists(rows, min_size=1, max_size=5))
def test_a_condition_means_in_duckdb_what_it_means_in_plain_python(said: Said, people: list[Row]):
    text, meaning = said
    condition = read_condition(text, COLUMNS)
    frame = pl.DataFrame(people, schema=SCHEMA)  # noqa: F841 (DuckDB reads it by its name)
    answers = duckdb.sql(f"SELECT {condition.sql()} FROM frame").fetchall()
    assert [answer for (answer,) in answers] == [meaning(person) for person in people]


@given(conditions)
def test_a_condition_that_is_read_never_fails_in_duckdb(said: Said):
    fails_nowhere(read_condition(said[0], COLUMNS))


@given(conditions, conditions)
def test_both_conditions_are_their_conjunction(one: Said, other: Said):
    first, second = read_condition(one[0], COLUMNS), read_condition(other[0], COLUMNS)
    together = both(first, second)
    assert set(together.columns) == {*first.columns, *second.columns}
    differ = f"({together.sql()}) IS DISTINCT FROM (({first.sql()}) AND ({second.sql()}))"
    assert engine().execute(f"SELECT count(*) FROM usual WHERE {differ}").fetchone() == (0,)


def test_everybody_and_a_condition_are_the_condition():
    everybody, smokes = read_condition("TRUE", COLUMNS), read_condition("smokes", COLUMNS)
    assert both(everybody, smokes) == both(smokes, everybody) == both(smokes, smokes) == smokes


FRAGMENTS = [
    "smokes", "age", "bmi", "note", "born", "sex", "'x'", "'Male'", "1", "0.5", "-", "+", "*", "/", "(", ")",
    "=", "<", ">=", "<>", "AND", "OR", "NOT", "IN", "BETWEEN", "IS", "NULL", "TRUE", "DATE", "'2025-04-01'",
    ",", ";", "--", "/*", "*/", "SELECT", "FROM", "read_text(", "'/etc/passwd'", "CAST(", "AS", "::", "||",
    "UNION", "LIKE", "[", "]", "{", "}", ".", "$$", "\\", '"', "'", "E'", "current_date", "\n", "CASE",
    "WHEN", "THEN", "END", "COLLATE", "?", "$1", "@", "FILTER", "OVER", "people", "COPY", "ATTACH",
]  # fmt: skip


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=12), st.sampled_from(["", " "]))
def test_no_pieces_of_sql_put_together_get_past(pieces, between):
    holds(between.join(pieces))


@given(conditions, st.sampled_from(FRAGMENTS), st.floats(0, 1))
def test_nothing_put_into_a_condition_gets_past(said, piece, where):
    text = said[0]
    cut = round(where * len(text))
    holds(f"{text[:cut]} {piece} {text[cut:]}")


@given(st.text(max_size=60))
def test_no_text_at_all_gets_past(text):
    holds(text)
    holds(f"note = {quoted(text)}")


def holds(text: str) -> None:
    """A text is refused in words, or is made of what is allowed and fails nowhere."""
    condition, mistakes = checked(text, COLUMNS)
    assert (condition is None) == bool(mistakes)
    if condition is not None:
        fails_nowhere(condition)


def fails_nowhere(condition: Condition) -> None:
    nodes = list(condition.tree.walk())
    assert all(isinstance(node, ALLOWED) for node in nodes)
    assert not any(node.comments for node in nodes)
    casts = [node for node in nodes if isinstance(node, exp.Cast)]
    assert all(
        cast.is_type("double") or (cast.is_type("date") and cast.this.is_string) for cast in casts
    )
    named = [node for node in nodes if isinstance(node, exp.Column)]
    assert {node.name for node in named} == set(condition.columns) <= set(COLUMNS)
    assert all(node.this.quoted and not node.table for node in named)
    for table in EXTREMES:
        counted = f"SELECT count(*) FILTER (WHERE {condition.sql()}) FROM {table}"
        assert engine().execute(counted).fetchone()[0] <= 3
    assert condition.sql("postgres")
    assert condition.sql("spark")
    assert in_words(condition, COLUMNS)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("TRUE", "everybody"),
        ("age >= 18 AND NOT smokes", '"Age in years" is 18 or more, and not "Smokes"'),
        ("age BETWEEN 5 AND 17 OR invited", '"Age in years" is from 5 to 17, or "Invited to screening"'),
        ("sex NOT IN ('Male')", '"Sex" is not Male'),
        ("bmi - 1.5 < -age", '"Body mass index" minus 1.5 is under minus "Age in years"'),
        ("born < DATE '2025-04-01'", '"Day of birth" is before 1 April 2025'),
        ("note IS NULL", '"Note" is not recorded'),
        ("NOT note IS NULL", '"Note" is recorded'),
        ("(smokes OR invited) AND age = -1", '("Smokes", or "Invited to screening"), and "Age in years" is -1'),
        ("smokes = TRUE", '"Smokes" is true'),
    ],
)  # fmt: skip
def test_a_condition_is_said_in_plain_english(text, words):
    assert in_words(read_condition(text, COLUMNS), COLUMNS) == words


@pytest.mark.parametrize("nested", ["(" * 16 + "smokes" + ")" * 16, "NOT " * 16 + "smokes"])
def test_what_is_nested_as_deep_as_is_allowed_is_read(nested):
    assert read_condition(nested, COLUMNS).columns == ("smokes",)
    assert checked(f"({nested})", COLUMNS)[1] == ["brackets are nested more than 16 deep"]


def test_spaces_within_a_text_tell_conditions_apart():
    one, other = (read_condition(f" note = {text}\n", COLUMNS) for text in ("'a b'", "'a  b'"))
    assert one.text == "note = 'a b'"
    assert other.text == "note = 'a  b'"


def test_a_condition_is_carried_to_each_engine():
    condition = read_condition("bmi > 30 AND note = 'it''s' AND born >= DATE '2025-04-01'", COLUMNS)
    assert condition.columns == ("bmi", "note", "born")
    assert condition.sql() == (
        """CAST("bmi" AS DOUBLE) > 30 AND "note" = 'it''s' AND "born" >= CAST('2025-04-01' AS DATE)"""
    )
    assert condition.sql("postgres").startswith('CAST("bmi" AS DOUBLE PRECISION) > 30')
    assert condition.sql("spark").startswith("CAST(`bmi` AS DOUBLE) > 30 AND `note` = 'it\\'s'")


def test_definitions_are_loaded_without_the_reader_of_sql():
    script = (
        "import sys; from evenground import indicators; indicators.library(); indicators.sets();"
        "loaded = {'sqlglot', 'numpy', 'polars', 'duckdb'} & set(sys.modules); assert not loaded, loaded;"
        "indicators.chosen('smoking'); assert 'sqlglot' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
