"""A sorted copy holds the same people, with each cell's people together."""

from __future__ import annotations

from random import Random

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from evenground.cli import main
from evenground.counting import count
from evenground.counting.made import make_people
from evenground.counting.sorting import sorted_by, sorted_copy
from evenground.errors import DataError
from evenground.indicators import chosen
from tests.engine.counting import made_at_random
from tests.engine.counting.made_at_random import ODD

BY = ["town", ODD]


@pytest.fixture
def people(tmp_path):
    path = tmp_path / "it's people.parquet"
    made_at_random.people(Random(1), 500).write_parquet(path)
    return path


def test_the_same_people_stand_together_by_cell(people, tmp_path):
    before, after = (
        pl.read_parquet(people),
        pl.read_parquet(sorted_copy(people, tmp_path / "s.parquet", BY)),
    )
    assert_frame_equal(before, after.cast(before.schema), check_row_order=False)
    cells = before.select(BY).n_unique()
    assert after.select(pl.struct(BY).rle_id().max() + 1).item() == cells


def test_people_of_one_cell_keep_their_order(people, tmp_path):
    after = pl.read_parquet(sorted_copy(people, tmp_path / "s.parquet", ["town"]))
    kept = pl.read_parquet(people).filter(pl.col("town") == "A")
    assert_frame_equal(after.filter(pl.col("town") == "A").cast(kept.schema), kept)


def test_a_sorted_file_says_so_and_another_does_not(people, tmp_path):
    assert sorted_by(people) == ()
    assert sorted_by(sorted_copy(people, tmp_path / "sorted.parquet", BY)) == tuple(BY)


def test_the_same_file_gives_the_same_bytes_also_in_place(people, tmp_path):
    copy = sorted_copy(people, tmp_path / "sorted.parquet", BY).read_bytes()
    assert sorted_copy(people, people, BY).read_bytes() == copy
    assert sorted(path.name for path in tmp_path.iterdir()) == [people.name, "sorted.parquet"]


def test_what_cannot_be_sorted_is_refused_and_leaves_nothing(people, tmp_path):
    cut = tmp_path / "cut.parquet"
    cut.write_bytes(people.read_bytes()[:900])
    out = tmp_path / "out.parquet"
    for source, by, said in [
        (people, ["nowhere"], "no column `nowhere`"),
        (people, [], "name the columns"),
        (cut, BY, "cut.parquet cannot be read"),
        (tmp_path / "none.parquet", BY, "no such file"),
    ]:
        with pytest.raises(DataError, match=said):
            sorted_copy(source, out, by)
    assert not [path for path in tmp_path.iterdir() if "out" in path.name or "sorting" in path.name]


def test_a_command_sorts_people_by_the_cells_of_what_is_counted(tmp_path, capsys):
    people, out = tmp_path / "people.parquet", tmp_path / "sorted.parquet"
    make_people(2_000, seed=1).write_parquet(people)
    asked = ["--indicators", "core20plus5-adults"]
    assert main(["sort", str(people), *asked, "--out", str(out)]) == 0
    assert "In the order of: period, nation, region, system, place, " in capsys.readouterr().out
    assert sorted_by(out)[:5] == ("period", "nation", "region", "system", "place")
    wanted = list(chosen("core20plus5-adults").values())
    before, after = (count(path, wanted, engine="polars") for path in (people, out))
    assert_frame_equal(before.frame, after.frame)
