"""The command says what it did, writes whole files or none, and stops with a code that means something."""

from __future__ import annotations

import subprocess
import sys
import time

import polars as pl
import pytest

from evenground import cli
from evenground.cli import arguments
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


def test_a_table_becomes_a_profile_and_what_was_not_compared_is_named(published, tmp_path, capsys):
    table, out = tmp_path / "table.parquet", tmp_path / "profile.parquet"
    run("import", "fingertips", published, "--out", table)
    capsys.readouterr()
    assert run("profile", table, "--out", out) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith(f"Wrote {out} (")
    assert said[2] == "1 gap, 0 of them clear of chance in the whole profile"
    assert "Not compared: age. Name one group: --reference 'age=25-34 yrs'" in said
    found = pl.read_parquet(out)
    assert found["absolute"].drop_nulls().to_list() == [21]
    assert run("profile", table, "--out", out, "--reference", "age=25-34 yrs") == 0
    aged = pl.read_parquet(out).filter(
        pl.col("dimension") == "age", pl.col("absolute").is_not_null()
    )
    assert aged["group"].to_list() == ["85+ yrs"]


LONG = """indicator,place,kind_of_place,dimension,group,order,period,count,denominator
Breastfeeding,Ambermoor,Town,decile,d1,1,2024,300,1000
Breastfeeding,Ambermoor,Town,decile,d10,10,2024,500,1000
Breastfeeding,Ambermoor,Town,sex,Female,,2024,400,1000
Breastfeeding,Elsewhere,Town,decile,d1,1,2024,310,1000
Breastfeeding,Elsewhere,Town,decile,d10,10,2024,505,1000
"""


def test_a_csv_file_becomes_a_profile_with_what_is_declared_on_the_way(tmp_path, capsys):
    table, out = tmp_path / "long.csv", tmp_path / "profile.parquet"
    table.write_text(LONG.replace("group", "Which"))
    declared = ["--declare", "kind=proportion", "--declare", "better_when=higher"]
    declared += ["--column", "group=Which"]
    narrowed = ["--by", "decile", "--within", "Ambermoor", "--reference", "decile=d10"]
    assert run("profile", table, "--out", out, *declared, *narrowed) == 0
    assert "Columns that were not read: kind_of_place" in capsys.readouterr().out
    rows = pl.read_parquet(out).filter(measure="value")
    assert rows["group"].to_list() == ["d1", "d10"]
    assert rows["absolute"].to_list() == [-20, None]
    assert rows["standing"].to_list() == ["worse", None]


def test_a_profile_says_how_many_rows_have_no_number_and_where_the_reasons_are(tmp_path, capsys):
    table, out = tmp_path / "long.csv", tmp_path / "profile.parquet"
    table.write_text(LONG)
    declared = ["--declare", "kind=proportion", "--by", "decile", "--within", "Ambermoor"]
    assert run("profile", table, "--out", out, *declared) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == (
        "Without a number: 12 (6 not_declared, 4 too_few_groups, 2 no_reference). `reason` says "
        "why in words"
    )
    assert pl.read_parquet(out)["value_code"].count() == 12
    assert run("profile", table, "--out", out, *declared, "--summary", "none") == 0
    assert "Without a number" not in capsys.readouterr().out


def test_an_order_that_nobody_declared_is_named(tmp_path, capsys):
    table = tmp_path / "long.csv"
    table.write_text(LONG.replace(",1,2024", ",,2024").replace(",10,2024", ",,2024"))
    declared = ["--declare", "kind=proportion", "--by", "decile"]
    assert run("profile", table, "--out", tmp_path / "profile.parquet", *declared) == 0
    said = capsys.readouterr().out
    assert "Not declared: whether the groups have an order, of decile (`order`)" in said


def test_a_policy_for_a_table_that_it_would_not_protect_is_wrong_use(tmp_path, capsys):
    table, out = tmp_path / "long.csv", tmp_path / "profile.parquet"
    table.write_text(LONG)
    assert run("profile", table, "--out", out, "--policy", "evenground-safe") == 2
    assert "long.csv has none: it would not be protected" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "long.csv is empty. Save or download it again, with data."),
        ("\n\n", "long.csv is empty."),
        (LONG.splitlines()[0], "long.csv has a header and no rows. Save or download it again"),
        (LONG.replace(",", ";"), "long.csv has semicolons between its cells."),
        (LONG.replace("500,1000", '500,"1,000"'), "column `denominator`, line 3: has a comma"),
        (LONG.replace("500,", "50%,"), "column `count`, line 3: has a per cent sign."),
        (LONG.replace("d10", "d1"), "column `group`, lines 2, 3: more than one row for d1"),
        (
            LONG.replace("500,1000", "500,1000,7"),
            "long.csv, line 3: 10 cells where the header has 9",
        ),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_with_the_place(text, told, tmp_path, capsys):
    table, out = tmp_path / "long.csv", tmp_path / "profile.parquet"
    table.write_text(text)
    assert run("profile", table, "--out", out, "--declare", "kind=proportion") == 11
    assert told in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["long.csv"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_tables_of_windows_are_read(encoding, tmp_path):
    table, out = tmp_path / "long.csv", tmp_path / "profile.parquet"
    table.write_text(LONG.replace("Ambermoor", "Café"), encoding=encoding)
    assert run("profile", table, "--out", out, "--declare", "kind=proportion") == 0
    assert "Café" in pl.read_parquet(out)["area"].to_list()


def test_a_folder_is_no_table(tmp_path, capsys):
    with pytest.raises(SystemExit) as stopped:
        run("profile", tmp_path, "--out", tmp_path / "profile.parquet")
    assert stopped.value.code == 2
    assert "is a folder, not a file" in capsys.readouterr().err


def test_a_long_table_with_mistakes_is_refused_with_all_of_them(tmp_path, capsys):
    table, out = tmp_path / "long.csv", tmp_path / "profile.parquet"
    table.write_text(LONG.replace("d1,1,2024,300", "d1,1,2024,*").replace("505", "5 05"))
    assert run("profile", table, "--out", out, "--declare", "kind=proportion") == 11
    said = capsys.readouterr().err
    assert "long.csv has 2 kinds of mistake" in said
    assert "column `count`, line 2: a mark stands" in said
    assert "column `count`, line 6: has a comma or space" in said
    assert not out.exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--by", "tenure"], "The table has no dimension tenure. It has: decile, sex."),
        (["--within", "Nowhere"], "no area or area type Nowhere. It has: Ambermoor, Elsewhere."),
        (["--reference", "decile=d4"], "'d4' is not a group of 'decile'. In the table: d1, d10."),
        (["--by", "sex", "--within", "Elsewhere"], "asked for have no row together"),
    ],
)
def test_what_a_table_does_not_have_is_said_with_what_it_has(words, told, tmp_path, capsys):
    table = tmp_path / "long.csv"
    table.write_text(LONG)
    declared = ["--declare", "kind=proportion"]
    assert run("profile", table, "--out", tmp_path / "p.parquet", *declared, *words) == 11
    assert told in capsys.readouterr().err


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


def test_a_file_that_is_no_long_table_is_refused(published, tmp_path, capsys):
    assert run("profile", published, "--out", tmp_path / "profile.parquet") == 11
    said = capsys.readouterr().err
    assert "data.csv has no column indicator_id or indicator" not in said
    assert "A Fingertips file goes through `evenground import fingertips` first." in said
    other = tmp_path / "other.parquet"
    other.write_bytes(b"nothing")
    assert run("profile", other, "--out", tmp_path / "profile.parquet") == 11
    assert "other.parquet is not a table that can be read" in capsys.readouterr().err


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
        (
            ["profile", __file__, "--out", "t.parquet", "--declare", "percent"],
            "write COLUMN=VALUE",
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
    monkeypatch.setattr(arguments, "PATIENCE", 0.01)
    with arguments.working("Reading data.csv"):
        time.sleep(0.1)
    assert "Reading data.csv ... 0 s" in capsys.readouterr().err


def test_a_command_that_is_quick_says_nothing(capsys):
    with arguments.working("Reading data.csv"):
        pass
    assert capsys.readouterr().err == ""
