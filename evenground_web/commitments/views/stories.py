"""The story behind the curve, of a gap and of a commitment; and what organisations count of their work."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from evenground_web.commitments import services
from evenground_web.commitments.forms.proof import MeasureForm, StoryForm, ValueForm
from evenground_web.commitments.models import Commitment, PerformanceMeasure, Story
from evenground_web.core.editing import Conflict
from evenground_web.core.pages import form_page, sent
from evenground_web.core.permissions import Permission, RuleBroken, requires
from evenground_web.insight.models import Gap
from evenground_web.people.models import Organisation
from evenground_web.people.requests import MemberRequest


@requires(Permission.UPDATE_COMMITMENTS, on=Commitment)
def of_commitment(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    return _tell(request, commitment, Story(commitment=commitment))


@requires(Permission.UPDATE_COMMITMENTS, on=Gap)
def of_gap(request: MemberRequest, gap: Gap) -> HttpResponse:
    return _tell(request, gap, Story(gap=gap))


@requires(Permission.SEE, on=Commitment)
def told_of_commitment(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    return _told(request, commitment)


@requires(Permission.SEE, on=Gap)
def told_of_gap(request: MemberRequest, gap: Gap) -> HttpResponse:
    return _told(request, gap)


def _tell(request: MemberRequest, about: Gap | Commitment, new: Story) -> HttpResponse:
    form = StoryForm(request.POST or None, instance=services.stories_of(about).first() or new)
    if form.is_valid():
        parts = dict(form.cleaned_data)
        try:
            services.tell_story(about, by=request.user, seen=parts.pop("version"), **parts)
        except Conflict as conflict:
            form.add_error(None, str(conflict))
            form.build_on(conflict.current)
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            messages.success(request, "The story was saved")
            return redirect(about)
    context = {
        "title": "The story behind the curve",
        "form": form,
        "back": about.get_absolute_url(),
        "intro": f"{about}\n\nOnce a promise about it is public, everybody can read this. Name nobody.",
        "submit": "Save the story",
    }
    return render(request, "form.html", context)


def _told(request: MemberRequest, about: Gap | Commitment) -> HttpResponse:
    context = {"about": about, "stories": services.stories_of(about)}
    return render(request, "commitments/stories.html", context)


@requires(Permission.UPDATE_COMMITMENTS, on=lambda: Commitment.objects.prefetch_related("partners"))
def add_measure(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    mine = [
        organisation.pk
        for organisation in Organisation.objects.filter(pk__in=commitment.organisation_ids)
        if request.user.has_perm(Permission.UPDATE_COMMITMENTS, organisation)
    ]
    owners = Organisation.objects.filter(pk__in=mine)
    return form_page(
        request,
        MeasureForm(sent(request), commitment=commitment, owners=owners),
        title="Count something about our own work",
        save=partial(services.add_measure, commitment, by=request.user),
        done="It is counted from now on",
        back=commitment.get_absolute_url(),
        to=commitment,
        intro=f"{commitment}\n\nThis is about what one organisation does. It never stands for the gap.",
        submit="Save",
    )


@requires(
    Permission.UPDATE_COMMITMENTS,
    on=lambda: PerformanceMeasure.objects.select_related("commitment", "owner"),
)
def record_value(request: MemberRequest, measure: PerformanceMeasure) -> HttpResponse:
    initial = {"on": timezone.localdate()}
    return form_page(
        request,
        ValueForm(sent(request), measure=measure, initial=initial),
        title="Write down what was counted",
        save=partial(services.record_value, measure, by=request.user),
        done="It was written down",
        back=measure.commitment.get_absolute_url(),
        to=measure.commitment,
        intro=f"{measure}, counted by {measure.owner}. Another number for the same day corrects it.",
        submit="Save",
    )
