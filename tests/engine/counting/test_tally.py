"""Files are tallied the same in any order, in any pieces, and by whichever way is quicker."""

from __future__ import annotations

from random import Random

import polars as pl
import pytest

from evenground.counting.engines import opened, tally
from evenground.counting.query import Count, Query
from tests.engine.counting import made_at_random
from tests.engine.counting.in_plain_python import answered
from tests.engine.counting.made_at_random import ODD

KEYS = ("town", ODD, "fifth")


def tallied(path, query: Query) -> list[tuple]:
    with opened(path, "polars") as table:
        return table.aggregate(query).rows()


@pytest.mark.parametrize("batch", [7, 64, 1 << 20])
@pytest.mark.parametrize("order", [[], ["town"], ["town", ODD, "fifth"]])
def test_runs_and_single_rows_give_the_same_cells(batch, order, tmp_path, monkeypatch):
    monkeypatch.setattr(tally, "BATCH", batch)
    for seed in range(5):
        random = Random(seed)
        made = made_at_random.people(random, 600)
        people = made.sort(order) if order else made
        path = tmp_path / "people.parquet"
        people.write_parquet(path, row_group_size=random.choice([13, 200, 5000]))
        query = made_at_random.query(random, KEYS, conditions=5, sums_only=True)
        assert tallied(path, query) == answered(people.to_dicts(), query)


def test_a_folder_of_files_is_one_table(tmp_path):
    random = Random(1)
    people = made_at_random.people(random, 90)
    for number in range(3):
        people[number::3].write_parquet(tmp_path / f"part-{number}.parquet")
    query = made_at_random.query(random, KEYS, conditions=3, sums_only=True)
    assert tallied(tmp_path, query) == answered(people.to_dicts(), query)


def test_more_cells_than_there_is_room_for_are_counted_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(tally, "ROOM", 10)
    random = Random(2)
    people = made_at_random.people(random, 90)
    people.write_parquet(tmp_path / "people.parquet")
    query = made_at_random.query(random, KEYS, conditions=3, sums_only=True)
    assert tallied(tmp_path / "people.parquet", query) == answered(people.to_dicts(), query)


def test_a_long_run_is_counted_to_the_last_person(tmp_path):
    number = 3 * tally.BATCH // 2 + 5
    path = tmp_path / "people.parquet"
    frame = pl.select(
        pl.repeat("A", number).alias("town"), on_register=pl.int_range(number) % 3 == 0
    )
    frame.write_parquet(path)
    on_register = made_at_random.read_condition("on_register", made_at_random.DECLARED)
    query = Query(("town",), {"people": Count(), "on": Count(on_register)})
    assert tallied(path, query) == [("A", number, (number + 2) // 3)]


def test_keys_are_the_same_in_small_types_far_apart_and_in_whole_decimals(tmp_path):
    path = tmp_path / "people.parquet"
    pl.DataFrame(
        {
            "town": pl.Series([-100, 100, 100, 27], dtype=pl.Int8),
            "fifth": pl.Series([5, 5, 5, 5], dtype=pl.Decimal(10, 0)),
        }
    ).write_parquet(path)
    query = Query(("town", "fifth"), {"people": Count()})
    assert tallied(path, query) == [("-100", "5", 1), ("100", "5", 2), ("27", "5", 1)]
