"""Codebooks and projects as files of other programs for coding, out and in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from evenground_web.core.pages import download
from evenground_web.core.permissions import Permission, RuleBroken, requires
from evenground_web.people.requests import MemberRequest
from evenground_web.themes import services
from evenground_web.themes.forms.codebooks import BringInForm
from evenground_web.themes.models import Codebook


@requires(Permission.SEE, on=Codebook)
def codebook_file(request: MemberRequest, codebook: Codebook) -> HttpResponse:
    name = f"{slugify(codebook.title) or 'codebook'}.qdc"
    return download(services.codebook_file(codebook), name=name, kind="application/xml")


@requires(Permission.CODE_VOICES, on=Codebook)
@require_POST
def project_file(request: MemberRequest, codebook: Codebook) -> HttpResponse:
    """The words leave the workspace, so that it is written down who took them."""
    name = f"{slugify(codebook.title) or 'project'}.qdpx"
    return download(services.project_file(codebook, by=request.user), name=name)


@requires(Permission.KEEP_CODEBOOKS, on=Codebook)
def bring_in(request: MemberRequest, codebook: Codebook) -> HttpResponse:
    form = BringInForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            done = services.bring_in(
                codebook, by=request.user, name=file.name, data=file.read(services.LARGEST + 1)
            )
        except RuleBroken as rule:
            form.add_error("file", str(rule))
        else:
            context = {"codebook": codebook, "done": done, "left_out": done.left_out.items()}
            return render(request, "themes/brought_in.html", context)
    context = {
        "form": form, "title": "Bring in themes from another program", "codebook": codebook,
        "back": codebook.get_absolute_url(), "submit": "Bring them in",
    }  # fmt: skip
    return render(request, "themes/exchange.html", context)
