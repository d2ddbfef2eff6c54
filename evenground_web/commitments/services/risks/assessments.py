"""Impact assessments: begun, written, signed by somebody else, looked at again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from django.utils import timezone

from evenground_web.commitments.models import Commitment, ImpactAssessment
from evenground_web.commitments.services.risks.assessment_wording import kept_wording
from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.editing import apply_changes
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line, same_words
from evenground_web.people.models import Person

LONGEST_GROUP = 200


class AssessmentFields(TypedDict, total=False):
    evidence: str
    said: str
    decision: str
    reason: str
    review_on: date | None


@audit.in_turn()
def start_assessment(
    commitment: Commitment, *, by: Person | None, now: datetime | None = None
) -> ImpactAssessment:
    """Begin an assessment, from the last signed one when there is one; a draft is begun once."""
    commitment = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    if draft := commitment.assessments.drafts().first():
        return draft
    last = commitment.assessments.signed().first()
    assessment = ImpactAssessment.objects.create(
        commitment=commitment, wording=kept_wording(now), written_by=by,
        started_on=timezone.localdate(now),
        **({"effects": last.effects, "evidence": last.evidence, "said": last.said} if last else {}),
    )  # fmt: skip
    if last:
        assessment.actions.set(last.actions.all())
    wrote(assessment, by)
    sentence = f"began the impact assessment of {commitment}"
    if last:
        sentence += f" again, from the one signed on {nhs_date(last.signed_on)}"
    audit.record("assessment.started", assessment, by=by, now=now, sentence=sentence)
    return assessment


@audit.in_turn()
def edit_assessment(
    assessment: ImpactAssessment,
    *,
    by: Person | None,
    now: datetime | None = None,
    **fields: Unpack[AssessmentFields],
) -> ImpactAssessment:
    """Write what was looked at, what people said, the decision and its reason."""
    assessment = draft_of(assessment)
    sentence, details = apply_changes(assessment, fields)
    if sentence:
        wrote(assessment, by)
        audit.record("assessment.edited", assessment, by=by, now=now, sentence=sentence, **details)
    return assessment


@audit.in_turn()
def say_effect(
    assessment: ImpactAssessment,
    *,
    by: Person | None,
    group: str,
    benefit: str = "",
    harm: str = "",
    basis: str = "",
    now: datetime | None = None,
) -> ImpactAssessment:
    """Say how a group may be helped or harmed; the same group is said once, in its newest words."""
    assessment, group = draft_of(assessment), one_line(group)
    if not group or len(group) > LONGEST_GROUP:
        raise RuleBroken(f"Name the group, in {LONGEST_GROUP} characters or fewer.")
    if not (benefit.strip() or harm.strip()):
        raise RuleBroken(
            "Write how it may help or harm them. When you looked and found nothing, write that."
        )
    said = {
        "group": group, "benefit": benefit.strip(), "harm": harm.strip(), "basis": basis.strip(),
    }  # fmt: skip
    names = [same_words(effect["group"]) for effect in assessment.effects]
    if said in assessment.effects:
        return assessment
    if same_words(group) in names:
        assessment.effects[names.index(same_words(group))] = said
    else:
        assessment.effects.append(said)
    return _keep_effects(assessment, by, now, f"said what it may do to {group}")


@audit.in_turn()
def leave_out_group(
    assessment: ImpactAssessment, *, by: Person | None, group: str, now: datetime | None = None
) -> ImpactAssessment:
    """Take away what was said of one group."""
    assessment = draft_of(assessment)
    kept = [one for one in assessment.effects if same_words(one["group"]) != same_words(group)]
    if len(kept) == len(assessment.effects):
        return assessment
    assessment.effects = kept
    return _keep_effects(assessment, by, now, f"left out what it may do to {group}")


@audit.in_turn()
def ask_for_action(
    assessment: ImpactAssessment,
    *,
    by: Person | None,
    commitment: Commitment,
    now: datetime | None = None,
) -> ImpactAssessment:
    """Name the commitment that keeps the harm away."""
    assessment = draft_of(assessment)
    if not assessment.actions.filter(pk=commitment.pk).exists():
        assessment.actions.add(commitment)
        wrote(assessment, by)
        sentence = f"asked for {commitment} against possible harm"
        audit.record("assessment.action_asked", assessment, by=by, now=now, sentence=sentence)
    return assessment


@audit.in_turn()
def drop_action(
    assessment: ImpactAssessment,
    *,
    by: Person | None,
    commitment: Commitment,
    now: datetime | None = None,
) -> ImpactAssessment:
    """Ask no longer for this action."""
    assessment = draft_of(assessment)
    if assessment.actions.filter(pk=commitment.pk).exists():
        assessment.actions.remove(commitment)
        wrote(assessment, by)
        sentence = f"no longer asks for {commitment}"
        audit.record("assessment.action_dropped", assessment, by=by, now=now, sentence=sentence)
    return assessment


@audit.in_turn()
def sign_assessment(
    assessment: ImpactAssessment,
    *,
    by: Person,
    on: date | None = None,
    now: datetime | None = None,
) -> ImpactAssessment:
    """Stand for an assessment that others wrote; nobody can change it afterwards."""
    assessment = _locked(assessment)
    if assessment.signed_on:
        raise RuleBroken(
            f"{assessment.signed_by} signed this on {nhs_date(assessment.signed_on)}. Begin another "
            "to change it."
        )
    today = on or timezone.localdate(now)
    _check_whole(assessment, today)
    if assessment.written_by == by or assessment.writers.filter(pk=by.pk).exists():
        raise RuleBroken(
            "You wrote this assessment, so somebody else must sign it: another lead of the owner, "
            "the programme lead or the board secretary."
        )
    assessment.signed_by, assessment.signed_on = by, today
    assessment.save(update_fields=["signed_by", "signed_on"])
    audit.record(
        "assessment.signed", assessment, by=by, now=now,
        sentence=f"signed the assessment: {assessment.get_decision_display().lower()}; to be looked "
        f"at again by {nhs_date(assessment.review_on)}",
    )  # fmt: skip
    return assessment


def _check_whole(assessment: ImpactAssessment, today: date) -> None:
    lacking = [
        words
        for words, given in (
            ("a group that it may help or harm", assessment.effects),
            ("what you looked at", assessment.evidence.strip()),
            ("what people said", assessment.said.strip()),
            ("a decision", assessment.decision),
            ("the reason for the decision", assessment.reason.strip()),
            ("the day by which it is looked at again", assessment.review_on),
        )
        if not given
    ]
    if lacking:
        raise RuleBroken(f"Before it is signed it needs {', '.join(lacking)}.")
    if assessment.review_on and assessment.review_on <= today:
        raise RuleBroken("The day by which it is looked at again must be after today.")


def _locked(assessment: ImpactAssessment) -> ImpactAssessment:
    found = ImpactAssessment.objects.select_for_update(of=("self",))
    return found.select_related("commitment").get(pk=assessment.pk)


def draft_of(assessment: ImpactAssessment) -> ImpactAssessment:
    """The assessment, locked, which is changed only until it is signed."""
    assessment = _locked(assessment)
    if assessment.signed_on:
        raise RuleBroken(
            f"This assessment was signed on {nhs_date(assessment.signed_on)} and stays as it is. "
            "Begin another to change it."
        )
    return assessment


def wrote(assessment: ImpactAssessment, by: Person | None) -> None:
    if by:
        assessment.writers.add(by)


def _keep_effects(
    assessment: ImpactAssessment, by: Person | None, now: datetime | None, sentence: str
) -> ImpactAssessment:
    assessment.save(update_fields=["effects"])
    wrote(assessment, by)
    audit.record("assessment.effects_changed", assessment, by=by, now=now, sentence=sentence)
    return assessment


def effect_on(assessment: ImpactAssessment, group: str) -> dict[str, Any]:
    """What was said of a group so far, to be changed."""
    said = (one for one in assessment.effects if same_words(one["group"]) == same_words(group))
    return next(said, {"group": group})
