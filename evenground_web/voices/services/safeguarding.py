"""Where what somebody said must be acted on: the circle looks, and each look is written down.

While a concern is open nobody but the circle reads the words: not the small team either.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.models import AuditEvent
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line
from evenground_web.people.models import Membership, Organisation, Person
from evenground_web.voices.models import Concern, State, Support, Voice
from evenground_web.voices.services.standing import month, record, standing

LOOKED = "concern.looked_at"
CIRCLE = "safeguarding"


def the_circle() -> QuerySet[Person]:
    """Those who may open concerns, by name."""
    members = (
        Membership.objects.current(on=timezone.localdate()).filter(role=CIRCLE).values("person")
    )
    found: QuerySet[Person] = get_user_model().objects.filter(pk__in=members, is_active=True)
    return found.order_by("name")


@audit.in_turn()
def raise_concern(
    voice: Voice, *, by: Person | None, kind: str, why: str = "", on: date | None = None
) -> Concern:
    """Give a voice to the circle; `by` is a reader, or None for whoever spoke."""
    voice = standing(voice)
    if kind not in Concern.Kind.values:
        raise RuleBroken("Say what the circle should look at.")
    if Concern.objects.filter(voice=voice).exclude(state=Concern.State.CLOSED).exists():
        raise RuleBroken("The circle has it already.")
    concern = Concern.objects.create(voice=voice, kind=kind, why=one_line(why), raised_on=month(on))
    voice.state = State.CIRCLE
    voice.save(update_fields=["state"])
    record(
        "voice.to_the_circle", voice, by=by, sentence="gave it to the safeguarding circle", on=on
    )
    return concern


@audit.in_turn()
def look(concern: Concern, *, by: Person, why: str, now: datetime | None = None) -> Concern:
    """Open the words, as they were said; who looked, when and why is written down for good."""
    if not one_line(why):
        raise RuleBroken("Say why you open it. Others of the circle and auditors read this.")
    concern = _again(concern)
    if concern.state == Concern.State.OPEN:
        concern.state = Concern.State.LOOKED_AT
        concern.save(update_fields=["state"])
    audit.record(
        LOOKED, concern, by=by, sentence=f"opened the words, because: {one_line(why)}", now=now
    )
    return concern


@audit.in_turn()
def pass_on(
    concern: Concern, *, by: Person, to: Organisation, reference: str = "",
    now: datetime | None = None,
) -> Concern:  # fmt: skip
    """Tell an organisation that must look into it; the reference is theirs."""
    concern = _again(concern)
    concern.passed_to, concern.reference = to, one_line(reference)
    concern.state = Concern.State.PASSED_ON
    concern.save(update_fields=["passed_to", "reference", "state"])
    audit.record("concern.passed_on", concern, by=by, sentence=f"passed it on to {to}", now=now)
    return concern


@audit.in_turn()
def close(
    concern: Concern, *, by: Person, outcome: str, now: datetime | None = None
) -> Concern:  # fmt: skip
    """Say what came of it; the words go back to the small team, who look at them anew."""
    concern = _again(concern)
    if not outcome.strip():
        raise RuleBroken("Say what came of it.")
    concern.outcome, concern.state = outcome.strip(), Concern.State.CLOSED
    concern.save(update_fields=["outcome", "state"])
    Voice.objects.filter(pk=concern.voice_id, state=State.CIRCLE).update(state=State.WAITING)
    audit.record("concern.closed", concern, by=by, sentence="closed it", now=now)
    return concern


def looks(concerns: Iterable[Concern]) -> QuerySet[AuditEvent]:
    """Who opened the words of these concerns, when and why; the newest first."""
    keys = [str(one.pk) for one in concerns]
    return AuditEvent.objects.filter(
        verb=LOOKED, subject_type=Concern._meta.label_lower, subject_id__in=keys
    )


def _again(concern: Concern) -> Concern:
    concern = Concern.objects.select_for_update(of=("self",)).get(pk=concern.pk)
    if not concern.is_open:
        raise RuleBroken("This concern is closed. Raise another one if there is more to do.")
    return concern


@audit.in_turn()
def keep_support(
    support: Support | None, *, by: Person, name: str, what: str, reach: str, link: str = "",
    for_colleagues: bool = False, now: datetime | None = None,
) -> Support:  # fmt: skip
    """Add or change where people find help."""
    kept = support or Support()
    name = one_line(name)
    if Support.objects.filter(name__iexact=name).exclude(pk=kept.pk).exists():
        raise RuleBroken(f"{name} is on the list already. Change that entry.")
    kept.name, kept.what, kept.reach = name, one_line(what), one_line(reach)
    kept.link, kept.for_colleagues = link, for_colleagues
    kept.save()
    did = f"changed {name} among" if support else f"added {name} to"
    audit.record("support.kept", kept, by=by, sentence=f"{did} where people find help", now=now)
    return kept


@audit.in_turn()
def remove_support(support: Support, *, by: Person, now: datetime | None = None) -> None:
    """Take it off the list."""
    audit.record(
        "support.removed", support, by=by, now=now,
        sentence=f"took {support} off the list of where people find help",
    )  # fmt: skip
    support.delete()
