"""Preparing an extract: the account, refusals, periods, and files that are always the same."""

from __future__ import annotations

import json
from datetime import date, timedelta

import polars as pl
import pyarrow.parquet as pq
import pytest

from evenground.cli import main
from evenground.counting.prepare.reading import read_recipe
from evenground.counting.prepare.run import prepare
from evenground.errors import DataError
from tests.engine.counting.made_extract import (
    COLUMNS,
    SEEN,
    other,
    prepared,
    recipe,
    recipe_folder,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return recipe_folder(tmp_path_factory.mktemp("recipe"))


def test_the_same_extract_and_recipe_give_the_same_bytes(folder):
    rows = [other(NHS=f"p{n}", LSOA=["E01000001", "E01000002"][n % 2]) for n in range(5_000)]
    written = []
    for _ in range(2):
        prepared(folder, rows, ordered=True)
        written.append((folder / "people.parquet").read_bytes())
    assert written[0] == written[1]


def test_the_account_says_why_each_record_was_set_aside(folder):
    rows = [
        SEEN,
        other(NHS=None),
        other(**{"Seen on": None}),
        other(**{"Seen on": "2027-01-01"}),
        other(NHS="q", DAYS="many", ETH="?", LSOA="E01035000", GP="Y9", DOB="31/02/2000"),
    ]
    _, done = prepared(folder, rows)
    account = done.account
    assert account.set_aside == {"a date that cannot be": 1, "no date": 1, "no person": 1}
    assert account.unreadable == {"born": 1, "days": 1}
    assert (account.codes["ethnic"].records, account.codes["ethnic"].unknown) == (2, 1)
    assert account.areas_without_deprivation == {
        "not in the file, which holds a part of England": 1
    }
    assert account.places_not_found == {"system": 1}
    assert account.not_recorded["ethnic_group"] == 1


def test_the_account_is_kept_in_the_file_without_clock_or_path(folder):
    _, done = prepared(folder, [SEEN], ordered=True)
    kept = json.loads(pq.read_metadata(folder / "people.parquet").metadata[b"evenground"])
    assert kept == done.account.model_dump(mode="json")
    assert kept["sorted_by"][0] == "period"
    assert set(kept["sorted_by"]) >= {"ethnic_group", "practice", "system"}
    assert str(folder) not in json.dumps(kept)
    assert kept["recipe"]["code_lists"] == {"nhs-ethnic-category": "2001", "nhs-person-gender": "2001"}  # fmt: skip


def test_a_sorted_file_is_in_the_order_that_it_says(folder):
    rows = [other(NHS=f"p{n}", SEX=str(n % 3), LSOA=f"E0100000{n % 4}", GP=f"Y{n % 5}") for n in range(500)]  # fmt: skip
    people, done = prepared(folder, rows, ordered=True)
    keys = list(done.account.sorted_by)
    assert people.select(keys).equals(people.sort(keys, nulls_last=True).select(keys))
    counts = [people[key].drop_nulls().n_unique() for key in keys[1:]]
    assert counts == sorted(counts)


def test_recording_is_told_for_each_place_and_group(folder):
    rows = [
        SEEN,
        other(ETH="H", **{"Seen on": "2025-07-01"}),
        other(NHS="q", ETH="Z", GP="Y2"),
        other(NHS="r", ETH="??", GP="Y2"),
    ]
    _, done = prepared(folder, rows)
    told = done.recording
    everyone = told.filter(area_type="all", dimension="all").row(0, named=True)
    assert (everyone["rows"], everyone["known"], everyone["not_stated"], everyone["missing"]) == (3, 1, 1, 1)  # fmt: skip
    assert everyone["completeness"] == pytest.approx(1 / 3)
    assert everyone["validity"] == pytest.approx(3 / 4)
    assert everyone["disagreement"] == 1
    second = told.filter(area_type="practice", place="Y2", dimension="all").row(0, named=True)
    assert second["disagreement"] is None
    groups = told.filter(area_type="all", dimension="ethnic_group")["group"]
    assert set(groups) == {"Asian or Asian British", "Not stated", "Not recorded"}


@pytest.mark.parametrize(
    ("change", "limit", "said"),
    [
        ({"ETH": "quite private"}, "unknown_codes", "codes in `ethnic` are in none of its lists"),
        ({"LSOA": "E01035000"}, "wrong_areas", "small areas have no deprivation"),
        ({"DOB": "1980-04-01"}, "unreadable", "`born` that is not of its kind"),
        ({"NHS": None}, "set_aside", "records are set aside, most of them: no person"),
        ({"GP": "Y9"}, "unknown_places", "rows have no system"),
    ],
)
def test_too_much_of_a_problem_stops_the_work_without_a_count_or_a_value(
    folder, tmp_path, change, limit, said
):
    name = recipe(folder, (f"{limit} = 1\n", f"{limit} = 0.05\n"))
    rows = [SEEN] + [other(**({"NHS": f"q{n}"} | change)) for n in range(3)]
    extract = tmp_path / "extract.csv"
    pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row").write_csv(extract)
    with pytest.raises(DataError) as refusal:
        prepare(extract, read_recipe(folder / name), tmp_path / "people.parquet")
    message = str(refusal.value)
    assert said in message
    assert "more than 5%" in message
    assert "quite private" not in message
    assert [path.name for path in tmp_path.iterdir()] == ["extract.csv"]


def test_columns_that_the_extract_lacks_are_named_all_at_once(folder):
    name = recipe(folder, ('from = "GP"', 'from = "PRACTICE"'), ('from = "HOW"', 'from = "METHOD"'))
    with pytest.raises(DataError, match="no column `PRACTICE`, `METHOD`"):
        prepared(folder, [SEEN], name=name)


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_a_csv_file_is_read_with_the_delimiter_and_encoding_of_its_recipe(folder, encoding):
    said = f'extracted = 2026-04-30\ndelimiter = "|"\nencoding = "{encoding}"\n'
    name = recipe(folder, ("extracted = 2026-04-30\n", said))
    lines = ["|".join(COLUMNS), "|".join(value or "" for value in other(GP="Yé"))]
    (folder / "piped.csv").write_text("\n".join(lines), encoding=encoding)
    prepare(folder / "piped.csv", read_recipe(folder / name), folder / "people.parquet")
    assert pl.read_parquet(folder / "people.parquet")["practice"].to_list() == ["Yé"]


def test_a_csv_file_in_another_encoding_is_refused_without_a_value(folder):
    (folder / "other.csv").write_text(",".join(COLUMNS) + "\nJosé,,,,,,,,,\n", encoding="latin-1")
    with pytest.raises(DataError) as refusal:
        prepare(folder / "other.csv", read_recipe(folder / "made.toml"), folder / "none.parquet")
    assert "other.csv is not in UTF-8" in str(refusal.value)
    assert "Jos" not in str(refusal.value)


def test_a_file_that_was_cut_short_is_refused(folder, tmp_path):
    prepared(folder, [SEEN], suffix=".parquet")
    whole = (folder / "extract.parquet").read_bytes()
    (tmp_path / "cut.parquet").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError, match=r"cut.parquet cannot be read"):
        prepare(tmp_path / "cut.parquet", read_recipe(folder / "made.toml"), tmp_path / "p.parquet")
    assert not (tmp_path / "p.parquet").exists()


def test_the_command_prepares_and_prints_the_account(folder, capsys):
    prepared(folder, [SEEN, other(NHS=None)])
    out = folder / "by command.parquet"
    command = ["prepare", str(folder / "extract.csv"), "--recipe", str(folder / "made.toml")]
    assert main([*command, "--out", str(out), "--sort"]) == 0
    printed = capsys.readouterr().out
    assert "Records read: 2; used: 1" in printed
    assert "set aside, no person: 1" in printed
    assert pl.read_parquet(out).height == 1
    assert pl.read_parquet(folder / "by command-recording.parquet").height > 2


def test_a_snapshot_belongs_to_the_period_that_the_recipe_says(folder):
    name = recipe(folder, ('date = "seen"\n', 'always = "2025/26"\n'))
    people, _ = prepared(folder, [SEEN, other(NHS="q", **{"Seen on": None})], name=name)
    assert people["period"].to_list() == ["2025/26"] * 2
    assert people["age"].to_list() == [45, 45]


def test_only_the_records_that_the_recipe_asks_for_are_used(folder):
    name = recipe(folder, ("extracted = 2026-04-30\n", 'extracted = 2026-04-30\nwhere = "days > 0"\n'))  # fmt: skip
    _, done = prepared(folder, [SEEN, other(DAYS="2"), other(DAYS="0")], name=name)
    assert done.account.set_aside == {"not asked for by the recipe": 2}


def test_deprivation_can_be_given_under_the_name_of_its_edition_too(folder):
    """Areas move between fifths from one edition to the next: a name keeps them apart."""
    name = recipe(folder, ('one_is = "least deprived"', 'one_is = "least deprived"\nby_edition = true'))  # fmt: skip
    people, _ = prepared(folder, [SEEN], name=name)
    row = people.row(0, named=True)
    assert row["deprivation_quintile"] == row["deprivation_quintile_imd2025"] == 1
    assert row["deprivation_decile"] == row["deprivation_decile_imd2025"] == 1


def test_columns_of_a_recipe_may_have_any_name(folder):
    """Also names such as those that the statements use themselves."""
    text = (folder / "made.toml").read_text()
    for old, new in (("seen", "day"), ("how", "fate"), ("who", "person"), ("gp", "start")):
        text = text.replace(f'"{old}"', f'"{new}"').replace(f'"{old} =', f'"{new} =')
    (folder / "names.toml").write_text(text)
    expected, _ = prepared(folder, [SEEN, other(NHS="q")])
    assert prepared(folder, [SEEN, other(NHS="q")], name="names.toml")[0].equals(expected)


def test_a_person_keeps_one_number_in_all_periods(folder):
    later = (date(2025, 6, 1) - timedelta(days=365)).isoformat()
    people, _ = prepared(folder, [SEEN, other(**{"Seen on": later}), other(NHS="a")])
    assert people.select("person_id", "period").rows() == [
        (1, "2025/26"),
        (2, "2024/25"),
        (2, "2025/26"),
    ]
