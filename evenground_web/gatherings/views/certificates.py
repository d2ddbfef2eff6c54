"""A certificate that somebody came, for themselves: by their code or behind their private link."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from evenground_web.core.code_pages import code_page, opened
from evenground_web.core.limits import makes_a_file
from evenground_web.core.pages import PDF, download
from evenground_web.core.permissions import RuleBroken, in_every_language, public
from evenground_web.gatherings.models import Registration
from evenground_web.gatherings.services.door import certificates, passes
from evenground_web.gatherings.views.registering import of_mine

TEMPLATE = "gatherings/public/places/certificate.html"


@in_every_language
@public
@never_cache
def my_certificate(request: HttpRequest) -> HttpResponse:
    return code_page(request, TEMPLATE, find=passes.find, show=show)


def show(
    request: HttpRequest, registration: Registration, code: str, *, why: str = ""
) -> HttpResponse:
    try:
        made = certificates.certificate(registration)
    except RuleBroken as rule:
        return render(request, TEMPLATE, {"why": str(rule)})
    return render(request, TEMPLATE, {"made": made, "code": code, "why": why})


@in_every_language
@public
@never_cache
@require_POST
@makes_a_file
def certificate_file(request: HttpRequest) -> HttpResponse:
    registration = opened(request, passes.find)
    if registration is None:
        return redirect("gatherings:my_certificate")
    try:
        return file_of(registration)
    except RuleBroken as rule:
        return show(request, registration, request.POST["code"], why=str(rule))


@public
@of_mine
@makes_a_file
def certificate_mine(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    try:
        return file_of(registration)
    except RuleBroken as rule:
        messages.error(request, str(rule))
        return redirect("gatherings:my_place", token=token)


def file_of(registration: Registration) -> HttpResponse:
    content = certificates.as_pdf(certificates.certificate(registration))
    return download(content, name="certificate.pdf", kind=PDF)
