"""An extract becomes people by a recipe: compared with doing it by hand, one person at a time."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta

import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenground.cli import main
from evenground.counting.prepare.reading import read_recipe
from evenground.counting.prepare.run import prepare
from evenground.errors import DataError
from evenground.indicators.ages import age_on, band_of
from evenground.indicators.codes import codes_of

RECIPE = """
id = "made"
title = "A made extract"
version = "1"

[extract]
extracted = 2026-04-30

[[columns]]
name = "who"
from = "NHS"
kind = "text"

[[columns]]
name = "born"
from = "DOB"
kind = "date"
written = "%d/%m/%Y"

[[columns]]
name = "seen"
from = "Seen on"
kind = "date"

[[columns]]
name = "sex"
from = "SEX"
kind = "text"

[[columns]]
name = "ethnic"
from = "ETH"
kind = "text"

[[columns]]
name = "said_ethnic"
from = "ETH2"
kind = "text"

[[columns]]
name = "area"
from = "LSOA"
kind = "text"

[[columns]]
name = "gp"
from = "GP"
kind = "text"

[[columns]]
name = "how"
from = "HOW"
kind = "text"
missing = ["-"]

[[columns]]
name = "days"
from = "DAYS"
kind = "whole"

[person]
column = "who"

[period]
date = "seen"
year = "financial"
day = "last"

[age]
date_of_birth = "born"
bands = ["age_band", "age_band_5"]

[sex]
column = "sex"
codes = ["nhs-person-gender"]

[ethnicity]
codes = ["nhs-ethnic-category"]
groups = ["ethnic_group", "ethnic_group_16"]
rule = "self-reported first"
sources = ["person", "hospital"]

[[ethnicity.columns]]
column = "ethnic"
source = "hospital"

[[ethnicity.columns]]
column = "said_ethnic"
source = "person"

[deprivation]
column = "area"
edition = "imd-2025"
file = "imd.csv"
area = "lsoa"
value = "decile"
kind = "decile"
one_is = "least deprived"

[[places]]
name = "practice"
column = "gp"

[[places]]
name = "system"
within = "practice"
file = "practices.csv"
code = "code"
parent = "parent"
first = "start"
last = "end"

[flags]
bowel_screened = "how = 'screen'"

[events]
emergency_admissions = "how = 'emergency' AND days >= 1"

[limits]
set_aside = 1
unreadable = 1
unknown_codes = 1
wrong_areas = 1
unknown_places = 1
"""
COLUMNS = ["NHS", "DOB", "Seen on", "SEX", "ETH", "ETH2", "LSOA", "GP", "HOW", "DAYS"]
IMD = {"E01000001": 10, "E01000002": 3}
PRACTICES = [("Y1", "QA", "", "2025-03-30"), ("Y1", "QB", "2025-03-31", ""), ("Y2", "QA", "", "")]
TODAY = date(2026, 4, 30)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("recipe")
    (folder / "made.toml").write_text(RECIPE)
    lines = [f"{lsoa},{decile}" for lsoa, decile in IMD.items()]
    (folder / "imd.csv").write_text("\n".join(["lsoa,decile", *lines]))
    rows = [",".join(row) for row in PRACTICES]
    (folder / "practices.csv").write_text("\n".join(["code,parent,start,end", *rows]))
    return folder


def prepared(folder, rows, *, suffix=".csv", name="made.toml", **how):
    extract = folder / f"extract{suffix}"
    table = pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
    table.write_csv(extract) if suffix == ".csv" else table.write_parquet(extract)
    done = prepare(extract, read_recipe(folder / name), folder / "people.parquet", **how)
    return pl.read_parquet(folder / "people.parquet"), done


def day(said):
    try:
        return date.fromisoformat(said or "")
    except ValueError:
        return None


def by_hand(rows):
    """Slow and obvious: one person and one year at a time."""
    records = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    used = [r for r in records if r["NHS"] and (d := day(r["Seen on"])) and date(1900, 1, 1) <= d <= TODAY]  # fmt: skip
    numbers = {who: n for n, who in enumerate(sorted({r["NHS"] for r in used}), 1)}
    result = {}
    for who in numbers:
        for start in range(1990, 2027):
            first, last = date(start, 4, 1), date(start + 1, 3, 31)
            mine = [r for r in used if r["NHS"] == who and first <= day(r["Seen on"]) <= last]
            if mine:
                everything = [r for r in used if r["NHS"] == who]
                period = f"{start}/{(start + 1) % 100:02d}"
                result[numbers[who], period] = one_row(mine, everything, last)
    return used, result


def last_said(records, column, meaning=lambda said: said):
    said = [(day(r["Seen on"]), meaning(r[column])) for r in records]
    return max((pair for pair in said if pair[1] is not None), default=(None, None))[1]


def born(said):
    if said is None:
        return None
    d, m, y = said.split("/")
    return date(int(y), int(m), int(d))


def one_row(mine, everything, last):
    birth = last_said(mine, "DOB", born)
    age = age_on(last, born=birth) if birth else None
    age = age if age is not None and 0 <= age <= 120 else None
    sexes = {"1": "Male", "2": "Female"}
    decile = IMD.get(last_said(mine, "LSOA"))
    practice = last_said(mine, "GP")
    system = None
    for code, parent, start, end in PRACTICES:
        within = (day(start) or date.min) <= last <= (day(end) or date.max)
        system = parent if code == practice and within else system
    return {
        "age": age,
        "age_band": None if age is None else band_of(age, "age_band"),
        "age_band_5": None if age is None else band_of(age, "age_band_5"),
        "sex": last_said(mine, "SEX", lambda said: sexes.get(said)),
        "ethnic_group": ethnic(everything, "ethnic_group"),
        "ethnic_group_16": ethnic(everything, "ethnic_group_16"),
        "deprivation_decile": None if decile is None else 11 - decile,
        "deprivation_quintile": None if decile is None else (12 - decile) // 2,
        "practice": practice,
        "system": system,
        "bowel_screened": screened([r["HOW"] for r in mine if r["HOW"] not in (None, "-")]),
        "emergency_admissions": sum(
            r["HOW"] == "emergency" and int(r["DAYS"] or 0) >= 1 for r in mine
        ),  # fmt: skip
    }


def screened(said):
    return None if not said else "screen" in said


def ethnic(records, dimension):
    codes = codes_of("nhs-ethnic-category")
    found = [
        (trust, day(r["Seen on"]), codes.find(r[column]))
        for r in records
        for trust, column in enumerate(("ETH", "ETH2"))
        if r[column] and codes.find(r[column])
    ]
    for state in ("known", "not stated", "not known"):
        if left := [f for f in found if f[2].code.state == state]:
            best = max(f[:2] for f in left)
            order = [listed.code.code for listed in codes]
            chosen = min((f[2] for f in left if f[:2] == best), key=lambda x: order.index(x.code.code))  # fmt: skip
            return codes.group(chosen, dimension)
    return None


births = st.dates(date(1900, 1, 1), date(2026, 12, 31)).map(lambda d: d.strftime("%d/%m/%Y"))
days = st.dates(date(2024, 1, 1), TODAY).map(date.isoformat)
rows = st.lists(
    st.tuples(
        st.sampled_from([None, "p", "q", "r"]),
        st.none() | births,
        st.sampled_from([None, "2026-05-01", "1801-01-01", "soon"]) | days,
        st.sampled_from([None, "0", "1", "2", "9"]),
        st.sampled_from([None, "A", "B1", "H", "Z", "99", "??"]),
        st.sampled_from([None, "A", "R", "Z", "X"]),
        st.sampled_from([None, "E01000001", "E01000002", "E01000003", "W01000001"]),
        st.sampled_from([None, "Y1", "Y2", "Y3"]),
        st.sampled_from([None, "-", "screen", "emergency"]),
        st.sampled_from([None, "0", "3"]),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=25)
@given(rows)
def test_people_are_what_preparing_by_hand_gives(folder, rows):
    used, expected = by_hand(rows)
    if not used:
        with pytest.raises(DataError, match="no record can be used"):
            prepared(folder, rows)
        return
    people, done = prepared(folder, rows)
    found = {(row.pop("person_id"), row.pop("period")): row for row in people.iter_rows(named=True)}
    assert found == expected
    account = done.account
    assert account.records_read == len(rows)
    assert account.records_used == len(used)
    assert account.records_read == account.records_used + sum(account.set_aside.values())
    assert account.rows == len(expected)


@settings(max_examples=6)
@given(rows, st.randoms(), st.booleans(), st.sampled_from([".csv", ".parquet"]))
def test_the_order_of_records_and_the_kind_of_file_do_not_matter(
    folder, rows, shuffle: random.Random, ordered, suffix
):
    if not by_hand(rows)[0]:
        return
    shuffled = rows.copy()
    shuffle.shuffle(shuffled)
    people, _ = prepared(folder, rows, ordered=ordered)
    assert prepared(folder, shuffled, ordered=ordered, suffix=suffix)[0].equals(people)


SEEN = ("p", "01/04/1980", "2025-06-01", "1", "A", None, "E01000001", "Y1", "screen", None)


def other(**changed):
    return tuple((dict(zip(COLUMNS, SEEN, strict=True)) | changed)[name] for name in COLUMNS)


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


def recipe(folder, *changes, name="changed.toml"):
    text = RECIPE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / name).write_text(text)
    return name


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
