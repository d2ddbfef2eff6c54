"""Commitments: what was achieved, what is late, what nobody has shown, what may go wrong."""

from __future__ import annotations

from evenground_web.reports.blocks import Block, Words, bullets, paragraph, run, table
from evenground_web.reports.sections.common import (
    Content,
    commitment,
    count,
    figure,
    gap,
    the_rest,
)

LATE = ("Commitment", "Owner", "Due", "Status and reason")
RISKS = ("Risk", "Score", "Target", "Direction", "Effect", "What is done about it", "Owner")


def achievements(content: Content, most: int) -> list[Block]:
    kept, narrowed = content["kept"], content.get("narrowed", [])
    made: list[Block] = []
    if kept:
        items = [
            [commitment(row["commitment"]), f" ({row['commitment']['owner']}): ", _proven(row)]
            for row in kept
        ]
        made += [paragraph("Commitments that became complete:"), bullets(items[:most])]
        made += the_rest(len(kept), most, "commitments", order="The first")
    else:
        made.append(paragraph("No commitment became complete in this time."))
    if checked := content.get("verified"):
        items = [[commitment(row["commitment"]), f": {row['proof']}"] for row in checked[:most]]
        made += [paragraph("Complete before, and checked in this time:"), bullets(items)]
    if narrowed:
        items = [
            [gap(row["gap"]), ": ", figure(row["then"]), f", {row['then_period']}, and now ",
             figure(row["now"]), f", {row['now_period']}"]
            for row in narrowed[:most]
        ]  # fmt: skip
        made += [
            paragraph(
                "Gaps that are narrower than on the day of the promise, by more than chance. "
                "That they narrowed does not say why:"
            ),
            bullets(items),
        ]
    return made


def _proven(row: Content) -> str:
    said = f"{row['reason']} ({row['on']})"
    return f"{said}. {row['proof']}" if row.get("proof") else said


def late(content: Content, most: int) -> list[Block]:
    return [*_overdue(content, most), *_silent(content.get("silent", []), most)]


def _silent(rows: list[Content], most: int) -> list[Block]:
    if not rows:
        return []
    cells = [
        (commitment(row["commitment"]), row["organisation"],
         f"{row['due']}: {count(row['days'], 'day')} late")
        for row in rows[:most]
    ]  # fmt: skip
    caption = "Recommendations that nobody has answered in time"
    return [
        table(caption, ("Recommendation", "Addressed to", "Answer due"), cells),
        *the_rest(len(rows), most, "late answers", order="The longest overdue"),
    ]


def _overdue(content: Content, most: int) -> list[Block]:
    rows = content["late"]
    if not rows:
        any_at_all = content["commitments"]
        return [
            paragraph(
                "No commitment is late."
                if any_at_all
                else "No commitment reports to this group yet."
            )
        ]
    caption = "Open and past their due date, the longest overdue first"
    return [
        table(caption, LATE, [_late(row) for row in rows[:most]]),
        *the_rest(len(rows), most, "late commitments", order="The longest overdue"),
    ]


def _late(row: Content) -> list[Words]:
    moved = f", moved {count(row['moves'], 'time')}" if row["moves"] else ""
    status = (
        f"{row['status']}: {row['reason']}"
        if row["reason"]
        else f"{row['status']}, no reason given"
    )
    return [
        commitment(row["commitment"]),
        row["commitment"]["owner"],
        f"{row['due']}: {count(row['days'], 'day')} late{moved}",
        status + ("" if row["evidence"] else " (no evidence)"),
    ]  # fmt: skip


def at_risk(content: Content, most: int) -> list[Block]:
    """Commitments that are not late and whose owners say that they may be, or already go wrong."""
    rows = content.get("at_risk", [])
    if not rows:
        return [paragraph("No commitment that is not late is said to be at risk or off track.")]
    cells = [
        (commitment(row["commitment"]), row["commitment"]["owner"], row["due"] or "No date",
         f"{row['status']}: {row['reason'] or 'no reason given'}")
        for row in rows[:most]
    ]  # fmt: skip
    return [
        table("Not late yet, and at risk or off track", LATE, cells),
        *the_rest(len(rows), most, "commitments", order="The first"),
    ]


def without_evidence(content: Content, most: int) -> list[Block]:
    rows = content["without_evidence"]
    if not rows:
        return [
            paragraph(
                "Each commitment that is complete or under way, and not late, has shown evidence."
            )
        ]
    items = [
        [commitment(row["commitment"]), f" ({row['commitment']['owner']}): {row['status'].lower()}"]
        for row in rows[:most]
    ]
    return [
        paragraph("Said to be complete or under way, and nobody has shown any evidence."),
        bullets(items),
        *the_rest(len(rows), most, "commitments", order="The first"),
    ]


def risks(content: Content, most: int) -> list[Block]:
    """Risks above a threshold, of the template or of the group, and how many others are open."""
    threshold = content["risk_threshold"]
    rows = high(content)
    others = len(content["risks"]) - len(rows)
    if not content["risks"]:
        return [paragraph("No open risk is on this group’s register.")]
    made: list[Block] = []
    if rows:
        caption = f"Risks that score {threshold} or more or were passed on, the highest first"
        made.append(table(caption, RISKS, [_risk(risk) for risk in rows[:most]]))
        made += the_rest(len(rows), most, "risks", order="The highest")
    else:
        made.append(paragraph(f"No open risk scores {threshold} or more, or was passed on."))
    if others:
        register = run("register", to=("commitments:risks",))
        lower = count(others, "other risk is open.", "other risks are open.")
        made.append(paragraph(f"{lower} The ", register, " lists all of them."))
    return made


def high(content: Content) -> list[Content]:
    """Risks that the meeting should see."""
    return [
        risk
        for risk in content["risks"]
        if risk["score"] >= content["risk_threshold"]
        or risk.get("passed_on")
        or risk.get("above_threshold")
    ]


def _risk(risk: Content) -> list[Words]:
    passed_on = ""
    if risk.get("passed_on"):
        passed_on = f" (passed on by {risk['watched_by']})"
    elif risk.get("above_threshold"):
        passed_on = " (above the threshold, and passed on)"
    return [
        [run(risk["title"], to=("commitments:risk", risk["id"])), passed_on],
        f"{risk['score']}, {risk['band'].lower()}",
        str(risk.get("target") or "None"),
        risk["direction"],
        risk["effect"],
        risk["mitigation"],
        risk["owner"],
    ]
