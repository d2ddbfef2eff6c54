"""Made people are the same every time, plausible, and known to the last planted point."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from evenground import indicators
from evenground.counting.made import make_people, truth
from evenground.counting.made.planted import MADE
from evenground.errors import DataError

COUNTED = [one for one in indicators.library().values() if one.count]


@pytest.fixture(scope="module")
def people() -> pl.DataFrame:
    return make_people(30_000, seed=7)


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    for name, seed in (("one", 5), ("two", 5), ("three", 6)):
        make_people(3_000, seed=seed).write_parquet(tmp_path / name)
    one, two, three = ((tmp_path / name).read_bytes() for name in ("one", "two", "three"))
    assert one == two
    assert one != three


def test_there_is_a_row_for_each_person_in_each_year(people):
    rows = people.group_by("period").len().sort("period")
    assert rows["period"].to_list() == ["2023/24", "2024/25", "2025/26"]
    assert rows["len"].to_list()[-1] == 30_000
    assert rows["len"].is_sorted()  # those not yet born are missing from earlier years
    assert not people.select(pl.struct("person_id", "period").is_duplicated()).to_series().any()
    lasting = people.group_by("person_id").agg(
        pl.col("sex", "ethnic_group", "deprivation_quintile", "tenure", "place").n_unique(),
        (pl.col("age").max() - pl.col("age").min() - pl.len() + 1).alias("grew_older"),
    )
    assert (lasting.drop("person_id", "grew_older").max().row(0)) == (1, 1, 1, 1, 1)
    assert lasting["grew_older"].unique().to_list() == [0]


def test_ethnic_group_deprivation_and_tenure_go_together(people):
    poorest = people.filter(pl.col("deprivation_quintile") == 1)
    richest = people.filter(pl.col("deprivation_quintile") == 5)
    for column, value in (
        ("ethnic_group", "Asian or Asian British"),
        ("ethnic_group", "Black or Black British"),
        ("tenure", "Social rented"),
    ):
        assert share(poorest, column, value) > 2 * share(richest, column, value)
    assert 0.03 < share(people, "ethnic_group", "Not stated") < 0.06


def share(people: pl.DataFrame, column: str, value: str) -> float:
    return (people[column] == value).mean()


def test_only_people_counted_have_outcomes(people):
    for outcome in MADE["outcome"]:
        assert not (people[outcome["column"]] & ~people[outcome["among"]]).any()
        assert people[outcome["column"]].any()
    women = people.filter(pl.col("eligible_for_breast_screening"))
    assert women["sex"].unique().to_list() == ["Female"]
    assert (women["age"].min(), women["age"].max()) == (53, 70)


def test_places_and_years_are_the_ones_asked_for():
    made = make_people(500, seed=1, places=["P", "Q"], system="S", years=[2019, 2020])
    assert made["place"].unique().sort().to_list() == ["P", "Q"]
    assert made["system"].unique().to_list() == ["S"]
    assert made["period"].unique().sort().to_list() == ["2019/20", "2020/21"]
    one_year = make_people(500, seed=1, years=[1999])
    assert one_year["period"].unique().to_list() == ["1999/00"]


def test_the_truth_is_the_mean_of_planted_chances_one_person_at_a_time(people):
    """Worked out again for one cell from the file of what is planted."""
    chosen = people.filter(
        (pl.col("period") == "2025/26") & (pl.col("place") == "ZZ4") & pl.col("copd_register")
    ).filter(pl.col("ethnic_group") == "Black or Black British")
    least, step = 80 - 2 - 22, -6 / 4  # last year: base, place, group; the gradient in even steps
    chances = [least + step * (5 - fifth) for fifth in chosen["deprivation_quintile"]]
    planted = truth(people, COUNTED).filter(
        indicator="flu-vaccination-copd",
        place="ZZ4",
        dimension="ethnic_group",
        group="Black or Black British",
        period="2025/26",
    )
    assert planted["rate"].to_list() == [pytest.approx(np.mean(chances) / 100)]
    assert planted["people"].to_list() == [len(chosen)]


def test_the_truth_needs_the_places_the_people_were_made_with(people):
    with pytest.raises(DataError, match="places and years"):
        truth(people, COUNTED, places=["elsewhere"])
    with pytest.raises(DataError, match="Nothing was planted"):
        truth(people, [])


def test_everything_planted_can_be_counted():
    counted = {(one.count.numerator, one.count.denominator) for one in COUNTED}
    assert {(o["column"], o["among"]) for o in MADE["outcome"]} <= counted


@pytest.mark.parametrize(
    "asked",
    [{"people": 0}, {"places": []}, {"years": []}, {"places": ["A", "A"]}, {"years": [2025, 2024]}],
)
def test_what_cannot_be_made_is_refused(asked):
    with pytest.raises(DataError):
        make_people(**{"people": 10, "seed": 1} | asked)


def planted_row(outcome: dict) -> str:
    """What was planted for one indicator, as a row of the document."""
    title = next(one.title for one in COUNTED if one.count.numerator == outcome["column"])

    def points(pair: list[float]) -> str:
        return " to ".join(dict.fromkeys(f"{point:+g}" for point in pair))

    def groups(name: str) -> str:
        return (
            "; ".join(f"{g} {points(pair)}" for g, pair in outcome.get(name, {}).items()) or "none"
        )

    base = " to ".join(dict.fromkeys(f"{point:g}%" for point in outcome["base"]))
    gradient = points(outcome["gradient"]) if "gradient" in outcome else "none"
    return f"| {title} | {base} | {gradient} | {groups('ethnic_group')} | {groups('tenure')} |"


@pytest.mark.parametrize("outcome", MADE["outcome"], ids=lambda outcome: outcome["column"])
def test_the_document_says_what_is_planted(outcome):
    document = Path(__file__).parents[3] / "docs" / "made-population.md"
    assert planted_row(outcome) in document.read_text(encoding="utf-8").splitlines()
