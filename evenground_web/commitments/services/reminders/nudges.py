"""Reminding people of commitments that stand still: the owner, then the lead, then the secretary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from evenground_web.commitments.models import Commitment, Nudge, NudgeRule
from evenground_web.commitments.services.reminders.nudging import (
    Reason,
    Standing,
    Step,
    next_step,
    trouble,
)
from evenground_web.commitments.services.reminders.standing import (
    rules,
    standing_of,
    standings,
)
from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.outbox import kinds
from evenground_web.core.outbox import services as outbox
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import in_a_row
from evenground_web.people.models import Group, Membership, Person

DAYS = ("no_update_for", "late_by", "lead_after", "secretary_after")
TOGETHER = 100  # steps in one transaction, so that nobody who writes waits for long


@dataclass(frozen=True, kw_only=True)
class Due:
    """The step to take for a commitment, and what says so."""

    step: Step
    standing: Standing
    rule: NudgeRule

    def reason(self, *, on: date) -> Reason:
        late = self.standing.due and self.standing.due < on
        return Reason.LATE if late else trouble(self.standing, self.rule)[1]


def nudge(*, on: date, now: datetime | None = None) -> list[Nudge]:
    """Take every step of reminding that is due on a day; the second time on one day, none."""
    now, roles = now or timezone.now(), _roles(on)
    keys = sorted(_due(Commitment.objects.open(), on=on))
    made: list[Nudge] = []
    for start in range(0, len(keys), TOGETHER):
        made += _take_steps(keys[start : start + TOGETHER], roles=roles, on=on, now=now)
    return made


def _due(commitments: QuerySet[Commitment], *, on: date) -> dict[int, Due]:
    """The step that is due of each of these, in as many queries however many they are."""
    found, known = standings(commitments), rules()
    groups = dict(commitments.order_by().values_list("pk", "group"))
    taken = _taken(commitments, found)
    due = {}
    for pk, standing in found.items():
        rule = known.get(groups.get(pk), known[None])
        if step := next_step(standing, rule, taken=taken[pk], on=on):
            due[pk] = Due(step=step, standing=standing, rule=rule)
    return due


def _taken(
    commitments: QuerySet[Commitment], found: Mapping[int, Standing]
) -> dict[int, dict[Step, date]]:
    """The steps taken since the last sign of life of each commitment."""
    taken: dict[int, dict[Step, date]] = defaultdict(dict)
    rows = Nudge.objects.filter(commitment__in=commitments.order_by().values("pk"))
    for pk, since, step, day in rows.order_by().values_list("commitment", "since", "step", "on"):
        if pk in found and since == found[pk].alive:
            taken[pk][Step(step)] = day
    return taken


@audit.in_turn()
def _take_steps(
    keys: list[int], *, roles: dict[str, list[Membership]], on: date, now: datetime
) -> list[Nudge]:
    """Look again, in turn, and remind: somebody may have added an update a moment ago."""
    these = Commitment.objects.filter(pk__in=keys)
    locked = these.select_for_update(of=("self",)).select_related("owner", "owner_person")
    commitments = {one.pk: one for one in locked}
    due = _due(these, on=on)
    before = _before(due)
    steps = []
    for pk, one in sorted(due.items()):
        made = Nudge(
            commitment=commitments[pk], since=one.standing.alive, step=one.step, on=on,
            reason=one.reason(on=on),
        )  # fmt: skip
        told = {person.pk for earlier in before[pk] for person in earlier.people.all()}
        steps.append((made, _whom(commitments[pk], one.step, roles, told)))
    _keep(steps)
    letters = [_letter(made, to, before[made.commitment_id]) for made, people in steps for to in people]  # fmt: skip
    outbox.send_all(letters, now=now)
    sentences = [(made.commitment, _sentence(made, people)) for made, people in steps]
    audit.record_each("commitment.nudged", sentences, by=None, now=now)
    return [made for made, _ in steps]


def _before(due: Mapping[int, Due]) -> dict[int, list[Nudge]]:
    """Who was reminded since the last sign of life, the last first."""
    before: dict[int, list[Nudge]] = defaultdict(list)
    for one in Nudge.objects.filter(commitment__in=due).prefetch_related("people"):
        if one.since == due[one.commitment_id].standing.alive:
            before[one.commitment_id].append(one)
    return before


def _keep(steps: list[tuple[Nudge, list[Person]]]) -> None:
    Nudge.objects.bulk_create(made for made, _ in steps)
    told = Nudge.people.through
    told.objects.bulk_create(
        told(nudge_id=made.pk, person_id=person.pk) for made, people in steps for person in people
    )


def _whom(
    commitment: Commitment, step: Step, roles: dict[str, list[Membership]], told: set[int]
) -> list[Person]:
    """The people of a step who were not told yet; where there is no such lead, the programme's."""
    leads = [
        m.person for m in roles["organisation_lead"] if m.organisation_id == commitment.owner_id
    ]
    programme = [m.person for m in roles["programme_lead"]]
    owner = commitment.owner_person
    can_read = owner is not None and owner.is_active and owner.email
    choices: dict[Step, list[list[Person]]] = {
        Step.OWNER: [[owner] if owner and can_read else [], leads],
        Step.LEAD: [leads, programme],
        Step.SECRETARY: [[m.person for m in roles["board_secretary"]]],
    }
    for people in choices[step]:
        if new := {person.pk: person for person in people if person.pk not in told}:
            return list(new.values())
    return []


def _roles(on: date) -> dict[str, list[Membership]]:
    found: dict[str, list[Membership]] = defaultdict(list)
    holders = Membership.objects.current(on=on).filter(
        role__in=["organisation_lead", "programme_lead", "board_secretary"],
        person__is_active=True, person__email__isnull=False,
    )  # fmt: skip
    for membership in holders.select_related("person").order_by("pk"):
        found[membership.role].append(membership)
    return found


def _letter(made: Nudge, to: Person, before: list[Nudge]) -> outbox.Letter:
    return outbox.Letter(
        to=to, kind=NUDGE.key, template="commitments/mail/nudge.txt", about=made.commitment,
        key=f"nudge:{made.commitment_id}:{made.since}:{made.step}:{to.pk}",
        context={"nudge": made, "commitment": made.commitment, "before": before[::-1]},
    )  # fmt: skip


def _sentence(made: Nudge, people: list[Person]) -> str:
    why = (
        f"it was due on {nhs_date(made.commitment.due)}"
        if made.reason == Reason.LATE
        else f"nothing was written about it since {nhs_date(made.since)}"
    )
    if not people:
        return f"found nobody to remind as {made.get_step_display().lower()}: {why}"
    return f"reminded {in_a_row([str(person) for person in people])}: {why}"


def still_wanted(message: Any) -> bool:
    """Whether a reminder that waits still has its reason: nobody has written since, and it is open."""
    _, pk, since, *_ = message.key.split(":")
    commitment = Commitment.objects.filter(pk=pk).first()
    if commitment is None:
        return False
    standing = standing_of(commitment)
    return not standing.closed and standing.alive.isoformat() == since


@audit.in_turn()
def set_rule(*, by: Person | None, group: Group | None = None, **days: int) -> NudgeRule:
    """Say after how many days who is reminded, for one group or for the whole partnership."""
    if days["secretary_after"] <= days["lead_after"]:
        raise RuleBroken(
            f"The board secretary hears after {days['secretary_after']} days, and the lead after "
            f"{days['lead_after']}. The lead must hear first: make the second number larger."
        )
    if min(days.values()) < 1:
        raise RuleBroken("Give at least one day for each step.")
    rule = NudgeRule.objects.filter(group=group).first() or NudgeRule(
        pk=None if group else NudgeRule.WHOLE_PARTNERSHIP, group=group
    )
    for name in DAYS:
        setattr(rule, name, days[name])
    rule.save()
    audit.record(
        "nudges.rule_set", rule, by=by,
        sentence=(
            f"set the reminders of {group or 'the whole partnership'}: owner after "
            f"{rule.no_update_for} days without an update or {rule.late_by} late, lead after "
            f"{rule.lead_after} more, board secretary after {rule.secretary_after}"
        ),
        days=days,
    )  # fmt: skip
    return rule


NUDGE = kinds.register(
    kinds.Kind(
        key="nudge",
        name="Commitments of yours that are late, or that nobody wrote about for a while",
        choices=kinds.MUST_ACT,
        wanted=still_wanted,
    )
)
