"""Who stands behind a pledge, and who may read their names.

The record of who did what never holds the name of a person who signed: it could not be taken back.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from evenground_web.commitments.models import Pledge, Signature
from evenground_web.commitments.models.pledges import Level, Naming, State
from evenground_web.commitments.services.pledges.pledges import locked, move, propose_pledge, record
from evenground_web.core import audit, codes
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line
from evenground_web.people.models import Organisation, Person

CODES = "signatures"
LONGEST_NAME = 200
LONGEST_WORDS = 1_000


@audit.in_turn()
def make_own_pledge(
    *, by: Person, naming: str, now: datetime | None = None, **details: Any
) -> Pledge:
    """A member pledges in their own name, and signs; the record of who did what does not say who."""
    pledge = propose_pledge(by=None, level=Level.PERSONAL, now=now, **details)
    return sign(pledge, by=by, naming=naming, now=now).pledge


@audit.in_turn()
def sign(
    pledge: Pledge, *, by: Person, naming: str, words: str = "", now: datetime | None = None
) -> Signature:
    """A member signs as themselves; pressing twice keeps one signature."""
    pledge = locked(pledge)
    if kept := pledge.signatures.filter(person=by).first():
        return kept
    signature = Signature(pledge=pledge, person=by, naming=naming, words=words)
    return _add(signature, by=None, sentence="received the signature of a member", now=now)


@audit.in_turn()
def sign_for_organisation(
    pledge: Pledge,
    *,
    by: Person | None,
    organisation: Organisation,
    words: str = "",
    now: datetime | None = None,
) -> Signature:
    """An organisation signs, in public; pressing twice keeps one signature."""
    pledge = locked(pledge)
    if kept := pledge.signatures.standing().filter(organisation=organisation).first():
        return kept
    if pledge.level == Level.PERSONAL:
        raise RuleBroken("People sign a personal pledge. An organisation makes one of its own.")
    signature = Signature(
        pledge=pledge, organisation=organisation, naming=Naming.PUBLIC, words=words,
        written_down_by=by,
    )  # fmt: skip
    return _add(signature, by=by, sentence=f"signed it for {organisation}", now=now)


@audit.in_turn()
def write_down_signature(
    pledge: Pledge,
    *,
    by: Person | None,
    name: str,
    naming: str,
    words: str = "",
    press: str = "",
    now: datetime | None = None,
) -> tuple[Signature, str]:
    """Somebody without an account signs; the code lets them, and only them, come back to it.

    `press` names one opening of the form: sending the same form twice keeps one signature and gives
    the same code.
    """
    pledge, name = locked(pledge), one_line(name)
    code = codes.new_code(press, of=CODES)
    digest = codes.digest(code, of=CODES)
    if kept := pledge.signatures.filter(claim_digest=digest).first():
        return kept, code
    _check_name(pledge, name)
    signature = Signature(
        pledge=pledge, name=name, naming=naming, words=words, written_down_by=by,
        claim_digest=digest,
    )  # fmt: skip
    sentence = "wrote down the signature of somebody without an account"
    return _add(signature, by=by, sentence=sentence, now=now), code


@audit.in_turn()
def change_naming(signature: Signature, *, naming: str, now: datetime | None = None) -> Signature:
    """The person who signed allows more or fewer people to read their name, from now on."""
    signature = _standing(signature)
    if signature.organisation_id:
        raise RuleBroken("An organisation signs in public. It can take its signature back.")
    _check_naming(naming)
    if naming != signature.naming:
        signature.naming = naming
        signature.consented_on = None if naming == Naming.COUNTED else timezone.localdate(now)
        signature.save(update_fields=["naming", "consented_on"])
        sentence = "was told by a person who signed who may read their name"
        record("pledge.naming_changed", signature.pledge, by=None, sentence=sentence, now=now)
    return signature


@audit.in_turn()
def take_signature_back(
    signature: Signature,
    *,
    by: Person | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> Signature:
    """A person's name and words are erased, at once and for good. An organisation says why.

    `by` is None when the person did it themselves. A personal pledge that nobody stands behind any
    more is withdrawn.
    """
    signature = _standing(signature)
    signature.withdrawn_on = timezone.localdate(now)
    if signature.organisation:
        if not reason.strip():
            raise RuleBroken(f"Write why {signature.organisation} takes its signature back.")
        sentence = f"took the signature of {signature.organisation} back: {reason.strip(' .')}"
    else:
        signature.person, signature.name, signature.words = None, "", ""
        sentence = "erased the signature of a person, as they asked"
    signature.save()
    pledge = locked(signature.pledge)
    record("pledge.signature_taken_back", pledge, by=by, sentence=sentence, now=now)
    alone = not pledge.signatures.standing().exists()
    if pledge.level == Level.PERSONAL and alone and pledge.is_open:
        reason = "The person who made it took it back"
        move(pledge, State.WITHDRAWN, by=None, reason=reason, sentence="withdrew it", now=now)
    return signature


def find_signature(code: str) -> Signature | None:
    """The signature that this code opens, standing or taken back."""
    found = Signature.objects.select_related("pledge__commitment__gathering")
    return found.filter(claim_digest=codes.digest(code, of=CODES)).first()


def _add(
    signature: Signature, *, by: Person | None, sentence: str, now: datetime | None
) -> Signature:
    pledge, today = signature.pledge, timezone.localdate(now)
    _check_open(pledge)
    _check_naming(signature.naming)
    signature.words = signature.words.strip()
    if len(signature.words) > LONGEST_WORDS:
        raise RuleBroken(
            f"These words are {len(signature.words):,} characters long and we can keep "
            f"{LONGEST_WORDS:,}. Shorten them."
        )
    signature.signed_on = today
    signature.consented_on = None if signature.naming == Naming.COUNTED else today
    signature.save(force_insert=True)
    record("pledge.signed", pledge, by=by, sentence=sentence, now=now)
    if pledge.level == Level.PERSONAL and pledge.state == State.PROPOSED:
        move(
            pledge, State.AGREED, by=None, now=now, gathering=pledge.commitment.gathering,
            reason="Whoever makes a personal pledge agrees to it by signing",
            sentence="took it as agreed, for its person signed it",
        )  # fmt: skip
    return signature


def _check_open(pledge: Pledge) -> None:
    reference = pledge.commitment.reference
    if pledge.state == State.WITHDRAWN:
        raise RuleBroken(f"{reference} was withdrawn, so nobody can sign it any more.")
    if not pledge.is_open:
        raise RuleBroken(
            f"{reference} was judged already: {pledge.get_state_display().lower()}. Sign, or "
            "propose, a pledge that is still open."
        )


def _check_naming(naming: str) -> None:
    if naming not in Naming.values:
        raise RuleBroken("Choose who may read the name.")


def _check_name(pledge: Pledge, name: str) -> None:
    if not name:
        raise RuleBroken("Write the name of the person who signs.")
    if len(name) > LONGEST_NAME:
        raise RuleBroken(f"The name is too long: use {LONGEST_NAME} characters or fewer.")
    if pledge.signatures.filter(name__iexact=name).exists():
        raise RuleBroken(
            f"Somebody called {name} signed this pledge already. If this is another person, add what "
            "tells them apart."
        )


def _standing(signature: Signature) -> Signature:
    rows = Signature.objects.select_for_update(of=("self",)).select_related(
        "pledge__commitment", "organisation"
    )
    signature = rows.get(pk=signature.pk)
    if signature.withdrawn_on:
        raise RuleBroken("This signature was taken back. Nothing more can be done with it.")
    return signature
