"""Risks of the simple register: their likelihood and impact become the score of today."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.utils import timezone

SCALE: dict[str, Any] = {
    "name": "Five by five",
    "version": "0",
    "source": "The scale of the simple register",
    "likelihood": ["Rare", "Unlikely", "Possible", "Likely", "Almost certain"],
    "impact": ["Negligible", "Minor", "Moderate", "Major", "Catastrophic"],
    "band": [
        {"up_to": 3, "name": "Low", "colour": "green"},
        {"up_to": 6, "name": "Moderate", "colour": "yellow"},
        {"up_to": 12, "name": "High", "colour": "orange"},
        {"up_to": 25, "name": "Extreme", "colour": "red"},
    ],
    "category": [],
}
CLOSED = "closed the risk: "
NOT_KEPT = "The reason was not kept by the simple register"


def become_full(apps: Any, schema_editor: Any) -> None:
    Risk, Scale, Review, Event = (
        apps.get_model(app, name)
        for app, name in (
            ("commitments", "Risk"), ("commitments", "RiskScale"), ("commitments", "RiskReview"),
            ("core", "AuditEvent"),
        )
    )  # fmt: skip
    if not Risk.objects.exists():
        return
    levels = {
        side: [{"name": name, "meaning": ""} for name in SCALE[side]]
        for side in ("likelihood", "impact")
    }
    scale = Scale.objects.create(
        name=SCALE["name"], version=SCALE["version"], content=SCALE | levels,
        loaded_at=timezone.now(),
    )  # fmt: skip
    for risk in Risk.objects.all():
        events = Event.objects.filter(subject_type="commitments.risk", subject_id=str(risk.pk))
        risk.scale = scale
        if risk.closed_on:
            closing = events.filter(verb="risk.closed").order_by("-position").first()
            risk.closed_reason = (closing.sentence if closing else "").removeprefix(CLOSED) or NOT_KEPT
        risk.save()
        scored = [
            event
            for event in events.order_by("position")
            if event.verb == "risk.added" or {"likelihood", "impact"} & set(event.details)
        ]
        Review.objects.create(
            risk=risk, scale=scale, likelihood=risk.likelihood, impact=risk.impact,
            note="Taken over from the simple register",
            at=scored[-1].at if scored else timezone.now(),
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("commitments", "0003_risks_in_full"), ("core", "0001_initial")]
    operations = [migrations.RunPython(become_full, migrations.RunPython.noop)]
