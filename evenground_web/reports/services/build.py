"""The content of a paper, built from live records: the same records and day give the same content."""

from __future__ import annotations

from datetime import date
from typing import Any

from evenground_web.core.dates import nhs_date
from evenground_web.reports.models import Paper
from evenground_web.reports.sections.commitments import high as highest
from evenground_web.reports.services import changes, people, standing
from evenground_web.reports.services.curves import curves
from evenground_web.reports.services.difference import compared, seen
from evenground_web.reports.services.duties import for_duties
from evenground_web.reports.services.figures import Content
from evenground_web.reports.services.house import template_of
from evenground_web.reports.services.records import Records
from evenground_web.reports.services.since import since
from evenground_web.voices.models import Voice


def build(paper: Paper, *, on: date) -> Content:
    """All that a paper says, from the records as they are, with lateness counted on `on`."""
    return build_with_words(paper, on=on)[0]


def build_with_words(paper: Paper, *, on: date) -> tuple[Content, dict[int, Voice]]:
    """The content, with the voices whose words may be shown beside it."""
    records = Records(group=paper.group, since=since(paper, on=on), on=on)
    content = _from_records(records) | _of_paper(paper, records)
    content |= for_duties(records, template_of(paper))
    shown = {pk for row in content["voices"] for pk in row["quotes"]}
    return content, {voice.pk: voice for voice in records.voices if voice.pk in shown}


def _from_records(records: Records) -> Content:
    promises = standing.then_and_now(records)
    shown = seen(records, promises)
    differs = compared(records.since.seen, shown) if records.since.seen else None
    kept = changes.kept(records)
    return {
        "since": {
            "words": records.since.words,
            "on": nhs_date(records.since.at),
            "paper": records.since.paper,
        },
        "commitments": len(records.commitments),
        "difference": differs,
        "changes": changes.changes(records, differs),
        "kept": kept,
        "verified": changes.verified(records, {move["commitment"]["id"] for move in kept}),
        "silent": standing.silent(records),
        "narrowed": standing.narrowed(promises),
        "gaps": standing.gaps(records),
        "then_and_now": promises,
        "curves": curves(records, promises),
        "late": standing.late(records),
        "at_risk": standing.at_risk(records),
        "without_evidence": standing.without_evidence(records),
        "risks": standing.risks(records),
        "voices": people.voices(records),
        "involvement": people.involvement(records),
        "equality": people.equality(records),
        "seen": shown,
    }


def _of_paper(paper: Paper, records: Records) -> Content:
    """What stands in the paper itself: its cover, its words, its template."""
    template = template_of(paper)
    return {
        "cover": cover(paper, on=records.on, previous=records.since.previous),
        **words_of(paper),
        "risk_threshold": template.risk_threshold,
        "template": template.model_dump(mode="json"),
    }


def words_of(paper: Paper) -> Content:
    """The words that people wrote around the numbers."""
    return {
        "asks": paper.requests,
        "summary": paper.summary,
        "words": {part: kept["texts"] for part, kept in paper.words.items()},
    }


def suggestions(content: Content) -> list[str]:
    """Requests the records give reason for; the secretary decides whether to make them."""
    orphans = content["equality"]["orphans_in_all"]
    high = [risk["title"] for risk in highest(content)]
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


def cover(paper: Paper, *, on: date, previous: tuple[Content, ...] = ()) -> Content:
    item, meeting = paper.item, paper.item.gathering
    group = paper.group
    made: dict[str, Any] = {
        "title": paper.title,
        "group": {"id": group.pk, "name": group.name},
        "asked": paper.asked,
        "meeting": {"id": meeting.pk, "title": meeting.title, "on": nhs_date(meeting.starts)},
        "item": f"{item.order}. {item.title}",
        "presenter": item.presenter.name if item.presenter else "",
        "purpose": item.get_action_display(),
        "prepared_on": nhs_date(on),
        "previous": list(previous),
    }
    return made
