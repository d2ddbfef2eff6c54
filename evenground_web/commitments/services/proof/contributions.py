"""The contribution statement: written by the owner, signed by somebody else, then frozen."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from evenground_web.commitments.models import STATEMENT_PARTS, Baseline, Contribution
from evenground_web.commitments.services.proof.results import result_of
from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.editing import Conflict
from evenground_web.core.permissions import RuleBroken
from evenground_web.people.models import Person

MISSING = {
    "did": "Write what you did.",
    "also_happened": "Write what else happened. If you know of nothing, write that.",
    "why": "Write why you think it contributed, or did not.",
    "unknown": "Write what you do not know. There is always something.",
}


@audit.in_turn()
def write_contribution(
    baseline: Baseline, *, by: Person, revision: int = 0, now: datetime | None = None, **parts: str
) -> Contribution:
    """Write the statement, or go on with its draft. After a signature this begins a new version,
    and the signed one stays. `revision` is that of the draft the person had read."""
    baseline = Baseline.objects.select_for_update().get(pk=baseline.pk)
    written = {name: parts.get(name, "").strip() for name in STATEMENT_PARTS}
    for name, text in written.items():
        if not text:
            raise RuleBroken(MISSING[name])
    last = baseline.contributions.first()
    same = last and all(getattr(last, name) == written[name] for name in STATEMENT_PARTS)
    if last and same:
        return last
    when = now or timezone.now()
    if last is None or last.is_signed:
        draft = Contribution(baseline=baseline, version=last.version + 1 if last else 1)
    else:
        draft = last
        if revision != draft.revision:
            raise Conflict(draft, verb="contribution.written", what="the statement")
        draft.revision += 1
    for name, text in written.items():
        setattr(draft, name, text)
    draft.written_at, draft.written_by = when, by
    draft.save()
    audit.record(
        "contribution.written", draft, by=by, now=now,
        sentence=f"wrote version {draft.version} of the contribution statement",
    )  # fmt: skip
    return draft


@audit.in_turn()
def sign_contribution(
    statement: Contribution, *, by: Person, revision: int, now: datetime | None = None
) -> Contribution:
    """Put one's name under what somebody else wrote. From now on the database refuses any change."""
    statement = Contribution.objects.select_for_update(of=("self",)).get(pk=statement.pk)
    if statement.is_signed:
        raise RuleBroken(
            f"{statement.signed_by} signed this statement on {nhs_date(statement.signed_at)}. It "
            "cannot be signed again. To say something else, write a new version."
        )
    wrote = audit.history(statement).filter(verb="contribution.written", actor_id=str(by.pk))
    if statement.written_by_id == by.pk or wrote.exists():
        raise RuleBroken("You wrote this statement or part of it, so somebody else must sign it.")
    if revision != statement.revision:
        raise RuleBroken(
            "The statement was changed while you were reading. Read it again, then sign it."
        )
    statement.signed_at, statement.signed_by = now or timezone.now(), by
    statement.result = result_of(statement.baseline, on=timezone.localdate(now)).outcome.sentence
    statement.save(update_fields=["signed_at", "signed_by", "result"])
    audit.record(
        "contribution.signed", statement, by=by, now=now,
        sentence=f"signed version {statement.version} of the contribution statement",
    )  # fmt: skip
    return statement
