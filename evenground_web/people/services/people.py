from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.editing import apply_changes
from evenground_web.core.outbox import services as outbox
from evenground_web.core.outbox.kinds import ACCOUNT
from evenground_web.core.outbox.models import Message
from evenground_web.core.permissions import RuleBroken
from evenground_web.people.models import Membership, Organisation, Person

A_MOMENT = timedelta(minutes=5)


@audit.in_turn()
def add_person(
    *,
    by: Person | None,
    name: str,
    email: str | None = None,
    job_title: str = "",
    password: str | None = None,
) -> Person:
    """Add somebody; without a password they are named in records but cannot sign in."""
    email = _tidy(email)
    _check_email(email)
    if not email:
        _check_not_here_already(name, job_title)
    person = Person(name=name, email=email, job_title=job_title)
    if password:
        person.set_password(password)
    else:
        person.set_unusable_password()
    person.save()
    audit.record("person.added", person, by=by, sentence=f"added {name}")
    return person


@audit.in_turn()
def edit_person(person: Person, *, by: Person, **changes: Any) -> Person:
    """Change somebody's name, email address or job title."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if "email" in changes:
        changes["email"] = _tidy(changes["email"])
        _check_email(changes["email"], but=person)
    sentence, details = apply_changes(person, changes, unsaid={"email"})
    if sentence:
        audit.record("person.edited", person, by=by, sentence=sentence, **details)
    return person


def _tidy(email: str | None) -> str | None:
    return email.strip().lower() if email else None


def _check_email(email: str | None, but: Person | None = None) -> None:
    others = Person.objects.exclude(pk=but.pk) if but else Person.objects.all()
    if email and others.filter(email__iexact=email).exists():
        raise RuleBroken(
            f"Somebody with the email address {email} is already here. Look for them in the list "
            "of people."
        )


def _check_not_here_already(name: str, job_title: str) -> None:
    if Person.objects.filter(name__iexact=name, job_title__iexact=job_title, email=None).exists():
        raise RuleBroken(
            f"{name} is already here. If this is another person of that name, write the job title "
            "that tells them apart."
        )


@audit.in_turn()
def invite_person(person: Person, *, by: Person, now: datetime | None = None) -> None:
    """Send somebody a link, good for three days, with which they choose a password.

    Pressing again while it waits to be sent, or within five minutes, sends no second one.
    """
    now = now or timezone.now()
    if not person.email:
        raise RuleBroken(f"{person} has no email address. Add one first.")
    if not person.is_active:
        raise RuleBroken(f"The account of {person} is closed. Open it again first.")
    before = Message.objects.filter(person=person, key__startswith=f"invitation:{person.pk}:")
    if before.filter(Q(state=Message.State.WAITING) | Q(written_at__gt=now - A_MOMENT)).exists():
        return
    outbox.send(
        to=person, kind=ACCOUNT.key, template="people/invitation.txt",
        context={"person": person, "by": by, "link": password_path(person)},
        key=f"invitation:{person.pk}:{before.count() + 1}",
        now=now, expires=now + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT), private=True,
    )  # fmt: skip
    audit.record(
        "person.invited", person, by=by, now=now, sentence=f"invited {person} to choose a password"
    )


def password_path(person: Person) -> str:
    """Where on this site somebody chooses a password; it works once, for three days."""
    key = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    return reverse("account_reset_password_from_key", kwargs=key)


@audit.in_turn()
def close_account(person: Person, *, by: Person) -> Person:
    """Stop somebody from signing in, at once; their name stays in the records."""
    if person.pk == by.pk:
        raise RuleBroken("You cannot close your own account. Ask another administrator.")
    return _set_active(person, False, by=by, verb="person.account_closed", sentence="closed")


@audit.in_turn()
def open_account(person: Person, *, by: Person) -> Person:
    """Let somebody sign in again."""
    return _set_active(person, True, by=by, verb="person.account_opened", sentence="opened again")


def _set_active(person: Person, active: bool, *, by: Person, verb: str, sentence: str) -> Person:
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.is_active != active:
        person.is_active = active
        person.save(update_fields=["is_active"])
        audit.record(verb, person, by=by, sentence=f"{sentence} the account of {person}")
    return person


@audit.in_turn()
def give_role(
    person: Person,
    *,
    by: Person | None,
    organisation: Organisation,
    role: str,
    starts: date | None = None,
) -> Membership:
    """Give a person a role at an organisation, from `starts` (today when left out)."""
    if person.memberships.filter(organisation=organisation, role=role, ends=None).exists():
        raise RuleBroken(f"{person} already has this role at {organisation}.")
    membership = Membership.objects.create(
        person=person, organisation=organisation, role=role, starts=starts or timezone.localdate()
    )
    audit.record(
        "person.role_given",
        person,
        by=by,
        sentence=f"gave {person} the role {membership.held.name} at {organisation}",
    )
    return membership


@audit.in_turn()
def end_role(membership: Membership, *, by: Person | None, ends: date | None = None) -> Membership:
    """End a role; `ends` is the first day without it, and today takes it away at once."""
    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if membership.ends:
        raise RuleBroken("This role has already ended.")
    ends = ends or timezone.localdate()
    if ends < membership.starts:
        raise RuleBroken(
            f"The role started on {nhs_date(membership.starts)}. It cannot end before that."
        )
    _keep_an_administrator(membership)
    membership.ends = ends
    membership.save(update_fields=["ends"])
    audit.record(
        "person.role_ended",
        membership.person,
        by=by,
        sentence=f"ended the role {membership.held.name} at {membership.organisation}",
    )
    return membership


def _keep_an_administrator(membership: Membership) -> None:
    administrators = Membership.objects.filter(
        role="administrator", ends=None, person__is_active=True
    )
    if membership.role == "administrator" and administrators.exclude(pk=membership.pk).count() == 0:
        raise RuleBroken(
            "This is the last administrator. Give the role to somebody else before you end it here."
        )


def who_keeps_addresses() -> list[Person]:
    """The board secretaries, and the administrators who can correct an address."""
    holders = Membership.objects.current(on=timezone.localdate()).filter(
        role__in=["board_secretary", "administrator"], person__is_active=True,
        person__email__isnull=False,
    )  # fmt: skip
    return [membership.person for membership in holders.select_related("person").order_by("pk")]
