"""Cells of partners add up to the cells of all, and to nothing else."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenground.counting import Cells, combine, read_cells
from evenground.errors import DataError
from tests.engine.counting.small_tables import count, indicator, people, table, visits

BOTH = [indicator(), visits()]
WHOLE = [(None, None, period, False, False, 0) for period in ("2024", "2025")]


def counted_apart(rows, partners: int, folder) -> list[Cells]:
    """Each partner counts a file of its own; all have both periods."""
    parts = []
    for partner in range(partners):
        path = folder / f"partner {partner}.parquet"
        own = table([*WHOLE, *rows[partner::partners]])
        own.with_columns(partner=pl.lit(partner)).write_parquet(path)
        parts.append(count(path, BOTH))
    return parts


def assert_same(one: Cells, other: Cells) -> None:
    assert one.frame.equals(other.frame)
    assert one.about == other.about


@settings(max_examples=20)
@given(people, st.integers(1, 4), st.randoms(use_true_random=False))
def test_counting_apart_and_combining_is_counting_together(
    tmp_path_factory, rows, partners, random
):
    parts = counted_apart(rows, partners, tmp_path_factory.mktemp("partners"))
    together = count(table([*WHOLE * partners, *rows]), BOTH)
    shuffled = random.sample(parts, len(parts))
    assert combine(parts).frame.equals(together.frame)
    assert combine(parts).about.rows_read == together.about.rows_read
    assert combine(parts).about.set_aside == together.about.set_aside
    assert_same(combine(shuffled), combine(parts))
    if partners > 2:
        assert_same(combine([combine(parts[:2]), *parts[2:]]), combine(parts))


def test_any_order_gives_the_same_bytes_with_all_inputs_listed(tmp_path):
    parts = counted_apart([("x", "A", "2025", True, True, 3)] * 9, 3, tmp_path)
    for name, order in (("one", (0, 1, 2)), ("other", (2, 0, 1))):
        combine([parts[number] for number in order]).write(tmp_path / f"{name}.parquet")
    one, other = tmp_path / "one.parquet", tmp_path / "other.parquet"
    assert one.read_bytes() == other.read_bytes()
    inputs = read_cells(one).about.inputs
    assert sorted(table.name for table in inputs) == [f"partner {n}.parquet" for n in range(3)]
    assert [table.rows for table in inputs] == [5, 5, 5]


def test_everything_that_differs_is_named_at_once():
    first = count(table([("x", "A", "2025", True, True)]), [indicator(), visits()])
    newer = indicator().model_copy(update={"version": "2"})
    second = count(
        table([("x", "A", "2024", True, True)]).drop("county"),
        [newer, indicator("other"), visits(denominator="at_target")],
    )
    first, second = (
        Cells(part.frame, part.about.model_copy(update={"code_lists": {"sex": edition}}))
        for part, edition in ((first, "1"), (second, "2"))
    )
    with pytest.raises(DataError) as refusal:
        combine({"ours": first, "theirs": second})
    said = str(refusal.value)
    for line in (
        "theirs: at-target is version 2, in ours version 1",
        "theirs: has the indicator other, which ours lacks",
        "theirs: visits",
        "theirs: periods are 2024; in ours 2025",
        "theirs: places are town; in ours town, county",
        "theirs: the list of groups of sex is another edition than in ours",
    ):
        assert line in said


def test_a_table_of_people_is_added_once(tmp_path):
    first, second = counted_apart([("x", "A", "2025", True, True)] * 4, 2, tmp_path)
    with pytest.raises(DataError, match=r"partner 0.parquet was already counted in cells 1"):
        combine([first, second, first])
    with pytest.raises(DataError, match="cells 2: partner 1.parquet was already counted"):
        combine([combine([first, second]), second])


def test_a_table_without_a_digest_is_known_by_its_counts():
    cells = count(table([("x", "A", "2025", True, True)]), BOTH)
    assert cells.about.inputs[0].digest is None
    with pytest.raises(DataError, match="already counted"):
        combine([cells, cells])


def test_a_place_that_partners_put_in_different_larger_places_is_refused(tmp_path):
    first, second = counted_apart([("x", "A", "2025", True, True)] * 4, 2, tmp_path)
    moved = second.frame.with_columns(county=pl.col("county").replace("West", "East"))
    with pytest.raises(DataError, match="lie in several"):
        combine([first, Cells(moved, second.about)])


def test_nothing_is_no_cells():
    with pytest.raises(DataError, match="no cells to combine"):
        combine([])
