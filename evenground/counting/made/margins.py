"""How many people of each age and ethnic group live in small areas: the built-in totals, or real files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from evenground.counting.made.planted import ETHNIC_GROUPS, PEOPLE
from evenground.errors import DataError

BANDS = 18  # of 5 years, from 0 to 4 up to 85 and over
ROUNDS = 30  # of fitting: enough for six digits on every table met so far
AGES = "population/census2021_ts007a_age5_lsoa21.parquet"
SEXES = "population/lsoa11_sex_age5_england.parquet"
GROUPS = "ethnicity/census2021_ts021_5group_lsoa21.parquet"
DEPRIVATION = "deprivation/imd2025_lsoa21.parquet"
EDITION = "imd-2025"
PLACES = "lookups/lsoa21_ward24_lad24_icb24_region24_imd2025.parquet"
CENSUS_GROUPS = (  # in the order of ETHNIC_GROUPS
    "Asian, Asian British or Asian Welsh",
    "Black, Black British, Black Welsh, Caribbean or African",
    "Mixed or Multiple ethnic groups",
    "White",
    "Other ethnic group",
)
Shares = NDArray[np.float64]


@dataclass(frozen=True)
class Margins:
    """The mix of ethnic group and age (rows x groups x bands) of kinds of small areas, and women by age."""

    mix: Shares
    female: Shares


@dataclass(frozen=True)
class RealAreas:
    """The small areas of England, in the order of their places; the mix of area n is row n of `margins`."""

    table: pl.DataFrame  # lsoa, people, decile, place, system, region, nation
    margins: Margins


def built_in() -> Margins:
    """From the published totals of people.toml: a mix for each national fifth of deprivation."""
    ages = np.asarray(PEOPLE["totals"]["people_by_age"], float)
    people = _people_by_group()
    by_fifth = fitted(PEOPLE["ethnic_groups"]["by_deprivation"], np.full(5, 1 / 5), people)
    mix = (by_fifth / by_fifth.sum(axis=1, keepdims=True))[:, :, None] * _ages_of_groups(ages)
    return Margins(mix, np.asarray(PEOPLE["totals"]["female_by_age"], float))


def _people_by_group() -> Shares:
    """The share of each ethnic group in England."""
    categories = PEOPLE["ethnic_categories"].values()
    people = [sum(c["people"] for c in categories if c["group"] == g) for g in ETHNIC_GROUPS]
    return np.asarray(people, float) / sum(people)


def _ages_of_groups(ages: ArrayLike) -> Shares:
    """The share of each band of age within each ethnic group, fitted to both totals."""
    tens = np.asarray(PEOPLE["ethnic_groups"]["age_weights"], float)
    seed = np.repeat(tens, 2, axis=1)  # 80 and over is 80 to 84, and 85 and over
    share = np.asarray(ages, float) / np.sum(ages)
    joint = fitted(seed, _people_by_group(), share)
    return joint / joint.sum(axis=1, keepdims=True)


def fitted(seed: ArrayLike, rows: ArrayLike, columns: ArrayLike) -> Shares:
    """A table in the likeness of `seed` with the totals of `rows` and `columns` (last two axes).

    Source   iterative proportional fitting: Deming and Stephan 1940, Ann Math Stat 11:427-444.
    """
    rows, columns = np.asarray(rows, float), np.asarray(columns, float)
    shape = np.broadcast_shapes(np.shape(seed), (*rows.shape, columns.shape[-1]))
    table = np.broadcast_to(np.asarray(seed, float), shape).copy()
    for _ in range(ROUNDS):
        table *= _ratio(rows, table.sum(axis=-1))[..., :, None]
        table *= _ratio(columns, table.sum(axis=-2))[..., None, :]
    return table


def _ratio(wanted: Shares, found: Shares) -> Shares:
    return np.divide(wanted, found, out=np.zeros_like(found), where=found > 0)


def from_folder(folder: Path) -> RealAreas:
    """The real small areas of England, from the files of a folder.

    Shapes   a row for each small area of 2021 with people, in the order of places.
    Places   the system is the integrated care board. The place is the local authority district; one
             that lies in several boards becomes a place in each, with both codes. The region is the
             one where most of the board's small areas are: boards do not keep to regions.
    Raises   DataError naming every file that is missing.
    Source   Census 2021 TS007A and TS021, mid-2018 estimates by sex, IMD 2025, look-ups of 2024.
    """
    missing = [name for name in (AGES, SEXES, GROUPS, DEPRIVATION, PLACES) if not (folder / name).is_file()]  # fmt: skip
    if missing:
        raise DataError(
            f"{folder} lacks files of margins. Add them, or leave --margins out:\n"
            + "\n".join(f"- {name}" for name in missing)
        )
    ages = pl.read_parquet(folder / AGES).drop("lsoa21_name", "Total")
    bands = [name for name in ages.columns if name != "lsoa21_code"]
    groups = pl.read_parquet(folder / GROUPS).select("lsoa21_code", *CENSUS_GROUPS)
    deciles = pl.read_parquet(folder / DEPRIVATION).select(
        "lsoa21_code", decile=pl.col("IMD_decile").cast(pl.UInt8)
    )
    table = (
        _places(folder)
        .join(deciles, on="lsoa21_code", validate="1:1")
        .join(ages, on="lsoa21_code", validate="1:1")
        .join(groups, on="lsoa21_code", validate="1:1")
        .with_columns(people=pl.sum_horizontal(bands))
        .filter((pl.col("people") > 0) & (pl.sum_horizontal(CENSUS_GROUPS) > 0))
        .sort("region", "system", "place", "lsoa21_code")
    )
    margins = Margins(_mixes(table, bands), _women(folder))
    kept = ("people", "decile", "place", "system", "region", "nation")
    return RealAreas(table.select(pl.col("lsoa21_code").alias("lsoa"), *kept), margins)


def _places(folder: Path) -> pl.DataFrame:
    """The place, system, region and nation of each small area."""
    found = pl.read_parquet(
        folder / PLACES, columns=["lsoa21_code", "ltla24_code", "icb24_code", "region24_code"]
    )
    regions = (
        found.group_by("icb24_code", "region24_code")
        .len()
        .sort("len", "region24_code", descending=[True, False])
        .group_by("icb24_code", maintain_order=True)
        .agg(pl.col("region24_code").first().alias("region"))
    )
    several = pl.col("icb24_code").n_unique().over("ltla24_code") > 1
    both = pl.concat_str("ltla24_code", "icb24_code", separator=" in ")
    return found.join(regions, on="icb24_code").select(
        "lsoa21_code",
        pl.when(several).then(both).otherwise("ltla24_code").alias("place"),
        pl.col("icb24_code").alias("system"),
        "region",
        pl.lit("E92000001").alias("nation"),
    )


def _mixes(table: pl.DataFrame, bands: list[str]) -> Shares:
    """Ethnic group by age in each small area: as in England, fitted to the area's own two totals."""
    ages, groups = (
        table.select(names).to_numpy().astype(float) for names in (bands, CENSUS_GROUPS)
    )
    shares = groups / groups.sum(axis=1, keepdims=True)
    england = fitted(_ages_of_groups(ages.sum(axis=0)), groups.sum(axis=0) / groups.sum(), ages.sum(axis=0) / ages.sum())  # fmt: skip
    return fitted(england, shares, ages / ages.sum(axis=1, keepdims=True))


def _women(folder: Path) -> Shares:
    """The share of women in each band of age."""
    people = (
        pl.read_parquet(folder / SEXES)
        .with_columns(pl.col("age_band").replace("90+", "85-89"))
        .group_by("age_band")
        .agg(women=pl.col("pop").filter(pl.col("sex") == "F").sum(), everybody=pl.col("pop").sum())
        .sort("age_band")
    )
    return (people["women"] / people["everybody"]).to_numpy()
