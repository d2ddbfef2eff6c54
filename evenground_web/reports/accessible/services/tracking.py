"""The forms of one report: which there are, in which state, made by whom, of which version of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import lower_first, one_line
from evenground_web.people.models import Person
from evenground_web.reports.accessible.models import AccessibleVersion, Form, State
from evenground_web.reports.accessible.originals import Report, kind_of

FROM_THE_PAPER = "Evenground, from the paper itself"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One form of a report: the version made of this one, and a published one of an earlier."""

    form: Form
    version: AccessibleVersion | None
    earlier: AccessibleVersion | None

    @property
    def is_made_by_itself(self) -> bool:
        return self.form == Form.LARGE_PRINT


def forms_of(report: Report) -> list[Entry]:
    """Every form, whether there is one yet or not."""
    issued = {one.pk: one for one in report.versions} | {report.pk: report}
    found: dict[str, list[AccessibleVersion]] = {}
    rows = AccessibleVersion.objects.of(*issued.values()).filter(language="en")
    for version in rows.prefetch_related("reviews"):
        version.report = issued[version.record]
        found.setdefault(version.form, []).append(version)
    return [_entry(report, form, found.get(form, [])) for form in Form]


def _entry(report: Report, form: Form, versions: list[AccessibleVersion]) -> Entry:
    mine = next((version for version in versions if version.record == report.pk), None)
    if mine is None and form == Form.LARGE_PRINT:
        mine = large_print_of(report)
    older = [v for v in versions if v.is_published and v.report.version < report.version]
    earlier = max(older, key=lambda version: version.report.version, default=None)
    return Entry(form=form, version=mine, earlier=None if mine and mine.is_published else earlier)


def large_print_of(report: Report) -> AccessibleVersion:
    """Every issued report has it from its first day; kept as a row once somebody checks it."""
    return AccessibleVersion(
        kind=kind_of(report).key, record=report.pk, form=Form.LARGE_PRINT, state=State.PUBLISHED,
        made_by=FROM_THE_PAPER, state_on=report.issued_on,
    )  # fmt: skip


@audit.in_turn()
def want(
    report: Report, *, by: Person, form: str, now: datetime | None = None
) -> AccessibleVersion:
    """Say that a form is wanted; pressing twice gives the same version."""
    if not report.is_issued:
        raise RuleBroken("Issue it first: its other forms say what it says.")
    if form not in Form.values:
        raise RuleBroken("Choose a form from the list.")
    version, new = wanted(report, form, now=now)
    if new:
        record("wanted", version, by=by, now=now, sentence=f"wants the {version}")
    return version


def wanted(report: Report, form: str, *, now: datetime | None) -> tuple[AccessibleVersion, bool]:
    """The version of this form, and whether it is new; for whoever writes down why it is wanted."""
    on = timezone.localdate(now)
    fields: dict[str, Any] = {"state": State.WANTED, "state_on": on}
    if form == Form.LARGE_PRINT:
        made = large_print_of(report)
        fields = {"state": made.state, "state_on": made.state_on, "made_by": made.made_by}
    return AccessibleVersion.objects.get_or_create(
        kind=kind_of(report).key, record=report.pk, form=form, language="en", defaults=fields
    )


@audit.in_turn()
def say_who_makes_it(
    version: AccessibleVersion, *, by: Person, made_by: str, now: datetime | None = None
) -> AccessibleVersion:
    """Name the person, company or group that makes it; it is being made from then on."""
    version = to_change(version)
    made_by = one_line(made_by)
    if not made_by:
        raise RuleBroken("Say who makes it: a person, a company or a group.")
    if made_by == version.made_by:
        return version
    version.made_by = made_by
    if version.state == State.WANTED:
        _move(version, State.BEING_MADE, now=now)
    version.save()
    record("made_by", version, by=by, now=now, sentence=f"said that {made_by} makes the {version}")
    return version


def to_change(version: AccessibleVersion) -> AccessibleVersion:
    """The version, locked; what everybody can read does not change under their eyes."""
    version = locked(version)
    if version.is_published:
        raise RuleBroken(
            f"This {lower_first(version.get_form_display())} version is published. Take it off the "
            "pages before you change it."
        )
    return version


def locked(version: AccessibleVersion) -> AccessibleVersion:
    """The version as it stands, kept from other changes until this one is done."""
    found = AccessibleVersion.objects.select_for_update(of=("self",))
    return found.get(pk=version.pk)


def changed(version: AccessibleVersion, *, by: Person, now: datetime | None) -> None:
    """Its content is another: a check of the text before it does not count for this one."""
    version.revision += 1
    version.made_by = version.made_by or str(by)
    if version.state != State.BEING_MADE:
        _move(version, State.BEING_MADE, now=now)
    version.save()


def _move(version: AccessibleVersion, state: State, *, now: datetime | None) -> None:
    version.state, version.state_on = state, timezone.localdate(now)


def move(
    version: AccessibleVersion, state: State, *, by: Person, sentence: str, now: datetime | None
) -> AccessibleVersion:
    """The version in its next state, kept and recorded."""
    _move(version, state, now=now)
    version.save()
    record(state, version, by=by, now=now, sentence=sentence)
    return version


def record(
    verb: str,
    version: AccessibleVersion,
    *,
    by: Person,
    now: datetime | None,
    sentence: str,
    **details: Any,
) -> None:
    verb = f"accessible_version.{verb}"
    audit.record(verb, version, by=by, now=now, sentence=sentence, **details)
