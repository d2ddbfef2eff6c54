"""Milestones, what waits for what, checks of evidence, progress set by hand, and taking back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from evenground_web.commitments import services
from evenground_web.commitments.forms.steps import (
    CarryForm,
    EditMilestoneForm,
    MilestoneForm,
    MoveMilestoneForm,
    ProgressForm,
    VerifyForm,
    WaitForm,
    WithdrawForm,
)
from evenground_web.commitments.models import Commitment, Dependency, Milestone, Update
from evenground_web.core.pages import do, form_page, sent
from evenground_web.core.permissions import Permission, requires
from evenground_web.people.requests import MemberRequest


@requires(Permission.UPDATE_COMMITMENTS, on=Commitment)
def add_milestone(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    save = partial(services.add_milestone, commitment, by=request.user)
    title, done = "Add a milestone", "The milestone was added"
    return _page(request, commitment, MilestoneForm(sent(request)), save, title, done)


@requires(Permission.UPDATE_COMMITMENTS, on=Milestone)
def edit_milestone(request: MemberRequest, milestone: Milestone) -> HttpResponse:
    save = partial(services.edit_milestone, milestone, by=request.user)
    form = EditMilestoneForm(sent(request), instance=milestone)
    title, done = "Change the milestone", "The milestone was changed"
    return _page(request, milestone.commitment, form, save, title, done)


@requires(Permission.UPDATE_COMMITMENTS, on=Milestone)
def move_milestone(request: MemberRequest, milestone: Milestone) -> HttpResponse:
    save = partial(services.move_milestone, milestone, by=request.user)
    form = MoveMilestoneForm(sent(request), milestone=milestone)
    title, done = f"Move the milestone “{milestone}”", "The date of the milestone was saved"
    return _page(request, milestone.commitment, form, save, title, done)


@requires(Permission.UPDATE_COMMITMENTS, on=Milestone)
@require_POST
def complete_milestone(request: MemberRequest, milestone: Milestone) -> HttpResponse:
    complete = partial(services.complete_milestone, milestone, by=request.user)
    return do(request, complete, done=f"“{milestone}” is done", to=milestone.commitment)


@requires(Permission.UPDATE_COMMITMENTS, on=Commitment)
def wait_for(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    save = partial(services.wait_for, commitment, by=request.user)
    title, done = "Say what it waits for", "It is shown to everybody what this waits for"
    return _page(request, commitment, WaitForm(sent(request)), save, title, done)


@requires(Permission.UPDATE_COMMITMENTS, on=Dependency)
@require_POST
def stop_waiting(request: MemberRequest, dependency: Dependency) -> HttpResponse:
    stop = partial(services.stop_waiting, dependency, by=request.user)
    done = f"It no longer waits for {dependency.needs.reference}"
    return do(request, stop, done=done, to=dependency.commitment)


@requires(Permission.UPDATE_COMMITMENTS, on=Commitment)
def carry_on(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    save = partial(services.carry_on, commitment, by=request.user)
    title, done = "Say what it carries on", "The earlier commitment is shown with its outcome"
    return _page(request, commitment, CarryForm(sent(request)), save, title, done)


@requires(Permission.UPDATE_COMMITMENTS, on=Commitment)
def progress(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    save = partial(services.set_progress, commitment, by=request.user)
    title, done = "Set the progress by hand", "The progress was saved, with your reason"
    return _page(
        request, commitment, ProgressForm(sent(request), commitment=commitment), save, title, done
    )


@requires(Permission.UPDATE_COMMITMENTS, on=Commitment)
def withdraw(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    save = partial(services.withdraw, commitment, by=request.user)
    title, done = f"Withdraw {commitment.reference}", f"{commitment.reference} was withdrawn"
    return _page(request, commitment, WithdrawForm(sent(request)), save, title, done)


@requires(Permission.VERIFY, on=lambda: Update.objects.select_related("commitment"))
def verify(request: MemberRequest, update: Update) -> HttpResponse:
    return form_page(
        request,
        VerifyForm(sent(request)),
        title="Check the evidence",
        save=partial(services.verify, update, by=request.user),
        done="Your check was recorded",
        back=update.commitment.get_absolute_url(),
        to=update.commitment,
        template="commitments/verify.html",
        submit="Save the check",
        update=update,
    )


def _page(
    request: MemberRequest,
    commitment: Commitment,
    form: BaseForm,
    save: Callable[..., Any],
    title: str,
    done: str,
) -> HttpResponse:
    """The page of one form about one commitment."""
    return form_page(
        request,
        form,
        title=title,
        save=save,
        done=done,
        back=commitment.get_absolute_url(),
        to=commitment,
        intro=str(commitment),
        submit="Save",
    )
