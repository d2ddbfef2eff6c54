"""The content of a paper, built from live records: the same records and day give the same content."""

from __future__ import annotations

from datetime import date
from typing import Any

from evenground_web.core.dates import nhs_date
from evenground_web.reports.models import Paper
from evenground_web.reports.services import changes, people, standing
from evenground_web.reports.services.figures import Content
from evenground_web.reports.services.records import Records
from evenground_web.reports.services.since import since
from evenground_web.voices.models import Voice

HIGH_RISK = 15


def build(paper: Paper, *, on: date) -> Content:
    """All that a paper says, from the records as they are, with lateness counted on `on`."""
    return build_with_words(paper, on=on)[0]


def build_with_words(paper: Paper, *, on: date) -> tuple[Content, dict[int, Voice]]:
    """The content, with the voices whose words may be shown beside it."""
    records = Records(group=paper.group, since=since(paper, on=on), on=on)
    content: dict[str, Any] = {
        "cover": cover(paper, on=on),
        "asks": paper.requests,
        "summary": paper.summary,
        "since": {
            "words": records.since.words,
            "on": nhs_date(records.since.at),
            "paper": records.since.paper,
        },
        "commitments": len(records.commitments),
        "changes": changes.changes(records),
        "kept": changes.kept(records),
        "gaps": standing.gaps(records),
        "then_and_now": standing.then_and_now(records),
        "late": standing.late(records),
        "without_evidence": standing.without_evidence(records),
        "risks": standing.risks(records),
        "voices": people.voices(records),
        "involvement": people.involvement(records),
        "equality": people.equality(records),
        "seen": {
            "commitments": [commitment.pk for commitment in records.commitments],
            "risks": {str(risk.pk): risk.score for risk in records.risks},
        },
    }
    shown = {pk for row in content["voices"] for pk in row["quotes"]}
    return content, {voice.pk: voice for voice in records.voices if voice.pk in shown}


def quoted(content: Content) -> dict[int, Voice]:
    """The voices an issued paper quotes whose words may still be shown today."""
    wanted = [pk for row in content["voices"] for pk in row["quotes"]]
    if not wanted:
        return {}
    return {voice.pk: voice for voice in Voice.objects.quotable().filter(pk__in=wanted)}


def suggestions(content: Content) -> list[str]:
    """Requests the records give reason for; the secretary decides whether to make them."""
    orphans = content["equality"]["orphans_in_all"]
    high = [risk["title"] for risk in content["risks"] if risk["score"] >= HIGH_RISK]
    unproven = [row for row in content["without_evidence"] if row["status"] == "Complete"]
    asks = [
        ("Decide what to do about the commitments that are late: {}", _listed(content["late"])),
        ("Ask the owners for evidence of what is said to be complete: {}", _listed(unproven)),
        ("Agree who will own the gaps that nobody owns", "yes" if orphans else ""),
        ("Consider the highest risks: {}", "; ".join(high)),
        (
            "Ask who these commitments are meant to benefit: {}",
            _listed([{"commitment": c} for c in content["equality"]["without_population"]]),
        ),
    ]
    return [words.format(rows) for words, rows in asks if rows]


def _listed(rows: list[Content], most: int = 10) -> str:
    references = [row["commitment"]["reference"] for row in rows]
    more = f" and {len(references) - most} more" if len(references) > most else ""
    return ", ".join(references[:most]) + more


def cover(paper: Paper, *, on: date) -> Content:
    item, meeting = paper.item, paper.item.gathering
    group = paper.group
    return {
        "title": paper.title,
        "group": {"id": group.pk, "name": group.name},
        "asked": paper.asked,
        "meeting": {"id": meeting.pk, "title": meeting.title, "on": nhs_date(meeting.starts)},
        "item": f"{item.order}. {item.title}",
        "presenter": item.presenter.name if item.presenter else "",
        "purpose": item.get_action_display(),
        "prepared_on": nhs_date(on),
    }
