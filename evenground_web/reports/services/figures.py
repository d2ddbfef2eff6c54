"""How a paper names records and says measured numbers.

Every number that was measured is a figure: its text, the release that measured it, and its gap,
so that whoever reads the paper can follow it to where it came from.
"""

from __future__ import annotations

from typing import Any

from evenground_web.insight import words as say
from evenground_web.insight.models import Gap, GapPoint, Measurement

Content = dict[str, Any]


def named(commitment: Any) -> Content:
    """One of `Records.commitments`, which know the name of their owner."""
    return {
        "id": commitment.pk,
        "reference": commitment.reference,
        "title": commitment.title,
        "owner": commitment.owner_name,
    }


def gap_named(gap: Gap) -> Content:
    return {
        "id": gap.pk,
        "title": gap.indicator.title,
        "groups": f"{gap.group} compared with {gap.reference_group}",
        "place": gap.place.name,
    }


def value(measurement: Measurement, *, gap: Gap) -> Content | None:
    """The value of one group: "34.1% (33.0% to 35.1%)"; None where there is no number."""
    if measurement.value is None:
        return None
    limits = say.between(measurement.lower, measurement.upper, gap.indicator)
    return figure(say.value(measurement, gap.indicator), limits, measurement.release_id, gap=gap)


def difference(point: Any, *, gap: Gap) -> Content | None:
    """The gap of a point or baseline: "20.9 percentage points higher (19.8 to 22.0)"."""
    if point.absolute is None:
        return None
    text, limits = say.absolute(point, gap.indicator), say.absolute_limits(point, gap.indicator)
    return figure(text, limits, point.release_id, gap=gap)


def ratio(point: GapPoint, *, gap: Gap) -> Content | None:
    if point.relative is None:
        return None
    return figure(say.relative(point), say.relative_limits(point), point.release_id, gap=gap)


def figure(text: str, limits: str, release: int, *, gap: Gap) -> Content:
    return {"text": f"{text} ({limits})" if limits else text, "release": release, "gap": gap.pk}
