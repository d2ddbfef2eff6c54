"""Cells on disk: what they were made from, the same bytes for the same inputs, whole or not at all."""

from __future__ import annotations

import polars as pl
import pytest

from evenground.counting import read_cells
from evenground.counting.cells import holds_cells
from evenground.counting.provenance import KEY
from evenground.errors import DataError
from tests.engine.counting.small_tables import count, indicator, table, visits

ROWS = [("x", "A", "2025", True, True, 2), ("y", "B", "2024", True, None, None)]


@pytest.fixture
def cells(tmp_path):
    table(ROWS).write_parquet(tmp_path / "people.parquet")
    return count(tmp_path / "people.parquet", [indicator(), visits()])


def test_cells_come_back_as_they_were_written(cells, tmp_path):
    cells.write(tmp_path / "cells.parquet")
    again = read_cells(tmp_path / "cells.parquet")
    assert again.frame.equals(cells.frame)
    assert again.about == cells.about


def test_the_same_inputs_give_the_same_bytes(cells, tmp_path):
    again = count(tmp_path / "people.parquet", [visits(), indicator()])
    cells.write(tmp_path / "one.parquet")
    again.write(tmp_path / "other.parquet")
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "other.parquet").read_bytes()


def test_people_in_another_order_give_the_same_counts_and_another_digest(cells, tmp_path):
    """The digest is of the file, so that a file that was changed is known."""
    table(ROWS[::-1]).write_parquet(tmp_path / "people.parquet")
    again = count(tmp_path / "people.parquet", [indicator(), visits()])
    assert again.frame.equals(cells.frame)
    assert again.about.inputs[0].digest != cells.about.inputs[0].digest
    inputs = again.about.model_copy(update={"inputs": cells.about.inputs})
    assert inputs == cells.about


def test_cells_say_nothing_of_the_machine_or_the_day(cells, tmp_path):
    cells.write(tmp_path / "cells.parquet")
    assert str(tmp_path).encode() not in (tmp_path / "cells.parquet").read_bytes()


def test_other_files_are_no_cells(tmp_path):
    table(ROWS).write_parquet(tmp_path / "people.parquet")
    (tmp_path / "text.parquet").write_text("no table")
    table(ROWS).write_parquet(tmp_path / "odd.parquet", metadata={KEY: "[1]"})
    for name in ("people", "text", "odd"):
        assert not holds_cells(tmp_path / f"{name}.parquet")
        with pytest.raises(DataError, match="holds no cells"):
            read_cells(tmp_path / f"{name}.parquet")


def test_cells_that_somebody_changed_are_refused(cells, tmp_path):
    cells.write(tmp_path / "cells.parquet")
    said = pl.read_parquet_metadata(tmp_path / "cells.parquet")[KEY]
    changed = cells.frame.drop("visits numerator")
    changed.write_parquet(tmp_path / "changed.parquet", metadata={KEY: said})
    with pytest.raises(DataError, match="change nothing in it"):
        read_cells(tmp_path / "changed.parquet")


def test_what_cannot_be_written_whole_leaves_what_was_there(cells, tmp_path, monkeypatch):
    cells.write(tmp_path / "cells.parquet")
    before = (tmp_path / "cells.parquet").read_bytes()
    with pytest.raises(OSError, match="cells.parquet"):
        cells.write(tmp_path / "cells.parquet" / "inside.parquet")
    assert (tmp_path / "cells.parquet").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cells.parquet", "people.parquet"]
