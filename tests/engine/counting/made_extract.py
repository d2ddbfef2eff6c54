"""Made extracts with the recipes that prepare them, and the look-up files beside a recipe."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from evenground.counting.prepare.reading import read_recipe
from evenground.counting.prepare.run import prepare

SMALL = """id = "small"
title = "A small recipe"
version = "1"
[extract]
extracted = 2026-04-30
[[columns]]
name = "who"
from = "NHS"
kind = "text"
[[columns]]
name = "seen"
from = "SEEN"
kind = "date"
[[columns]]
name = "how"
from = "HOW"
kind = "text"
[person]
column = "who"
[period]
date = "seen"
year = "financial"
day = "last"
"""

RECIPE = """
id = "made"
title = "A made extract"
version = "1"

[extract]
extracted = 2026-04-30

[[columns]]
name = "who"
from = "NHS"
kind = "text"

[[columns]]
name = "born"
from = "DOB"
kind = "date"
written = "%d/%m/%Y"

[[columns]]
name = "seen"
from = "Seen on"
kind = "date"

[[columns]]
name = "sex"
from = "SEX"
kind = "text"

[[columns]]
name = "ethnic"
from = "ETH"
kind = "text"

[[columns]]
name = "said_ethnic"
from = "ETH2"
kind = "text"

[[columns]]
name = "area"
from = "LSOA"
kind = "text"

[[columns]]
name = "gp"
from = "GP"
kind = "text"

[[columns]]
name = "how"
from = "HOW"
kind = "text"
missing = ["-"]

[[columns]]
name = "days"
from = "DAYS"
kind = "whole"

[person]
column = "who"

[period]
date = "seen"
year = "financial"
day = "last"

[age]
date_of_birth = "born"
bands = ["age_band", "age_band_5"]

[sex]
column = "sex"
codes = ["nhs-person-gender"]

[ethnicity]
codes = ["nhs-ethnic-category"]
groups = ["ethnic_group", "ethnic_group_16"]
rule = "self-reported first"
sources = ["person", "hospital"]

[[ethnicity.columns]]
column = "ethnic"
source = "hospital"

[[ethnicity.columns]]
column = "said_ethnic"
source = "person"

[deprivation]
column = "area"
edition = "imd-2025"
file = "imd.csv"
area = "lsoa"
value = "decile"
kind = "decile"
one_is = "least deprived"

[[places]]
name = "practice"
column = "gp"

[[places]]
name = "system"
within = "practice"
file = "practices.csv"
code = "code"
parent = "parent"
first = "start"
last = "end"

[flags]
bowel_screened = "how = 'screen'"

[events]
emergency_admissions = "how = 'emergency' AND days >= 1"

[limits]
set_aside = 1
unreadable = 1
unknown_codes = 1
wrong_areas = 1
unknown_places = 1
"""
COLUMNS = ["NHS", "DOB", "Seen on", "SEX", "ETH", "ETH2", "LSOA", "GP", "HOW", "DAYS"]
IMD = {"E01000001": 10, "E01000002": 3}
PRACTICES = [("Y1", "QA", "", "2025-03-30"), ("Y1", "QB", "2025-03-31", ""), ("Y2", "QA", "", "")]
TODAY = date(2026, 4, 30)


def recipe_folder(folder: Path) -> Path:
    """A folder with the recipe and the look-up files that it names."""
    (folder / "made.toml").write_text(RECIPE)
    lines = [f"{lsoa},{decile}" for lsoa, decile in IMD.items()]
    (folder / "imd.csv").write_text("\n".join(["lsoa,decile", *lines]))
    rows = [",".join(row) for row in PRACTICES]
    (folder / "practices.csv").write_text("\n".join(["code,parent,start,end", *rows]))
    return folder


def recipe(folder, *changes, name="changed.toml"):
    text = RECIPE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / name).write_text(text)
    return name


def prepared(folder, rows, *, suffix=".csv", name="made.toml", **how):
    extract = folder / f"extract{suffix}"
    table = pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
    table.write_csv(extract) if suffix == ".csv" else table.write_parquet(extract)
    done = prepare(extract, read_recipe(folder / name), folder / "people.parquet", **how)
    return pl.read_parquet(folder / "people.parquet"), done


SEEN = ("p", "01/04/1980", "2025-06-01", "1", "A", None, "E01000001", "Y1", "screen", None)


def other(**changed):
    return tuple((dict(zip(COLUMNS, SEEN, strict=True)) | changed)[name] for name in COLUMNS)
