"""Where a field of the cover sheet comes from when no secretary writes it."""

from __future__ import annotations

from collections.abc import Callable

from evenground_web.reports.blocks import Words, joined, run
from evenground_web.reports.sections.commitments import high
from evenground_web.reports.sections.common import Content, count


def _meeting(content: Content) -> Words:
    meeting = content["cover"]["meeting"]
    return run(meeting["title"], to=("gatherings:gathering", meeting["id"]))


def _prepared(content: Content) -> Words:
    cover = content["cover"]
    return f"The records of {cover['group']['name']} on {cover['prepared_on']}"


def _previous(content: Content) -> Words:
    papers = content["cover"].get("previous", [])
    listed = joined(
        [run(one["title"], to=("reports:paper", one["id"])), f", {one['on']}"] for one in papers
    )
    return listed or "No earlier paper of this item"


def _risks(content: Content) -> Words:
    return run(f"{count(len(high(content)), 'risk')} above a threshold", to="#risks")


def _equality(content: Content) -> Words:
    named = content["commitments"] - len(content["equality"]["without_population"])
    return run(
        f"{named:,} of {count(content['commitments'], 'commitment')} "
        f"{'names' if named == 1 else 'name'} the people they are for",
        to="#equality",
    )


def _involvement(content: Content) -> Words:
    gatherings = content["involvement"]["gatherings"]
    taking_part = sum(row["organisations"] for row in content["involvement"]["sectors"])
    said = f"{count(len(gatherings), 'gathering')} with {count(taking_part, 'organisation')}"
    return run(said, to="#involvement") if gatherings else "No gathering in this time"


SOURCES: dict[str, Callable[[Content], Words]] = {
    "group": lambda content: content["cover"]["group"]["name"],
    "meeting": _meeting,
    "date": lambda content: content["cover"]["meeting"]["on"],
    "item": lambda content: content["cover"]["item"],
    "presenter": lambda content: content["cover"]["presenter"] or "Nobody is named yet",
    "purpose": lambda content: content["cover"]["purpose"],
    "prepared": _prepared,
    "previous": _previous,
    "risks": _risks,
    "equality": _equality,
    "involvement": _involvement,
}
