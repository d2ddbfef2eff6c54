"""What changed since the last paper: differences between records, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from types import SimpleNamespace
from typing import Any

from django.utils import timezone
from django.utils.text import Truncator

from evenground_web.commitments.models import DeliveryStatus, ImpactStatus, StatusChange
from evenground_web.core.dates import nhs_date
from evenground_web.insight.models import Release
from evenground_web.reports.services.difference import FIELDS, in_words, is_closing
from evenground_web.reports.services.figures import Content, difference, gap_named, named
from evenground_web.reports.services.records import Event, Records

LONGEST_UPDATE = 240
WORDED = ("title", "owner", "population")


def changes(records: Records, differs: Content | None) -> Content:
    """All that changed; `differs` is the frozen record of the last paper against now."""
    moved = differs["commitments"]["changed"] if differs else {}
    told = figures(records)
    return {
        "delivery": _moves(records, StatusChange.Which.DELIVERY, moved),
        "impact": _moves(records, StatusChange.Which.IMPACT, moved),
        "due_dates": _moves(records, "due", moved),
        "added": added(records),
        "closed": closed(records, moved),
        "gone": gone(differs),
        "edited": edited(records, moved),
        "figures": [row for row in told if not row["revised"]],
        "revised": [row for row in told if row["revised"]],
        "verdicts": verdicts(records, differs),
        "answers": answers(records, differs),
        "risks": risks(records, differs),
        "updates": updates(records),
        "releases": releases(records),
        "papers": list(records.since.others),
    }


def kept(records: Records) -> list[Content]:
    """Commitments that became complete in this time and still are."""
    checked = {commitment.pk: commitment.verified_on for commitment in records.commitments}
    return [
        {**move, "proof": _proof(checked[move["commitment"]["id"]])}
        for move in _moves(records, StatusChange.Which.DELIVERY, {})
        if move["path"][-1] == DeliveryStatus.COMPLETE.label
    ]


def verified(records: Records, told: Iterable[int]) -> list[Content]:
    """Commitments that were complete before and whose evidence was checked in this time.

    Without those `told` of already, since they became complete.
    """
    return [
        {"commitment": named(commitment), "proof": _proof(commitment.verified_on)}
        for commitment in records.commitments
        if commitment.verified_on
        and records.since.last_day < commitment.verified_on <= records.on
        and commitment.pk not in told
    ]


def _proof(checked: date | None) -> str:
    if checked is None:
        return "Nobody else has checked the evidence yet"
    return f"Somebody else checked the evidence on {nhs_date(checked)}"


def _moves(records: Records, which: str, moved: Content) -> list[Content]:
    """Each commitment that moved, all the way from where it stood to where it stands.

    The way and its reason are those of the events. What differs from the last paper and left no
    event, such as what was loaded from a spreadsheet, is told without them.
    """
    moves = []
    for commitment in records.commitments:
        events = records.events.get((commitment.pk, which), [])
        path = _path(events, which) if events else []
        if len(path) > 1:
            reason, on = events[-1].text, nhs_date(events[-1].at)
        elif change := moved.get(str(commitment.pk), {}).get(which):
            path, reason, on = [in_words(which, step) for step in change], "", ""
        else:
            continue
        moves.append({"commitment": named(commitment), "path": path, "reason": reason, "on": on})
    return moves


def _path(events: list[Event], which: str) -> list[str]:
    steps = [events[0].old, *(event.new for event in events)]
    return [label for label, _ in groupby(_words(step, which) for step in steps)]


def _words(step: str, which: str) -> str:
    if which == "due":
        return nhs_date(date.fromisoformat(step))
    labels = DeliveryStatus if which == StatusChange.Which.DELIVERY else ImpactStatus
    return str(labels(step).label)


def added(records: Records) -> list[Content]:
    """Commitments the last paper did not list; without a last paper, those made since."""
    listed = records.since.seen and records.since.seen["commitments"]
    return [
        {**named(commitment), "due": nhs_date(commitment.due)}
        for commitment in records.commitments
        if (
            str(commitment.pk) not in listed
            if listed is not None
            else commitment.created > records.since.last_day
        )
    ]


def closed(records: Records, moved: Content) -> list[Content]:
    """Commitments that were open in the last paper and are complete or stopped."""
    return [
        {
            "commitment": named(commitment),
            "why": f"{commitment.get_delivery_status_display()}. {commitment.delivery_reason}".strip(),
        }
        for commitment in records.commitments
        if is_closing(moved.get(str(commitment.pk), {}))
    ]


def gone(differs: Content | None) -> list[Content]:
    """Commitments of the last paper that do not report to this group any more."""
    left = differs["commitments"]["gone"] if differs else {}
    return [
        {"commitment": {"id": int(key), **row}, "why": f"it was owned by {row['owner']}"}
        for key, row in left.items()
        if "reference" in row
    ]


def edited(records: Records, moved: Content) -> list[Content]:
    """Titles, owners and populations that are others than in the last paper."""
    return [
        {
            "commitment": named(commitment),
            "what": FIELDS[name],
            "old": in_words(name, change[name][0]),
            "new": in_words(name, change[name][1]),
        }
        for commitment in records.commitments
        if (change := moved.get(str(commitment.pk)))
        for name in WORDED
        if name in change
    ]


def figures(records: Records) -> list[Content]:
    """Gaps whose newest figure is another than the one the last paper showed.

    Where that paper did not show the gap, the figure known then. A new figure for the same period
    is a restatement; so is one that came with a newer period, and is told beside it.
    """
    return [row for gap in records.gaps.values() if (row := _figure(gap, records))]


def _figure(gap: Any, records: Records) -> Content | None:
    latest = gap.latest
    if latest is None or latest.release.made_at <= records.since.at:
        return None
    before, period = _before(gap, records)
    now = difference(latest, gap=gap)
    is_same_period = period == latest.period
    if is_same_period and _text(before) == _text(now):
        return None
    again = None if is_same_period else records.restated.get((gap.pk, period))
    restated = difference(again, gap=gap) if again else None
    return {
        "gap": gap_named(gap),
        "before": before,
        "before_period": period,
        "restated": restated if before and _text(restated) != _text(before) else None,
        "after": now,
        "after_period": latest.period,
        "reason": latest.reason,
        "revised": is_same_period,
    }


def _text(figure: Content | None) -> str:
    return figure["text"] if figure else ""


def _before(gap: Any, records: Records) -> tuple[Content | None, str]:
    shown = records.since.seen["gaps"].get(str(gap.pk)) if records.since.seen else None
    if shown:
        return shown["figure"], shown["period"]
    if gap.before:
        known = SimpleNamespace(**gap.before)
        return difference(known, gap=gap), known.period
    return None, ""


def verdicts(records: Records, differs: Content | None) -> list[Content]:
    """Verdicts since the promise that are others than in the last paper."""
    kinds = differs["verdicts"] if differs else {"changed": {}, "restated": {}}
    return [
        {
            "gap": gap_named(records.gaps[int(key.split(" ", 1)[0])]),
            "old": change["verdict"][0],
            "new": change["verdict"][1],
            "restated": kind == "restated",
        }
        for kind in ("changed", "restated")
        for key, change in kinds[kind].items()
        if "verdict" in change
    ]


def answers(records: Records, differs: Content | None) -> list[Content]:
    """What addressees answered since the last paper, and how late."""
    moved = differs["answers"] if differs else {"added": [], "changed": {}}
    by_id = {commitment.pk: commitment for commitment in records.commitments}
    return [
        {
            "commitment": named(by_id[one.commitment_id]),
            "organisation": one.organisation.name,
            "answer": one.get_answer_display(),
            "reason": one.reason,
            "on": nhs_date(one.answered_on),
            "days_late": max((one.answered_on - one.response_due).days, 0),
        }
        for one in records.addressees
        if one.answer
        and (str(one.pk) in moved["added"] or "answer" in moved["changed"].get(str(one.pk), {}))
    ]


def risks(records: Records, differs: Content | None) -> list[Content]:
    """Risks that were opened, closed or scored otherwise."""
    return list(_risks(records, differs["risks"])) if differs else []


def _risks(records: Records, differs: Content) -> Iterator[Content]:
    for risk in records.risks:
        key, row = str(risk.pk), {"id": risk.pk, "title": risk.title}
        if key in differs["added"]:
            yield {**row, "what": f"new, with a score of {risk.score}"}
        elif scores := differs["changed"].get(key, {}).get("score"):
            yield {**row, "what": f"its score was {scores[0]} and is {scores[1]}"}
    for key, was in differs["gone"].items():
        yield {"id": int(key), "title": was["title"], "what": f"closed; it scored {was['score']}"}


def updates(records: Records) -> list[Content]:
    """The newest update with evidence of each commitment that had one."""
    rows = []
    for commitment in records.commitments:
        if events := records.events.get((commitment.pk, "evidence")):
            newest = events[-1]
            rows.append(
                {
                    "commitment": named(commitment),
                    "text": _shortened(newest.text),
                    "on": nhs_date(newest.at),
                }
            )
    return rows


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_UPDATE else Truncator(text).chars(LONGEST_UPDATE)


def releases(records: Records) -> list[Content]:
    """New releases that measure the gaps of this paper."""
    new: dict[int, Release] = {
        gap.latest.release_id: gap.latest.release
        for gap in records.gaps.values()
        if gap.latest and gap.latest.release.made_at > records.since.at
    }
    return [
        {
            "id": release.pk,
            "title": release.title,
            "on": nhs_date(timezone.localdate(release.made_at)),
        }
        for release in sorted(new.values(), key=lambda release: (release.made_at, release.pk))
    ]
