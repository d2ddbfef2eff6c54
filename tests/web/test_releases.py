"""Releases: what was kept, when, by whom, from what; and tables measured from people."""

from __future__ import annotations

from io import BytesIO

import polars as pl
import pytest

from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.insight import services
from evenground_web.insight.models import Gap, Release
from tests.web.pages import words
from tests.web.published import pair, upload

DISCLOSURE = "Counts below 5 are hidden and the rest are rounded."


@pytest.fixture
def release(universe) -> Release:
    preview = services.preview_file(upload(*pair(30, 20)), by=universe.analyst)
    return services.keep(preview, by=universe.analyst)


@pytest.fixture
def member(universe, client):
    client.force_login(universe.by_role["member"])
    return client


@pytest.fixture
def measured(release, universe) -> pl.DataFrame:
    """The tidy table of a release, as if it had been counted in Harbour."""
    with release.table.open() as file:
        table = pl.read_parquet(BytesIO(file.read()))
    return table.drop("key", "title").with_columns(
        area_code=pl.lit(universe.harbour.code), area=pl.lit("Harbour")
    )


def test_a_release_says_where_its_numbers_come_from(release, member, universe):
    page = words(member.get(release.get_absolute_url()))
    for said in (
        release.digest,
        "inactive.csv",
        "2 rows were read",
        str(universe.analyst),
        "Version 1",
    ):
        assert said in page
    assert release.title in words(member.get("/gaps/releases/"))


def test_the_table_of_a_release_can_be_taken_away(release, member):
    parquet = pl.read_parquet(
        BytesIO(member.get(f"/gaps/releases/{release.pk}/table.parquet").content)
    )
    table = pl.read_csv(member.get(f"/gaps/releases/{release.pk}/table.csv").content)
    assert parquet.height == table.height == release.rows_kept
    assert sorted(parquet["value"]) == sorted(table["value"]) == [20, 30]


def test_a_preview_is_not_a_release(universe, member):
    preview = services.preview_file(upload(*pair(31, 20)), by=universe.analyst)
    assert member.get(f"/gaps/releases/{preview.pk}/").status_code == 404
    assert member.get(f"/gaps/releases/{preview.pk}/table.csv").status_code == 404
    assert preview.title not in words(member.get("/gaps/releases/"))


def test_a_measured_table_becomes_gaps_of_its_place(measured, universe):
    kept = services.keep_measured(
        measured, by=universe.analyst, title="Harbour, 2023/24", source="Made people",
        disclosure=DISCLOSURE,
    )  # fmt: skip
    gap = Gap.objects.get(place=universe.harbour)
    assert (gap.latest.absolute, gap.latest.release) == (10, kept)
    assert kept.kind == Release.Kind.MEASURED
    assert "kept Harbour, 2023/24" in audit.history(kept).get().sentence


def test_a_measured_table_is_kept_once(measured, universe):
    given = {"by": universe.analyst, "title": "T", "source": "S", "disclosure": DISCLOSURE}
    services.keep_measured(measured, **given)
    with pytest.raises(services.AlreadyKept):
        services.keep_measured(measured, **given)


def test_a_table_with_two_answers_to_one_question_is_refused(measured, universe):
    twice = pl.concat([measured, measured])
    with pytest.raises(RuleBroken, match="two numbers for Physically inactive adults"):
        services.keep_measured(
            twice, by=universe.analyst, title="T", source="S", disclosure=DISCLOSURE
        )
    assert Release.objects.count() == 1


def test_too_few_to_report_is_neither_hidden_nor_missing(measured, member, universe):
    most = pl.col("group") == "Most deprived decile"
    few = measured.with_columns(
        status=pl.when(most).then(pl.lit("too_few")).otherwise("status"),
        note=pl.when(most).then(pl.lit("too few people or events to report")).otherwise("note"),
        **{n: pl.when(most).then(None).otherwise(n) for n in ("value", "lower", "upper")},
    )
    release = services.keep_measured(
        few, by=universe.analyst, title="Few", source="Made people", disclosure=DISCLOSURE
    )
    gap = Gap.objects.get(place=universe.harbour)
    assert release.measurements.get(group="Most deprived decile").status == "too_few"
    page = words(member.get(gap.get_absolute_url()))
    assert "No number. Most deprived decile: too few to report" in page
    assert "Too few to report</td>" in page
    assert "there are too few people or events in Most deprived decile to report" in page
    assert "Hidden to protect people</td>" not in page
    assert "Not published</td>" not in page
    kept = words(member.get(release.get_absolute_url()))
    assert "1 are too few to report" in kept
