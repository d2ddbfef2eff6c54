"""What happened to public commitments, in plain words, from the records that keep it.

What happened is public with the commitment. What partners wrote about it is, where it was shown.
Nobody is named who did not say so: organisations are, people are not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import Any
from urllib.parse import urlsplit

from django.db.models import F, QuerySet

from evenground_web.commitments.models import (
    Addressee,
    Baseline,
    Commitment,
    DueDateMove,
    Milestone,
    Pledge,
    PledgeReview,
    PledgeStep,
    StatusChange,
    Update,
    Verification,
)
from evenground_web.commitments.models.pledges import OUTCOMES, PROMISED, State
from evenground_web.commitments.services.proof.baselines import (
    public_baselines,
    then_and_now_in_public,
)
from evenground_web.commitments.services.proof.comparison import Verdict, gap_words
from evenground_web.commitments.services.tracker.edits import edits
from evenground_web.core.dates import midnight, nhs_date
from evenground_web.core.text import lower_first

UNSAID = "The reason was not made public."


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One thing that happened, when, and since when everybody may read of it."""

    key: str
    commitment_id: int
    at: datetime
    words: str
    said: str = ""
    evidence: str = ""
    link: str = ""
    seen: datetime

    @property
    def rank(self) -> tuple[datetime, str]:
        return self.at, self.key


Of = QuerySet[Any]  # the keys of commitments
Source = Callable[[Of, int | None], Iterator[Happening]]


def happenings(of: QuerySet[Commitment], *, newest: int | None = None) -> list[Happening]:
    """All that everybody may read of these public commitments, or what came out last of it."""
    keys = of.order_by().values("pk")
    found = [one for source in SOURCES for one in source(keys, newest)]
    if newest is None:
        return sorted(found, key=lambda one: one.rank, reverse=True)
    return sorted(found, key=lambda one: (one.seen, one.key), reverse=True)[:newest]


def _told(
    kind: str, record: Any, commitment: int, at: date | datetime, words: str, **more: Any
) -> Happening:
    moment = at if isinstance(at, datetime) else midnight(at)
    shown = getattr(record, "shown_on", None)
    seen = max(moment, midnight(shown)) if shown else moment
    return Happening(
        key=f"{kind}-{record.pk}",
        commitment_id=commitment,
        at=moment,
        seen=seen,
        words=words,
        **more,
    )


def _reason(record: DueDateMove | StatusChange | Addressee) -> dict[str, str]:
    """The reason in the partner's words, where it was shown."""
    return {"said": record.reason} if record.shown_on else {}


def _published(of: Of, newest: int | None) -> Iterator[Happening]:
    found = Commitment.objects.filter(pk__in=of, public_since__isnull=False)
    for one in found.order_by("-public_since")[:newest]:
        yield _told("public", one, one.pk, one.public_since or one.created, "It was made public.")


def _moves(of: Of, newest: int | None) -> Iterator[Happening]:
    for move in DueDateMove.objects.filter(commitment__in=of)[:newest]:
        words = f"The due date moved from {nhs_date(move.old)} to {nhs_date(move.new)}."
        words += "" if move.shown_on else f" {UNSAID}"
        yield _told("due", move, move.commitment_id, move.at, words, **_reason(move))


def _statuses(of: Of, newest: int | None) -> Iterator[Happening]:
    for change in StatusChange.objects.filter(commitment__in=of)[:newest]:
        which = change.get_which_display()
        if change.old == change.new:
            if not change.shown_on:
                continue
            words = f"{which} is still “{change.new_label}”, for a new reason."
        elif change.new == "withdrawn":
            words = "It was withdrawn."
        else:
            words = f"{which} went from “{change.old_label}” to “{change.new_label}”."
        words += "" if change.shown_on else f" {UNSAID}"
        yield _told("status", change, change.commitment_id, change.at, words, **_reason(change))


def _milestones(of: Of, newest: int | None) -> Iterator[Happening]:
    reached = Milestone.objects.filter(commitment__in=of, done_on__isnull=False)
    for step in reached.order_by("-done_on", "-pk")[:newest]:
        day = step.done_on or date.min
        yield _told(
            "milestone", step, step.commitment_id, day, f"A step was reached: {step.title}."
        )


def _updates(of: Of, newest: int | None) -> Iterator[Happening]:
    shown = Update.objects.filter(commitment__in=of, shown_on__isnull=False)
    shown = shown.prefetch_related("verifications")
    for update in shown.order_by("-shown_on", "-at", "-pk")[:newest]:
        about = f", about {update.as_at}" if update.as_at else ""
        yield _told(
            "update", update, update.commitment_id, update.at, f"An update{about}:",
            said=update.text, evidence=evidence_words(update), link=update.evidence_link,
        )  # fmt: skip


def evidence_words(update: Update) -> str:
    """What shows it, and whether somebody else looked at it; never the name of a file."""
    if update.evidence_link:
        what = f"Evidence: a page at {urlsplit(update.evidence_link).hostname}"
    elif update.evidence_file:
        suffix = PurePath(update.evidence_file.name or "").suffix.removeprefix(".")
        what = f"Evidence: a {suffix.upper()} file that the partnership keeps"
    else:
        return "No evidence was given with it."
    checks = update.verifications.all()
    if not checks:
        return f"{what}. Nobody else has checked it yet."
    found = lower_first(checks[0].get_finding_display())
    return f"{what}. Somebody else looked at it on {nhs_date(checks[0].at)}: {found}."


def _checks(of: Of, newest: int | None) -> Iterator[Happening]:
    """The check of a pledge is told with its review."""
    found = Verification.objects.filter(commitment__in=of).exclude(commitment__kind="pledge")
    for check in found[:newest]:
        finding = lower_first(check.get_finding_display())
        words = f"Somebody who does not lead on it looked at the evidence: {finding}."
        yield _told("check", check, check.commitment_id, check.at, words)


def _answers(of: Of, newest: int | None) -> Iterator[Happening]:
    answered = Addressee.objects.filter(commitment__in=of).exclude(answer="")
    for one in answered.select_related("organisation").order_by("-answered_on", "-pk")[:newest]:
        words = f"{one.organisation} answered: {lower_first(one.get_answer_display())}."
        words += f" {UNSAID}" if one.reason and not one.shown_on else ""
        day = one.answered_on or date.min
        yield _told("answer", one, one.commitment_id, day, words, **_reason(one))


def _steps(of: Of, newest: int | None) -> Iterator[Happening]:
    """What became of a pledge: those who judge it write for everybody."""
    steps = PledgeStep.objects.filter(pledge__in=of).exclude(new=State.PROPOSED)
    steps = steps.select_related("gathering", "topic")
    for step in steps.order_by("-at", "-pk")[:newest]:
        words, said = _step_words(step)
        yield _told("pledge", step, step.pledge_id, step.on, words, said=said)


def _step_words(step: PledgeStep) -> tuple[str, str]:
    if step.left_the_wall:
        return "The pledge was taken off the public pages.", ""
    if step.old in OUTCOMES and step.new in PROMISED:
        return "Somebody else looked at the evidence and did not agree.", step.reason
    if step.new == State.PUBLIC:
        return "The pledge was made public.", step.reason
    where = f" at {step.gathering}" if step.gathering else ""
    about = f", on {step.topic}" if step.topic else ""
    return f"The pledge was {lower_first(step.get_new_display())}{where}{about}.", step.reason


def _reviews(of: Of, newest: int | None) -> Iterator[Happening]:
    checked = PledgeReview.objects.filter(pledge__in=of, agrees=True).select_related("checked_for")
    for review in checked.order_by("-checked_at", "-pk")[:newest]:
        outcome = lower_first(review.get_outcome_display())
        words = f"{review.checked_for} checked that the pledge was {outcome}."
        yield _told("review", review, review.pledge_id, review.checked_at or review.at, words)


def _ties(of: Of, newest: int | None) -> Iterator[Happening]:
    tied = public_baselines().filter(commitment__in=of)
    for one in tied.order_by("-frozen_on", "-pk")[:newest]:
        words = (
            f"It was tied to a gap: {one.gap}. The gap was {gap_words(one)} in {one.period}, and "
            "this figure is frozen."
        )
        yield _told("gap", one, one.commitment_id, one.frozen_on, words)


def _results(of: Of, newest: int | None) -> Iterator[Happening]:
    found = public_baselines().filter(commitment__in=of).select_related(*LATEST)
    found = found.filter(gap__latest__release__public_since__isnull=False)
    order = F("gap__latest__release__public_since").desc()
    baselines: list[Baseline] = list(found.order_by(order, "-pk")[:newest])
    for one in then_and_now_in_public(baselines):
        if one.verdict == Verdict.NO_NEWER_FIGURE or one.now_release is None:
            continue
        day = one.now_release.public_since or one.baseline.frozen_on
        words = f"The gap was measured again: {lower_first(str(one.verdict))}."
        yield _told(
            f"result-{one.now_release.pk}", one.baseline, one.baseline.commitment_id,
            max(day, one.baseline.frozen_on), words, said=one.sentence,
        )  # fmt: skip


def _edits(of: Of, newest: int | None) -> Iterator[Happening]:
    hidden = set(Pledge.objects.filter(pk__in=of, level="personal").values_list("pk", flat=True))
    for event, commitment, words in edits(of, newest, unnamed=hidden):
        yield _told("edit", event, commitment, event.at, words)


LATEST = ("gap__latest__group", "gap__latest__reference", "gap__latest__release")
SOURCES: tuple[Source, ...] = (
    _published, _moves, _statuses, _milestones, _updates, _checks, _answers, _steps, _reviews,
    _ties, _results, _edits,
)  # fmt: skip
