"""Which group's list a risk is on: its own, and above a threshold those above it as well."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from django.db.models import Q, QuerySet

from evenground_web.commitments.models import Escalation, Risk
from evenground_web.commitments.services.risks.risk_scales import scale_in_use
from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.people.models import Group, Person


class Escalations:
    """All thresholds of the partnership, read once."""

    @cached_property
    def of(self) -> dict[int, Escalation]:
        return {one.group_id: one for one in escalations()}

    def above(self, risk: Risk) -> bool:
        """Whether the score of an open risk reaches the threshold of the group that watches it."""
        rule = self.of.get(risk.group_id)
        return risk.closed_on is None and rule is not None and risk.score >= rule.threshold

    def also_on(self, risk: Risk) -> list[Group]:
        """The groups to which the risk is passed on, from the nearest."""
        groups: list[Group] = []
        rule = self.of.get(risk.group_id)
        while rule and risk.closed_on is None and risk.score >= rule.threshold:
            groups.append(rule.to)
            rule = self.of.get(rule.to_id)
        return groups

    def on_the_list_of(self, group: Group) -> Q:
        """Risks that a group watches or that were passed on to it. Asks for with_score()."""
        condition, open_to = Q(group=group), [(group.pk, 0)]
        while open_to:
            above, needed = open_to.pop()
            for rule in self.of.values():
                if rule.to_id == above:
                    needed_there = max(needed, rule.threshold)
                    condition |= Q(group=rule.group_id, scored__gte=needed_there, closed_on=None)
                    open_to.append((rule.group_id, needed_there))
        return condition

    def above_threshold(self) -> Q:
        """Open risks that reach the threshold of their group. Asks for with_score()."""
        condition = Q(pk__in=())
        for rule in self.of.values():
            condition |= Q(group=rule.group_id, scored__gte=rule.threshold, closed_on=None)
        return condition


def escalations() -> QuerySet[Escalation]:
    return Escalation.objects.select_related("group", "to")


@audit.in_turn()
def set_escalation(
    group: Group, *, by: Person | None, threshold: int, to: Group, now: datetime | None = None
) -> Escalation:
    """Say from which score on the risks of a group are also on the list of another."""
    highest = scale_in_use().highest
    if not 1 <= threshold <= highest:
        raise RuleBroken(f"The threshold must be a score from 1 to {highest}.")
    known = Escalations()
    above: int | None = to.pk
    while above is not None:
        if above == group.pk:
            raise RuleBroken(
                f"Risks of {to} would come back to {group}. Choose a group that stands above it."
            )
        above = known.of[above].to_id if above in known.of else None
    kept = known.of.get(group.pk)
    if kept and (kept.threshold, kept.to_id) == (threshold, to.pk):
        return kept
    escalation, _ = Escalation.objects.update_or_create(
        group=group, defaults={"threshold": threshold, "to": to}
    )
    audit.record(
        "group.risk_threshold_set", group, by=by, now=now,
        sentence=f"had risks passed on to {to} from a score of {threshold}",
    )  # fmt: skip
    return escalation


@audit.in_turn()
def end_escalation(
    escalation: Escalation, *, by: Person | None, now: datetime | None = None
) -> None:
    """Risks of this group stay with it, whatever their score."""
    if Escalation.objects.filter(pk=escalation.pk).delete()[0]:
        audit.record(
            "group.risk_threshold_ended", escalation.group, by=by, now=now,
            sentence=f"ended that risks are passed on to {escalation.to}",
        )  # fmt: skip
