"""The last sign of life of commitments, for reminders and overviews."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone

from evenground_web.commitments.models import (
    CLOSED,
    Commitment,
    DueDateMove,
    Milestone,
    NudgeRule,
    StatusChange,
    Update,
)
from evenground_web.commitments.services.reminders.nudging import Standing

SIGNS: tuple[tuple[Any, str], ...] = (
    (Update, "at"),
    (StatusChange, "at"),
    (DueDateMove, "at"),
    (Milestone, "done_on"),
)


def standings(commitments: QuerySet[Commitment]) -> dict[int, Standing]:
    """How each of these stands, in five queries however many there are."""
    found = list(
        commitments.order_by().values_list("pk", "delivery_status", "created", "starts", "due")
    )
    alive = {pk: max(created, starts or created) for pk, _, created, starts, _ in found}
    keys = None if len(found) > 500 else list(alive)
    for model, field in SIGNS:
        for pk, when in _last(model, field, keys):
            if pk in alive and when:
                alive[pk] = max(alive[pk], _day(when))
    return {
        pk: Standing(closed=status in CLOSED, alive=alive[pk], due=due)
        for pk, status, _, _, due in found
    }


def _last(model: Any, field: str, keys: list[int] | None) -> Iterable[tuple[int, Any]]:
    rows = model.objects.order_by()
    if keys is not None:
        rows = rows.filter(commitment__in=keys)
    return rows.values_list("commitment").annotate(last=Max(field))


def _day(when: Any) -> date:
    return timezone.localdate(when) if hasattr(when, "hour") else when


def standing_of(commitment: Commitment) -> Standing:
    return standings(Commitment.objects.filter(pk=commitment.pk))[commitment.pk]


def rules() -> dict[int | None, NudgeRule]:
    """The rule of each group that has one; under None that of the whole partnership."""
    kept = {rule.group_id: rule for rule in NudgeRule.objects.all()}
    return {None: NudgeRule(pk=NudgeRule.WHOLE_PARTNERSHIP), **kept}
