"""The worked example of docs/from-an-extract.md, from artificial hospital records to a profile."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from evenground.cli import main
from evenground.counting.sorting import metadata, sorted_by

DOCS = Path(__file__).resolve().parents[3] / "docs"
INDICATORS = DOCS / "examples" / "from-an-extract"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return tmp_path_factory.mktemp("example")


@pytest.fixture
def people(made, shared_data, capsys):
    out = made / "people.parquet"
    extract = shared_data / "synthetic_person" / "artificial_hes_apc_0102_2075rows.csv"
    command = ["prepare", str(extract), "--recipe", "hes-apc", "--files", str(shared_data)]
    assert main([*command, "--sort", "--out", str(out)]) == 0
    return out, capsys.readouterr().out


def test_the_page_shows_what_the_command_prints(people):
    out, printed = people
    page = [line.strip() for line in (DOCS / "from-an-extract.md").read_text("utf-8").splitlines()]
    lines = [line.replace(f"{out.parent}/", "").strip() for line in printed.splitlines()]
    first = page.index(lines[0])
    assert page[first : first + len(lines)] == lines


def test_codes_of_before_2001_are_white_and_never_white_british(people, shared_data):
    table = pl.read_parquet(people[0])
    raw = pl.read_csv(
        shared_data / "synthetic_person/artificial_hes_apc_0102_2075rows.csv", infer_schema=False
    )
    only_old = raw.group_by("PSEUDO_HESID").agg((pl.col("ETHNOS") == "0").all()).sum()["ETHNOS"][0]
    wide = table.filter(ethnic_group_16="Recorded in a wider group")["ethnic_group"]
    assert only_old > 100
    assert (wide == "White").sum() >= only_old
    assert set(wide) == {"White", "Recorded in a wider group"}


def test_not_stated_and_not_known_stay_apart(people):
    told = dict(pl.read_parquet(people[0])["ethnic_group"].value_counts().iter_rows())
    assert told["Not stated"] > told["Not known"] > 0


def test_the_file_says_with_which_edition_and_codes_it_was_made(people):
    lists = "hes-ethnic-category-before-2001 1995 and nhs-ethnic-category 2001"
    assert metadata(people[0])["editions"] == {
        "deprivation_decile": "imd-2019",
        "deprivation_quintile": "imd-2019",
        "ethnic_group": lists,
        "ethnic_group_6": lists,
        "ethnic_group_16": lists,
    }


def test_the_people_are_counted_and_measured(people, made):
    assert sorted_by(people[0])[0] == "period"
    cells, profile = made / "cells.parquet", made / "profile.parquet"
    asked = ["--indicators", str(INDICATORS)]
    counted = ["count", str(people[0]), *asked, "--as-of", "2002-07-31", "--out", str(cells)]
    assert main(counted) == 0
    assert main(["profile", str(cells), *asked, "--out", str(profile)]) == 0
    sentences = " ".join(pl.read_parquet(profile)["sentence"])
    page = " ".join((DOCS / "from-an-extract.md").read_text("utf-8").replace("\n> ", " ").split())
    told = page[page.index("Coming to hospital") : page.index(" Most ethnic groups")]
    assert told in " ".join(sentences.split())


def test_people_whose_deprivation_is_not_recorded_are_not_on_the_slope(people, made):
    test_the_people_are_counted_and_measured(people, made)
    profile = pl.read_parquet(made / "profile.parquet")
    slope = profile.filter(dimension="deprivation_quintile", measure="sii")["sentence"]
    assert any("5 groups" in sentence for sentence in slope)
    assert not any("Not recorded" in sentence.split(" in 2001/02")[1] for sentence in slope)
