"""People in the paper: what they said, how they were involved, who the work is for."""

from __future__ import annotations

from collections.abc import Sequence

from evenground_web.reports.blocks import Block, bullets, heading, paragraph, quote, run, table
from evenground_web.reports.sections.common import (
    Content,
    commitment,
    count,
    figure,
    gap,
    references,
    the_rest,
)

GATHERINGS = ("Gathering", "Date", "Organisations", "Voices heard")


def voices(content: Content, most: int) -> list[Block]:
    made: list[Block] = []
    for row in content["voices"][:most]:
        made.append(heading(3, gap(row["gap"])))
        made += [quote(voice) for voice in row["quotes"]]
        if not row["quotes"]:
            made.append(paragraph("Nobody who spoke about it has agreed to be quoted."))
        made.append(
            paragraph(f"Other voices about it that may be counted but not shown: {row['others']}.")
        )
    return made or [paragraph("There are no voices to show about the gaps in this paper.")]


def involvement(content: Content, most: int) -> list[Block]:
    gatherings, sectors = content["involvement"]["gatherings"], content["involvement"]["sectors"]
    paid = _paid(content["involvement"].get("paid", ()), most)
    if not gatherings:
        return [paragraph("No gathering took place in this time."), *paid]
    rows = [
        (run(row["title"], to=("gatherings:gathering", row["id"])), row["on"],
         str(row["organisations"]), row["voices"])
        for row in gatherings[:most]
    ]  # fmt: skip
    made = [table("Gatherings in this time", GATHERINGS, rows)]
    made += the_rest(len(gatherings), most, "gatherings", order="The first")
    if sectors:
        made += [
            paragraph("Organisations that took part, each counted once:"),
            bullets(f"{row['sector']}: {row['organisations']}" for row in sectors),
        ]
    agreed = _agreed(content["involvement"].get("agreed", []), most)
    return [*made, *agreed, *paid]


def _paid(rows: Sequence[Content], most: int) -> list[Block]:
    if not rows:
        return []
    items = [
        [run(row["title"], to=("gatherings:gathering", row["id"])), f": {row['paid']}"]
        for row in rows[:most]
    ]
    intro = paragraph("Paid to people with lived experience for taking part, all claims settled:")
    return [intro, bullets(items), *the_rest(len(rows), most, "gatherings", order="The first")]


def _agreed(rows: list[Content], most: int) -> list[Block]:
    """What was promised there, with the session in which it was; a paper of before says none of it."""
    if not rows:
        return []
    items = [
        [commitment(row), f" ({row['owner']})", f", in “{row['session']}”" if row["session"] else "",
         "; proposed, and not agreed yet" if row["proposed"] else ""]
        for row in rows[:most]
    ]  # fmt: skip
    rest = the_rest(len(rows), most, "pledges and actions", order="The first")
    return [paragraph("What was promised there:"), bullets(items), *rest]


def equality(content: Content, most: int) -> list[Block]:
    about = content["equality"]
    made: list[Block] = []
    if about["populations"]:
        made.append(
            bullets(
                [f"{row['name']}: ", references(row["commitments"], most)]
                for row in about["populations"][:most]
            )
        )
    elif content["commitments"]:
        made.append(paragraph("No commitment names the people it is meant to benefit most."))
    if about["populations"] and about["without_population"]:
        nobody = references(about["without_population"], most)
        made.append(paragraph("These commitments name nobody: ", nobody, "."))
    return [*made, heading(3, "Gaps nobody owns"), *_orphans(about)]


def _orphans(about: Content) -> list[Block]:
    orphans, total = about["orphans"], about["orphans_in_all"]
    if not orphans:
        return [
            paragraph(
                "Every gap whose 95% confidence limits leave out no difference, and that is not to "
                "the group’s advantage, has a commitment."
            )
        ]
    clear = run(count(total, "clear gap"), to=("commitments:orphans",))
    more = f" The {len(orphans)} steepest are:" if total > len(orphans) else ""
    items = [
        [gap(row["gap"]), ": ", figure(row["difference"]), f", {row['period']}"] for row in orphans
    ]
    return [
        paragraph(clear, f" {'has' if total == 1 else 'have'} no commitment.{more}"),
        bullets(items),
        paragraph(
            "A gap is clear when its 95% confidence limits leave out no difference. Of many gaps "
            "where there is no true difference, about 1 in 20 looks clear by chance, and the "
            "steepest of many are often less steep a year later."
        ),
    ]
