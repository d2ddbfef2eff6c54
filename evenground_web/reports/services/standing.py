"""Where things stand: gaps, promises about them, late and unproven commitments, risks."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from evenground_web.commitments.models import Baseline, DeliveryStatus
from evenground_web.commitments.services import compare
from evenground_web.commitments.services.proof.comparison import Verdict
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

TROUBLED = (DeliveryStatus.AT_RISK, DeliveryStatus.OFF_TRACK)
UNDER_WAY = (DeliveryStatus.ON_TRACK, DeliveryStatus.AT_RISK, DeliveryStatus.OFF_TRACK)
JUDGED = (Standing.WORSE, Standing.BETTER, Standing.UNCLEAR)


def gaps(records: Records) -> list[Content]:
    """The newest figures of the gaps these commitments name, the steepest first."""
    owners = _owners(records)
    return [
        {
            "gap": gap_named(gap),
            **_latest(gap),
            "standing": gap.standing,
            "judgement": say.standing(gap) if gap.standing in JUDGED else "",
            "commitments": owners[gap.pk],
        }
        for gap in records.gaps.values()
    ]


def _owners(records: Records) -> dict[int, list[Content]]:
    """The commitments that name each gap, in their order."""
    gaps = defaultdict(set)
    for baseline in records.baselines:
        gaps[baseline.commitment_id].add(baseline.gap_id)
    owners: dict[int, list[Content]] = defaultdict(list)
    for commitment in records.commitments:
        for gap in gaps.get(commitment.pk, ()):
            owners[gap].append(named(commitment))
    return owners


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
        | {
            "key": records.key_of(baselines[0]),
            "commitments": [named(by_id[b.commitment_id]) for b in baselines],
        }
        for (gap, *_), baselines in promised.items()
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


def narrowed(promises: list[Content]) -> list[Content]:
    """Gaps that are clearly narrower than on the day of the promise."""
    return [row for row in promises if row["verdict"] == Verdict.NARROWED]


def silent(records: Records) -> list[Content]:
    """Answers to recommendations that are late, the longest overdue first."""
    by_id = {commitment.pk: commitment for commitment in records.commitments}
    return [
        {
            "commitment": named(by_id[late.commitment_id]),
            "organisation": late.organisation.name,
            "due": nhs_date(late.response_due),
            "days": late.days_silent(on=records.on),
        }
        for late in records.silent
    ]


def at_risk(records: Records) -> list[Content]:
    """Open commitments that are not late and are said to be at risk or off track, worst first."""
    told = [
        commitment
        for commitment in records.commitments
        if commitment.delivery_status in TROUBLED and not commitment.is_late(on=records.on)
    ]
    told.sort(key=lambda c: c.delivery_status != DeliveryStatus.OFF_TRACK)
    return [
        {
            "commitment": named(commitment),
            "due": nhs_date(commitment.due),
            "status": commitment.get_delivery_status_display(),
            "reason": commitment.delivery_reason,
        }
        for commitment in told
    ]


def late(records: Records) -> list[Content]:
    """Open commitments past their due date, the longest overdue first."""
    overdue = [c for c in records.commitments if c.is_late(on=records.on)]
    return [
        {
            "commitment": named(commitment),
            "person": commitment.person_name or "",
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
    """Risks on the list of this group: those it watches, and those passed on to it."""
    return [
        {
            "id": risk.pk,
            "title": risk.title,
            "kind": risk.get_kind_display(),
            "effect": risk.effect,
            "mitigation": risk.mitigation,
            "owner": risk.owner.name,
            "watched_by": risk.group.name,
            "passed_on": risk.group_id != records.group.pk,
            "above_threshold": records.escalations.above(risk),
            "score": risk.score,
            "band": risk.band,
            "target": risk.target,
            "direction": _direction(risk.score, str(risk.pk), records.since.seen),
        }
        for risk in records.risks
    ]


def _direction(score: int, key: str, seen: Content | None) -> str:
    if seen is None:
        return "No earlier paper to compare with"
    if key not in seen["risks"]:
        return "New since the last paper"
    before = seen["risks"][key]["score"]
    if score == before:
        return "Unchanged"
    return f"{'Worse' if score > before else 'Better'}: it was {before}"
