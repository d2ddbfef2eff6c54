"""Asking partners without an account, and deciding about what they propose."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from evenground_web.commitments.forms.links import AskForm, DecisionForm
from evenground_web.commitments.models import Commitment, Proposal, UpdateLink
from evenground_web.commitments.services.records.proposals import decide as decide_proposal
from evenground_web.commitments.services.reminders import links as services
from evenground_web.core.pages import do, form_page
from evenground_web.core.permissions import Permission, requires
from evenground_web.people.requests import MemberRequest


@requires(Permission.UPDATE_COMMITMENTS, on=Commitment)
def ask(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    return form_page(
        request,
        AskForm(request.POST or None, owner=commitment.owner),
        title="Ask somebody for an update",
        save=partial(services.ask_for_update, commitment, by=request.user),
        done="They get an email with a link",
        back=commitment.get_absolute_url(),
        intro=str(commitment),
        submit="Send the link",
    )


@requires(Permission.UPDATE_COMMITMENTS, on=Commitment)
def links(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    now = timezone.now()
    rows = [
        (link, link.is_live(now=now))
        for link in commitment.update_links.select_related("message", "asked_by", "revoked_by")
    ]
    return render(request, "commitments/links.html", {"commitment": commitment, "rows": rows})


@requires(Permission.UPDATE_COMMITMENTS, on=UpdateLink)
@require_POST
def revoke(request: MemberRequest, link: UpdateLink) -> HttpResponse:
    end = partial(services.revoke_link, link, by=request.user)
    return do(request, end, done=f"The link of {link.name} works no longer", to=link)


@requires(
    Permission.UPDATE_COMMITMENTS,
    on=lambda: Proposal.objects.select_related("commitment", "link", "update"),
)
def decide(request: MemberRequest, proposal: Proposal) -> HttpResponse:
    return form_page(
        request,
        DecisionForm(request.POST or None),
        title=str(proposal),
        save=partial(decide_proposal, proposal, by=request.user),
        done="Your answer was kept, and they get it by email",
        back=reverse("commitments:commitment", args=[proposal.commitment_id]),
        intro=f"{proposal.commitment}\n\n{proposal.link.who} wrote: {proposal.update.text}",
        submit="Save",
    )
