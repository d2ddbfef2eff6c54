"""Asking for a paper in another form: it reaches the secretary, and is forgotten once answered."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from evenground_web.core import audit, codes
from evenground_web.core.outbox import kinds
from evenground_web.core.outbox import services as outbox
from evenground_web.core.permissions import Permission, RuleBroken
from evenground_web.core.text import lower_first, one_line
from evenground_web.people.models import Membership, Person
from evenground_web.people.roles import ROLES
from evenground_web.reports.accessible.models import Form, FormatRequest
from evenground_web.reports.accessible.services.tracking import wanted as version_wanted
from evenground_web.reports.models import Paper

REQUEST = kinds.register(
    kinds.Kind(
        key="format_request",
        name="Somebody asks for a paper in another format",
        choices=kinds.MUST_ACT,
    )
)
ANSWERED = kinds.register(
    kinds.Kind(key="format_answer", name="The answer when you ask for another format")
)


@audit.in_turn()
def ask_for_format(
    paper: Paper,
    *,
    wanted: str,
    details: str = "",
    name: str = "",
    contact: str = "",
    person: Person | None = None,
    press: str = "",
    now: datetime | None = None,
) -> FormatRequest:
    """Keep a request and tell the secretary; one press of one button makes one request."""
    if not paper.issued_at:
        raise RuleBroken("This paper is not issued yet.")
    if wanted not in FormatRequest.Wanted.values:
        raise RuleBroken("Choose a format from the list.")
    if wanted in {"other", "language"} and not details.strip():
        raise RuleBroken("Say which format or which language you need.")
    request, new = FormatRequest.objects.get_or_create(
        press=codes.digest(press or codes.new_code(of=REQUEST.key), of=REQUEST.key),
        defaults={
            "paper": paper, "wanted": wanted, "details": details.strip(), "name": one_line(name),
            "contact": one_line(contact), "person": person, "received": timezone.localdate(now),
        },
    )  # fmt: skip
    if not new:
        return request
    if wanted in Form.values:
        version_wanted(paper, wanted, now=now)
    audit.record(
        "paper.format_asked", paper, by=None, now=now, request=request.pk,
        sentence=f"received a request for “{paper}” as {lower_first(request.get_wanted_display())}",
    )  # fmt: skip
    _tell(request, now=now)
    return request


def _tell(request: FormatRequest, *, now: datetime | None) -> None:
    """One message a day to each who answers, however many ask: the list has them all."""
    day = request.received
    for person in who_answers(on=day):
        outbox.send(
            to=person, kind=REQUEST.key, template="accessible/mail/asked.txt", now=now,
            about=request.paper, context={"paper": request.paper},
            key=f"{REQUEST.key}:{request.paper_id}:{day}:{person.pk}",
        )  # fmt: skip


def who_answers(*, on: date) -> list[Person]:
    """The people who answer requests on this day."""
    roles = [key for key, role in ROLES.items() if Permission.ANSWER_FORMATS in role.permissions]
    held = Membership.objects.current(on=on).filter(role__in=roles, person__is_active=True)
    return list({m.person_id: m.person for m in held.select_related("person")}.values())


@audit.in_turn()
def answer_request(
    request: FormatRequest, *, by: Person, state: str, answer: str, now: datetime | None = None
) -> FormatRequest:
    """Say what was done. Whoever gave an address is told; then who they are is forgotten."""
    request = FormatRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.state != FormatRequest.State.RECEIVED:
        raise RuleBroken("This request was answered already.")
    if state not in {FormatRequest.State.DONE, FormatRequest.State.CANNOT}:
        raise RuleBroken("Choose whether it was done or could not be done.")
    if not answer.strip():
        raise RuleBroken("Say what was done, or why it could not be done and what else there is.")
    request.state, request.answer = state, answer.strip()
    request.answered_on = timezone.localdate(now)
    if to := _address(request):
        outbox.send(
            to=to, kind=ANSWERED.key, template="accessible/mail/answered.txt", now=now,
            context={"request": request, "paper": request.paper}, private=True,
            key=f"{ANSWERED.key}:{request.pk}",
        )  # fmt: skip
    request.name = request.contact = request.details = ""
    request.person = None
    request.save()
    audit.record(
        "paper.format_answered", request.paper, by=by, now=now, request=request.pk,
        sentence=f"answered a request for another format: {lower_first(request.get_state_display())}",
    )  # fmt: skip
    return request


def _address(request: FormatRequest) -> Person | str | None:
    """Whom the answer can be sent to: a member, or an email address."""
    if request.person:
        return request.person
    try:
        validate_email(request.contact)
    except ValidationError:
        return None
    return request.contact


def can_be_written_to(request: FormatRequest) -> bool:
    """Whether an answer can be sent to whoever asked."""
    return _address(request) is not None
