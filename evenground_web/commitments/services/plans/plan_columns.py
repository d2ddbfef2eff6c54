"""Which column of a spreadsheet is which part of a commitment."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from evenground_web.core.permissions import RuleBroken
from evenground_web.core.spreadsheets import Sheet

UPDATE = "update"
LONGEST_PERIOD = 40
JOINED = "reference_and_title"
FIELDS = {
    "reference": "Reference",
    "title": "Title",
    JOINED: "Reference and title together",
    "kind": "Kind",
    "text": "What will be done",
    "success_measure": "How we will know",
    "mechanism": "Why this should work",
    "owner": "Owner",
    "partners": "Partners",
    "priority_population": "Priority population",
    "starts": "Start date",
    "due": "Due date",
    "delivery_status": "Delivery status",
    "delivery_reason": "Reason for the delivery status",
    "evidence_link": "Link to evidence",
    UPDATE: "Update",
}
EXPORTED = [name for name in FIELDS if name not in (JOINED, UPDATE)]
JOINED_PARTS = re.compile(r"\s*([A-Za-z]{0,6}[ -]?\d[\w./]*?)\s*(?:[-–—:.)]\s+)(\S.*)", re.DOTALL)
UPDATE_WORDS = re.compile(r"\b(updates?|progress|commentary|narrative)\b", re.IGNORECASE)
OWN_UPDATE = re.compile(r"Update(?:: (.+))?")
# For each field the headings seen in partners' plans, the surest first; whole headings in small
# letters. Fields are tried in this order.
HEADINGS = {
    "reference": (r"ref(erence)?( no| number| id)?", r"(\w+ )?(ref(erence)?|number|no|id|code)"),
    "title": ("title", "(action|recommendation|pledge|commitment)( title| name)?", r"\w+ title"),
    "kind": ("kind", "type"),
    "text": ("text", "(full |short )?(description|details?)", r".*\bdescription\b.*"),
    "success_measure": (r".*\bsuccess\b.*", r".*\b(measure|outcome|kpi)s?\b.*", "how we will know"),
    "mechanism": (r".*\b(mechanism|rationale|theory of change)\b.*",),
    "owner": ("owner", r".*\b(owner|lead|responsible|accountable)\b.*", "organisation"),
    "partners": ("partners?", r".*\bpartners?\b.*"),
    "priority_population": (r".*\bpopulation\b.*", "(priority|target) groups?"),
    "starts": (r"starts?( date| on)?", r".*\bstart date\b.*"),
    "due": (
        r"due( date| by)?",
        r".*\b(due|deadline|timescale|by when|(end|target|completion) date)\b.*",
    ),
    "delivery_reason": (r"reason\b.*", r".*\breason\b.*"),
    "delivery_status": ("(delivery )?status", r".*\b(status|rag|rating)\b.*", "achieved"),
    "evidence_link": (r".*\bevidence\b.*", "link|url"),
}


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How one file is read: what its columns are and what the words in them mean."""

    columns: dict[str, str]
    periods: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)
    organisations: dict[str, str] = field(default_factory=dict)
    is_own: bool = False

    def heading(self, name: str) -> str:
        """The heading of the column that holds this field, or nothing."""
        return next((h for h, f in self.columns.items() if f == name), "")

    @property
    def updates(self) -> list[tuple[str, str]]:
        """The columns that hold updates, each with the period it is about."""
        return [(h, self.periods.get(h, "")) for h, f in self.columns.items() if f == UPDATE]

    @property
    def names_reference_and_title(self) -> bool:
        return bool(self.heading(JOINED) or (self.heading("reference") and self.heading("title")))


def plain(heading: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", heading).casefold().split())


def own_columns(columns: Sequence[str]) -> Reading | None:
    """How to read a file that Evenground wrote; None for any other file."""
    labels = {FIELDS[name]: name for name in EXPORTED}
    if not set(labels) <= set(columns):
        return None
    found, periods = {}, {}
    for column in columns:
        if update := OWN_UPDATE.fullmatch(column):
            found[column], periods[column] = UPDATE, update[1] or ""
        else:
            found[column] = labels.get(column, "")
    return Reading(columns=found, periods=periods, is_own=True)


def suggest_columns(sheet: Sheet) -> dict[str, str]:
    """What each column probably is, by its heading; empty for what cannot be told."""
    found = {c: UPDATE if UPDATE_WORDS.search(plain(c)) else "" for c in sheet.columns}
    for name, patterns in HEADINGS.items():
        for pattern in (re.escape(plain(FIELDS[name])), *patterns):
            heading = next(
                (c for c, f in found.items() if not f and re.fullmatch(pattern, plain(c))), ""
            )
            if heading:
                found[heading] = name
                break
    named = {name: heading for heading, name in found.items()}
    if "owner" not in named and "partners" in named:
        found[named["partners"]] = "owner"
    if "reference" not in named and "title" in named and _joined(sheet, named["title"]):
        found[named["title"]] = JOINED
    return found


def _joined(sheet: Sheet, heading: str) -> bool:
    cells = [cells[heading] for _, cells in sheet.rows]
    return all(JOINED_PARTS.fullmatch(cell) for cell in cells if cell.strip())


def suggest_period(heading: str) -> str:
    """“update_2021” is about 2021."""
    words = re.sub(
        r"[\W_]*\b(updates?|progress|commentary|narrative)\b[\W_]*",
        " ",
        heading.replace("_", " "),
        flags=re.I,
    )
    return " ".join(words.strip(" :()-").split())[:40]


def check_columns(columns: Mapping[str, str]) -> None:
    """Refuse a choice of columns that cannot be loaded."""
    chosen = [name for name in columns.values() if name and name != UPDATE]
    for name in FIELDS:
        if chosen.count(name) > 1:
            twice = [f"‘{heading}’" for heading, other in columns.items() if other == name]
            raise RuleBroken(
                f"{' and '.join(twice)} are both the {FIELDS[name].lower()}. Choose one."
            )
    if JOINED in chosen:
        if {"reference", "title"} & set(chosen):
            raise RuleBroken(
                "Choose either one column with the reference and title together, or a column for each."
            )
        return
    for name in ("reference", "title"):
        if name not in chosen:
            raise RuleBroken(f"Choose the column that holds the {name}. Every row needs one.")
