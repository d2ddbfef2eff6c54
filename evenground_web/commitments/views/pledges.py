"""Pledges as members see them: the list, the parts of a pledge's page, and what can be done."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from evenground_web.commitments.forms.finding_pledges import PledgeFilter
from evenground_web.commitments.forms.judging_pledges import AgreeForm, ReasonForm
from evenground_web.commitments.forms.pledges import DescribeForm, OwnPledgeForm, ProposeForm
from evenground_web.commitments.models import Commitment, Pledge
from evenground_web.commitments.models.pledges import Level, Naming, State
from evenground_web.commitments.services.pledges import pledge_lists, signatures
from evenground_web.commitments.services.pledges import pledges as services
from evenground_web.core.pages import do, form_page, page_of, sent
from evenground_web.core.permissions import Permission, requires
from evenground_web.gatherings.models import Gathering
from evenground_web.people.models import Person
from evenground_web.people.requests import MemberRequest

SHOWN = 40
AGREED_AT_ONCE = 25
SIGNATURES_SHOWN = 100


@requires(Permission.SEE)
def pledges(request: MemberRequest) -> HttpResponse:
    today = timezone.localdate()
    everything = Pledge.objects.all()
    form = PledgeFilter(request.GET, among=everything)
    asked = form.cleaned_data if form.is_valid() else {}
    page = page_of(
        request, pledge_lists.find_pledges(everything, on=today, **asked), per_page=SHOWN
    )
    rows = [(pledge, pledge.is_review_due(on=today)) for pledge in page]
    return render(
        request, "commitments/pledges/pledges.html", {"form": form, "page": page, "rows": rows}
    )


def parts(commitment: Commitment, person: Person) -> dict[str, Any]:
    """What the page of a commitment shows when it is a pledge."""
    pledge: Pledge = commitment.pledge
    signed = list(
        pledge.signatures.standing().select_related("organisation", "person")[
            : SIGNATURES_SHOWN + 1
        ]
    )
    steps = list(pledge.steps.select_related("gathering", "topic", "by"))
    reviews = list(pledge.reviews.select_related("evidence", "by", "checked_by", "checked_for"))
    return {
        "pledge": pledge,
        "review_due": pledge.is_review_due(on=timezone.localdate()),
        "signatures": signed[:SIGNATURES_SHOWN],
        "more_signatures": len(signed) > SIGNATURES_SHOWN,
        "counted": sum(
            one.naming == Naming.COUNTED and one.person_id != person.pk for one in signed
        ),
        "mine": next((one for one in signed if one.person_id == person.pk), None),
        "agreed": next((step for step in reversed(steps) if step.new == State.AGREED), None),
        "wording": services.wording(commitment),
        "steps": steps,
        "rewordings": pledge.rewordings.select_related("by"),
        "reviews": reviews,
        "own": pledge.level == Level.PERSONAL and any(one.person_id == person.pk for one in signed),
        "wishes": pledge.wishes.select_related("gathering"),
        "roll_up": pledge_lists.roll_up(pledge),
        "may_keep": person.has_perm(Permission.KEEP_PLEDGES, commitment),
        "may_check": person.has_perm(Permission.UPDATE_COMMITMENTS),
    }


@requires(Permission.ADD_COMMITMENTS)
def propose(request: MemberRequest) -> HttpResponse:
    form = ProposeForm(
        request.POST or None,
        person=request.user,
        initial={"level": "organisation"} | request.GET.dict(),
    )
    return form_page(
        request,
        form,
        title="Propose a pledge",
        save=partial(services.propose_pledge, by=request.user),
        done="The pledge was proposed. Somebody has to sign it before it can be agreed",
        back=reverse("commitments:pledges"),
        submit="Propose it",
    )


@requires(Permission.SEE)
def own(request: MemberRequest) -> HttpResponse:
    return form_page(
        request,
        OwnPledgeForm(request.POST or None, person=request.user, initial=request.GET.dict()),
        title="Make a pledge of your own",
        save=partial(signatures.make_own_pledge, by=request.user),
        done="Your pledge is kept, and you signed it",
        back=reverse("commitments:pledges"),
        submit="Make this pledge",
    )


@requires(Permission.UPDATE_COMMITMENTS, on=Pledge)
def describe(request: MemberRequest, pledge: Pledge) -> HttpResponse:
    return form_page(
        request,
        DescribeForm(request.POST or None, instance=pledge),
        title=f"Who pledges {pledge.commitment.reference}, and to whom",
        save=partial(services.describe_pledge, pledge, by=request.user),
        done="The pledge was changed",
        back=pledge.get_absolute_url(),
        to=pledge,
        submit="Save",
    )


@requires(Permission.KEEP_PLEDGES, on=Gathering)
def agree(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    waiting = pledge_lists.waiting_at(gathering)
    page = page_of(request, waiting, per_page=AGREED_AT_ONCE)
    form = AgreeForm(sent(request), waiting=waiting, shown=page)
    return form_page(
        request,
        form,
        title=f"Record what {gathering} agreed",
        save=partial(services.agree_pledges, by=request.user, gathering=gathering),
        done="It is recorded that these pledges were agreed",
        back=gathering.get_absolute_url(),
        to=request.path if page.has_other_pages() else gathering,
        template="commitments/pledges/agree.html",
        gathering=gathering,
        page=page,
        submit="Record that they were agreed",
    )


@requires(Permission.KEEP_PLEDGES, on=Pledge)
@require_POST
def publish(request: MemberRequest, pledge: Pledge) -> HttpResponse:
    make_public = partial(services.publish_pledge, pledge, by=request.user)
    return do(request, make_public, done="Everybody can read the pledge now", to=pledge)


@requires(Permission.KEEP_PLEDGES, on=Pledge)
def unpublish(request: MemberRequest, pledge: Pledge) -> HttpResponse:
    return form_page(
        request,
        ReasonForm(request.POST or None),
        title=f"Take {pledge.commitment.reference} off the public pages",
        save=partial(services.unpublish_pledge, pledge, by=request.user),
        done="The pledge is on no public page any more",
        back=pledge.get_absolute_url(),
        to=pledge,
        submit="Take it off",
    )


@requires(Permission.UPDATE_COMMITMENTS, on=Pledge)
def withdraw(request: MemberRequest, pledge: Pledge) -> HttpResponse:
    return form_page(
        request,
        ReasonForm(request.POST or None),
        title=f"Withdraw {pledge.commitment.reference}",
        save=partial(services.withdraw_pledge, pledge, by=request.user),
        done="The pledge was withdrawn",
        back=pledge.get_absolute_url(),
        to=pledge,
        intro=f"{pledge}\n\nIt stays where it is, marked as withdrawn, with the reason. Nobody can "
        "sign it any more.",
        submit="Withdraw it",
    )
