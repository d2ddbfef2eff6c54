"""Records to one row for each person and period: statements of DuckDB, run one after the other.

Nothing depends on the order of records: where a person has several, the latest one that says something
counts, and of two on the same day the greater value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb

from evenground.counting.prepare.ethnicity import chosen
from evenground.counting.prepare.extract import DAY, FATE, PERSON, START, USED, quoted, text
from evenground.counting.prepare.reading import ReadRecipe
from evenground.counting.prepare.recipe import Age, Ethnicity, Recipe
from evenground.indicators.codes.ages import bands

OLDEST = 120


def make_persons(connection: duckdb.DuckDBPyConnection, recipe: Recipe) -> None:
    """Make `persons`: each person once, in order, with the ethnic code chosen from all used records.

    A person's number in the table of people is the place in this order.
    """
    person = quoted(recipe.person.column)
    if recipe.ethnicity is None:
        found = f"SELECT DISTINCT {person} AS person FROM typed WHERE {FATE} = '{USED}'"  # noqa: S608
    else:
        records = " UNION ALL ".join(_recorded(person, recipe.ethnicity))
        found = chosen(f"({records})", "ethnic_codes", "person", recipe.ethnicity)
    connection.execute(f"CREATE TEMP TABLE persons AS SELECT * FROM ({found}) ORDER BY person")  # noqa: S608


def _recorded(person: str, ethnicity: Ethnicity) -> Iterator[str]:
    """Each column of ethnic codes as records: person, value, day, source."""
    for one in ethnicity.columns:
        day = quoted(one.date) if one.date else DAY
        source = ethnicity.sources.index(one.source) if ethnicity.sources else 0
        yield (
            f"SELECT {person} AS person, {value(one.column)} AS value, {day} AS day, {source} AS source "  # noqa: S608
            f"FROM typed WHERE {FATE} = '{USED}'"
        )


def value(column: str) -> str:
    """A coded column as text, to be looked up."""
    return f"CAST({quoted(column)} AS VARCHAR)"


def latest(column: str) -> str:
    """The latest thing said; of two on one day the greater."""
    said = f"{{'day': coalesce({DAY}, DATE '1800-01-01'), 'said': {column}}}"
    return f"(max({said}) FILTER (WHERE {column} IS NOT NULL)).said"


def make_years(connection: duckdb.DuckDBPyConnection, read: ReadRecipe) -> None:
    """Make `years`: each person in each period once, with what the period's records say."""
    recipe = read.recipe
    taken = [f"{latest(column)} AS {quoted(name)}" for name, column in _attributes(recipe)]
    flags = [f"bool_or({condition.sql()}) AS {quoted(name)}" for name, condition in read.flags.items()]  # fmt: skip
    events = [
        f"count(*) FILTER (WHERE {condition.sql()}) AS {quoted(name)}"
        for name, condition in read.events.items()
    ]
    connection.execute(f"""
        CREATE TEMP TABLE years AS
        SELECT {", ".join([f"{quoted(recipe.person.column)} AS {PERSON}", START, *taken, *flags, *events])}
        FROM typed {_sexes(recipe)} WHERE {FATE} = '{USED}' GROUP BY ALL
    """)  # noqa: S608


def _sexes(recipe: Recipe) -> str:
    if recipe.sex is None:
        return ""
    return f"LEFT JOIN sex_codes ON sex_codes.value = {value(recipe.sex.column)}"


def _attributes(recipe: Recipe) -> Iterator[tuple[str, str]]:
    """What is taken from the latest record: our name, and the SQL of it in a record."""
    if recipe.age:
        yield "taken age", quoted(recipe.age.date_of_birth or recipe.age.age or "")
    if recipe.sex:
        yield "taken sex", "sex_codes.label"
    if recipe.deprivation:
        yield "taken area", quoted(recipe.deprivation.column)
    for place in recipe.places:
        if place.column:
            yield f"taken {place.name}", quoted(place.column)
    for name, of in recipe.latest.items():
        yield f"taken {name}", quoted(of)


def make_people(connection: duckdb.DuckDBPyConnection, read: ReadRecipe) -> None:
    """Make the view `people`: the columns that the recipe gives, and those that say how they came about."""
    recipe = read.recipe
    chosen = ["persons.rowid + 1 AS person_id", "periods.period", *_given(recipe)]
    chosen += [f"years.{quoted(name)}" for name in (*recipe.flags, *recipe.events)]
    joins = "\n".join(_joins(recipe))
    connection.execute(f"""
        CREATE TEMP VIEW people AS SELECT {", ".join(chosen)}
        FROM years JOIN persons ON years.{PERSON} = persons.person
        JOIN periods ON years.{START} = periods.start
        {joins}
    """)  # noqa: S608


def _given(recipe: Recipe) -> Iterator[str]:
    if recipe.age:
        years = age(recipe.age)
        yield f"{years} AS age"
        yield from (f"{band(years, key)} AS {quoted(key)}" for key in recipe.age.bands)
    if recipe.sex:
        yield 'years."taken sex" AS sex'
    if recipe.ethnicity:
        yield from (f"ethnic_groups.{quoted(group)}" for group in recipe.ethnicity.groups)
        yield 'ethnic_groups.state AS "ethnic state"'
        told = ("records", "valid", "known", "differs", "differs_fine")
        yield from (f"persons.{name} AS {quoted(f'ethnic {name}')}" for name in told)
    if recipe.deprivation:
        yield from (f"areas.{of} AS {name}" for name, of in recipe.deprivation.columns.items())
    for index, place in enumerate(recipe.places):
        yield f"{_place(recipe, index)} AS {quoted(place.name)}"
    yield from (f"years.{quoted(f'taken {name}')} AS {quoted(name)}" for name in recipe.latest)


def _joins(recipe: Recipe) -> Iterator[str]:
    if recipe.ethnicity:
        yield "LEFT JOIN ethnic_groups ON ethnic_groups.code = persons.code"
    if recipe.deprivation:
        yield 'LEFT JOIN areas ON areas.lsoa = years."taken area"'
    for index, place in enumerate(recipe.places):
        if place.within:
            yield (
                f"LEFT JOIN place_{index} ON place_{index}.code = {_named(recipe, place.within)} "
                f"AND place_{index}.start = years.{START}"
            )


def _place(recipe: Recipe, index: int) -> str:
    place = recipe.places[index]
    return f"years.{quoted(f'taken {place.name}')}" if place.column else f"place_{index}.parent"


def _named(recipe: Recipe, name: str) -> str:
    """The SQL of a place given earlier, or of the small area."""
    if name == "area":
        return 'years."taken area"'
    return _place(recipe, [place.name for place in recipe.places].index(name))


def age(said: Age) -> str:
    """Complete years on the period's day, or the age that the record says; NULL where it cannot be."""
    taken, day = 'years."taken age"', "periods.day"
    years = taken
    if said.date_of_birth:
        later = f"(month({day}) * 100 + day({day}) < month({taken}) * 100 + day({taken}))"
        years = f"(year({day}) - year({taken}) - CAST({later} AS INTEGER))"
    return f"CASE WHEN {years} BETWEEN 0 AND {OLDEST} THEN CAST({years} AS SMALLINT) END"


def band(years: str, key: str) -> str:
    """The label of the band that an age is in."""
    whens: Sequence[str] = [
        f"WHEN {years} <= {one.last} THEN {text(one.label)}"
        if one.last is not None
        else f"WHEN {years} IS NOT NULL THEN {text(one.label)}"  # fmt: skip
        for one in bands(key)
    ]
    return f"CASE {' '.join(whens)} END"
