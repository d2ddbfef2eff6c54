from __future__ import annotations

from allauth.account.views import PasswordChangeView
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from evenground_web.core.models import Partnership
from evenground_web.core.panels import panels
from evenground_web.core.permissions import Permission, public

STEPS = (
    ("Gap", "A difference between groups of people is measured, with how sure we are of it."),
    ("Voice", "People say what they lived through, and decide who may read it."),
    ("Commitment", "An organisation promises what it will do, for whom and by when."),
    ("Progress", "Updates and evidence show how far the promise has come."),
    ("Proof", "The gap is measured again: did it close, and by more than it would have anyway?"),
    ("Report", "Boards and the public read what was said, what was done and what changed."),
)


@public
def front(request: HttpRequest) -> HttpResponse:
    partnership = Partnership.objects.first()
    member = request.user.has_perm(Permission.SEE)
    shown = panels(partnership, request.user) if partnership and member else []
    context = {"member": member, "panels": shown, "steps": STEPS}
    return render(request, "core/front.html", context)


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "core/accessibility.html")


@public
def change_password(request: HttpRequest) -> HttpResponse:
    """A persona of the demonstration has no password to change."""
    if request.user.is_authenticated and not request.user.has_usable_password():
        raise Http404
    words = {"title": "Change your password", "submit": "Change password", "back": "/"}
    response: HttpResponse = PasswordChangeView.as_view(extra_context=words)(request)
    return response


@public
def health(request: HttpRequest) -> HttpResponse:
    connection.ensure_connection()
    return JsonResponse({"status": "ok"})


@public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)
