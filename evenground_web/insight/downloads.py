"""The table of a gap to take away, with where its numbers come from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from evenground_web.insight.models import Gap, GapPoint

COLUMNS = [
    "indicator", "unit", "place", "place_code", "dimension", "group", "reference_group", "period",
    "group_value", "group_lower", "group_upper", "group_count", "group_denominator",
    "group_status", "group_note",
    "reference_value", "reference_lower", "reference_upper", "reference_count",
    "reference_denominator", "reference_status", "reference_note",
    "absolute_gap", "absolute_lower", "absolute_upper",
    "relative_gap", "relative_lower", "relative_upper",
    "source", "release", "release_sha256", "definition_version",
]  # fmt: skip
OF_A_SIDE = ["value", "lower", "upper", "count", "denominator", "status", "note"]
OF_A_POINT = [
    f"{gap}{part}" for gap in ("absolute", "relative") for part in ("", "_lower", "_upper")
]


def gap_table(gap: Gap, points: Iterable[GapPoint]) -> list[list[Any]]:
    """A heading and a row for each period."""
    indicator, place = gap.indicator, gap.place
    return [COLUMNS] + [
        [
            indicator.title, indicator.unit, place.name, place.code, gap.dimension_title,
            gap.group, gap.reference_group, point.period,
            *(getattr(point.group, name) for name in OF_A_SIDE),
            *(getattr(point.reference, name) for name in OF_A_SIDE),
            *(getattr(point, name) for name in OF_A_POINT),
            point.release.source, point.release.title, point.release.digest,
            indicator.definition_version,
        ]
        for point in points
    ]  # fmt: skip
