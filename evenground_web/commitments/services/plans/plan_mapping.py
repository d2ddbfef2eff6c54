"""How the file of a plan is read: suggested, said by a person, and remembered for next time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from evenground_web.commitments.models import PlanMapping, PlanUpload
from evenground_web.commitments.services.plans.plan_columns import (
    FIELDS,
    UPDATE,
    Reading,
    check_columns,
    own_columns,
    suggest_columns,
    suggest_period,
)
from evenground_web.commitments.services.plans.plan_organisations import (
    Directory,
)
from evenground_web.commitments.services.plans.plan_rows import NO_OWNER, STATUS_LABELS
from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.spreadsheets import Sheet, read
from evenground_web.core.text import one_line, same_words
from evenground_web.people.models import Person

MOST_WORDS = 200
LONGEST_SHEET_NAME = 100


@dataclass(frozen=True, kw_only=True)
class Questions:
    """What only a person can say about a file; each word with the number of rows it is in."""

    periods: list[str]
    statuses: Counter[str]
    organisations: Counter[str]

    def __bool__(self) -> bool:
        return bool(self.periods or self.statuses or self.organisations)


def sheet_of(upload: PlanUpload) -> Sheet:
    """The table in the file."""
    try:
        with upload.file.open("rb") as file:
            data = file.read()
    except FileNotFoundError as error:
        raise RuleBroken(f"‘{upload.file_name}’ is no longer here. Choose it again.") from error
    return read(data, upload.file_name, sheet=upload.sheet)


def choose_sheet(upload: PlanUpload, *, sheet: str) -> None:
    """Read another sheet of the workbook."""
    if len(sheet) > LONGEST_SHEET_NAME:
        raise RuleBroken(
            "The name of that sheet is too long. Give it a shorter name and try again."
        )
    upload.sheet = sheet
    sheet_of(upload)
    upload.save(update_fields=["sheet"])


def reading_of(upload: PlanUpload, sheet: Sheet) -> Reading:
    """How this file is read: as Evenground's own, or as was remembered or else is suggested."""
    kept = _kept(upload)
    if own := own_columns(sheet.columns):
        return replace(own, statuses=kept.statuses, organisations=kept.organisations)
    used = {kept.columns[c] for c in sheet.columns if c in kept.columns}
    columns = {
        column: kept.columns.get(column, name if name == UPDATE or name not in used else "")
        for column, name in suggest_columns(sheet).items()
    }
    periods = {
        column: kept.periods.get(column, suggest_period(column))
        for column, name in columns.items()
        if name == UPDATE
    }
    return Reading(
        columns=columns, periods=periods, statuses=kept.statuses, organisations=kept.organisations
    )


def next_step(upload: PlanUpload) -> str:
    """The first step that still needs a person: "columns", "words" or "preview"."""
    sheet, kept = sheet_of(upload), _kept(upload)
    reading = reading_of(upload, sheet)
    is_understood = set(sheet.columns) <= set(kept.columns) and reading.names_reference_and_title
    if not (reading.is_own or is_understood):
        return "columns"
    asked = questions(sheet, reading)
    answered = (
        all(heading in kept.periods for heading in asked.periods)
        and all(kept.statuses.get(word.casefold()) for word in asked.statuses)
        and all(kept.organisations.get(name.casefold()) for name in asked.organisations)
    )
    return "preview" if answered else "words"


def questions(sheet: Sheet, reading: Reading) -> Questions:
    """The words in the file that Evenground cannot know by itself."""
    directory = Directory({})
    status, owner, partners = (reading.heading(n) for n in ("delivery_status", "owner", "partners"))
    statuses: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for _, cells in sheet.rows:
        if status and (word := one_line(cells[status])):
            statuses[word] += 1
        for heading in filter(None, (owner, partners)):
            named.update(directory.names(cells[heading]))
        if not owner or not cells[owner].strip():
            named[NO_OWNER] += 1
    return Questions(
        periods=[] if reading.is_own else [heading for heading, _ in reading.updates],
        statuses=_once(statuses, lambda word: word.casefold() in STATUS_LABELS),
        organisations=_once(named, directory.is_known),
    )


def _once(counted: Counter[str], is_known: Callable[[str], bool]) -> Counter[str]:
    """The words that are not known; a word in other capitals counts as the one seen first."""
    first: dict[str, str] = {}
    unknown: Counter[str] = Counter()
    for word, count in counted.items():
        if not is_known(word):
            unknown[first.setdefault(word.casefold(), word)] += count
    return unknown


@audit.in_turn()
def map_columns(upload: PlanUpload, *, by: Person, columns: Mapping[str, str]) -> None:
    """Say what each column is; remembered for the plan."""
    check_columns(columns)
    reading = Reading(columns=dict(columns))
    asked = questions(sheet_of(upload), reading)
    for name, words in (("delivery_status", asked.statuses), ("owner", asked.organisations)):
        if len(words) > MOST_WORDS:
            raise RuleBroken(
                f"There are {len(words):,} different words for the {FIELDS[name].lower()} that "
                "Evenground does not know. Is it the right column? Choose another, or write the "
                "same thing the same way in every row."
            )
    _remember(upload, by, "what the columns are", columns=columns)


@audit.in_turn()
def map_words(
    upload: PlanUpload,
    *,
    by: Person,
    periods: Mapping[str, str],
    statuses: Mapping[str, str],
    organisations: Mapping[str, str],
) -> None:
    """Say what words mean; remembered for the plan."""
    first: dict[str, str] = {}
    for heading, period in periods.items():
        other = first.setdefault(same_words(period), heading)
        if other != heading:
            raise RuleBroken(
                f"‘{other}’ and ‘{heading}’ are about the same period. Give each its own."
            )
    _remember(
        upload,
        by,
        "what the words mean",
        periods={heading: one_line(period) for heading, period in periods.items()},
        statuses={word.casefold(): status for word, status in statuses.items()},
        organisations={name.casefold(): choice for name, choice in organisations.items()},
    )


def _kept(upload: PlanUpload) -> PlanMapping:
    return PlanMapping.objects.filter(plan=upload.plan).first() or PlanMapping()


def _remember(upload: PlanUpload, by: Person, what: str, **choices: Mapping[str, str]) -> None:
    mapping, is_new = PlanMapping.objects.get_or_create(plan=upload.plan)
    known = {name: getattr(mapping, name) for name in choices}
    for name, chosen in choices.items():
        setattr(mapping, name, {**known[name], **chosen})
    if is_new or known != {name: getattr(mapping, name) for name in choices}:
        mapping.save()
        audit.record(
            "plan.read", mapping, by=by,
            sentence=f"said {what} in {upload.file_name}, for the plan {upload.plan}",
        )  # fmt: skip
