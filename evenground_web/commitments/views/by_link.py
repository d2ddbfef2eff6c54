"""The pages of somebody without an account, who has a link for one commitment."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from evenground_web.commitments.forms.links import AnswerForm, CodeForm
from evenground_web.commitments.models import UpdateLink
from evenground_web.commitments.services.reminders import links as services
from evenground_web.commitments.services.reminders.first_opening import confirm, send_code
from evenground_web.commitments.services.reminders.links import Opened
from evenground_web.core import limits
from evenground_web.core.pages import sent
from evenground_web.core.permissions import RuleBroken, public

COOKIES = "/commitments/by-link/"
View = Callable[..., HttpResponse]


def of_link(view: View) -> View:
    """Find the link; one that is not known, or pressed too often, is answered in words."""

    @wraps(view)
    def found(request: HttpRequest, token: str) -> HttpResponse:
        link = services.find_link(token)
        if link is None:
            return render(request, "commitments/by_link/unknown.html", status=410)
        if request.method == "POST" and limits.too_many(request, doing="link"):
            messages.error(request, limits.WORDS)
            return show(request, link, token, AnswerForm(request.POST), status=429)
        response = view(request, link, token)
        response["X-Robots-Tag"] = "noindex"
        return response

    return never_cache(found)


@public
@of_link
def by_link(request: HttpRequest, link: UpdateLink, token: str) -> HttpResponse:
    waits = services.opened(link, browser=secret(request, link), now=timezone.now())
    opening = waits is Opened.CODE
    form = CodeForm(sent(request)) if opening else AnswerForm(sent(request))
    if form.is_valid():
        keep = confirm if opening else services.answer_by_link
        try:
            keep(link, browser=secret(request, link), **form.cleaned_data)
        except RuleBroken as rule:
            form.add_error("code" if opening else None, str(rule))
        else:
            if not opening:
                messages.success(request, "Thank you. Your update was kept")
            return redirect(request.path)
    return show(request, link, token, form)


@public
@require_POST
@of_link
def begin(request: HttpRequest, link: UpdateLink, token: str) -> HttpResponse:
    """A code goes to the address of the link; this browser keeps what says that it asked."""
    response = redirect("commitments:by_link", token=token)
    try:
        kept = send_code(link, browser=secret(request, link))
    except RuleBroken as rule:
        messages.error(request, str(rule))
        return response
    remember(response, link, kept)
    return response


@public
@require_POST
@of_link
def again(request: HttpRequest, link: UpdateLink, token: str) -> HttpResponse:
    """A new link goes to the address of the old one, and after a revoked one word to its sender."""
    try:
        if link.revoked_at:
            services.ask_to_be_asked(link)
        else:
            services.send_again(link)
    except RuleBroken as rule:
        messages.error(request, str(rule))
        return redirect("commitments:by_link", token=token)
    return render(request, "commitments/by_link/asked.html", {"link": link})


def show(
    request: HttpRequest, link: UpdateLink, token: str, form: Any, *, status: int = 200
) -> HttpResponse:
    """What somebody sees who opens a link, which depends on who they seem to be."""
    found = services.opened(link, browser=secret(request, link), now=timezone.now())
    mine = found is Opened.MINE
    pages = {Opened.MINE: "answer", Opened.NEW: "hello", Opened.CODE: "code"}
    context = {
        "link": link,
        "token": token,
        "commitment": link.commitment,
        "found": found.value,
        "form": _form(found, form),
        "typed": request.POST.get("text", ""),
        "updates": link.commitment.updates.select_related("by")[:3] if mine else [],
    }
    response = render(
        request,
        f"commitments/by_link/{pages.get(found, 'sorry')}.html",
        context,
        status=status if found in pages else 403,
    )
    if found is Opened.NEW and not secret(request, link):
        remember(response, link, secrets.token_urlsafe(32))  # a press made twice asks once
    return response


def _form(found: Opened, form: Any) -> Any:
    """The form that belongs to what was found; another one was sent from a page of before."""
    wanted = {Opened.MINE: AnswerForm, Opened.CODE: CodeForm}.get(found)
    return wanted and (form if isinstance(form, wanted) else wanted())


def remember(response: HttpResponse, link: UpdateLink, kept: str) -> None:
    response.set_cookie(
        cookie(link), kept, expires=link.expires_at, path=COOKIES,
        secure=not settings.INSECURE, httponly=True, samesite="Lax",
    )  # fmt: skip


def cookie(link: UpdateLink) -> str:
    return f"link-{link.pk}"


def secret(request: HttpRequest, link: UpdateLink) -> str:
    return request.COOKIES.get(cookie(link), "")
