"""Where things stand: gaps, promises about them, late and unproven commitments, risks."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from evenground_web.commitments.models import Baseline, DeliveryStatus
from evenground_web.commitments.services import compare
from evenground_web.core.dates import nhs_date
from evenground_web.insight import words as say
from evenground_web.insight.models import Standing
from evenground_web.reports.services.figures import (
    Content,
    difference,
    figure,
    gap_named,
    named,
    ratio,
    value,
)
from evenground_web.reports.services.records import Records

UNDER_WAY = (DeliveryStatus.ON_TRACK, DeliveryStatus.AT_RISK, DeliveryStatus.OFF_TRACK)
JUDGED = (Standing.WORSE, Standing.BETTER, Standing.UNCLEAR)


def gaps(records: Records) -> list[Content]:
    """The newest figures of the gaps these commitments name, the steepest first."""
    owners = defaultdict(set)
    for baseline in records.baselines:
        owners[baseline.gap_id].add(baseline.commitment_id)
    return [
        {
            "gap": gap_named(gap),
            **_latest(gap),
            "standing": gap.standing,
            "judgement": say.standing(gap) if gap.standing in JUDGED else "",
            "commitments": [
                named(commitment)
                for commitment in records.commitments
                if commitment.pk in owners[gap.pk]
            ],
        }
        for gap in records.gaps.values()
    ]


def _latest(gap: Any) -> Content:
    point = gap.latest
    if point is None:
        return {"period": "", "reason": "Not measured yet"}
    return {
        "period": point.period,
        "value": value(point.group, gap=gap),
        "reference": value(point.reference, gap=gap),
        "difference": difference(point, gap=gap),
        "ratio": ratio(point, gap=gap),
        "reason": point.reason if point.absolute is None else "",
        "release": {
            "id": point.release_id,
            "title": point.release.title,
            "on": nhs_date(point.release.made_at),
        },
    }


def then_and_now(records: Records) -> list[Content]:
    """Each gap as it stood when it was promised about, and now; one row for equal baselines."""
    promised: dict[tuple[int, int, str], list[Baseline]] = defaultdict(list)
    for baseline in records.baselines:
        promised[baseline.gap_id, baseline.release_id, baseline.period].append(baseline)
    by_id = {commitment.pk: commitment for commitment in records.commitments}
    return [
        _promise(baselines[0], records.gaps[gap])
        | {"commitments": [named(by_id[b.commitment_id]) for b in baselines]}
        for (gap, _, _), baselines in promised.items()
    ]


def _promise(baseline: Baseline, gap: Any) -> Content:
    baseline.gap = gap
    result = compare(baseline, gap.latest)
    now = difference(gap.latest, gap=gap) if result.now_period else None
    return {
        "gap": gap_named(gap),
        "then": difference(baseline, gap=gap),
        "then_period": baseline.period,
        "now": now,
        "now_period": result.now_period,
        "verdict": str(result.verdict.value),
        "notes": [figure(note, "", gap.latest.release_id, gap=gap) for note in result.notes],
    }


def late(records: Records) -> list[Content]:
    """Open commitments past their due date, the longest overdue first."""
    overdue = [c for c in records.commitments if c.is_late(on=records.on)]
    return [
        {
            "commitment": named(commitment),
            "person": commitment.owner_person.name if commitment.owner_person else "",
            "due": nhs_date(commitment.due),
            "days": (records.on - commitment.due).days,
            "moves": commitment.moves,
            "status": commitment.get_delivery_status_display(),
            "reason": commitment.delivery_reason,
            "evidence": commitment.has_evidence,
        }
        for commitment in sorted(overdue, key=lambda c: c.due)
    ]


def without_evidence(records: Records) -> list[Content]:
    """Complete or under way, not late, and nobody has shown any evidence."""
    shown = (DeliveryStatus.COMPLETE, *UNDER_WAY)
    unproven = [
        commitment
        for commitment in records.commitments
        if commitment.delivery_status in shown
        and not commitment.has_evidence
        and not commitment.is_late(on=records.on)
    ]
    unproven.sort(key=lambda c: c.delivery_status != DeliveryStatus.COMPLETE)
    return [
        {"commitment": named(commitment), "status": commitment.get_delivery_status_display()}
        for commitment in unproven
    ]


def risks(records: Records) -> list[Content]:
    return [
        {
            "id": risk.pk,
            "title": risk.title,
            "effect": risk.effect,
            "mitigation": risk.mitigation,
            "owner": risk.owner.name,
            "score": risk.score,
            "band": risk.band,
            "direction": _direction(risk.score, str(risk.pk), records.since.seen),
        }
        for risk in records.risks
    ]


def _direction(score: int, key: str, seen: Content | None) -> str:
    if seen is None:
        return "No earlier paper to compare with"
    before = seen["risks"].get(key)
    if before is None:
        return "New since the last paper"
    if score == before:
        return "Unchanged"
    return f"{'Worse' if score > before else 'Better'}: it was {before}"
