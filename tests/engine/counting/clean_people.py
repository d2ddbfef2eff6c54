"""A table of people with nothing wrong in it, and an indicator to count from it."""

from __future__ import annotations

import datetime
from pathlib import Path

import polars as pl

from evenground.indicators.definitions.indicator import Indicator

PEOPLE = 4_000
TODAY = datetime.date(2026, 3, 31)


def indicator(
    name: str = "flu-vaccination",
    *,
    denominator: str = "copd_register",
    numerator: str = "had_flu_vaccine",
    groups: tuple[str, ...] = ("ethnic_group", "sex", "deprivation_quintile"),
) -> Indicator:
    return Indicator.model_validate(
        {
            "id": name, "version": "1", "title": "T", "subject": "S", "question": "Q?", "why": "W",
            "unit": "percent", "certainty": "ours", "certainty_note": "Made for a test.",
            "source": {"publisher": "P", "title": "T"},
            "count": {
                "denominator": denominator, "numerator": numerator, "groups": groups,
                "places": ("practice", "place"),
            },
            "method": {"measure": "proportion"},
            "assurance": {
                "written_by": "one", "checked_by": "another",
                "reviewed": "2026-01-01", "next_review": "2027-01-01",
            },
        }
    )  # fmt: skip


def clean() -> pl.DataFrame:
    """A table of people with nothing wrong in it: 20 practices in 4 places, two years."""
    n = pl.int_range(PEOPLE, eager=True)
    lsoas = pl.Series(["E01000001", "E01000002", "E01033769", "E01035762"])
    register = (n % 7 == 0) | (n % 5 == 0)
    return pl.DataFrame(
        {
            "person_id": n // 2,
            "period": pl.Series(["2024/25", "2025/26"]).gather(n % 2),
            "age": (n * 37 % 101).cast(pl.Int16),
            "sex": pl.Series(["Female", "Male"]).gather(n // 2 % 2),
            "ethnic_group": pl.Series(["White", "Asian or Asian British"]).gather((n % 10 == 3).cast(int)),
            "deprivation_quintile": (n % 5 + 1).cast(pl.Int8),
            "practice": pl.select(pl.format("Y{}", n % 20)).to_series(),
            "place": pl.select(pl.format("ZZ{}", n % 20 // 5)).to_series(),
            "lsoa": lsoas.gather(n % 4),
            "date_of_birth": pl.select(pl.lit(datetime.date(1950, 1, 1)) + pl.duration(days=n % 20_000)).to_series(),
            "copd_register": register,
            "had_flu_vaccine": register & (n % 3 == 0),
        }
    )  # fmt: skip


def spoiled(column: str, value: object, rows: int) -> pl.DataFrame:
    """The same with a value in the first rows of a column."""
    people = clean()
    kind = people.schema[column]
    first = pl.int_range(pl.len()) < rows
    return people.with_columns(
        pl.when(first).then(pl.lit(value, dtype=kind)).otherwise(column).alias(column)
    )


DEFINITION = """\
id = "our-flu-vaccination"
version = "1"
title = "Flu vaccination"
subject = "Vaccination"
question = "Of people on the register, how many had a vaccine?"
why = "It prevents illness."
unit = "percent"
better_when = "higher"
certainty = "ours"
certainty_note = "Made for a test."

[source]
publisher = "The partnership"
title = "Counted from records of people"

[count]
denominator = "copd_register"
numerator = "had_flu_vaccine"
groups = ["ethnic_group", "sex", "deprivation_quintile"]
places = ["practice", "place"]

[method]
measure = "proportion"

[assurance]
written_by = "one"
checked_by = "another"
reviewed = 2026-01-01
next_review = 2027-01-01
"""


def definitions(folder: Path, text: str = DEFINITION) -> Path:
    """A folder of definitions with one file in it."""
    folder.mkdir(exist_ok=True)
    (folder / "flu.toml").write_text(text, encoding="utf-8")
    return folder
