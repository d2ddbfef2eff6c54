"""After how many days who is reminded."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from evenground_web.commitments.forms.links import NudgeRuleForm
from evenground_web.commitments.services.reminders import nudges as services
from evenground_web.commitments.services.reminders.standing import rules
from evenground_web.core.pages import form_page
from evenground_web.core.permissions import Permission, requires
from evenground_web.people.models import Group
from evenground_web.people.requests import MemberRequest


@requires(Permission.SEE)
def reminders(request: MemberRequest) -> HttpResponse:
    known = rules()
    whole = known.pop(None)
    groups = [(group, known.get(group.pk)) for group in Group.objects.all()]
    return render(request, "commitments/reminders.html", {"whole": whole, "groups": groups})


@requires(Permission.EDIT_PARTNERSHIP)
def set_rule(request: MemberRequest) -> HttpResponse:
    return _page(request, None)


@requires(Permission.EDIT_PARTNERSHIP, on=Group)
def set_group_rule(request: MemberRequest, group: Group) -> HttpResponse:
    return _page(request, group)


def _page(request: MemberRequest, group: Group | None) -> HttpResponse:
    known = rules()
    rule = known.get(group.pk if group else None, known[None])
    back = reverse("commitments:reminders")
    return form_page(
        request,
        NudgeRuleForm(request.POST or None, rule=rule),
        title=f"Reminders for {group or 'the whole partnership'}",
        save=partial(services.set_rule, by=request.user, group=group),
        done="The reminders were changed",
        back=back,
        to=back,
        submit="Save",
    )
