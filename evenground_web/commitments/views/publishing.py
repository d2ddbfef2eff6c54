"""Making commitments public, taking them off the public pages, and showing words to everybody."""

from __future__ import annotations

from functools import partial

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse

from evenground_web.commitments.forms.judging_pledges import ReasonForm
from evenground_web.commitments.forms.tracker import WordsForm
from evenground_web.commitments.models import Commitment
from evenground_web.commitments.services.tracker import publishing
from evenground_web.core.pages import confirm_page, form_page, sent
from evenground_web.core.permissions import Permission, requires
from evenground_web.people.requests import MemberRequest

EVERYBODY_READS = (
    "Everybody then reads what is promised, how anybody will know, why it should work, whom it is "
    "for, which organisations answer for it, its steps and dates, how its status and due date "
    "changed, what the organisations it is addressed to answered, and the gaps it names whose "
    "figures are public, with their targets, stories and signed statements.\n\nNobody is named. "
    "Updates and reasons are read by members alone, until somebody shows them."
)


def not_pledges() -> QuerySet[Commitment]:
    return Commitment.objects.exclude(kind=Commitment.Kind.PLEDGE)


@requires(Permission.PUBLISH_COMMITMENTS, on=not_pledges)
def publish_commitment(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    return confirm_page(
        request,
        partial(publishing.publish_commitment, commitment, by=request.user),
        title=f"Make {commitment.reference} public",
        done="Everybody can read about it now",
        back=commitment.get_absolute_url(),
        intro=f"{commitment}\n\n{EVERYBODY_READS}{_shown_already(commitment)}",
        submit="Make it public",
    )


def _shown_already(commitment: Commitment) -> str:
    shown = [one.what for one in publishing.writings_of(commitment) if one.is_shown]
    return f"\n\nShown already: {'; '.join(shown)}." if shown else ""


@requires(Permission.PUBLISH_COMMITMENTS, on=not_pledges)
def unpublish_commitment(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    return form_page(
        request,
        ReasonForm(sent(request)),
        title=f"Take {commitment.reference} off the public pages",
        save=partial(publishing.unpublish_commitment, commitment, by=request.user),
        done="It is on no public page any more",
        back=commitment.get_absolute_url(),
        intro=f"{commitment}\n\nMembers alone read the reason.",
        submit="Take it off",
    )


@requires(Permission.UPDATE_COMMITMENTS, on=Commitment)
def show_words(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    writings = publishing.writings_of(commitment)
    return form_page(
        request,
        WordsForm(sent(request), writings=writings),
        title="What everybody may read",
        save=partial(publishing.show_words, commitment, by=request.user),
        done="Saved: what is ticked is what everybody reads, while the commitment is public",
        back=commitment.get_absolute_url(),
        intro=str(commitment),
        submit="Save",
    )


@requires(Permission.PUBLISH_COMMITMENTS)
def publish_plan(request: MemberRequest, plan: str) -> HttpResponse:
    in_plan = Commitment.objects.filter(plan=plan)
    if not in_plan.exists():
        raise Http404
    waiting = publishing.not_public_yet(plan).count()
    return confirm_page(
        request,
        partial(publishing.publish_plan, plan, by=request.user),
        title=f"Make {plan} public",
        done=f"Everybody can read about {plan} now",
        back=reverse("commitments:plans"),
        to="commitments:plans",
        intro=f"Recommendations and actions of this plan that are not public yet: {waiting}. Its pledges are made public one by one, on "
        f"their pages. What is added to the plan later is not public by itself.\n\n{EVERYBODY_READS}",
        submit="Make the plan public",
    )
