"""What becomes of an agreed pledge: other words, a review, and a check by somebody else."""

from __future__ import annotations

from functools import partial

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from evenground_web.commitments.forms.judging_pledges import (
    CheckForm,
    OwnReviewForm,
    ReviewForm,
    RewordForm,
)
from evenground_web.commitments.models import Pledge, PledgeReview
from evenground_web.commitments.models.pledges import Level
from evenground_web.commitments.services.pledges import pledge_outcomes, rewording, signatures
from evenground_web.core import codes, limits
from evenground_web.core.pages import form_page, sent
from evenground_web.core.permissions import Permission, RuleBroken, public, requires
from evenground_web.people.requests import MemberRequest

REVIEWED = "The review is kept. Somebody of another organisation can check it now"


def pledges() -> QuerySet[Pledge]:
    return Pledge.objects.select_related("commitment")


@requires(Permission.UPDATE_COMMITMENTS, on=pledges)
def review(request: MemberRequest, pledge: Pledge) -> HttpResponse:
    return _review(request, pledge)


@requires(Permission.SEE, on=pledges)
def review_own(request: MemberRequest, pledge: Pledge) -> HttpResponse:
    """Whoever made a personal pledge says whether they kept it."""
    _only_mine(request, pledge)
    return _review(request, pledge)


def _review(request: MemberRequest, pledge: Pledge) -> HttpResponse:
    return form_page(
        request,
        ReviewForm(request.POST or None, request.FILES or None),
        title="Say whether the pledge was kept",
        save=partial(pledge_outcomes.review_pledge, pledge, by=request.user),
        done=REVIEWED,
        back=pledge.get_absolute_url(),
        to=pledge,
        intro=str(pledge),
        submit="Save the review",
    )


@public
@never_cache
@require_POST
def review_by_code(request: HttpRequest) -> HttpResponse:
    """Somebody without an account opens their pledge with its code, and says whether they kept it."""
    code = request.POST.get("code", "")
    signature = None if limits.too_many(request, doing="open") else signatures.find_signature(code)
    if signature is None or signature.withdrawn_on or signature.pledge.level != Level.PERSONAL:
        return render(request, "commitments/pledges/own_review.html", {"unknown": codes.UNKNOWN})
    form = OwnReviewForm(request.POST if "outcome" in request.POST or "reason" in request.POST else None,
                         initial={"code": code})  # fmt: skip
    done = False
    if form.is_valid():
        typed = {name: form.cleaned_data[name] for name in ("outcome", "reason", "evidence_link")}
        try:
            pledge_outcomes.review_pledge(signature.pledge, by=None, **typed)
            done = True
        except RuleBroken as rule:
            form.add_error(None, str(rule))
    context = {"form": form, "pledge": signature.pledge, "done": done}
    return render(request, "commitments/pledges/own_review.html", context)


@requires(Permission.UPDATE_COMMITMENTS)
def check(request: MemberRequest, review_pk: int) -> HttpResponse:
    found = PledgeReview.objects.select_related("pledge__commitment", "evidence", "by")
    review = get_object_or_404(found, pk=review_pk)
    return form_page(
        request,
        CheckForm(request.POST or None),
        title="Check a review",
        save=partial(pledge_outcomes.check_review, review, by=request.user),
        done="The check is recorded",
        back=review.pledge.get_absolute_url(),
        to=review.pledge,
        template="commitments/pledges/check.html",
        review=review,
        submit="Save the check",
    )


@requires(Permission.UPDATE_COMMITMENTS, on=pledges)
def reword(request: MemberRequest, pledge: Pledge) -> HttpResponse:
    return _reword(request, pledge)


@requires(Permission.SEE, on=pledges)
def reword_own(request: MemberRequest, pledge: Pledge) -> HttpResponse:
    """Whoever made a personal pledge gives it other words."""
    _only_mine(request, pledge)
    return _reword(request, pledge)


def _reword(request: MemberRequest, pledge: Pledge) -> HttpResponse:
    words = {"title": pledge.commitment.title, "text": pledge.commitment.text}
    return form_page(
        request,
        RewordForm(sent(request), stands=words, initial=words),
        title=f"Give {pledge.commitment.reference} other words",
        save=partial(rewording.reword_pledge, pledge, by=request.user),
        done="The pledge has its new words. The old ones stay, and those who signed are told",
        back=pledge.get_absolute_url(),
        to=pledge,
        intro="People agreed to the words it has. They stay on its page, with your reason.",
        submit="Give it these words",
    )


def _only_mine(request: MemberRequest, pledge: Pledge) -> None:
    mine = pledge.signatures.standing().filter(person=request.user)
    if pledge.level != Level.PERSONAL or not mine.exists():
        raise Http404
