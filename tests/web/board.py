"""A board with two meetings: what was recorded before the first, between them, and after."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import polars as pl

from evenground_web.commitments import services as commitments
from evenground_web.gatherings import services as gatherings
from evenground_web.insight import services as insight
from evenground_web.insight.models import Gap
from evenground_web.reports import services as reports
from evenground_web.voices import services as voices
from tests.web.commitment_records import WHY

BEFORE = date(2026, 1, 12)
FIRST, SECOND = date(2026, 2, 3), date(2026, 5, 5)
ISSUED, BETWEEN, PREPARED = date(2026, 1, 28), date(2026, 3, 16), date(2026, 4, 28)
GROUPS = {"Most deprived fifth": 1, "Least deprived fifth": 5}
SMOKING, INACTIVE, ATTENDANCES = (
    "smoking-adults", "physically-inactive-adults", "ae-attendances-0-to-4",
)  # fmt: skip


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def release(u: Any, year: int, figures: dict[str, Any], *, on: date) -> Any:
    """Keep a release: for each indicator, the value of the most and the least deprived fifth; None is hidden."""
    rows = [
        {
            "indicator_id": indicator, "indicator": indicator, "area_code": u.system.code,
            "area": u.system.name, "area_type": "system", "sex": "Persons", "age": "All ages",
            "dimension": "deprivation_quintile", "dimension_title": "Deprivation quintile",
            "group": group, "order": order, "period": str(year),
            "period_start": date(year, 1, 1), "period_end": date(year, 12, 31),
            "value": value, "lower": value and value - 1.0, "upper": value and value + 1.0,
            "count": None, "denominator": None,
            "status": "suppressed" if value is None else "value", "note": "", "line": 1,
        }
        for indicator, values in figures.items()
        for (group, order), value in zip(GROUPS.items(), values, strict=True)
    ]  # fmt: skip
    schema = dict.fromkeys(("value", "lower", "upper", "count", "denominator"), pl.Float64)
    return insight.keep_measured(
        pl.DataFrame(rows, schema_overrides=schema),
        by=u.analyst,
        title=f"Figures for {year}",
        source="A made population",
        disclosure="Made up: nobody is in it",
        now=at(on),
    )


def promise(u: Any, reference: str, title: str, **fields: Any) -> Any:
    fields = {
        "kind": "action", "owner": u.trust, "group": u.board, "created": BEFORE, **WHY, **fields,
    }  # fmt: skip
    return commitments.add_commitment(
        by=u.lead, reference=reference, title=title, now=at(fields["created"]), **fields
    )


def hear(u: Any, text: str, *, consent: str = "quote", gap: Any = None) -> Any:
    voice, _ = voices.record_voice(
        by=None, text=text, kind="barrier", consent=consent, source="open_page", gap=gap, on=BEFORE
    )
    return voices.clear(voice, by=u.lead, looked=True)


def set_scene(u: Any) -> SimpleNamespace:
    """Everything as it stood when the paper of the first meeting was issued."""
    scene = SimpleNamespace(universe=u)
    figures = {SMOKING: (28.0, 12.0), INACTIVE: (34.0, 16.0), ATTENDANCES: (700.0, 400.0)}
    scene.first_release = release(u, 2024, figures, on=BEFORE)
    scene.smoking, scene.inactive, scene.attendances = (
        Gap.objects.get(indicator__key=key) for key in (SMOKING, INACTIVE, ATTENDANCES)
    )
    scene.stop_smoking = promise(
        u, "A1", "Open stop-smoking clinics", due=date(2026, 3, 1),
        priority_population="Social renters",
    )  # fmt: skip
    commitments.name_gap(scene.stop_smoking, by=u.lead, gap=scene.smoking, on=BEFORE)
    scene.walks = promise(u, "A2", "Lead walks from mosques", due=date(2026, 12, 1))
    scene.training = promise(u, "A3", "Train reception staff", due=date(2026, 12, 1))
    commitments.change_delivery_status(
        scene.walks, by=u.lead, status="on_track", reason="Six walks led", now=at(BEFORE)
    )
    scene.voice = hear(u, "The clinic shuts before my shift ends.", gap=scene.smoking)
    scene.private = hear(u, "Do not print these words.", consent="themes", gap=scene.smoking)
    scene.risk_fields = {
        "title": "Clinics close", "cause": "Funding ends", "event": "Clinics close",
        "effect": "People smoke on", "mitigation": "Ask for two years of money",
        "likelihood": 3, "impact": 4, "owner": u.trust, "group": u.board,
    }  # fmt: skip
    scene.risk = commitments.add_risk(by=u.lead, **scene.risk_fields)
    scene.first = start(u, FIRST)
    return scene


def start(u: Any, on: date) -> Any:
    meeting = gatherings.plan_meeting(u.board, by=u.secretary, on=on)
    return reports.start_paper(meeting.agenda.get(standing_item=u.standing_item), by=u.secretary)


def ask(paper: Any, by: Any, asks: str, summary: str = "") -> Any:
    return reports.edit_words(paper, by=by, revision=paper.revision, summary=summary, asks=asks)


def issue_first(scene: Any) -> Any:
    ask(scene.first, scene.universe.secretary, "Note the progress")
    scene.first = reports.issue(scene.first, by=scene.universe.secretary, now=at(ISSUED))
    return scene.first


def move_on(scene: Any) -> None:
    """What happened between the two papers."""
    u = scene.universe
    commitments.move_due_date(
        scene.stop_smoking, by=u.lead, due=date(2026, 4, 1), reason="No room yet", now=at(BETWEEN)
    )
    commitments.change_delivery_status(
        scene.stop_smoking, by=u.lead, status="at_risk", reason="Two nurses left", now=at(BETWEEN)
    )
    commitments.change_delivery_status(
        scene.stop_smoking, by=u.lead, status="off_track", reason="No nurses at all",
        now=at(BETWEEN, 15),
    )  # fmt: skip
    commitments.add_update(
        scene.training, by=u.lead, text="All trained", evidence_link="https://example.org/trained",
        now=at(BETWEEN),
    )  # fmt: skip
    commitments.change_delivery_status(
        scene.training, by=u.lead, status="complete", reason="All staff trained", now=at(BETWEEN)
    )
    scene.added = promise(u, "A4", "Print leaflets in Urdu", created=ISSUED)
    scene.second_release = release(u, 2025, {SMOKING: (27.0, 7.0)}, on=BETWEEN)
    commitments.edit_risk(scene.risk, by=u.lead, **scene.risk_fields | {"likelihood": 5})
    scene.second = start(u, SECOND)
