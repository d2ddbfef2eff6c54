"""Impact assessments: which commitments have one, one of them, and what can be done to it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from evenground_web.commitments import services
from evenground_web.commitments.forms.assessments import (
    AssessedFilter,
    AssessmentForm,
    EffectForm,
    SaidForm,
    SignForm,
)
from evenground_web.commitments.forms.risks import ActionForm, AddRiskForm, ScaleForm
from evenground_web.commitments.models import Commitment, ImpactAssessment
from evenground_web.core.pages import confirm_page, do, form_page, page_of, sent
from evenground_web.core.permissions import Permission, requires
from evenground_web.people.requests import MemberRequest

SHOWN = 40
WHAT_BEGINNING_DOES = (
    "You say whom it may help or harm, how you know, and what people said. Somebody who did not "
    "write it then signs. When one was signed before, you begin from its words."
)


def whole() -> Any:
    return ImpactAssessment.objects.select_related(
        "commitment__owner", "wording", "written_by", "signed_by"
    )


@requires(Permission.SEE)
def assessments(request: MemberRequest) -> HttpResponse:
    today = timezone.localdate()
    form = AssessedFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    page = page_of(request, services.find_assessed(on=today, **asked), per_page=SHOWN)
    context = {
        "form": form,
        "page": page,
        "rows": [(one, services.states_of(one, on=today)) for one in page],
        "counts": services.counts_of_assessed(on=today),
        "wording": services.wording_in_use(),
    }
    return render(request, "commitments/assessments.html", context)


@requires(Permission.SEE, on=whole)
def assessment(request: MemberRequest, assessment: ImpactAssessment) -> HttpResponse:
    person, draft = request.user, assessment.signed_on is None
    wording = assessment.wording
    context = {
        "assessment": assessment,
        "may_write": draft and person.has_perm(Permission.ASSESS, assessment),
        "may_sign": draft and person.has_perm(Permission.SIGN_ASSESSMENTS, assessment),
        "overdue": assessment.review_is_overdue(on=timezone.localdate()),
        "decision": wording.decision(assessment.decision) if assessment.decision else "",
        "questions": wording.content["questions"],
        "written": [
            (wording.question(name), getattr(assessment, name))
            for name in ("evidence", "said", "reason")
        ],
        "actions": assessment.actions.select_related("owner"),
        "said": services.what_people_said(assessment),
        "risks": assessment.risks.select_related("scale"),
        "writers": assessment.writers.all(),
    }
    return render(request, "commitments/assessment.html", context)


@requires(Permission.ASSESS, on=Commitment)
def start(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    return confirm_page(
        request,
        partial(services.start_assessment, commitment, by=request.user),
        title="Begin an impact assessment",
        done="The impact assessment was begun",
        back=commitment.get_absolute_url(),
        intro=f"{commitment}\n\n{WHAT_BEGINNING_DOES}",
        submit="Begin",
    )


@requires(Permission.ASSESS, on=whole)
def edit(request: MemberRequest, assessment: ImpactAssessment) -> HttpResponse:
    form = AssessmentForm(request.POST or None, instance=assessment)
    save = partial(services.edit_assessment, assessment, by=request.user)
    return _page(request, assessment, form, "Write the assessment", save)


@requires(Permission.ASSESS, on=whole)
def effect(request: MemberRequest, assessment: ImpactAssessment) -> HttpResponse:
    known = services.effect_on(assessment, request.GET.get("group", ""))
    form = EffectForm(request.POST or None, assessment=assessment, initial=known)
    return _page(
        request,
        assessment,
        form,
        "What it may do to a group",
        partial(services.say_effect, assessment, by=request.user),
        template="commitments/assessment_effect.html",
        groups=assessment.wording.content["group"],
    )


@requires(Permission.ASSESS, on=whole)
@require_POST
def leave_out(request: MemberRequest, assessment: ImpactAssessment) -> HttpResponse:
    group = request.POST.get("group", "")
    leave = partial(services.leave_out_group, assessment, by=request.user, group=group)
    return do(request, leave, done="The group was left out", to=assessment)


@requires(Permission.ASSESS, on=whole)
def ask_for_action(request: MemberRequest, assessment: ImpactAssessment) -> HttpResponse:
    form = ActionForm(request.POST or None)
    save = partial(services.ask_for_action, assessment, by=request.user)
    return _page(request, assessment, form, "Name what keeps the harm away", save)


@requires(Permission.ASSESS, on=whole)
@require_POST
def drop_action(
    request: MemberRequest, assessment: ImpactAssessment, commitment_pk: int
) -> HttpResponse:
    commitment = get_object_or_404(Commitment, pk=commitment_pk)
    drop = partial(services.drop_action, assessment, by=request.user, commitment=commitment)
    return do(request, drop, done="It is no longer asked for", to=assessment)


@requires(Permission.SIGN_ASSESSMENTS, on=whole)
def sign(request: MemberRequest, assessment: ImpactAssessment) -> HttpResponse:
    def save(read: bool) -> ImpactAssessment:
        return services.sign_assessment(assessment, by=request.user)

    title = "Sign the impact assessment"
    return _page(request, assessment, SignForm(request.POST or None), title, save)


@requires(Permission.EDIT_RISKS, on=whole)
def raise_harm(request: MemberRequest, assessment: ImpactAssessment) -> HttpResponse:
    """From an assessment: a risk of harm, with what is known already filled in."""
    effect = services.effect_on(assessment, request.GET.get("group", ""))
    initial = {
        "category": "people",
        "effect": effect.get("harm", ""),
        "owner": assessment.commitment.owner_id,
        "owner_person": assessment.commitment.owner_person_id,
        "group": assessment.commitment.group_id,
    }
    return form_page(
        request,
        AddRiskForm(request.POST or None, initial=initial),
        title="Add a risk of harm",
        save=partial(services.add_risk, by=request.user, assessment=assessment),
        done="The risk of harm was added",
        back=assessment.get_absolute_url(),
        intro=str(assessment.commitment),
    )


@requires(Permission.EDIT_RISKS)
def load_wording(request: MemberRequest) -> HttpResponse:
    def save(file: tuple[str, str]) -> Any:
        name, text = file
        return services.load_wording(text, by=request.user, file=name)

    form = ScaleForm(request.POST or None, request.FILES or None)
    form.fields["file"].label = "File that words the questions"
    form.fields["file"].help_text = "A TOML file like the one below: questions, decisions, groups"
    return form_page(
        request,
        form,
        title="Load other words for impact assessments",
        save=save,
        done="Assessments ask in these words from now on",
        back=reverse("commitments:assessments"),
        to="commitments:assessments",
        template="commitments/risk_scale_load.html",
        submit="Load",
        said="Assessments that were begun keep the words they were begun with.",
        example=services.wording_file(),
    )


def _page(
    request: MemberRequest,
    assessment: ImpactAssessment,
    form: Any,
    title: str,
    save: Any,
    **more: Any,
) -> HttpResponse:
    return form_page(
        request,
        form,
        title=title,
        save=save,
        done="The assessment was saved",
        back=assessment.get_absolute_url(),
        to=assessment,
        intro=str(assessment.commitment),
        submit="Save",
        **more,
    )


@requires(Permission.ASSESS, on=whole)
def said(request: MemberRequest, assessment: ImpactAssessment) -> HttpResponse:
    return form_page(
        request,
        SaidForm(sent(request), assessment=assessment),
        title="What people said",
        save=partial(services.tie_what_people_said, assessment, by=request.user),
        done="What people said is tied to the assessment",
        back=assessment.get_absolute_url(),
        to=assessment,
        intro=f"{assessment.commitment}\n\nTopics and quotes about its gaps, its topic, and where it "
        "was promised.",
        submit="Save",
    )
