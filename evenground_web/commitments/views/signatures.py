"""Signing a pledge, and coming back to a signature: with an account, or with a code."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from evenground_web.commitments.forms.judging_pledges import ReasonForm
from evenground_web.commitments.forms.signatures import (
    NamingForm,
    SignForm,
    SignForOrganisationForm,
    WriteDownForm,
)
from evenground_web.commitments.models import Pledge, Signature
from evenground_web.commitments.services.pledges import signatures as services
from evenground_web.core.code_pages import code_page, opened
from evenground_web.core.pages import do, form_page
from evenground_web.core.permissions import (
    Permission,
    RuleBroken,
    in_every_language,
    public,
    requires,
)
from evenground_web.people.requests import MemberRequest


@requires(Permission.SEE, on=lambda: Pledge.objects.select_related("commitment"))
def sign(request: MemberRequest, pledge: Pledge) -> HttpResponse:
    """Sign as oneself; somebody who has signed changes who may read their name."""
    mine = pledge.signatures.filter(person=request.user).first()
    if mine:
        return form_page(
            request,
            NamingForm(request.POST or None, initial={"naming": mine.naming}),
            title="Your signature",
            save=lambda naming, code: services.change_naming(mine, naming=naming),
            done="Your choice was changed",
            back=pledge.get_absolute_url(),
            to=pledge,
            template="commitments/pledges/mine.html",
            signature=mine,
            pledge=pledge,
            submit="Change my choice",
        )
    return form_page(
        request,
        SignForm(request.POST or None),
        title=f"Sign {pledge.commitment.reference}",
        save=partial(services.sign, pledge, by=request.user),
        done="You signed the pledge",
        back=pledge.get_absolute_url(),
        to=pledge,
        intro=str(pledge.commitment.title),
        submit="Sign",
    )


@requires(Permission.SEE, on=Pledge)
@require_POST
def take_mine_back(request: MemberRequest, pledge: Pledge) -> HttpResponse:
    mine = pledge.signatures.filter(person=request.user).first()
    if mine is None:
        return redirect(pledge)
    take_back = partial(services.take_signature_back, mine)
    return do(request, take_back, done="Your signature, name and words were erased", to=pledge)


@requires(Permission.UPDATE_COMMITMENTS)
def sign_for_organisation(request: MemberRequest, pledge_pk: int) -> HttpResponse:
    pledge = get_object_or_404(Pledge.objects.select_related("commitment"), pk=pledge_pk)
    return form_page(
        request,
        SignForOrganisationForm(request.POST or None, person=request.user),
        title=f"Sign {pledge.commitment.reference} for an organisation",
        save=partial(services.sign_for_organisation, pledge, by=request.user),
        done="The organisation signed the pledge",
        back=pledge.get_absolute_url(),
        to=pledge,
        intro=str(pledge.commitment.title),
        submit="Sign",
    )


@requires(Permission.KEEP_PLEDGES, on=lambda: Pledge.objects.select_related("commitment"))
def write_down(request: MemberRequest, pledge: Pledge) -> HttpResponse:
    form = WriteDownForm(request.POST or None)
    if form.is_valid():
        try:
            signature, code = services.write_down_signature(
                pledge, by=request.user, **form.cleaned_data
            )
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            context = {"pledge": pledge, "signature": signature, "code": code}
            return render(request, "commitments/pledges/written_down.html", context)
    context = {
        "form": form,
        "title": f"Write down who signs {pledge.commitment.reference}",
        "back": pledge.get_absolute_url(),
        "intro": f"{pledge.commitment.title}\n\nFor somebody without an account. Ask first. "
        "Afterwards you get a code to give to them: with it they can change who may read their "
        "name, or take their signature back.",
        "submit": "Keep this signature",
    }
    return render(request, "form.html", context)


@requires(
    Permission.UPDATE_COMMITMENTS,
    on=lambda: Signature.objects.select_related("organisation", "pledge__commitment"),
)
def take_back(request: MemberRequest, signature: Signature) -> HttpResponse:
    """For an organisation; or for a person who asked and has no code any more."""
    erases = signature.organisation is None
    return form_page(
        request,
        ReasonForm(request.POST or None),
        title="Erase a person's signature" if erases else "Take a signature back",
        save=partial(services.take_signature_back, signature, by=request.user),
        done="The signature was taken back",
        back=signature.get_absolute_url(),
        to=signature.pledge,
        intro="The name and the words go, at once and for good. Say that they asked for it, and do "
        "not write their name."
        if erases
        else f"{signature.signatory} will stand behind {signature.pledge.commitment.reference} no more.",
        submit="Erase it" if erases else "Take it back",
    )


@in_every_language
@public
@never_cache
def signed(request: HttpRequest) -> HttpResponse:
    """The door for somebody without an account who has a code."""
    find = services.find_signature
    return code_page(request, "commitments/pledges/code.html", find=find, show=_show)


@in_every_language
@public
@never_cache
@require_POST
def signed_naming(request: HttpRequest) -> HttpResponse:
    signature, form = opened(request, services.find_signature), NamingForm(request.POST)
    if signature is None:
        return signed(request)
    code = request.POST["code"]
    if not form.is_valid():
        return _show(request, signature, code, form=form)
    try:
        signature = services.change_naming(signature, naming=form.cleaned_data["naming"])
    except RuleBroken as rule:
        return _show(request, signature, code, done=str(rule))
    return _show(request, signature, code, done=gettext_noop("Your choice was changed."))


@in_every_language
@public
@never_cache
@require_POST
def signed_take_back(request: HttpRequest) -> HttpResponse:
    signature = opened(request, services.find_signature)
    if signature is None:
        return signed(request)
    code = request.POST["code"]
    try:
        signature = services.take_signature_back(signature)
    except RuleBroken as rule:
        return _show(request, signature, code, done=str(rule))
    return _show(
        request, signature, code, done=gettext_noop("Your name and your words were erased.")
    )


def _show(
    request: HttpRequest,
    signature: Signature,
    code: str,
    *,
    form: NamingForm | None = None,
    done: str = "",
) -> HttpResponse:
    context = {
        "signature": signature,
        "pledge": signature.pledge,
        "code": code,
        "done": done,
        "form": form or NamingForm(initial={"code": code, "naming": signature.naming}),
    }
    return render(request, "commitments/pledges/signed.html", context)
