from __future__ import annotations

from allauth.account.views import PasswordChangeView
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_noop
from django.views import defaults

from evenground_web.core.models import Partnership
from evenground_web.core.panels import panels
from evenground_web.core.permissions import Permission, in_every_language, public
from evenground_web.core.tongues import COOKIE, COOKIE_AGE, ENGLISH, tongues

STEPS = (
    (
        gettext_noop("Gap"),
        gettext_noop(
            "A difference between groups of people is measured, with how sure we are of it."
        ),
    ),
    (
        gettext_noop("Voice"),
        gettext_noop("People say what they lived through, and decide who may read it."),
    ),
    (
        gettext_noop("Commitment"),
        gettext_noop("An organisation promises what it will do, for whom and by when."),
    ),
    (
        gettext_noop("Progress"),
        gettext_noop("Updates and evidence show how far the promise has come."),
    ),
    (
        gettext_noop("Proof"),
        gettext_noop(
            "The gap is measured again: did it close, and by more than it would have anyway?"
        ),
    ),
    (
        gettext_noop("Report"),
        gettext_noop("Boards and the public read what was said, what was done and what changed."),
    ),
)


@in_every_language
@public
def front(request: HttpRequest) -> HttpResponse:
    partnership = Partnership.objects.first()
    member = request.user.has_perm(Permission.SEE)
    if member:
        translation.activate(ENGLISH)  # what members see of the partnership's work
    shown = panels(partnership, request.user) if partnership and member else []
    context = {"member": member, "panels": shown, "steps": STEPS}
    return render(request, "core/front.html", context)


@in_every_language
@public
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "core/accessibility.html")


@public
def choose_tongue(request: HttpRequest, tongue: str) -> HttpResponse:
    """Keep the language of the interface in a cookie, and go back to the page."""
    if tongue not in tongues():
        raise Http404
    to = request.GET.get("next", "")
    hosts = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(to, hosts, require_https=request.is_secure())
    response = redirect(to if safe else "front")
    response.set_cookie(
        COOKIE,
        tongue,
        max_age=COOKIE_AGE,
        samesite="Lax",
        httponly=True,
        secure=not settings.INSECURE,
    )
    return response


@in_every_language
@public
def change_password(request: HttpRequest) -> HttpResponse:
    """A persona of the demonstration has no password to change."""
    if request.user.is_authenticated and not request.user.has_usable_password():
        raise Http404
    words = {
        "title": gettext_noop("Change your password"),
        "submit": gettext_noop("Change password"),
        "back": "/",
    }
    response: HttpResponse = PasswordChangeView.as_view(extra_context=words)(request)
    return response


@public
def health(request: HttpRequest) -> HttpResponse:
    connection.ensure_connection()
    return JsonResponse({"status": "ok"})


@in_every_language
@public
def not_understood(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return defaults.bad_request(request, exception or Exception())


@public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)
