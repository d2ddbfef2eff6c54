"""Bad input ends in a message that names the file, the column and what to do, and leaves nothing behind."""

from __future__ import annotations

import datetime
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from evenground.cli import main
from tests.engine.counting.clean_people import DEFINITION, clean, definitions, spoiled
from tests.engine.counting.made_extract import SMALL


@pytest.fixture
def folder(tmp_path):
    """Where commands write: whatever is in it afterwards was left by them."""
    (tmp_path / "out").mkdir()
    definitions(tmp_path / "own")
    return tmp_path


def counted(people: Path, *more: str) -> list[str]:
    folder = people.parent
    return [
        "count", str(people), "--indicators", str(folder / "own"),
        "--out", str(folder / "out" / "cells.parquet"), *more,
    ]  # fmt: skip


def written(people: pl.DataFrame, folder: Path) -> Path:
    people.write_parquet(path := folder / "people.parquet")
    return path


def refused(command: list[str], folder: Path, capsys, *, code: int = 11) -> str:
    """What is said on the error stream by a command that leaves nothing behind."""
    try:
        ended = main(command)
    except SystemExit as stop:
        ended = stop.code
    said = capsys.readouterr().err
    assert ended == code, said
    assert list((folder / "out").iterdir()) == []
    assert "Traceback" not in said
    return said


def test_a_table_with_nothing_wrong_is_counted(folder):
    assert main(counted(written(clean(), folder))) == 0
    assert [path.name for path in (folder / "out").iterdir()] == ["cells.parquet"]


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
@pytest.mark.parametrize(
    "columns", [["had_flu_vaccine"], ["ethnic_group", "copd_register"], ["period"]]
)
def test_columns_that_are_missing_are_all_named(folder, capsys, engine, columns):
    people = written(clean().drop(columns), folder)
    said = refused(counted(people, "--engine", engine), folder, capsys)
    assert "people.parquet" in said
    assert all(f"`{column}`" in said for column in columns)
    assert "Add" in said


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_a_column_of_the_wrong_type_is_named_with_both_types(folder, capsys, engine):
    people = clean().with_columns(pl.col("had_flu_vaccine").cast(pl.String))
    said = refused(counted(written(people, folder), "--engine", engine), folder, capsys)
    assert "people.parquet" in said
    assert "`had_flu_vaccine` is text" in said
    assert "true or false" in said


@pytest.mark.parametrize(
    ("people", "words"),
    [
        (spoiled("ethnic_group", "Q", 40), ["`ethnic_group`", "list", "evenground prepare"]),
        (spoiled("lsoa", "E01000953", 40), ["`lsoa`", "LSOA 2021", "IMD 2019"]),
        (
            spoiled("date_of_birth", datetime.date(2026, 4, 1), 40),
            ["`date_of_birth`", "day of the extract"],
        ),
        (spoiled("person_id", 77, 40), ["`person_id`", "Keep one row for each person"]),
        (spoiled("age", 999, 400), ["`age`", "120"]),
        (spoiled("place", "ZZ9", 1), ["Y0", "place"]),
    ],
    ids=["ethnic code", "LSOA vintage", "future date", "person twice", "age", "place"],
)
@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_what_blocks_is_told_with_its_column_and_what_to_do(folder, capsys, engine, people, words):
    path = written(people, folder)
    said = refused(counted(path, "--engine", engine, "--as-of", "2026-03-31"), folder, capsys)
    assert "people.parquet" in said
    for word in words:
        assert word in said
    for engine_name in ("duckdb", "polars"):
        assert engine_name not in said


def test_quality_says_the_same_and_writes_what_it_found(folder, capsys):
    path = written(spoiled("ethnic_group", "Q", 40), folder)
    out = folder / "out" / "quality.parquet"
    command = ["quality", str(path), "--indicators", str(folder / "own"), "--out", str(out)]
    assert main(command) == 11
    said = capsys.readouterr().out
    assert "people.parquet: 1 finding that blocks" in said
    assert pl.read_parquet(out)["rule"].to_list() == ["unknown-label"]
    assert (
        main(["quality", str(written(clean(), folder)), "--indicators", str(folder / "own")]) == 0
    )


def test_a_rule_that_a_partnership_takes_for_a_warning_goes_into_what_cells_say(folder, capsys):
    path = written(spoiled("ethnic_group", "Q", 40), folder)
    rules = folder / "rules.toml"
    rules.write_text('[[rules]]\nid = "unknown-label"\nseverity = "warning"\n', encoding="utf-8")
    assert main(counted(path, "--rules", str(rules))) == 0
    assert "Values that the column's list does not have" in capsys.readouterr().out
    from evenground.counting.cells import read_cells

    (finding,) = read_cells(folder / "out" / "cells.parquet").about.findings
    assert (finding.rule, finding.severity) == ("unknown-label", "warning")


# Files that cannot be read


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
@pytest.mark.parametrize(
    "spoil",
    [cut, lambda data: data[:-3], lambda data: b"", lambda data: b"not Parquet at all"],
    ids=["half", "without its end", "empty", "another kind"],
)
def test_a_parquet_file_that_is_cut_short_is_named(folder, capsys, engine, spoil):
    path = written(clean(), folder)
    path.write_bytes(spoil(path.read_bytes()))
    said = refused(counted(path, "--engine", engine), folder, capsys)
    assert "people.parquet" in said
    assert "again" in said


def test_a_parquet_file_damaged_in_the_middle_is_named(folder, capsys):
    path = written(clean(), folder)
    data = bytearray(path.read_bytes())
    data[100 : len(data) // 2] = bytes(len(data) // 2 - 100)
    path.write_bytes(data)
    said = refused(counted(path), folder, capsys)
    assert "people.parquet" in said


def test_a_table_without_rows_is_refused(folder, capsys):
    said = refused(counted(written(clean().clear(), folder)), folder, capsys)
    assert "people.parquet" in said
    assert "no rows" in said


def csv(folder: Path, data: bytes) -> Path:
    (path := folder / "people.csv").write_bytes(data)
    return path


def lines() -> str:
    return clean().write_csv()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (lambda: b"", ["people.csv", "empty"]),
        (lambda: lines().replace("White", "Blanc\u00e9").encode("cp1252"), ["people.csv", "UTF-8"]),
        (lambda: lines().replace("White", '"Wh"ite', 1).encode(), ["people.csv"]),
        (lambda: lines().replace("White,", 'White",', 7).encode(), ["people.csv"]),
        (lambda: (lines() + "1,2,3\n").encode(), ["people.csv"]),
        (lambda: lines().replace("2025/26", "2025/26,,", 1).encode(), ["people.csv"]),
        (lambda: lines().replace("true", "maybe", 3).encode(), ["`had_flu_vaccine` is text"]),
        (lambda: (lines().splitlines()[0] + "\n").encode(), ["people.csv"]),
    ],
    ids=["empty", "cp1252", "quote inside", "open quotes", "short line", "long line", "maybe", "header only"],
)  # fmt: skip
@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_a_csv_file_that_cannot_be_read_is_named(folder, capsys, engine, data, words):
    said = refused(counted(csv(folder, data()), "--engine", engine), folder, capsys)
    for word in words:
        assert word in said
    assert "Blanc" not in said
    assert "maybe" not in said


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
@pytest.mark.parametrize(
    "data",
    [
        lambda: b"\xef\xbb\xbf" + lines().encode(),
        lambda: lines().replace("\n", "\r\n").encode(),
        lambda: lines().replace("\n", "\r").encode(),
        lambda: clean().write_csv(separator=";").encode(),
        lambda: clean().write_csv(quote_style="always").encode(),
    ],
    ids=["BOM", "CR LF", "CR only", "semicolons", "quotes"],
)
def test_a_csv_file_as_other_programs_write_it_is_read(folder, engine, data):
    assert main(counted(csv(folder, data()), "--engine", engine)) == 0
    cells = (folder / "out" / "cells.parquet").rename(folder / "of-csv.parquet")
    assert main(counted(written(clean(), folder))) == 0
    of_parquet = pl.read_parquet(folder / "out" / "cells.parquet")
    assert pl.read_parquet(cells).equals(of_parquet)


# Names that are not what they should be


def test_a_folder_instead_of_a_file_is_named(folder, capsys):
    (folder / "people.parquet").mkdir()
    said = refused(counted(folder / "people.parquet"), folder, capsys)
    assert "people.parquet" in said
    assert "folder" in said


def test_a_file_that_is_not_there_is_named(folder, capsys):
    said = refused(counted(folder / "nobody.parquet"), folder, capsys, code=2)
    assert "nobody.parquet" in said


def test_many_indicators_are_no_folder_with_a_long_name(folder, capsys):
    command = counted(written(clean(), folder))
    command[command.index("--indicators") + 1] = ",".join(["flu-vaccination"] * 30)
    said = refused(command, folder, capsys)
    assert "people.parquet lacks columns" in said


@pytest.mark.parametrize(
    "condition",
    [
        "read_text('/etc/passwd') = 'x'",
        "copd_register AND (SELECT count(*) FROM read_csv('/etc/passwd')) > 0",
        "copd_register; COPY people TO '/tmp/stolen.csv'",
        "copd_register UNION SELECT * FROM read_parquet('other.parquet')",
    ],
)
def test_a_condition_that_tries_to_read_a_file_is_refused_with_file_and_line(
    folder, capsys, condition
):
    text = DEFINITION.replace('denominator = "copd_register"', f'denominator = "{condition}"')
    definitions(folder / "own", text)
    said = refused(counted(written(clean(), folder)), folder, capsys, code=10)
    assert "flu.toml, line 17" in said
    assert "denominator" in said


def test_an_output_that_cannot_be_written_is_named(folder, capsys):
    path = written(clean(), folder)
    command = counted(path)
    command[command.index("--out") + 1] = str(folder / "out" / "nowhere" / "cells.parquet")
    assert "nowhere" in refused(command, folder, capsys, code=2)


# What ends in the middle


def run(command: list[str], **more) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "evenground", *command],
        capture_output=True, text=True, check=False, timeout=120, **more,
    )  # fmt: skip


def commands_that_write(folder: Path) -> dict[str, list[str]]:
    people = written(clean(), folder)
    out = folder / "out" / "made.parquet"
    cells = folder / "cells.parquet"
    own = ["--indicators", str(folder / "own")]
    assert main(["count", str(people), *own, "--out", str(cells)]) == 0
    other = clean().with_columns(pl.col("person_id") + 10_000)
    other.write_parquet(folder / "other.parquet")
    more = folder / "more.parquet"
    extract = clean().select(
        NHS="person_id", SEEN=pl.lit(datetime.date(2025, 6, 1)), HOW=pl.lit("A")
    )
    extract.write_csv(folder / "extract.csv")
    recipe = folder / "recipe.toml"
    recipe.write_text(SMALL, encoding="utf-8")
    assert main(["count", str(folder / "other.parquet"), *own, "--out", str(more)]) == 0
    return {
        "synth": ["synth", "--people", "3000", "--seed", "1", "--out", str(out)],
        "count": ["count", str(people), *own, "--out", str(out)],
        "quality": ["quality", str(people), *own, "--out", str(out)],
        "prepare": [
            "prepare", str(folder / "extract.csv"), "--recipe", str(recipe), "--out", str(out),
        ],
        "combine": ["combine", str(cells), str(more), "--out", str(out)],
        "profile": ["profile", str(cells), *own, "--out", str(out)],
    }  # fmt: skip


WRITERS = ("synth", "prepare", "count", "quality", "combine", "profile")


@pytest.mark.parametrize("command", WRITERS)
def test_a_disk_that_fills_leaves_nothing(folder, command):
    """A limit on the size of a file stops a write as a full disk does."""

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))

    ended = run(commands_that_write(folder)[command], preexec_fn=small_files)
    assert ended.returncode in (2, 11), ended.stderr
    assert "Traceback" not in ended.stderr
    assert "made" in ended.stderr
    assert "Nothing was written" in ended.stderr
    assert list((folder / "out").iterdir()) == []


def mounted(place: Path, options: str) -> Iterator[Path]:
    """A small disk of its own in memory."""
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.fixture
def full_disk(tmp_path):
    yield from mounted(tmp_path / "disk", "size=64k")


@pytest.fixture
def disk_to_read(tmp_path):
    yield from mounted(tmp_path / "disk", "ro")


def test_a_disk_that_is_really_full_leaves_nothing(folder, full_disk):
    command = commands_that_write(folder)["synth"]
    command[command.index("--out") + 1] = str(full_disk / "made.parquet")
    ended = run(command)
    assert ended.returncode == 2, ended.stderr
    assert "made.parquet cannot be written: no space left on device" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert list(full_disk.iterdir()) == []


@pytest.mark.parametrize("command", WRITERS)
def test_a_disk_that_may_only_be_read_is_named(folder, disk_to_read, command):
    asked = commands_that_write(folder)[command]
    asked[asked.index("--out") + 1] = str(disk_to_read / "made.parquet")
    ended = run(asked)
    assert ended.returncode == 2, ended.stderr
    assert str(disk_to_read) in ended.stderr
    assert "read-only" in ended.stderr.lower()
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_command_that_is_stopped_in_the_middle_leaves_nothing(folder, stop):
    made = folder / "out" / "made.parquet"
    asked = ["synth", "--people", "3000000", "--seed", "1", "--out", str(made)]
    with subprocess.Popen(
        [sys.executable, "-m", "evenground", *asked], stderr=subprocess.PIPE, text=True
    ) as command:
        until = time.monotonic() + 60
        while not list((folder / "out").iterdir()) and time.monotonic() < until:
            time.sleep(0.01)
        assert command.poll() is None, "it was over before it could be stopped"
        command.send_signal(stop)
        said = command.communicate(timeout=60)[1]
    assert command.returncode in (130, 143)
    assert "Nothing was written" in said
    assert list((folder / "out").iterdir()) == []
