"""Pages for everybody, without an account: registering, one's own place, and an invitation."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from evenground_web.core import limits
from evenground_web.core.pages import do, download, sent
from evenground_web.core.permissions import RuleBroken, in_every_language, public
from evenground_web.core.qr import qr_code
from evenground_web.gatherings.forms.places import AnswerInvitationForm, NeedsForm, RegisterForm
from evenground_web.gatherings.models import (
    Booking,
    Invitation,
    PaymentOffer,
    Registration,
    RegistrationPage,
    Session,
)
from evenground_web.gatherings.services import programme
from evenground_web.gatherings.services.door import passes
from evenground_web.gatherings.services.places import (
    counting,
    inviting,
    keeping,
    online,
    pages,
    post,
    registering,
    signing_up,
    taking_part,
    waiting,
)
from evenground_web.gatherings.views.places import needs_of
from evenground_web.gatherings.views.public_programmes import CALENDAR

View = Callable[..., HttpResponse]
SESSION_ACTS: dict[str, tuple[Callable[..., Any], str]] = {
    "sign-up": (
        signing_up.sign_up,
        gettext_noop("You are on the list of this session. Below is how you stand"),
    ),
    "take": (waiting.take, gettext_noop("You have a place in this session")),
    "leave": (signing_up.leave, gettext_noop("You left the session")),
}


def shown_page(gathering_pk: int) -> RegistrationPage:
    """The page of a gathering once registration was announced, also when it has closed."""
    announced = RegistrationPage.objects.filter(opens__lte=timezone.localdate())
    return get_object_or_404(
        announced.select_related("gathering__place"), gathering_id=gathering_pk
    )


@in_every_language
@public
def open_gatherings(request: HttpRequest) -> HttpResponse:
    found = RegistrationPage.objects.open(on=timezone.localdate())
    found = found.select_related("gathering__place").order_by("gathering__starts", "pk")
    return render(request, "gatherings/public/places/open.html", {"pages": found})


@in_every_language
@public
@never_cache
def register(request: HttpRequest, gathering_pk: int) -> HttpResponse:
    page, today = shown_page(gathering_pk), timezone.localdate()
    form = RegisterForm(request.POST or None, page=page)
    context: dict[str, Any] = {
        "form": form,
        "page": page,
        "gathering": page.gathering,
        "open": page.is_open(on=today),
        "figures": pages.figures(page, on=today),
        "free": counting.places_at(page, on=today).free_for(None),
        "remove_on": keeping.remove_on(page),
    }
    template = "gatherings/public/places/register.html"
    if form.is_valid():
        if limits.too_many(request, doing="register"):
            form.add_error(None, limits.WORDS)
            return render(request, template, context, status=429)
        try:
            _, state = registering.register(page.gathering, **form.cleaned_data)
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            context |= {
                "placed": state == Booking.State.PLACE,
                "email": form.cleaned_data["email"],
                "programme": programme.published_to_all(page.gathering),
            }
            return render(request, "gatherings/public/places/registered.html", context)
    return render(request, template, context)


def of_mine(view: View) -> View:
    """Find whose link it is; one that opens nothing, or was pressed too often, is answered in words."""

    @wraps(view)
    def found(request: HttpRequest, token: str, **asked: Any) -> HttpResponse:
        registration = post.find(token)
        if registration is None:
            return render(request, "gatherings/public/places/unknown.html", status=410)
        if request.method == "POST" and limits.too_many(request, doing="place"):
            messages.error(request, limits.WORDS)
            return redirect("gatherings:my_place", token=token)
        return private(view(request, registration, token, **asked))

    return never_cache(found)


def private(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response


@in_every_language
@public
@of_mine
def my_place(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    booking = registration.bookings.filter(session=None).order_by("-pk").first()
    code = passes.code_of(registration)
    context = {
        "registration": registration,
        "gathering": registration.page.gathering,
        "booking": booking,
        "ahead": waiting.ahead_of(booking) if booking else 0,
        "needs": registration.needs.all(),
        "companions": registration.companions.all(),
        "remove_on": keeping.remove_on(registration.page),
        "token": token,
        "programme": programme.published_to_all(registration.page.gathering),
        "joining": taking_part.joining(registration),
        "sessions": signing_up.choices(registration, now=timezone.now()),
        "code": code,
        "qr": qr_code(reverse("gatherings:door_code", args=[code]), title=f"Your code {code}"),
        "came": registration.check_ins.standing().exists(),
        "paid": PaymentOffer.objects.filter(gathering=registration.page.gathering_id).exists(),
    }
    return render(request, "gatherings/public/places/mine.html", context)


@public
@of_mine
def calendar_mine(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """The gathering and one's sessions, for a calendar; whoever has no place reads how they stand."""
    gathering = registration.page.gathering
    told = programme.published_to_all(gathering)
    about = reverse(f"gatherings:{'public_programme' if told else 'register'}", args=[gathering.pk])
    content = taking_part.calendar(
        registration,
        host=request.get_host(),
        address=request.build_absolute_uri(about),
        now=timezone.now(),
    )
    if content is None:
        return redirect("gatherings:my_place", token=token)
    return download(content, name="my-place.ics", kind=CALENDAR)


@in_every_language
@public
@require_POST
@of_mine
def take_mine(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    return press(
        request, token, partial(waiting.take, registration), gettext_noop("You have a place")
    )


@in_every_language
@public
@require_POST
@of_mine
def give_up_mine(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    give_up = partial(registering.give_up, registration)
    return press(
        request,
        token,
        give_up,
        gettext_noop("Thank you for telling us. Your place goes to somebody else"),
    )


@in_every_language
@public
@require_POST
@of_mine
def attend_mine(
    request: HttpRequest, registration: Registration, token: str, attends: str
) -> HttpResponse:
    """Take part online instead of in person, or in person while there is a place."""
    act = partial(online.attend, registration, attends)
    return press(request, token, act, gettext_noop("How you take part was changed"))


@in_every_language
@public
@require_POST
@of_mine
def session_mine(
    request: HttpRequest, registration: Registration, token: str, session_pk: int, act: str
) -> HttpResponse:
    """Sign up for a session, take the place that is held in it, or leave it."""
    session = get_object_or_404(Session, pk=session_pk, gathering=registration.page.gathering_id)
    service, done = SESSION_ACTS[act]
    return press(request, token, partial(service, registration, session), done)


def press(request: HttpRequest, token: str, act: Callable[[], Any], done: str) -> HttpResponse:
    return do(request, act, done=done, to=reverse("gatherings:my_place", args=[token]))


@in_every_language
@public
@of_mine
def change_mine(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    if not registration.active:
        return redirect("gatherings:my_place", token=token)
    form = NeedsForm(sent(request), initial=needs_of(registration))
    if form.is_valid():
        try:
            registering.change_registration(registration, **form.cleaned_data)
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            messages.success(request, gettext_noop("It was changed"))
            return redirect("gatherings:my_place", token=token)
    context = {"form": form, "token": token, "gathering": registration.page.gathering}
    return render(request, "gatherings/public/places/change.html", context)


@in_every_language
@public
@never_cache
def rsvp(request: HttpRequest, token: str) -> HttpResponse:
    invitation = inviting.find_invitation(token)
    if invitation is None or invitation.taken_back or invitation.removed:
        return private(render(request, "gatherings/public/places/unknown.html", status=410))
    form = AnswerInvitationForm(
        sent(request), initial=_answered(invitation), gathering=invitation.gathering
    )
    if form.is_valid():
        if limits.too_many(request, doing="rsvp"):
            form.add_error(None, limits.WORDS)
        else:
            try:
                inviting.answer(invitation, **form.cleaned_data)
            except RuleBroken as rule:
                form.add_error(None, str(rule))
            else:
                messages.success(request, gettext_noop("Thank you. Your answer was kept"))
                return private(redirect("gatherings:rsvp", token=token))
    return private(_invitation(request, invitation, form))


def _answered(invitation: Invitation) -> dict[str, str]:
    registration = invitation.registration
    return {
        "answer": invitation.answer,
        "attends": registration.attends if registration else "",
    }


def _invitation(request: HttpRequest, invitation: Invitation, form: Any) -> HttpResponse:
    registration = invitation.registration
    booking = (
        registration.bookings.filter(session=None).order_by("-pk").first() if registration else None
    )
    context = {
        "invitation": invitation,
        "gathering": invitation.gathering,
        "form": form,
        "open": invitation.is_open(on=timezone.localdate()),
        "booking": booking,
        "page": RegistrationPage.objects.filter(gathering=invitation.gathering).first(),
    }
    return render(request, "gatherings/public/places/rsvp.html", context)
