"""The command says what it did, writes whole files or none, and stops with a code that means something."""

from __future__ import annotations

import subprocess
import sys
import time

import polars as pl
import pytest

from evenground import cli
from tests.published import DECILES, file, row


@pytest.fixture
def published(tmp_path):
    path = tmp_path / "data.csv"
    rows = [row(**DECILES, category=f"{end} deprived decile", value=v) for end, v in ENDS]
    path.write_bytes(file(*rows, *rows, row(age="85+ yrs"), row(age="25-34 yrs")))
    return path


ENDS = [("Most", 35), ("Least", 14)]


def run(*words: object) -> int:
    return cli.main([str(word) for word in words])


def test_a_published_file_becomes_a_table_and_its_account_is_printed(published, tmp_path, capsys):
    out = tmp_path / "table.parquet"
    assert run("import", "fingertips", published, "--out", out) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == [
        f"Wrote {out} (4 rows)",
        "data.csv: 6 rows read, 4 kept",
    ]
    assert said[2].startswith("  2 set aside: The same row again, under another parent area")
    assert said[2].endswith("(such as line 4, 5)")
    assert "Periods: 2024/25" in said
    assert pl.read_parquet(out).height == 4


def test_a_table_becomes_gaps_and_what_was_not_compared_is_named(published, tmp_path, capsys):
    table, out = tmp_path / "table.parquet", tmp_path / "gaps.parquet"
    run("import", "fingertips", published, "--out", table)
    capsys.readouterr()
    assert run("profile", table, "--out", out) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"Wrote {out} (1 row)",
        "1 gap, 0 more without a number but a reason",
        "Not compared: age. Name one group: --reference 'age=25-34 yrs'",
    ]
    assert pl.read_parquet(out)["absolute"].to_list() == [21]
    assert run("profile", table, "--out", out, "--reference", "age=25-34 yrs") == 0
    assert pl.read_parquet(out).filter(dimension="age")["group"].to_list() == ["85+ yrs"]


def test_the_same_file_gives_the_same_bytes(published, tmp_path):
    for name in ("one", "two"):
        run("import", "fingertips", published, "--out", tmp_path / f"{name}.parquet")
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()


def test_a_refused_file_leaves_what_was_there_and_nothing_half_written(published, tmp_path, capsys):
    out = tmp_path / "table.parquet"
    run("import", "fingertips", published, "--out", out)
    before = out.read_bytes()
    published.write_bytes(file(row(value="high")))
    assert run("import", "fingertips", published, "--out", out) == 11
    assert "line 2, column Value" in capsys.readouterr().err
    assert out.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data.csv", "table.parquet"]


def test_a_file_that_is_no_table_is_refused(published, tmp_path, capsys):
    assert run("profile", published, "--out", tmp_path / "gaps.parquet") == 11
    assert "data.csv is not a Parquet table" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "the following arguments are required"),
        (["import", "fingertips", "absent.csv", "--out", "t.parquet"], "there is no file absent"),
        (["import", "elsewhere", __file__, "--out", "t.parquet"], "invalid choice"),
        (["import", "fingertips", __file__, "--out", "t.csv"], "t.csv should end in .parquet"),
        (["import", "fingertips", __file__, "--out", "no/t.parquet"], "there is no folder no"),
        (
            ["profile", __file__, "--out", "t.parquet", "--reference", "age"],
            "write DIMENSION=GROUP",
        ),
    ],
)
def test_wrong_use_is_said_with_code_2(words, said, capsys):
    with pytest.raises(SystemExit) as stopped:
        run(*words)
    assert stopped.value.code == 2
    assert said in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_said_with_code_2(published, tmp_path, capsys):
    (tmp_path / "table.parquet").mkdir()
    assert run("import", "fingertips", published, "--out", tmp_path / "table.parquet") == 2
    assert "Nothing was written" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["import", "synth", "count", "profile", "demo", "serve"])
def test_every_command_explains_itself(command, capsys):
    with pytest.raises(SystemExit) as stopped:
        run(command, "--help")
    assert stopped.value.code == 0
    assert f"evenground {command}" in capsys.readouterr().out


def test_help_answers_without_loading_the_engine():
    asked = (
        "import sys\nfrom evenground.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "print(sorted({'polars', 'numpy', 'django', 'duckdb'} & set(sys.modules)))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    )
    assert answer.stdout.splitlines()[-1] == "[]"


def test_a_reader_that_has_seen_enough_is_no_error(published, tmp_path):
    out = tmp_path / "table.parquet"
    command = f"{sys.executable} -m evenground import fingertips {published} --out {out} | head -0"
    answer = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)
    assert answer.stderr == ""
    assert out.exists()


def test_a_command_that_takes_long_says_so(monkeypatch, capsys):
    monkeypatch.setattr(cli, "PATIENCE", 0.01)
    with cli.working("Reading data.csv"):
        time.sleep(0.1)
    assert "Reading data.csv ... 0 s" in capsys.readouterr().err


def test_a_command_that_is_quick_says_nothing(capsys):
    with cli.working("Reading data.csv"):
        pass
    assert capsys.readouterr().err == ""
