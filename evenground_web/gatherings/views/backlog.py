from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from evenground_web.core.pages import form_page, page_of
from evenground_web.core.permissions import Permission, requires
from evenground_web.gatherings import services
from evenground_web.gatherings.forms.agenda import ProposalForm, ReasonForm, TakeUpForm
from evenground_web.gatherings.models import Gathering, Proposal
from evenground_web.people.models import Group
from evenground_web.people.requests import MemberRequest


def backlog_of(group: Group) -> str:
    return reverse("gatherings:backlog", args=[group.pk])


@requires(Permission.SEE, on=Group)
def backlog(request: MemberRequest, group: Group) -> HttpResponse:
    proposals = group.proposals.select_related("by", "item__gathering")
    context = {
        "group": group,
        "may_propose": request.user.has_perm(Permission.PROPOSE_ITEMS, group),
        "waiting": proposals.filter(item=None, set_aside=""),
        "page": page_of(request, proposals.exclude(item=None, set_aside="").order_by("-on", "-pk")),
    }
    return render(request, "gatherings/backlog.html", context)


@requires(Permission.PROPOSE_ITEMS, on=Group)
def propose(request: MemberRequest, group: Group) -> HttpResponse:
    return form_page(
        request,
        ProposalForm(request.POST or None),
        title=f"Propose an item for {group}",
        submit="Propose the item",
        save=partial(services.propose_item, group, by=request.user),
        done="The item waits for a meeting",
        back=backlog_of(group),
        to=backlog_of(group),
    )


@requires(Permission.EDIT_GATHERINGS, on=lambda: Proposal.objects.select_related("group", "by"))
def take_up(request: MemberRequest, proposal: Proposal) -> HttpResponse:
    coming = Gathering.objects.filter(group=proposal.group).upcoming(on=timezone.localdate())
    return form_page(
        request,
        TakeUpForm(request.POST or None, meetings=coming, initial={"gathering": coming.first()}),
        title=f"Put “{proposal}” on an agenda",
        submit="Put it on the agenda",
        save=partial(services.take_up, proposal, by=request.user),
        done="The item is on the agenda",
        back=backlog_of(proposal.group),
        to=backlog_of(proposal.group),
        intro=f"{proposal.by}: {proposal.why}",
    )


@requires(Permission.EDIT_GATHERINGS, on=lambda: Proposal.objects.select_related("group", "by"))
def set_aside(request: MemberRequest, proposal: Proposal) -> HttpResponse:
    return form_page(
        request,
        ReasonForm(request.POST or None),
        title=f"Set “{proposal}” aside",
        submit="Set it aside",
        save=partial(services.set_aside, proposal, by=request.user),
        done="The item was set aside",
        back=backlog_of(proposal.group),
        to=backlog_of(proposal.group),
        intro=f"{proposal.by}: {proposal.why}",
    )
