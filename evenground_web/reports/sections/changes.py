"""What changed since the last paper: figures, verdicts, commitments, risks."""

from __future__ import annotations

from collections.abc import Sequence

from evenground_web.reports.blocks import (
    Block,
    Words,
    bullets,
    heading,
    joined,
    paragraph,
    run,
    table,
)
from evenground_web.reports.sections.common import (
    Content,
    commitment,
    count,
    dated,
    gap,
    sentence,
    the_rest,
)

MOVES = {
    "delivery": "Delivery status that changed",
    "impact": "Difference made, as owners now see it",
    "due_dates": "Due dates that moved",
}
LEFT = {"closed": "Closed:", "gone": "No longer among the commitments of this group:"}
COUNTED = (
    ("added", "commitment added", "commitments added"),
    ("closed", "commitment closed", "commitments closed"),
    ("gone", "commitment no longer reports here", "commitments no longer report here"),
    ("delivery", "delivery status changed", "delivery statuses changed"),
    ("due_dates", "due date moved", "due dates moved"),
    ("answers", "answer to a recommendation", "answers to recommendations"),
    ("verdicts", "verdict changed", "verdicts changed"),
    ("revised", "figure restated by its source", "figures restated by their source"),
)  # fmt: skip


def changes(content: Content, most: int) -> list[Block]:
    told = content["changes"]
    return [
        paragraph("Since ", *_since(content["since"]), "."),
        *_in_short(told),
        heading(3, "Figures"),
        *_figures(told, most),
        *_restated(told.get("revised", []), most),
        *_verdicts(told, most),
        heading(3, "Commitments"),
        *_commitments(told, most),
        *_risks(told, most),
        *_papers(told),
    ]


def _since(since: Content) -> list[Words]:
    if since["paper"]:
        return [run(since["words"], to=("reports:paper", since["paper"])), f" on {since['on']}"]
    return [since["words"]]


def _in_short(told: Content) -> list[Block]:
    said = [count(len(told.get(key, ())), *words) for key, *words in COUNTED if told.get(key)]
    return [paragraph("In short: ", sentence(said), ".")] if said else []


def _figures(told: Content, most: int) -> list[Block]:
    if not told["figures"]:
        return [paragraph("No gap that these commitments name has a figure for a new period.")]
    rows = [(gap(row["gap"]), _was(row), _is(row)) for row in told["figures"][:most]]
    releases = joined(
        (
            [run(one["title"], to=("insight:release", one["id"])), f" ({one['on']})"]
            for one in told["releases"]
        ),
        by="; ",
    )
    caption = "Gaps with a new figure, with 95% confidence limits"
    return [
        table(caption, ("Gap", "Before", "Now"), rows),
        *the_rest(len(told["figures"]), most, "gaps with a new figure", order="The steepest"),
        paragraph("New releases: ", releases, "."),
    ]


def _was(row: Content) -> Words:
    before = dated(row["before"], row["before_period"], otherwise="Not measured before")
    if not row.get("restated"):
        return [before]
    return [
        before,
        ". Restated since: ",
        dated(row["restated"], row["before_period"], otherwise=""),
    ]


def _is(row: Content) -> Words:
    nothing = f"No number for {row['after_period']}. {row['reason']}"
    return [dated(row["after"], row["after_period"], otherwise=nothing)]


def _restated(rows: list[Content], most: int) -> list[Block]:
    if not rows:
        return []
    cells = [(gap(row["gap"]), _was(row), _is(row)) for row in rows[:most]]
    return [
        paragraph(
            "Some figures were restated by their source for the period that the last paper showed. "
            "What was measured is another number; that is not a change in the gap."
        ),
        table("Figures restated for the same period", ("Gap", "In the last paper", "Now"), cells),
        *the_rest(len(rows), most, "restated figures", order="The steepest"),
    ]


def _verdicts(told: Content, most: int) -> list[Block]:
    changed = told.get("verdicts")
    if not changed:
        return []
    rows = [
        (
            gap(row["gap"]),
            row["old"],
            [row["new"], ", because its figure was restated" if row.get("restated") else ""],
        )
        for row in changed[:most]
    ]
    caption = "Verdicts on the gaps since the promise that are not those of the last paper"
    return [
        table(caption, ("Gap", "In the last paper", "Now"), rows),
        *the_rest(len(changed), most, "verdicts", order="The first"),
    ]


def _commitments(told: Content, most: int) -> list[Block]:
    made: list[Block] = []
    if told["added"]:
        items = [
            [commitment(c), f" ({c['owner']}{', due ' + c['due'] if c['due'] else ''})"]
            for c in told["added"]
        ]
        made += _listed("Added:", items, most)
    for key, title in LEFT.items():
        items = [[commitment(row["commitment"]), f": {row['why']}"] for row in told.get(key, ())]
        made += _listed(title, items, most) if items else []
    for key, caption in MOVES.items():
        made += _moves(told[key], caption, most)
    made += _edited(told.get("edited", []), most)
    made += _answers(told.get("answers", []), most)
    if told["updates"]:
        items = [
            [commitment(row["commitment"]), f": {row['text']} ({row['on']})"]
            for row in told["updates"]
        ]
        made += _listed("New evidence:", items, most)
    return made or [paragraph("No commitment was added, changed or updated with evidence.")]


def _listed(title: str, items: Sequence[Words], most: int) -> list[Block]:
    rest = the_rest(len(items), most, "commitments", order="The first")
    return [paragraph(title), bullets(items[:most]), *rest]


def _moves(rows: list[Content], caption: str, most: int) -> list[Block]:
    if not rows:
        return []
    cells = [
        (commitment(row["commitment"]), _path(row), row["reason"] or "No reason given")
        for row in rows[:most]
    ]
    return [
        table(caption, ("Commitment", "From and to", "Reason"), cells),
        *the_rest(len(rows), most, "commitments", order="The first"),
    ]


def _path(row: Content) -> str:
    return ", then ".join(row["path"]) + (f" ({row['on']})" if row["on"] else "")


def _edited(rows: list[Content], most: int) -> list[Block]:
    if not rows:
        return []
    cells = [
        (commitment(row["commitment"]), row["what"], row["old"], row["new"]) for row in rows[:most]
    ]
    return [
        table(
            "Commitments that are worded or owned otherwise",
            ("Commitment", "What", "In the last paper", "Now"),
            cells,
        ),
        *the_rest(len(rows), most, "changes of words", order="The first"),
    ]


def _answers(rows: list[Content], most: int) -> list[Block]:
    if not rows:
        return []
    items: list[Words] = [
        [
            commitment(row["commitment"]),
            f": {row['organisation']} on {row['on']}, “{row['answer']}”{_lateness(row)}"
            + (f". {row['reason']}" if row["reason"] else ""),
        ]
        for row in rows
    ]
    rest = the_rest(len(items), most, "answers", order="The first")
    return [paragraph("Answers to recommendations:"), bullets(items[:most]), *rest]


def _lateness(row: Content) -> str:
    if not row["days_late"]:
        return ""
    return f", {row['days_late']} day{'' if row['days_late'] == 1 else 's'} late"


def _risks(told: Content, most: int) -> list[Block]:
    risks = told.get("risks")
    if not risks:
        return []
    rest = the_rest(len(risks), most, "risks", order="The first")
    return [heading(3, "Risks"), bullets(_risk(row) for row in risks[:most]), *rest]


def _risk(row: Content) -> Words:
    return [run(row["title"], to=("commitments:risk", row["id"])), f": {row['what']}"]


def _papers(told: Content) -> list[Block]:
    if not told["papers"]:
        return []
    items = [
        [run(other["title"], to=("reports:paper", other["id"])), f", {other['on']}"]
        for other in told["papers"]
    ]
    return [heading(3, "Papers issued"), bullets(items)]
