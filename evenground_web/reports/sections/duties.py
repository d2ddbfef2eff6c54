"""Sections of reports on duties: information about inequalities, objectives, assessments, replies."""

from __future__ import annotations

from evenground_web.reports.blocks import Block, Words, bullets, heading, paragraph, run, table
from evenground_web.reports.sections.common import (
    Content,
    commitment,
    count,
    references,
    sentence,
    the_rest,
)

INFORMATION = ("What is asked for", "What is held", "What is lacking, and why")
OBJECTIVES = ("Objective", "Owner", "For whom", "By when", "How it stands")
ASSESSMENTS = ("Commitment", "Decision", "Signed", "Looked at again")


def written(content: Content, most: int) -> list[Block]:
    """A section in the secretary's own words: its introduction is all of it."""
    return []


def information(content: Content, most: int) -> list[Block]:
    told = content["information"]
    items = told["items"]
    made: list[Block] = [
        paragraph(
            f"{told['held']} of {count(len(items), 'item')} of {told['set']['title']} "
            f"{'has' if told['held'] == 1 else 'have'} figures here. Asked for are figures by "
            f"{sentence(told['breakdowns'])}."
        )
    ]
    made += [paragraph(told["set"]["note"])] if told["set"]["note"] else []
    rows = [_asked(item) for item in items[:most]]
    made.append(table("What was collected, analysed and published", INFORMATION, rows))
    made += the_rest(len(items), most, "items", order="The first")
    return [*made, *_no_number(told["without_number"])]


def _asked(item: Content) -> list[Words]:
    held = "; ".join(_held(one) for one in item["held"])
    lacking = ". ".join(item["lacking"])
    return [f"{item['number']}. {item['title']} ({item['area']})", held, lacking]


def _held(one: Content) -> str:
    if not one["by"]:
        return f"{one['title']}: collected, no gap measured"
    published = "published" if one["public"] else "not published"
    return (
        f"{one['title']} by {sentence(one['by'])}, {count(one['gaps'], 'gap')} measured up to "
        f"{one['until']}, {published}"
    )


def _no_number(rows: list[Content]) -> list[Block]:
    if not rows:
        return [paragraph("Every gap that was looked at has a number.")]
    items = [f"{row['why']}: {count(row['gaps'], 'gap')}" for row in rows]
    return [paragraph("Gaps that were looked at and have no number, by reason:"), bullets(items)]


def objectives(content: Content, most: int) -> list[Block]:
    rows = content["objectives"]
    if not rows:
        return [paragraph("No commitment reports to this group, so there is no objective.")]
    cells = [
        (commitment(row["commitment"]), row["commitment"]["owner"], row["population"], row["due"],
         row["status"])
        for row in rows[:most]
    ]  # fmt: skip
    lacking = [
        [commitment(row["commitment"]), f" lacks {sentence(row['lacks'])}"]
        for row in rows
        if row["lacks"]
    ]
    made = [
        table("Objectives, which are the commitments of this group", OBJECTIVES, cells),
        *the_rest(len(rows), most, "objectives", order="The first"),
    ]
    if lacking:
        made += [heading(3, "Not specific or not measurable yet"), bullets(lacking[:most])]
        made += the_rest(len(lacking), most, "objectives", order="The first")
    return made


def assessments(content: Content, most: int) -> list[Block]:
    told = content["assessments"]
    made: list[Block] = [paragraph("No impact assessment was signed in this time.")]
    if told["signed"]:
        rows = [
            (commitment(row["commitment"]),
             run(row["decision"], to=("commitments:assessment", row["id"])),
             row["signed_on"], row["review_on"])
            for row in told["signed"][:most]
        ]  # fmt: skip
        made = [
            table("Impact assessments signed in this time", ASSESSMENTS, rows),
            *the_rest(len(told["signed"]), most, "assessments", order="The first"),
        ]
    if without := told["without"]:
        made.append(paragraph("Without a signed assessment: ", references(without, most), "."))
    return made


def replies(content: Content, most: int) -> list[Block]:
    rows = content["replies"]
    if not rows:
        return [paragraph("No reply to people who spoke was published in this time.")]
    items = [
        [run(row["title"], to=("commitments:reply", row["id"])),
         f", {row['on']}: {sentence(row['kinds'])}"]
        for row in rows[:most]
    ]  # fmt: skip
    return [
        paragraph("We asked, you said, we did: replies published in this time."),
        bullets(items),
        *the_rest(len(rows), most, "replies", order="The first"),
    ]
