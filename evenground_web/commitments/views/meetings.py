"""What is written down from the minutes of a meeting: actions, and what a decision touches."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.urls import reverse

from evenground_web.commitments.forms.meetings import DecisionLinkForm, MeetingActionForm
from evenground_web.commitments.services.records import meetings as services
from evenground_web.core.pages import form_page
from evenground_web.core.permissions import Permission, requires
from evenground_web.gatherings.models import AgendaItem, Decision
from evenground_web.people.requests import MemberRequest


@requires(
    Permission.EDIT_GATHERINGS,
    on=lambda: AgendaItem.objects.select_related("gathering__meeting", "gathering__group"),
)
def agree_action(request: MemberRequest, item: AgendaItem) -> HttpResponse:
    back = f"{reverse('gatherings:minutes', args=[item.gathering_id])}#item-{item.pk}"
    return form_page(
        request,
        MeetingActionForm(request.POST or None, item=item),
        title=f"Write down an action: {item}",
        submit="Write down the action",
        save=partial(services.agree_action, item, by=request.user),
        done="The action was written down",
        back=back,
        to=back,
    )


@requires(Permission.EDIT_GATHERINGS, on=lambda: Decision.objects.select_related("item__gathering"))
def link_decision(request: MemberRequest, decision: Decision) -> HttpResponse:
    return form_page(
        request,
        DecisionLinkForm(request.POST or None),
        title=f"What {decision.reference} is about",
        save=partial(services.link_to_decision, decision, by=request.user),
        done="The decision was linked",
        back=decision.get_absolute_url(),
        to=decision,
    )
