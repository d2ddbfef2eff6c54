"""How the words of a promise changed while everybody could read them, from the record of changes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Max, QuerySet

from evenground_web.commitments.models import Commitment
from evenground_web.core.models import AuditEvent
from evenground_web.core.text import in_a_row

MADE_PUBLIC = ("commitment.published", "pledge.public", "pledge.published")
IN_PUBLIC = {
    "title": "the title",
    "text": "what will be done",
    "success_measure": "how we will know",
    "mechanism": "why it should work",
    "priority_population": "whom it is for",
    "owner": "who answers for it",
    "partners": "the partners",
    "starts": "when it starts",
}
NAMES_AN_EMPLOYER = ("owner", "partners")
LOOKED_AT = 200


def edits(
    of: QuerySet[Any], newest: int | None, *, unnamed: Collection[int] = ()
) -> Iterator[tuple[AuditEvent, int, str]]:
    """Each change of public words since these commitments were made public: the event, whose it
    is, and what was said before. Of those in `unnamed` no organisation is told."""
    label = Commitment._meta.label_lower
    events = AuditEvent.objects.filter(subject_type=label)
    changed = events.filter(verb="commitment.edited")
    if newest is None:
        keys = [str(row["pk"]) for row in of]
        changed = changed.filter(subject_id__in=keys)
    recent = list(changed[: newest and LOOKED_AT])
    asked = {int(event.subject_id) for event in recent}
    public = set(of.filter(pk__in=asked).values_list("pk", flat=True)) if asked else set()
    since = dict(
        events.filter(verb__in=MADE_PUBLIC, subject_id__in=[str(key) for key in public])
        .order_by()
        .values_list("subject_id")
        .annotate(Max("position"))
    )
    for event in recent:
        key = int(event.subject_id)
        if key not in public or event.position < since.get(event.subject_id, event.position + 1):
            continue
        if words := in_words(event, but=NAMES_AN_EMPLOYER if key in unnamed else ()):
            yield event, key, words


def in_words(event: AuditEvent, *, but: Collection[str] = ()) -> str:
    """The words of the promise changed: the title was “…” before."""
    changed = {
        name: before
        for name, (before, _) in event.details.items()
        if name in IN_PUBLIC and name not in but
    }
    if not changed:
        return ""
    said = in_a_row([IN_PUBLIC[name] for name in changed])
    before = " ".join(
        f"Before, {IN_PUBLIC[name]} was “{was}”."
        if was
        else f"Before, {IN_PUBLIC[name]} was empty."
        for name, was in changed.items()
    )
    return f"The promise was changed: {said}. {before}"
