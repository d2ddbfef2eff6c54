"""Several people decide together about what the room wrote; nothing reaches the screen before.

Whoever looks at a contribution takes it, for a few minutes: nobody else can decide about it then. What
is kept becomes a voice, with the consent and the code that its author has.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from rapidfuzz import fuzz, process

from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.floor.models import Contribution, Floor, StoppedPhone
from evenground_web.floor.services.consent import CONSENT_WORDS
from evenground_web.floor.services.paper.typing import hand_over_photo, photo_of
from evenground_web.people.models import Person
from evenground_web.voices import services as voices
from evenground_web.voices.models import Voice

MINUTES = 5
AT_ONCE = 5
ALIKE = 85
LOOKED_AT = 500
ALIKE_SHOWN = 3
State = Contribution.State


@audit.in_turn()
def take(contribution: Contribution, *, by: Person, now: datetime | None = None) -> Contribution:
    """Say that you are deciding about it."""
    contribution = _mine_to_decide(contribution, by=by, now=now)
    _hold([contribution], by=by, now=now)
    return contribution


@audit.in_turn()
def take_next(floor: Floor, *, by: Person, now: datetime | None = None) -> list[Contribution]:
    """Take the oldest that nobody looks at, a few at once."""
    at = now or timezone.now()
    free = Q(claimed_until=None) | Q(claimed_until__lte=at)
    found = list(
        Contribution.objects.select_for_update(of=("self",)).waiting()
        .filter(free, prompt__floor=floor)[:AT_ONCE]
    )  # fmt: skip
    if not found:
        raise RuleBroken("Nothing waits that somebody else is not looking at already.")
    _hold(found, by=by, now=now)
    return found


def _hold(found: list[Contribution], *, by: Person, now: datetime | None) -> None:
    until = (now or timezone.now()) + timedelta(minutes=MINUTES)
    for one in found:
        one.claimed_by, one.claimed_until = by, until
        one.save(update_fields=["claimed_by", "claimed_until"])
    floor = Floor.objects.get(prompts=found[0].prompt_id)
    audit.record(
        "floor.contributions_taken", floor, by=by, now=now,
        sentence=f"took {len(found)} of what the room wrote, to decide about it",
        contributions=[one.pk for one in found],
    )  # fmt: skip


@audit.in_turn()
def keep(
    contribution: Contribution,
    *,
    by: Person,
    shown: bool = True,
    kind: str = "",
    at_work: bool = False,
    same_as: Contribution | None = None,
    without: Iterable[tuple[str, str]] | None = None,
    now: datetime | None = None,
) -> Contribution:
    """Keep it as a voice. It is on the screen when it is `shown` and its author allows that.

    `without` names words, each with what stands in its place: they are taken out and sealed first.

    It is of the `kind` that its question asks for, unless somebody chose another one. Racism that was
    met `at_work` goes to the circle first, as it does from the open page. With `same_as`, it says what
    that one says: it is kept, and the screen shows the other alone.
    """
    contribution = _mine_to_decide(contribution, by=by, now=now)
    if same_as and (same_as.pk == contribution.pk or same_as.prompt_id != contribution.prompt_id):
        raise RuleBroken("Choose another answer to the same question.")
    if kind and kind not in Voice.Kind.values:
        raise RuleBroken("Choose what it is.")
    shown = shown and same_as is None and contribution.is_for_the_room
    setting = Voice.Setting.WORK if at_work else ""
    cleared = shown and without is None
    voice = _as_voice(contribution, by=by, kind=kind, setting=setting, cleared=cleared, now=now)
    if without is not None:
        voice = voices.take_out(voice, by=by, words=without, on=timezone.localdate(now))
        if shown:
            voice = voices.clear(voice, by=by, looked=True, on=timezone.localdate(now))
    if shown and voice.state == Voice.State.WAITING:
        raise RuleBroken(
            "Something in these words shows who somebody is, so they cannot be on the screen. Take it "
            "out, or keep them off the screen."
        )
    contribution.shown = shown and voice.state == Voice.State.CLEARED
    contribution.same_as = same_as
    _decided(contribution, State.KEPT, by=by)
    return contribution


@audit.in_turn()
def to_the_circle(
    contribution: Contribution, *, by: Person, kind: str, why: str = "", now: datetime | None = None
) -> Contribution:
    """Give it to the safeguarding circle: it is kept, and nobody else reads it from then on."""
    contribution = _mine_to_decide(contribution, by=by, now=now)
    voice = _as_voice(contribution, by=by, now=now)
    if voice.state != Voice.State.CIRCLE:
        voices.raise_concern(voice, by=by, kind=kind, why=why, on=timezone.localdate(now))
    _decided(contribution, State.KEPT, by=by)
    return contribution


def _as_voice(
    contribution: Contribution,
    *,
    by: Person,
    kind: str = "",
    setting: str = "",
    cleared: bool = False,
    now: datetime | None,
) -> Voice:
    """The words move: from then on they stand in the voice alone."""
    prompt = contribution.prompt
    voice, _ = voices.record_voice(
        by=by,
        text=contribution.words,
        kind=kind or prompt.asks_for,
        consent=contribution.consent,
        source=Voice.Source.GATHERING,
        gathering=prompt.floor.gathering,
        topic=prompt.topic,
        on=timezone.localdate(now),
        claim_digest=contribution.claim_digest,
        about=voices.About(
            channel=contribution.channel,
            language=contribution.language,
            setting=setting,
            asked_in=CONSENT_WORDS[contribution.consent_words][contribution.consent],
        ),
        cleared=cleared,
    )
    contribution.voice, contribution.words = voice, ""
    if card := photo_of(contribution):
        hand_over_photo(card, voice)
        card.save(update_fields=["photo"])
    return voice


@audit.in_turn()
def decline(
    contribution: Contribution,
    *,
    by: Person,
    reason: str,
    stop_phone: bool = False,
    now: datetime | None = None,
) -> Contribution:
    """Do not keep it, and tell its author why. With `stop_phone`, nothing more comes from there:
    all that waits from the same phone is declined with it."""
    contribution = _mine_to_decide(contribution, by=by, now=now)
    if not reason.strip():
        raise RuleBroken("Say why. Whoever wrote it can read this.")
    alike = [contribution]
    if stop_phone and contribution.phone:
        floor = contribution.prompt.floor
        StoppedPhone.objects.get_or_create(floor=floor, phone=contribution.phone)
        alike += list(
            Contribution.objects.waiting()
            .filter(phone=contribution.phone).exclude(pk=contribution.pk)
        )  # fmt: skip
    for one in alike:
        one.reason = reason.strip()
        _decided(one, State.DECLINED, by=by)
    stopped = ", and stopped the phone that sent it" if stop_phone and contribution.phone else ""
    audit.record(
        "floor.contribution_declined", contribution.prompt.floor, by=by, now=now,
        sentence=f"declined {len(alike)} of what the room wrote{stopped}, because: {reason.strip()}",
        contributions=[one.pk for one in alike],
    )  # fmt: skip
    return contribution


@audit.in_turn()
def put_back(
    contribution: Contribution, *, by: Person, now: datetime | None = None
) -> Contribution:
    """Let what was declined wait again."""
    contribution = _there(contribution)
    if contribution.state == State.WAITING:
        return contribution
    if contribution.state != State.DECLINED:
        raise RuleBroken("Only what was declined can be put back.")
    contribution.state, contribution.reason = State.WAITING, ""
    contribution.decided_by = None
    contribution.save()
    audit.record(
        "floor.contribution_put_back", contribution.prompt.floor, by=by, now=now,
        sentence="let a contribution that was declined wait again", contribution=contribution.pk,
    )  # fmt: skip
    return contribution


@audit.in_turn()
def show(
    contribution: Contribution, *, by: Person, shown: bool, now: datetime | None = None
) -> Contribution:
    """Put what was kept on the screen, or take it off."""
    contribution = _there(contribution)
    if contribution.state != State.KEPT:
        raise RuleBroken("Only what was kept is shown. Decide about it first.")
    if contribution.shown != shown:
        contribution.shown = shown
        contribution.save(update_fields=["shown"])
        audit.record(
            "floor.contribution_shown", contribution.prompt.floor, by=by, now=now,
            sentence=f"{'put' if shown else 'took'} a contribution {'on' if shown else 'off'} the screen",
        )  # fmt: skip
    return contribution


def _decided(contribution: Contribution, state: State, *, by: Person) -> None:
    contribution.state, contribution.decided_by = state, by
    contribution.claimed_by = contribution.claimed_until = None
    contribution.save()


def _mine_to_decide(
    contribution: Contribution, *, by: Person, now: datetime | None
) -> Contribution:
    """Locked, undecided, and in nobody else's hands."""
    contribution = _there(contribution)
    if contribution.state == State.WITHDRAWN:
        raise RuleBroken("Its author took it back a moment ago. There is nothing to decide.")
    if contribution.state != State.WAITING:
        raise RuleBroken(f"{contribution.decided_by} decided about this a moment ago.")
    if contribution.is_claimed(now=now or timezone.now()) and contribution.claimed_by != by:
        raise RuleBroken(f"{contribution.claimed_by} is deciding about this now. Take another one.")
    return contribution


def _there(contribution: Contribution) -> Contribution:
    found = Contribution.objects.select_for_update(of=("self",))
    return found.select_related("prompt__floor__gathering", "claimed_by", "decided_by").get(
        pk=contribution.pk
    )


def queue(floor: Floor, *, by: Person, now: datetime | None = None) -> QuerySet[Contribution]:
    """What waits, mine first, then what nobody looks at, then what others look at."""
    at = now or timezone.now()
    held = Q(claimed_until__gt=at)
    return (
        Contribution.objects.filter(state=State.WAITING, prompt__floor=floor)
        .select_related("prompt", "claimed_by")
        .annotate(mine=Q(held, claimed_by=by), others=Q(held) & ~Q(claimed_by=by))
        .order_by(F("mine").desc(), "others", "pk")
    )


def much_alike(contribution: Contribution, *, by: Person) -> list[Contribution]:
    """Answers to the same question that say nearly the same, the likest first."""
    others = list(
        Contribution.objects.filter(prompt=contribution.prompt, state=State.KEPT, same_as=None)
        .filter(voice__in=Voice.objects.visible_to(by))
        .select_related("voice")
        .order_by("-pk")[:LOOKED_AT]
    )
    texts = [one.voice.text if one.voice else "" for one in others]
    found = process.extract(
        contribution.words, texts, scorer=fuzz.token_set_ratio, score_cutoff=ALIKE,
        limit=ALIKE_SHOWN, processor=str.casefold,
    )  # fmt: skip
    return [others[index] for _, _, index in found]
