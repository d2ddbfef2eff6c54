"""From a tidy table to indicators, numbers and gaps in the database; called inside a transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import polars as pl

from evenground import profile
from evenground.errors import DataError
from evenground_web.core.permissions import RuleBroken
from evenground_web.insight.models import Gap, GapPoint, Indicator, Measurement, Release
from evenground_web.insight.services.moves import tell_of_moves
from evenground_web.insight.services.series import bring_up_to_date
from evenground_web.insight.services.understanding import described, dimensions, known_places

Identity = tuple[str, str, str, str, str]
BATCH = 1_000


class Stored(NamedTuple):
    measurements: int
    gaps: int


def store(release: Release, table: pl.DataFrame, references: Mapping[str, str]) -> Stored:
    """Write what the table says about places of this partnership; refuse a table without any."""
    places = {code: pk for code, (pk, _) in known_places(table).items()}
    rows = table.filter(pl.col("area_code").is_in(list(places)))
    if not rows.height:
        raise RuleBroken(
            "No row is about a place of this partnership, so there is nothing to keep. "
            "Ask an administrator to add the place with the code that the file uses."
        )
    measured = measure_gaps(rows, references)
    indicators = upsert_indicators(rows)
    measurements = add_measurements(release, rows, indicators, places)
    gaps = add_points(release, measured, indicators, places, measurements)
    before = {gap.pk: gap.change for gap in gaps if gap.latest_id}
    bring_up_to_date(gaps)
    tell_of_moves(release, [gap for gap in gaps if before.get(gap.pk, gap.change) != gap.change])
    return Stored(len(measurements), len(gaps))


def measure_gaps(rows: pl.DataFrame, references: Mapping[str, str]) -> pl.DataFrame:
    """The gaps of all dimensions that have a reference group, declared or chosen."""
    undeclared = {d["key"]: d["groups"] for d in dimensions(rows) if not d["reference"]}
    chosen = {key: group for key, group in references.items() if key in undeclared}
    try:
        found = profile.gaps(rows, references=chosen)
    except DataError as problem:
        raise RuleBroken(str(problem)) from problem
    keys = rows.select("indicator_id", "sex", "age", "key").unique()
    return found.join(keys, on=["indicator_id", "sex", "age"], maintain_order="left")


def upsert_indicators(rows: pl.DataFrame) -> dict[str, Indicator]:
    """Indicators by key. What a newer definition declares replaces what an older one did."""
    found = [
        Indicator(
            key=row["key"],
            title=row["title"][:300],
            unit=row["unit"],
            better_when=row["better_when"],
            decimals=row["decimals"],
            question=row["question"],
            definition_version=row["version"],
        )
        for row in described(rows)
    ]
    fields = ["title", "unit", "better_when", "decimals", "question", "definition_version"]
    Indicator.objects.bulk_create(
        found, update_conflicts=True, unique_fields=["key"], update_fields=fields
    )
    return {i.key: i for i in Indicator.objects.filter(key__in=[i.key for i in found])}


def add_measurements(
    release: Release, rows: pl.DataFrame, indicators: dict[str, Indicator], places: dict[str, int]
) -> dict[Identity, Measurement]:
    made = [
        Measurement(
            release=release,
            indicator=indicators[row["key"]],
            place_id=places[row["area_code"]],
            dimension=row["dimension"],
            group=row["group"],
            order=row["order"],
            period=row["period"],
            period_start=row["period_start"],
            period_end=row["period_end"],
            status=row["status"] if row["status"] in Measurement.Status else "missing",
            value=row["value"],
            lower=row["lower"],
            upper=row["upper"],
            count=row["count"] if row["status"] == Measurement.Status.VALUE else None,
            denominator=row["denominator"],
            note=(row["note"] or "")[:300],
        )
        for row in rows.iter_rows(named=True)
    ]
    Measurement.objects.bulk_create(made, batch_size=BATCH)
    identities = rows.select("key", "area_code", "dimension", "group", "period").iter_rows()
    return dict(zip(identities, made, strict=True))


def add_points(
    release: Release,
    measured: pl.DataFrame,
    indicators: dict[str, Indicator],
    places: dict[str, int],
    measurements: dict[Identity, Measurement],
) -> list[Gap]:
    """Points where the table says something of both groups, be it why there is no number."""
    pairs = []
    for row in measured.iter_rows(named=True):
        sides = [
            (row["key"], row["area_code"], row["dimension"], row[side], row["period"])
            for side in ("group", "reference")
        ]
        if all(side in measurements for side in sides):
            pairs.append((row, measurements[sides[0]], measurements[sides[1]]))
    gaps = upsert_gaps([row for row, *_ in pairs], indicators, places)
    points = [
        _point(
            row,
            gap=gaps[_identity(row, indicators, places)],
            release=release,
            group=group,
            reference=reference,
        )
        for row, group, reference in pairs
    ]
    GapPoint.objects.bulk_create(points, batch_size=BATCH)
    return list({point.gap_id: point.gap for point in points}.values())


def upsert_gaps(
    rows: Iterable[Mapping[str, Any]], indicators: dict[str, Indicator], places: dict[str, int]
) -> dict[tuple[Any, ...], Gap]:
    wanted = {_identity(row, indicators, places): row["dimension_title"] for row in rows}
    fields = ("indicator_id", "place_id", "dimension", "group", "reference_group")

    def known() -> dict[tuple[Any, ...], Gap]:
        found = Gap.objects.filter(indicator__in=indicators.values(), place__in=places.values())
        return {tuple(getattr(gap, field) for field in fields): gap for gap in found}

    there = known()
    Gap.objects.bulk_create(
        Gap(**dict(zip(fields, identity, strict=True)), dimension_title=title[:200])
        for identity, title in wanted.items()
        if identity not in there
    )
    return known()


def _identity(
    row: Mapping[str, Any], indicators: dict[str, Indicator], places: dict[str, int]
) -> tuple[Any, ...]:
    indicator, place = indicators[row["key"]].pk, places[row["area_code"]]
    return (indicator, place, row["dimension"], row["group"], row["reference"])


def _point(row: Mapping[str, Any], **records: Any) -> GapPoint:
    figures = [
        f"{name}{part}" for name in ("absolute", "relative") for part in ("", "_lower", "_upper")
    ]
    return GapPoint(
        period=row["period"],
        period_end=row["period_end"],
        sentence=profile.sentence(row),
        **{name: row[name] for name in figures},
        **records,
    )
